import type { ErrorKind } from '../core/base/errors.ts';
import type { ServerWords } from './server-words.ts';

/**
 * The wordings of OpenAI, Anthropic, Google, xAI, Mistral, Moonshot, Z.ai, Groq, OpenRouter, vLLM, SGLang, TGI, Ollama, llama.cpp and LM
 * Studio.
 */
const CONTEXT_TOO_LONG = anyOf(
	'context_length_exceeded',
	'exceed_context_size',
	'context_window_exceeded|context_too_long|string_above_max_length',
	'max(?:imum)? context (length|size|window)',
	'maximum prompt length',
	'context (window|length|size|limit) (of|is|exceeded|overflow|reached|too)',
	'(exceed|overflow|larger than|longer than|beyond|fit)\\w*( \\S+){0,6} (context|max(imum)? model length|model.s (context|maximum))',
	'available context size',
	'exceeds? (the )?(context|max(imum)? (length|number of (input )?tokens|context|input|sequence))',
	'(prompt|input|request|message|conversation|messages)s? (is|are) too (long|large)',
	'prompt too long|input too long',
	'too large for model',
	'input (length|token count|tokens?).{0,60}exceed',
	'input token count.{0,60}only supports',
	'exceeded model token limit',
	'reduce (the|your) (length|prompt|input|context|message)',
	'(when )?context the overflows',
	'greater than the context length',
	'request[_ ]too[_ ]large',
	'tokens` must be <=|must have less than \\d+ tokens',
	'range of input length',
	'\\bn_ctx\\b',
	'loaded with context length',
	'(size|token|context) limit exceeded',
	'does(n.t| not) fit (in|into) (the |its )?(context|kv)',
);
/** These are also the words of a limit by the minute. */
const PERHAPS_TOO_LONG = /too many (input |prompt )?tokens|exceed\w* .{0,40}(token|length) limit/i;
const QUOTA = anyOf(
	'insufficient[_ ](quota|balance|funds|credits)',
	'credit balance is too low',
	'exceeded_current_quota',
	'exceeded your current quota',
	'billing_hard_limit',
	'out of credits',
	'spending limit',
	'more credits',
	'(any|no|not enough|available) credits',
	'credit limit exceeded',
	'budget[_ ](has been )?exceeded',
	'key limit exceeded',
	'reached (your|its|the) (specified |monthly )?(api )?usage limits?',
	'free tier of the model has been exhausted',
	'arrearage',
	'余额不足',
);
const BAD_KEY = anyOf(
	'invalid[_ ]api[_ ]?key',
	'incorrect api key',
	'api[_ ]key[_ ](not valid|invalid)',
	'authentication_error',
	'invalid x-api-key',
	'unauthori[sz]ed',
	'invalid subscription key',
);
const NO_MODEL = anyOf(
	'model_not_found',
	'model[_ ]not[_ ]exist',
	'no models? (is |are )?loaded',
	'unknown model',
	'invalid model',
	'not a valid model',
	'no such model',
	'model.{0,120}(not found|does not exist|not exist|is not supported|no longer (available|supported)|has been (deprecated|decommissioned|retired)|is unloaded)',
	'no endpoints found for',
	'deployment.{0,60}(not found|does not exist)',
);
const REFUSED = anyOf(
	'content[_ ]?(filter|policy)',
	'prohibited_content',
	'responsible ?ai',
	'requires moderation',
	'flagged',
	'safety (system|reasons|settings)',
	'data_?inspection',
	'inappropriate content',
	'敏感内容',
);
/** A gateway that has the model, and nobody behind it who takes this request (OpenRouter). */
const NOBODY_BEHIND = anyOf('no endpoints found that', 'no (allowed )?providers? (is |are )?(available|found)');
/** The key is good, and another model is what it may use. */
const OTHER_MODELS_KEY = anyOf(
	'(key|token|team|user) (is )?(not allowed|cannot|may not|can.t) .{0,30}model',
	'model .{0,80}not (allowed|permitted|authori[sz]ed) .{0,30}(key|token|team|user)',
	'key_model_access_denied',
);
/** The path, not the model, is unknown to the server. */
const NO_API = anyOf(
	'unexpected endpoint',
	'unknown request url',
	'invalid url',
	'no route',
	'route.{0,40}not found',
	'cannot (get|post) /',
	'unknown (endpoint|path|route|url)',
	'(endpoint|path|url|page) .{0,60}not found',
);
/** Something that only the holder of the account can do, on the page of the vendor. */
const ACCOUNT = anyOf(
	'(organi[sz]ation|account|identity|phone|e-?mail|project|workspace)\\b.{0,60}(must|needs? to|has to|have to|to be|is not|not been|not yet|isn.t) .{0,20}(verif|confirm|activat|approv|enabled)',
	'(requires?|needs?|pending|awaiting) .{0,30}verification|verification .{0,60}(required|needed|pending)',
	'verify (your|the) (organi[sz]ation|account|identity|phone|e-?mail)',
	'(organi[sz]ation|account|project|user|workspace)\\b.{0,60}(deactivat|suspend|disabled|blocked|banned|restricted|on hold|locked|closed|deleted|overdue|arrears)',
	'(accept|agree to|sign) .{0,40}(terms|licen[cs]e|agreement|conditions)',
	'(data|privacy) policy|data retention|guardrail restrictions',
	'(country|region|territory|location).{0,60}(not supported|unsupported|not available|not allowed)|unsupported_country',
	'(enable|activate|set up|add) .{0,30}(billing|payment)|billing .{0,30}(not|disabled|enabled)|payment method',
	'(has not been used in project|it is disabled|is not enabled (for|in|on) (this |your |the |project|account|organi[sz]ation)|not activated|not opened)',
	'(subscription(?! key)|(your|current|free|this) (plan|tier)|usage tier)',
	'(request|apply for|do(es)? not have|don.t have|no|need|requires?) .{0,20}access to (this|the|that) ?(model|feature)?',
	'waitlist|gated (model|repo)|early access|allowlist|whitelist',
);
/** Of the account's words, those that stand in the way of every model. */
const WHOLE_ACCOUNT =
	/(suspend|deactivat|banned|locked|closed|deleted|on hold|overdue|arrears|organi[sz]ation has been disabled)|country|region|territory|billing|payment/i;

