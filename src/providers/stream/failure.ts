import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { badJsonError, type ErrorContext } from '../errors.ts';
import { asFields } from '../types.ts';

type Fields = ReturnType<typeof asFields>;

/** A failure in the middle of a stream in the one form that errors are made of. */
export interface Failure {
	readonly error: {
		readonly message: string;
		readonly code: string | number | null;
		readonly type: string | null;
		readonly metadata?: unknown;
		/** The field that is refused, and the size of the context, where they stand beside the words. */
		readonly param?: unknown;
		readonly n_ctx?: unknown;
		readonly detail?: unknown;
	};
}

/** Longest words of a server that are kept, UTF-16 units. */
const MAX_WORDS = 2000;

/**
 * The failure that a message of a stream tells, null where it tells none. Forms: `error` as an object, a text or true; `{object: "error",
 * message}` (Mistral, older vLLM); `{type: "error"}` (Anthropic, Responses); `response.failed`; an error of the choice (OpenRouter);
 * `errors`, `detail` (FastAPI), `message`, `msg` or `error_msg` (Baidu) alone; `base_resp` (MiniMax); any of them in a list (Google).
 */
export function failureOf(name: string | null, value: unknown): Failure | null {
	if (Array.isArray(value)) return value.map((item) => failureOf(name, item)).find((found) => found !== null) ?? null;
	const fields = asFields(value);
	const inner = innerError(fields);
	if (inner !== null) return failure(inner, fields);
	if ([name, fields.object, fields.type].some(isErrorName)) return failure(fields, fields);
	const answers = ['choices', 'type', 'content', 'response', 'candidates', 'delta', 'usage', 'done', 'text', 'output'];
	if (answers.some((field) => field in fields) || isHeartbeat(name, fields)) return null;
	const words = [fields.detail, fields.message, fields.error_msg, isGood(fields.code) && fields.success !== false ? null : fields.msg];
	return words.some((said) => wordsOf(said) !== '') ? failure(fields, fields) : null;
}

/** A failure that a server tells in words alone. */
export function failureInWords(words: string): Failure {
	return { error: { message: words.trim().slice(0, MAX_WORDS), code: null, type: null } };
}

function innerError(fields: Fields): unknown {
	const choice = asFields(Array.isArray(fields.choices) ? fields.choices[0] : null);
	const errors = Array.isArray(fields.errors) ? fields.errors[0] : null;
	const base = asFields(fields.base_resp);
	const ofBase = isGood(base.status_code) ? null : { message: base.status_msg, code: base.status_code };
	const groq = asFields(fields.x_groq).error;
	return [fields.error, asFields(fields.response).error, choice.error, errors, groq, ofBase].find(says) ?? null;
}

/** Some servers send `error: null`, an empty text or an object of nothing with every chunk. */
function says(error: unknown): boolean {
	if (typeof error === 'object' && error !== null) {
		const { code, message } = asFields(error);
		const praised = typeof message === 'string' && /^\s*(success|ok)\b.{0,20}$/i.test(message);
		return !(praised && isGood(code)) && Object.values(error).some(Boolean);
	}
	return (typeof error === 'string' && error.trim() !== '') || error === true || (typeof error === 'number' && error !== 0);
}

/** A code that says that all is well, or no code. */
function isGood(code: unknown): boolean {
	return code === undefined || code === null || /^(0+|2\d\d|ok|success)$/i.test(String(code));
}

export function isErrorName(name: unknown): boolean {
	return (
		typeof name === 'string' && /^(response\.)?(failed|failure)$|(^|[_.])(error|exception)$|[a-z](Error|Exception)$/i.test(name.trim())
	);
}

function failure(inner: unknown, outer: Fields): Failure {
	const fields = asFields(inner);
	const message = [
		inner,
		fields.message,
		fields.msg,
		fields.error_msg,
		fields.error,
		fields.detail,
		outer.message,
		outer.msg,
		outer.detail,
		outer.reason,
	]
		.map(wordsOf)
		.find((words) => words !== '');
	const type = [fields.type, fields.status, outer.type, fields.error_type].find(
		(word) => typeof word === 'string' && !/^(error|response\.failed|failed)$/i.test(word),
	);
	const code = [fields.code, outer.code, fields.status_code, outer.status_code, fields.status].find(
		(word) => (typeof word === 'string' && word !== '') || typeof word === 'number',
	);
	return {
		error: {
			message: message ?? '',
			code: typeof code === 'string' && /^[45]\d\d$/.test(code) ? Number(code) : ((code as string | number | undefined) ?? null),
			type: typeof type === 'string' ? type : null,
			...Object.fromEntries(['metadata', 'param', 'n_ctx', 'detail'].filter((name) => name in fields).map((name) => [name, fields[name]])),
		},
	};
}

/** A text, or the texts of a list such as FastAPI's `detail: [{msg}]`. */
function wordsOf(value: unknown): string {
	if (typeof value === 'string') return value.trim().slice(0, MAX_WORDS);
	if (Array.isArray(value))
		return value
			.map((item) => wordsOf(asFields(item).msg ?? asFields(item).message ?? item))
			.join('; ')
			.slice(0, MAX_WORDS);
	return '';
}

const HEARTBEAT = /ping|pong|heart_?-?beat|keep[-_ ]?alive|alive|no-?op|processing|queue|waiting|loading|progress|status|info|metadata/i;

/** What a server sends so that the connection stays open. */
export function isHeartbeat(name: string | null, value: unknown): boolean {
	const { type, status, event, object } = asFields(value);
	return [name, type, status, event, object].some((word) => typeof word === 'string' && HEARTBEAT.test(word));
}

/** The same of a text that is no JSON. */
export function isHeartbeatText(name: string | null, text: string): boolean {
	return (name !== null && HEARTBEAT.test(name)) || (text.length < 100 && HEARTBEAT.test(text));
}

/** Nothing at all came where an answer was expected. */
export function emptyAnswerError(context: ErrorContext, status: number): RoutooError {
	const code = status === 200 ? '' : ` (HTTP ${status})`;
	return new RoutooError(
		'brokenStream',
		l10n.t('{0} sent an empty answer{1}.', context.endpoint.displayName, code),
		l10n.t('Try again, or choose another model.'),
	);
}

/** A hole in the middle of an answer. */
export function damagedError(context: ErrorContext): RoutooError {
	return new RoutooError(
		'brokenStream',
		l10n.t('{0} sent a part of the answer that could not be read.', context.endpoint.displayName),
		l10n.t('Try again, or choose another model.'),
	);
}

export function tooLongError(context: ErrorContext): RoutooError {
	return badJsonError(context, l10n.t('a part of the stream is too long'));
}

/** The vendor's own word for an answer that failed while it was written. */
export function brokeOffError(context: ErrorContext, word: string): RoutooError {
	const own = /resource|overload|capacity|unavailable|server|internal/i.test(word);
	const shown = word.replace(/[^\w .:-]/g, '').slice(0, 60);
	return new RoutooError(
		own ? 'server' : 'brokenStream',
		l10n.t('{0} broke off the answer ("{1}").', context.endpoint.displayName, shown),
		own ? l10n.t('Try again in a moment, or choose a model of another endpoint.') : l10n.t('Try again, or choose another model.'),
	);
}
