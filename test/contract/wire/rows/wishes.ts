import type { ToolDefinition, Wishes } from '../../../../src/core/message/message.ts';
import { type AdapterName, ON } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import type { Asked } from '../../../support/wire/server.ts';
import { answer, body, guessed, streams, TEXT, whole } from '../../../support/wire/vocabulary.ts';

type Chat = (typeof ON.chats)[number];
type Body = Readonly<Record<string, unknown>>;

/** A wish of a caller, the field that carries it on each wire (its path, as an error would point at it), and what stands there. */
interface Wish {
	readonly name: string;
	readonly asks: Pick<Row, 'wishes' | 'tools' | 'model'>;
	/** Null: the wire has none, and the wish is kept in another way. */
	readonly field: Readonly<Record<Chat, string | null>>;
	readonly value: unknown;
	/** It cannot be left out: without it the request is another one. */
	readonly needed?: true;
	/** What holds where the field is missing or refused. */
	readonly otherwise?: (sent: Body) => boolean;
}

const READ: ToolDefinition = { name: 'read', description: 'Reads.', parameters: { type: 'object', properties: {} } };
const SCHEMA = { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'], additionalProperties: false };
const everywhere = (field: string): Readonly<Record<Chat, string>> => ({
	...{ chat: field, openrouter: field, responses: field, anthropic: field },
});
const inWords = (sent: Body): boolean => JSON.stringify(sent).includes('nothing else: no words around it');

const WISHED: readonly Wish[] = [
	{
		name: 'an output limit',
		asks: { wishes: { maxOutputTokens: 77 } },
		field: { ...everywhere('max_tokens'), responses: 'max_output_tokens' },
		value: 77,
		needed: true,
	},
	{ name: 'a temperature', asks: { wishes: { temperature: 0.2 } }, field: everywhere('temperature'), value: 0.2 },
	{ name: 'top_p', asks: { wishes: { topP: 0.9 } }, field: everywhere('top_p'), value: 0.9 },
	{
		name: 'a seed',
		asks: { wishes: { seed: 7 } },
		field: { ...everywhere('seed'), responses: null, anthropic: null },
		value: 7,
	},
	{
		name: 'a stop sequence',
		asks: { wishes: { stop: ['END'] } },
		field: { ...everywhere('stop'), responses: null, anthropic: 'stop_sequences' },
		value: ['END'],
	},
	{
		name: 'one call at a time',
		asks: { wishes: { parallelToolCalls: false }, tools: [READ], model: { tools: true } },
		field: { ...everywhere('parallel_tool_calls'), anthropic: 'tool_choice.disable_parallel_tool_use' },
		// Anthropic says it the other way round.
		value: [false, true],
	},
	{
		name: 'any JSON',
		asks: { wishes: { format: { kind: 'json' } } },
		field: { ...everywhere('response_format'), responses: 'text.format', anthropic: null },
		value: { type: 'json_object' },
		otherwise: inWords,
	},
	{
		name: 'a schema',
		asks: { wishes: { format: { kind: 'schema', name: 'sum', schema: SCHEMA, strict: true } } },
		field: { ...everywhere('response_format'), responses: 'text.format', anthropic: null },
		value: { type: 'json_schema' },
		otherwise: inWords,
	},
	{
		name: 'a schema of a Claude that takes it',
		asks: {
			wishes: { format: { kind: 'schema', name: 'sum', schema: SCHEMA, strict: true } },
			model: { id: 'bad/claude-opus-4-8', wireModel: 'claude-opus-4-8' },
		},
		field: { ...everywhere('response_format'), responses: 'text.format', anthropic: 'output_config.format' },
		value: { type: 'json_schema' },
		otherwise: inWords,
	},
	{
		name: 'an effort',
		asks: { model: { effort: 'high', id: 'bad/m@high', reasoning: true } },
		field: { chat: 'reasoning_effort', openrouter: 'reasoning.effort', responses: 'reasoning.effort', anthropic: 'output_config.effort' },
		value: 'high',
	},
];

function at(sent: Body | undefined, path: string): unknown {
	return path.split('.').reduce<unknown>((held, name) => (held as Body | undefined)?.[name], sent);
}

function holds(found: unknown, wanted: unknown): boolean {
	if (Array.isArray(wanted) && typeof found === 'boolean') return wanted.includes(found);
	if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return JSON.stringify(found) === JSON.stringify(wanted);
	return Object.entries(wanted).every(([name, value]) => (found as Body | undefined)?.[name] === value);
}

const fieldOf = ({ field }: Wish, adapter: AdapterName): string | null => field[adapter as Chat];

function asWished(wish: Wish, adapter: AdapterName, { body: sent }: Asked): readonly string[] {
	const path = fieldOf(wish, adapter);
	if (path !== null) return holds(at(sent as Body, path), wish.value) ? [] : [`${path} is ${JSON.stringify(at(sent as Body, path))}`];
	return wish.otherwise === undefined || wish.otherwise(sent as Body) ? [] : ['it is not said in words'];
}

/** One adapter a row: what is looked at differs. */
const rowsOf = (wish: Wish): readonly Row[] =>
	ON.chats.flatMap((adapter): Row[] => {
		const path = fieldOf(wish, adapter);
		const base = { ...wish.asks, on: [adapter], byHand: true } as const;
		const kept: Row = {
			...base,
			name: `${wish.name}: ${adapter}`,
			reply: streams(answer()),
			expect: whole({ asked: 1 }),
			seen: ([first]) => asWished(wish, adapter, first!),
		};
		if (path === null || wish.needed === true) return [kept];
		const refused: Row = {
			...base,
			name: `${wish.name}, refused: ${adapter} learns it and answers`,
			times: 2,
			reply: ({ body: sent }) =>
				at(sent as Body, path) === undefined
					? streams(answer())
					: body('400 Bad Request', {
							type: 'error',
							error: {
								message: `Unsupported parameter: '${path}' is not supported with this model.`,
								type: 'invalid_request_error',
								param: path,
								code: 'unsupported_parameter',
							},
						}),
			// Refused once, in all: the second message leaves it out from the beginning.
			expect: whole({ asked: 3 }),
			seen: (asked) => {
				const last = asked.at(-1)?.body as Body;
				return wish.otherwise === undefined || wish.otherwise(last) ? [] : ['it is not said in words'];
			},
		};
		return [kept, refused];
	});

const STOP: Wishes = { stop: [TEXT.slice(4, 7)] };

/** What a caller wishes of the answer, at every adapter of chats; Gemini, Ollama and the other compatible servers speak the first. */
export const WISHES: Group = {
	name: 'wishes',
	rows: [
		...WISHED.flatMap(rowsOf),
		{
			name: 'a stop sequence where the wire has none: cut here',
			on: ['responses'],
			byHand: true,
			wishes: STOP,
			reply: streams(answer()),
			// The vendor's own count comes behind what is read.
			expect: guessed({ ended: 'stop', text: TEXT.slice(0, 4) }),
		},
		{
			name: 'all of them at once',
			on: ON.chats,
			byHand: true,
			tools: [READ],
			model: { tools: true },
			wishes: {
				maxOutputTokens: 500,
				temperature: 0,
				topP: 0.5,
				seed: 1,
				stop: ['NEVER'],
				parallelToolCalls: true,
				format: { kind: 'json' },
			},
			reply: streams(answer()),
			expect: whole({ asked: 1 }),
		},
	],
};
