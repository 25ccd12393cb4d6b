import { type AdapterName, ON, without } from '../../../support/wire/adapters.ts';
import { byAdapter, type Group, type Row } from '../../../support/wire/rows.ts';
import {
	answer,
	body,
	COUNTED,
	done,
	fails,
	finish,
	keeps,
	reasoning,
	streams,
	TEXT,
	text,
	usage,
	whole,
} from '../../../support/wire/vocabulary.ts';

const says = (why: string | null) => [text(TEXT.slice(0, 4)), text(TEXT.slice(4)), finish(why), done];
const length = whole({ ended: 'length', warns: /cut off/ });
const ends = (name: string, why: string, on: Row['on'], expect: Row['expect']): Row => ({ name, on, reply: streams(says(why)), expect });
const FORMS: readonly AdapterName[] = ON.choices;
/** What came is kept and booked as counted, and it is said that it is not whole. */
const broken = keeps('server brokenStream', { text: TEXT, source: ['tokens', 'estimate'], cost: [COUNTED, 160] });
/** After some text it is said in place that the rest was withheld; a completion is what it is. */
const filtered = byAdapter(keeps('refused', { text: TEXT, source: 'tokens', cost: COUNTED, words: /content filter/ }), { fills: whole() });

const failing = [
	'error',
	'network_error',
	'insufficient_system_resource',
	'abort',
	'aborted',
	'cancelled',
	'canceled',
	'timeout',
	'failed',
];

/** Why an answer ended, in the words of every vendor: one list for chat and completions. */
export const ENDS: Group = {
	name: 'why an answer ended',
	rows: [
		ends('at its limit', 'length', ON.all, length),
		...['max_tokens', 'model_length', 'MAX_TOKENS', 'max_output_tokens', 'length_limit'].map((why) =>
			ends(`at its limit, as "${why}"`, why, FORMS, length),
		),
		...['eos', 'stop_sequence', 'end_turn', 'complete', 'STOP', 'eos_token'].map((why) =>
			ends(`by itself, as "${why}"`, why, FORMS, whole({ ended: 'stop' })),
		),
		...failing.map((why) => ends(`by the failure "${why}"`, why, FORMS, broken)),
		ends('by the failure "error" of its own wire', 'error', ['responses'], broken),
		ends('by a failure that Mistral calls "error"', 'error', ['fill:mistral'], broken),
		ends('Responses: cancelled', 'cancelled', ['responses'], broken),
		ends('Anthropic: the context is full', 'model_context_window_exceeded', ['anthropic'], length),
		ends('Anthropic: a stop sequence', 'stop_sequence', ['anthropic'], whole({ ended: 'stop' })),
		ends('withheld after some text', 'filter', without('fill:llamacpp', 'fill:ollama'), filtered),
		...['content_filter', 'sensitive', 'SAFETY', 'refusal', 'RECITATION', 'PROHIBITED_CONTENT'].map((why) =>
			ends(`withheld after some text, as "${why}"`, why, FORMS, filtered),
		),
		{
			name: 'withheld before any text',
			on: ON.chats,
			reply: streams([finish('filter'), done]),
			expect: fails('refused', { falls: false, source: 'tokens', cost: COUNTED }),
		},
		{
			name: 'withheld before any text, without counts',
			on: ON.chatForm,
			reply: streams([finish('filter', null), done]),
			expect: fails('refused', { falls: false }),
		},
		{
			name: 'all was thinking, up to the limit',
			on: ON.chats,
			reply: streams([reasoning('Two and three'), finish('length', { in: 100, out: 2000 }), done]),
			model: { reasoning: true },
			expect: fails('brokenStream', { falls: false, source: 'tokens', cost: 8100, words: /thinking/, reasoning: 'Two and three' }),
		},
		{
			name: 'all was thinking that is not shown, up to the limit',
			on: ON.chats,
			reply: streams([finish('length', { in: 100, out: 2000 }), done]),
			model: { reasoning: true },
			expect: fails('brokenStream', { falls: false, source: 'tokens', cost: 8100, words: /thinking/ }),
		},
		{
			name: 'thinking and then the end, without an answer',
			on: ON.chats,
			reply: streams([reasoning('Two and three'), finish(), done]),
			expect: fails('brokenStream', { falls: false, source: 'tokens', cost: COUNTED, words: /empty answer/ }),
		},
		{
			name: 'thinking and then a break',
			on: ON.chats,
			reply: streams([reasoning('Two and three make')]),
			expect: fails('brokenStream', { falls: false, source: 'estimate', cost: [100, 160], reasoning: 'Two and three make' }),
		},
		{
			name: 'the end without its reason, but with the counts',
			on: ['fill:llamacpp', 'fill:ollama'],
			reply: streams([...answer().slice(0, 2), finish(null)]),
			expect: whole(),
		},
		{
			name: 'counts behind a text that was cut at the limit',
			on: FORMS,
			reply: streams([...answer().slice(0, 2), usage({ in: 100, out: 5 }), finish('length', null), done]),
			expect: byAdapter(length, {}),
		},
		{
			name: 'an answer as JSON that ended in a failure',
			on: ON.chatForm,
			reply: body('200 OK', { id: 'x', status: 'error', error: { message: 'The engine stopped.', code: 'engine_error' } }),
			expect: fails('server brokenStream', { words: /engine stopped/ }),
		},
	],
};
