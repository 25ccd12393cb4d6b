import { type AdapterName, ON } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import {
	answer,
	bytes,
	done,
	type EventData,
	event,
	fails,
	finish,
	keeps,
	type Step,
	streams,
	TEXT,
	type Transport,
	text,
	usage,
	whole,
} from '../../../support/wire/vocabulary.ts';

const ok = whole({ ended: 'stop' });
/** Every event is changed so, and the answer is whole all the same. */
const changed = (name: string, on: Row['on'], each: NonNullable<Transport['each']>): Row => ({
	name,
	on,
	reply: streams(answer(), { each }),
	expect: ok,
});
/** These stand before, within and behind the text. */
const among = (name: string, on: Row['on'], ...steps: readonly Step[]): Row => {
	const [first, second, ...rest] = answer();
	return { name, on, reply: streams([...steps, first!, ...steps, second!, ...steps, ...rest]), expect: ok };
};

const choice = (data: EventData, over: (one: EventData) => object): EventData =>
	Array.isArray(data.choices) && data.choices.length > 0 ? { ...data, choices: [{ ...data.choices[0], ...over(data.choices[0]) }] } : data;
const delta = (data: EventData, over: object): EventData => choice(data, (one) => ({ delta: { ...one.delta, ...over } }));
const isText = (data: EventData): boolean => typeof data.choices?.[0]?.delta?.content === 'string' && data.choices[0].delta.content !== '';
const isEnd = (data: EventData): boolean => typeof data.choices?.[0]?.finish_reason === 'string';
const TEXTS: readonly AdapterName[] = ['fill:suffix', 'fill:deepseek', 'fill:template'];
const anthropicBlock = (type: string, index: number): Step[] => [
	event({ type: 'content_block_start', index, content_block: { type, id: 'x', data: 'y' } }, 'content_block_start'),
	event({ type: 'content_block_delta', index, delta: { type: `${type}_delta`, value: 'z' } }, 'content_block_delta'),
	event({ type: 'content_block_stop', index }, 'content_block_stop'),
];

