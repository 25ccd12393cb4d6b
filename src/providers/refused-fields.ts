import type { ServerWords } from './server-words.ts';

/** What a server refused of a request, and what can be done about it. */
export type Refusal =
	/** Left out (`instead` null), or sent under another name. */
	| { readonly kind: 'field'; readonly name: string; readonly instead: string | null }
	/** The effort that was asked for, or every effort. */
	| { readonly kind: 'effort'; readonly every: boolean }
	/** More tokens were asked for than the model gives. */
	| { readonly kind: 'output'; readonly most: number }
	/** Answers without their reasoning, as of another model or of before a reload: the server wants some for each. */
	| { readonly kind: 'reasoning' }
	/** The schema of the answer, and not that there is one: another schema may be taken. */
	| { readonly kind: 'schema' };

export type Body = Readonly<Record<string, unknown>>;

/** Without these a request is another one: their refusal is the model's or the caller's matter. */
const NEEDED: ReadonlySet<string> = new Set(
	`model messages prompt input instructions system stream suffix tools tool functions contents role content text type name id index function
	parameters input_schema description arguments tool_calls tool_call_id call_id tool_use_id image_url image_data source data url media_type
	input_prefix input_suffix input_extra raw template signature is_error output encrypted_content summary required properties title`.split(
		/\s+/,
	),
);
/** What a user or a tool wrote stands in these: no field of the wire is looked for inside. */
const OPAQUE: ReadonlySet<string> = new Set(['parameters', 'input_schema', 'arguments', 'schema', 'input_extra', 'logit_bias', 'metadata']);
/** Names of the cap; a server that refuses one takes the other. */
const CAPS: Readonly<Record<string, string>> = { max_tokens: 'max_completion_tokens', max_completion_tokens: 'max_tokens' };
const ALL_CAPS: ReadonlySet<string> = new Set([...Object.keys(CAPS), 'max_output_tokens', 'n_predict', 'num_predict', 'max_new_tokens']);
const EFFORTS: ReadonlySet<string> = new Set(['reasoning_effort', 'reasoning', 'effort', 'thinking', 'output_config', 'budget_tokens']);

/**
 * The schema is not taken as it is. OpenAI: "Invalid schema for response_format 'place': In context=(), 'additionalProperties' is required
 * to be supplied and to be false."; Anthropic: "output_config.format.schema: For 'object' type, property 'minProperties' is not supported".
 */
const WRONG_SCHEMA =
	/\binvalid schema\b|\bschema:|\bschema\b.{0,80}\b(?:not supported|unsupported|too (?:complex|large|many|deep)|cannot)|grammar/i;

/**
 * DeepSeek: "The `reasoning_content` in the thinking mode must be passed back to the API."; Moonshot: "thinking is enabled but
 * reasoning_content is missing in assistant tool call message at index 2" (their users' reports, read 2026-11-29).
 */
const WANTS_REASONING =
	/\breasoning_content\b.{0,60}\b(?:must be (?:passed|sent|provided|included)|(?:is|are) (?:missing|required))|missing.{0,20}\breasoning_content\b/i;
/** Stands for reasoning that nobody has any more. */
const NOT_KEPT = '(not kept)';

/**
 * The field is not taken: wordings of OpenAI, Azure, Anthropic, Google, Mistral, xAI, Groq, Cohere, OpenRouter, FastAPI and pydantic
 * (vLLM, SGLang), serde and Go servers, llama.cpp, LM Studio.
 */
const UNKNOWN = new RegExp(
	[
		'unsupported',
		'(?:not|never|no longer) (?:yet |currently )?(?:be(?:ing)? )?(?:supported|permitted|allowed|accepted|available|implemented|recogni[sz]ed|enabled|expected)',
		"(?:is|are)n't (?:supported|allowed|permitted)",
		'unrecogni[sz]ed|unknown|unexpected|unpermitted|undefined (?:field|param)|not (?:known|defined)',
		'extra[_ ](?:inputs?|fields?|keys?|propert|forbidden)',
		"(?:does|do|did)(?: not|n't) (?:support|accept|allow|take|recogni[sz]e|expect|have (?:a|any) (?:field|param))",
		'cannot find field|no such (?:field|param|property|argument)|additional propert',
		'not a (?:valid|known|supported|recogni[sz]ed) (?:field|param|argument|key|property|option)',
		'invalid (?:field|parameter|argument|key|property)(?: name)?',
		"(?:cannot|can't|can not|must not|should not|may not|could not) be (?:used|set|specified|given|provided|passed|sent|combined|disabled|changed|modified)",
		'deprecated|removed|incompatible|forbidden|remove (?:this|the|it)|only (?:works|available|supported)|please (?:remove|omit)',
	].join('|'),
	'i',
);
/** What was sent in the field is not taken. */
const VALUE =
	/invalid|must be|must have|should be|should match|expected|one of|only .{0,60}(?:is|are) (?:supported|allowed)|out of range|mandatory|only works|not a valid/i;