function anyOf(...patterns: string[]): RegExp {
	return new RegExp(patterns.join('|'), 'i');
}

/** @param retryAfterMs as the server says, null where it does not */
export function classify(words: ServerWords, retryAfterMs: number | null): ErrorKind {
	const { status } = words;
	const said = saidBy(words);
	// Google words its per-minute limits like a quota; a delay of minutes tells them apart. An account without money does not fill by itself.
	const shortWait = retryAfterMs !== null && retryAfterMs < 600_000 && !/insufficient[_ ]/i.test(said);
	if (status === 402 || (QUOTA.test(said) && !(status === 429 && shortWait))) return 'quota';
	if (status === 401 || BAD_KEY.test(said)) return 'auth';
	if (CONTEXT_TOO_LONG.test(said) || status === 413) return 'contextTooLong';
	if (NOBODY_BEHIND.test(said) && status !== 429 && (status ?? 0) < 500) return 'badResponse';
	if (status === 429 || /rate_?limit|too many requests|resource_exhausted/i.test(said)) return 'rateLimit';
	if (PERHAPS_TOO_LONG.test(said)) return 'contextTooLong';
	if (REFUSED.test(said)) return 'refused';
	if (status === 403 || /permission_(error|denied)/i.test(said)) return 'auth';
	if (status === 404 || NO_MODEL.test(said) || /not_found_error/.test(words.code)) return 'modelNotFound';
	if (status === 407) return 'network';
	if (status === 408 || status === 504 || /timeout_error/.test(words.code)) return 'timeout';
	if ((status !== null && status >= 500) || /server_error|overloaded|api_error|unavailable|internal/i.test(said)) return 'server';
	// What a server says in place of an answer that it had begun well is a fault of its own.
	return status === null ? 'server' : 'badResponse';
}

/** A "not found" that is about the address: nothing is said of a model. */
export function isWrongAddress(words: ServerWords, model: string | null): boolean {
	const said = saidBy(words);
	if (CONTEXT_TOO_LONG.test(said) || NOBODY_BEHIND.test(said)) return false;
	const ofModel = NO_MODEL.test(said) || /\bmodel\b|deployment/i.test(words.message) || (model !== null && words.message.includes(model));
	if (words.status === 404) return model === null ? !NO_MODEL.test(said) : !ofModel;
	if (words.status === 405) return true;
	return NO_API.test(words.message) && !ofModel;
}

/** Whether a refusal of the key is about this model alone. */
export function isKeyOfOtherModels(words: ServerWords): boolean {
	return words.status === 403 || OTHER_MODELS_KEY.test(saidBy(words));
}

/** Who can help where the account stands in the way: null where it does not. */
export function accountMatter(words: ServerWords): { readonly wholeAccount: boolean } | null {
	const said = saidBy(words);
	if (!ACCOUNT.test(said)) return null;
	return { wholeAccount: WHOLE_ACCOUNT.test(said) && !/\bmodel\b/i.test(words.message) };
}

function saidBy({ code, message }: ServerWords): string {
	return `${code} ${message}`;
}