/** What stands in the events: fields, roles and types that vendors add, leave out or write in their own way. */
export const FIELDS: Group = {
	name: 'fields of events',
	rows: [
		changed('"error": null in every event', ON.all, (data) => ({ ...data, error: null })),
		changed('fields that no one knows', ON.all, (data) => ({ ...data, x_groq: { id: 'r' }, zeta: [1, { a: null }], service_tier: 'flex' })),
		changed('id, created, model and object of other types', ON.choices, (data) => ({
			...data,
			id: 7,
			created: 'now',
			model: null,
			object: 3,
		})),
		changed('without id, created, model and object', ON.choices, ({ choices, usage: counts, error }) => ({
			choices,
			usage: counts,
			error,
		})),
		changed('the object of a whole answer', ON.choices, (data) => ({ ...data, object: 'chat.completion' })),
		changed('"usage": null in every event', ON.choices, (data) => ({ usage: null, ...data })),
		changed('the last chunk with "choices": null', ON.choices, (data) => (data.usage ? { ...data, choices: null } : data)),
		changed('the last chunk without choices', ON.choices, (data) => (data.usage ? { ...data, choices: undefined } : data)),
		changed('a choice without index', ON.choices, (data) => choice(data, () => ({ index: undefined }))),
		changed('the index as text', ON.choices, (data) => choice(data, () => ({ index: '0' }))),
		changed('"finish_reason": "" while it goes on', ON.choices, (data) =>
			choice(data, (one) => ({ finish_reason: one.finish_reason ?? '' })),
		),
		changed('without finish_reason while it goes on', ON.choices, (data) =>
			choice(data, (one) => ({ finish_reason: one.finish_reason ?? undefined })),
		),
		changed('the finish in capitals', ON.choices, (data) =>
			choice(data, (one) => ({ finish_reason: one.finish_reason?.toUpperCase() ?? null })),
		),
		...['', 'model', 'user', 'ASSISTANT', null, 5].map((role) =>
			changed(`the role ${JSON.stringify(role)} in every chunk`, ON.deltas, (data) => delta(data, { role })),
		),
		changed('no role at all', ON.deltas, (data) => delta(data, { role: undefined })),
		changed('"content": null in the last chunk', ON.deltas, (data) => (isEnd(data) ? delta(data, { content: null }) : data)),
		changed('"delta": null in the last chunk', ON.deltas, (data) => (isEnd(data) ? choice(data, () => ({ delta: null })) : data)),
		changed('no delta in the last chunk', ON.deltas, (data) => (isEnd(data) ? choice(data, () => ({ delta: undefined })) : data)),
		changed('"tool_calls": null and "function_call": null', ON.deltas, (data) => delta(data, { tool_calls: null, function_call: null })),
		changed('"tool_calls": []', ON.deltas, (data) => delta(data, { tool_calls: [] })),
		changed('"reasoning_content": null and ""', ON.deltas, (data) =>
			delta(data, { reasoning_content: isEnd(data) ? '' : null, reasoning: null }),
		),
		changed('"refusal": null and annotations', ON.deltas, (data) => delta(data, { refusal: null, annotations: [], audio: null })),
		changed('reasoning of other types', ON.deltas, (data) =>
			delta(data, { reasoning_content: { a: 1 }, reasoning: 5, reasoning_details: 'x' }),
		),
		changed('tool calls of other types', ON.deltas, (data) => delta(data, { tool_calls: 'x', function_call: [1] })),
		changed('tool calls that are none', ON.deltas, (data) => delta(data, { tool_calls: [null, 5, 'x'] })),
		changed('content as a list of parts', ON.deltas, (data) =>
			isText(data) ? delta(data, { content: [{ type: 'text', text: data.choices[0].delta.content }] }) : data,
		),
		changed('"text": null in the last chunk', TEXTS, (data) => (isEnd(data) ? choice(data, () => ({ text: null })) : data)),
		changed('no text in the last chunk', TEXTS, (data) => (isEnd(data) ? choice(data, () => ({ text: undefined })) : data)),
		{
			name: 'the finish in the chunk of the last text',
			on: ON.choices,
			reply: streams([text(TEXT.slice(0, 4)), text(TEXT.slice(4)), finish(null), done], {
				each: (data) => {
					const said = data.choices?.[0]?.delta?.content ?? data.choices?.[0]?.text;
					return said === TEXT.slice(4) ? choice(data, () => ({ finish_reason: 'stop' })) : data;
				},
			}),
			expect: ok,
		},
		{
			name: 'usage in the chunk of the finish',
			on: ON.choices,
			reply: streams([text(TEXT), finish('stop', null), done], {
				each: (data) => (isEnd(data) ? { ...data, usage: { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105 } } : data),
			}),
			expect: ok,
		},
		{
			name: 'usage in the choice of the finish',
			on: ['chat', 'openrouter'],
			reply: streams([text(TEXT), finish('stop', null), done], {
				each: (data) => (isEnd(data) ? choice(data, () => ({ usage: { prompt_tokens: 100, completion_tokens: 5 } })) : data),
			}),
			expect: ok,
		},
		{
			name: 'usage in every chunk, growing',
			on: ON.choices,
			reply: streams([text('The '), usage({ in: 100, out: 1 }), text('sum is 5.'), usage({ in: 100, out: 4 }), finish(), done]),
			expect: ok,
		},
		{
			name: 'the finish twice',
			on: ON.choices,
			reply: streams([text(TEXT), finish('stop', null), finish(), done]),
			expect: ok,
		},
		{
			name: 'a second choice is not mixed in',
			on: ON.choices,
			reply: streams([text(TEXT), text('OTHER'), finish(), done], {
				each: (data) => (JSON.stringify(data).includes('OTHER') ? choice(data, () => ({ index: 1 })) : data),
			}),
			expect: ok,
		},
		{
			name: 'a first chunk of filter results without choices',
			on: ON.choices,
			reply: streams([
				event({ choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: [{ prompt_index: 0 }] }),
				...answer(),
			]),
			expect: ok,
		},
		among('an empty object as heartbeat', ON.events, event({})),
		among('a chunk whose choices are none', ON.choices, event({ choices: 'x' }), event({ choices: {} }), event({ choices: [null] })),
		among('a chunk whose content is none', ON.choices, event({ choices: [{ index: 0, delta: { content: { a: 1 } }, text: '' }] })),
		among('null, a number, a text and a list as events', ON.all, event('null'), event('5'), event('"ping"'), event('[]')),
		among('words as data', ON.events, event('ping')),
		among('an event without data', ON.events, event('')),
		among('a field "data" without a colon', ON.events, bytes('data\n\n')),
		among('a heartbeat with its name', ON.events, event('{}', 'keepalive'), event({ type: 'ping' }, 'ping'), event('now', 'heartbeat')),
		among('an event of a new type', ON.events, event({ type: 'brand_new_event', value: 1 }, 'brand_new_event')),
		among('an event of a new type without its name', ON.events, event({ type: 'brand.new', text: 'x' })),
		{
			name: 'a new type of delta within a block',
			on: ['anthropic'],
			reply: streams([
				text(TEXT.slice(0, 4)),
				event({ type: 'content_block_delta', index: 0, delta: { type: 'sparkle_delta', sparkle: 1 } }, 'content_block_delta'),
				text(TEXT.slice(4)),
				finish(),
				done,
			]),
			expect: ok,
		},
		{
			name: 'a new type of block before the text',
			on: ['anthropic'],
			reply: streams([...anthropicBlock('hologram', 7), ...answer()]),
			expect: ok,
		},
		{
			name: 'a new type of delta whose block was never begun',
			on: ['anthropic'],
			reply: streams([
				event({ type: 'content_block_delta', index: 9, delta: { type: 'sparkle_delta' } }, 'content_block_delta'),
				...answer(),
			]),
			expect: ok,
		},
		{
			name: 'no message_start and no names',
			on: ['anthropic'],
			reply: streams([
				event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
				event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: TEXT } }),
				event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { input_tokens: 100, output_tokens: 5 } }),
				event({ type: 'message_stop' }),
			]),
			expect: ok,
		},
		{
			name: 'the end of the message without message_stop',
			on: ['anthropic'],
			reply: streams(answer().slice(0, -1)),
			expect: ok,
		},
		{
			name: 'items and parts of a new type',
			on: ['responses'],
			reply: streams([
				event({ type: 'response.output_item.added', sequence_number: 1, output_index: 7, item: { type: 'hologram', id: 'h' } }),
				event({ type: 'response.hologram.delta', sequence_number: 2, item_id: 'h', delta: 'x' }),
				event({ type: 'response.output_item.done', sequence_number: 3, output_index: 7, item: { type: 'hologram', id: 'h' } }),
				...answer(),
			]),
			expect: ok,
		},
		changed('without sequence numbers and logprobs', ['responses'], ({ sequence_number: _n, logprobs: _l, ...data }) => data),
		changed('a response without its many fields', ['responses'], (data) =>
			data.response ? { ...data, response: { id: 'r', status: data.response.status, usage: data.response.usage } } : data,
		),
		changed('model and type of other types at the start', ['anthropic'], (data) =>
			data.message ? { ...data, message: { ...data.message, id: null, model: null, content: null } } : data,
		),
		{
			name: 'half of JSON as first event',
			on: ON.all,
			reply: streams([event('{"choices":[{"del'), ...answer()]),
			expect: fails('badResponse brokenStream', { words: /could not be read|not a stream/ }),
		},
		{
			name: 'half of JSON in mid-answer',
			on: ON.all,
			reply: streams([text('The'), text(' sum'), event('{"choices":[{"del'), ...answer()]),
			// What it held is lost: the rest would be shown as if nothing were missing.
			expect: keeps('badResponse brokenStream', { words: /could not be read/ }),
		},
	],
};