const TOO_LARGE =
	/too (?:large|high|big|many|long)|exceed|at most|maximum|max(?:imum)? allowed|less than|greater than|larger than|range|limit|up to|<=|≤|>|\bmax\b/i;

/**
 * The field of `sent` that the words refuse, null where they are about something else. Names are compared with what was really sent, so
 * that a wording which nobody has seen yet counts as well.
 * @param effort that was asked for, null where none was
 */
export function refusalOf(words: ServerWords, sent: Body, effort: string | null): Refusal | null {
	const said = `${words.code.replaceAll('_', ' ')} ${words.message}`;
	if (WANTS_REASONING.test(words.message)) return { kind: 'reasoning' };
	if (saysSchema(sent) && isOfSchema(words)) return { kind: 'schema' };
	const unknown = UNKNOWN.test(said);
	if (!unknown && !VALUE.test(said) && !TOO_LARGE.test(said)) return null;
	const name = named(words, namesIn(sent));
	if (name !== null && ALL_CAPS.has(name)) {
		const most = smallerCap(words.message, sent[name]);
		if (most !== null && TOO_LARGE.test(words.message)) return { kind: 'output', most };
		const other = suggested(words.message, name) ?? CAPS[name];
		return unknown && other !== undefined && !(other in sent) ? { kind: 'field', name, instead: other } : null;
	}
	if (!unknown && !VALUE.test(said)) return null;
	// Servers in Rust name the value and not its field: "unknown variant `none`, expected one of `low`, `medium`, `high`".
	const aboutEffort = name === null ? /\b(?:reasoning|thinking|effort)\b|\bmedium\b.{1,5}\bhigh\b/i.test(words.message) : EFFORTS.has(name);
	if (effort !== null && aboutEffort) {
		const value = new RegExp(`(?<![\\w-])${effort.replace(/\W/g, '\\$&')}(?![\\w-])`, 'i');
		return {
			kind: 'effort',
			every: unknown && !value.test(words.message) && !/disabled|mandatory|value|level|budget|only works/i.test(said),
		};
	}
	return name === null ? null : { kind: 'field', name, instead: null };
}

/** Whether the words are about what the schema of the answer says; that the server knows no such field is another matter. */
function isOfSchema({ message, fields }: ServerWords): boolean {
	// A tool's own schema is the caller's.
	if (/\btools?\b|\bfunctions?\b|input_schema/i.test(message)) return false;
	return WRONG_SCHEMA.test(message) || fields.some((path) => /\bschema\b(?!$)/.test(path));
}

/** The fields that hold the schema of an answer, from the top: chat completions, Responses, Anthropic. */
const SCHEMAS: readonly (readonly [string, string | null])[] = [
	['response_format', null],
	['text', 'format'],
	['output_config', 'format'],
];

function saysSchema(body: Body): boolean {
	return withoutSchema(body) !== body;
}

/** The body without the schema of the answer; the same object where it has none. */
export function withoutSchema(body: Body): Body {
	for (const [name, inner] of SCHEMAS) {
		const held = body[name];
		if (typeof held !== 'object' || held === null) continue;
		const format = inner === null ? held : (held as Body)[inner];
		if (typeof format !== 'object' || format === null || (format as Body).type !== 'json_schema') continue;
		const { [name]: _, ...others } = body;
		if (inner === null) return others;
		const { [inner]: __, ...rest } = held as Body;
		return Object.keys(rest).length === 0 ? others : { ...others, [name]: rest };
	}
	return body;
}

/** The body without a field, wherever it stands, or with it under another name; the same object where it is not there. */
export function without(body: Body, field: string, instead: string | null): Body {
	if (Object.hasOwn(body, field)) {
		const entries = Object.entries(body).flatMap(([name, value]) => {
			if (name !== field) return [[name, value] as const];
			return instead === null || Object.hasOwn(body, instead) ? [] : [[instead, value] as const];
		});
		// A mark may stand on top and deeper down.
		return instead === null ? (stripped(Object.fromEntries(entries), field) as Body) : Object.fromEntries(entries);
	}
	return instead === null ? (stripped(body, field) as Body) : body;
}

