import * as z from 'zod/mini';
import { RoutooError } from '../../core/base/errors.ts';
import { microsFromDollars } from '../../core/base/micros.ts';
import type { RouteRequest } from '../../core/routing/types.ts';
import type { Narrowing } from './narrowed.ts';

const MOST_TEXT = 100_000;
/** Of all texts together. */
const MOST_IN_ALL = 400_000;
/** Names of others stand in words at this length. */
const MOST_NAME = 40;

const text = (most: number) =>
	z.string('must be a text').check(z.maxLength(most, `is longer than ${most.toLocaleString('en')} characters`));
const list = <S extends z.ZodMiniType>(of: S, most: number) =>
	z.array(of, 'must be a list').check(z.maxLength(most, `has more than ${most.toLocaleString('en')} items`));
const between = (low: number, high: number) => {
	const words = `must be a number from ${low} to ${high.toLocaleString('en')}`;
	return z.number(words).check(z.minimum(low, words), z.maximum(high, words));
};
const flag = z.boolean('must be true or false');
/** A field of another name is refused: a limit that is not understood must not be dropped in silence. */
const fields = <S extends Readonly<Record<string, z.ZodMiniType>>>(shape: S) =>
	z.strictObject(shape, {
		error: (issue) =>
			issue.code === 'unrecognized_keys'
				? `has no field ${String(issue.keys[0]).slice(0, MOST_NAME)}; it may have ${Object.keys(shape).join(', ')}`
				: 'must be an object',
	});

const requestSchema = fields({
	text: text(MOST_TEXT).check(z.refine((said) => said.trim() !== '', 'is empty')),
	history: z.optional(list(fields({ role: z.enum(['user', 'assistant'], 'must be "user" or "assistant"'), text: text(MOST_TEXT) }), 100)),
	attachments: z.optional(list(fields({ name: z.optional(text(300)), text: text(MOST_TEXT) }), 16)),
	languageId: z.optional(
		z.string('must be a text').check(z.regex(/^[\w+#.-]{1,40}$/, 'must be the id of a language, such as "typescript"')),
	),
	needs: z.optional(fields({ tools: z.optional(flag), images: z.optional(flag) })),
	limits: z.optional(
		fields({
			preset: z.optional(z.enum(['save', 'balanced', 'best'], 'must be one of save, balanced, best')),
			maxCostUsd: z.optional(between(0, 1_000_000)),
			minQuality: z.optional(between(0, 1)),
			localOnly: z.optional(flag),
			pool: z.optional(list(text(500), 1000)),
		}),
	),
});

export interface ApiRequest {
	readonly route: RouteRequest;
	readonly narrowing: Narrowing;
}

/**
 * What another extension asks, copied out of its objects: a getter, a proxy or a later change reaches no further.
 * Errors: RoutooError 'invalidInput' that names the field.
 */
export function readRequest(value: unknown): ApiRequest {
	const { text: said, history = [], attachments = [], languageId = null, needs = {}, limits = {} } = parsed(value);
	const all = [...history, ...attachments].reduce((sum, one) => sum + one.text.length, said.length);
	if (all > MOST_IN_ALL) {
		const [is, most] = [all, MOST_IN_ALL].map((length) => length.toLocaleString('en'));
		throw invalid(`The texts of the request have ${is} characters together, and at most ${most} are read`);
	}
	const { maxCostUsd, ...narrowing } = limits;
	return {
		route: {
			kind: 'chat',
			text: said,
			history: history.map(({ role, text: content }) => ({ role, content })),
			attachments: attachments.map(({ name, text: content }, at) => {
				return { kind: 'file', path: name ?? `attachment ${at + 1}`, language: null, content, range: null };
			}),
			language: languageId,
			needs: { tools: needs.tools === true, vision: needs.images === true },
		},
		narrowing: { ...narrowing, ...(maxCostUsd === undefined ? {} : { maxCost: microsFromDollars(maxCostUsd) }) },
	};
}

function parsed(value: unknown): z.output<typeof requestSchema> {
	let outcome: ReturnType<typeof requestSchema.safeParse> | null = null;
	try {
		outcome = requestSchema.safeParse(value);
	} catch {
		// A getter or a proxy of the caller's: what it throws is not handed on.
	}
	if (outcome === null) throw invalid('The request cannot be read: a part of it throws');
	if (outcome.success) return outcome.data;
	const { path = [], message = '' } = outcome.error.issues[0] ?? {};
	const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
	throw invalid(`request${where} ${message}`);
}

function invalid(what: string): RoutooError {
	return new RoutooError('invalidInput', `${what}.`, 'See api.md in the guide of Routoo.');
}