/** The body with some reasoning at each answer; the same object where none lacks it. */
export function withReasoning(body: Body): Body {
	if (!Array.isArray(body.messages)) return body;
	const messages = body.messages as readonly Readonly<Record<string, unknown>>[];
	const lacks = (message: Readonly<Record<string, unknown>>): boolean => message.role === 'assistant' && !message.reasoning_content;
	if (!messages.some(lacks)) return body;
	return { ...body, messages: messages.map((message) => (lacks(message) ? { ...message, reasoning_content: NOT_KEPT } : message)) };
}

/** The body with a cap of at most `most`. */
export function capped(body: Body, most: number): Body {
	const over = Object.entries(body).filter(([name, value]) => ALL_CAPS.has(name) && typeof value === 'number' && value > most);
	return over.length === 0 ? body : { ...body, ...Object.fromEntries(over.map(([name]) => [name, most])) };
}

function stripped(value: unknown, field: string): unknown {
	if (Array.isArray(value)) {
		const entries = value.map((entry) => stripped(entry, field));
		return entries.some((entry, i) => entry !== value[i]) ? entries : value;
	}
	if (typeof value !== 'object' || value === null) return value;
	let changed = false;
	const entries = Object.entries(value).flatMap(([name, held]) => {
		if (name === field) {
			changed = true;
			return [];
		}
		const next = OPAQUE.has(name) ? held : stripped(held, field);
		changed ||= next !== held;
		return [[name, next] as const];
	});
	return changed ? Object.fromEntries(entries) : value;
}

/** Names of the fields that may be left out, on top and deeper down. */
function namesIn(body: Body): ReadonlySet<string> {
	const names = new Set<string>();
	const collect = (value: unknown, depth: number): void => {
		if (Array.isArray(value)) for (const entry of value) collect(entry, depth);
		else if (typeof value === 'object' && value !== null && depth < 12) {
			for (const [name, held] of Object.entries(value)) {
				if (!NEEDED.has(name)) names.add(name);
				if (!OPAQUE.has(name)) collect(held, depth + 1);
			}
		}
	};
	collect(body, 0);
	return names;
}

/** The first field of `sent` that the error points at or its words name. */
function named(words: ServerWords, sent: ReadonlySet<string>): string | null {
	const pointed = words.fields.map(lastOf).find((name) => sent.has(name));
	if (pointed !== undefined) return pointed;
	// An error that points at a needed field is not about another one that its words happen to name.
	if (words.fields.some((path) => NEEDED.has(lastOf(path)))) return null;
	const { message } = words;
	for (const match of message.matchAll(/[A-Za-z_][\w-]*(?:(?:\.|\[)[\w-]+\]?)*/g)) {
		const path = match[0];
		const name = [lastOf(path), snake(lastOf(path))].find((form) => sent.has(form));
		if (name === undefined) continue;
		const before = message.slice(0, match.index);
		const after = message.slice(match.index + path.length);
		// A word of everyday language is a field's name only where it is marked as one.
		const marked =
			path !== name ||
			name.includes('_') ||
			/^temperature$|^seed$|^logprobs$|^thinking$/.test(name) ||
			/['"`“‘(<[]$/.test(before) ||
			/(?:parameters?|arguments?|fields?|keys?|propert(?:y|ies)|names?|options?|supplied|inputs?|model)['"`]?:?\s*$/i.test(before) ||
			/^['"`]?\s*:|^\s+(?:parameter|field|argument|option)/.test(after);
		if (marked) return name;
	}
	return null;
}

function lastOf(path: string): string {
	return path.split(/[.[\]]+/).findLast((step) => step !== '' && !/^\d+$/.test(step)) ?? '';
}

function snake(name: string): string {
	return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** "Use 'max_completion_tokens' instead." */
function suggested(message: string, name: string): string | undefined {
	return [...message.matchAll(/\w+/g)].map(([word]) => word).find((word) => word !== name && ALL_CAPS.has(word));
}

/** The largest number in the words that is smaller than the cap which was sent. */
function smallerCap(message: string, sent: unknown): number | null {
	if (typeof sent !== 'number') return null;
	const numbers = [...message.matchAll(/(?<![\w.-])\d{1,3}(?:,\d{3})+(?![\w-])|(?<![\w.-])\d+(?![\w-]|\.\d)/g)];
	const smaller = numbers.map(([digits]) => Number(digits.replaceAll(',', ''))).filter((most) => most >= 16 && most < sent);
	return smaller.length === 0 ? null : Math.max(...smaller);
}
