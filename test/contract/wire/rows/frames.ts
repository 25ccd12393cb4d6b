import { ON, without } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import { answer, bytes, done, event, finish, streams, TEXT, type Transport, text, whole } from '../../../support/wire/vocabulary.ts';

type Frame = NonNullable<Transport['frame']>;

/** An event as fields on lines that end in `eol`, and what stands between them. */
const lines =
	(eol: string, { colon = ': ', between = '' } = {}): Frame =>
	({ name, data }) =>
		`${name === undefined ? '' : `event${colon}${name}${eol}`}data${colon}${data}${eol}${eol}${between}`;

const pretty = (data: string): readonly string[] => (data.startsWith('{') ? JSON.stringify(JSON.parse(data), null, 1).split('\n') : [data]);
const tail =
	(end: string): Frame =>
	(one, last) =>
		last ? `${lines('\n')(one, last).trimEnd()}${end}` : lines('\n')(one, last);

const framed = (name: string, frame: Frame, transport: Transport = {}): Row => ({
	name,
	on: ON.events,
	reply: streams(answer(), { frame, ...transport }),
	expect: whole({ ended: 'stop' }),
});
const sent = (name: string, transport: Transport, on: Row['on'] = ON.all, said = TEXT): Row => ({
	name,
	on,
	reply: streams(answer(said), transport),
	expect: whole({ text: said, ended: 'stop' }),
});

const EMOJI = 'Grüße, 世界 👋🏽 — fünf.';

const ROWS: readonly Row[] = [
	sent('an answer as it should be', {}),
	framed('lines that end in CRLF', lines('\r\n')),
	framed('lines that end in CR alone', lines('\r')),
	framed('line ends of every kind in turn', (one, last) => lines(['\n', '\r\n', '\r'][one.data.length % 3] ?? '\n')(one, last)),
	sent('JSON lines that end in CRLF', { lineEnd: '\r\n' }, ['fill:ollama']),
	sent('JSON lines with blank lines between', { lineEnd: '\n\n \n' }, ['fill:ollama']),
	{
		name: 'the last JSON line without its end',
		on: ['fill:ollama'],
		reply: (_asked, _adapter) =>
			streams([
				...answer().slice(0, 2),
				bytes(JSON.stringify({ response: '', done: true, done_reason: 'stop', prompt_eval_count: 100, eval_count: 5 })),
			]),
		expect: whole(),
	},
	framed('CRLF, byte by byte', lines('\r\n'), { packet: 1 }),
	framed('CR alone, byte by byte', lines('\r'), { packet: 1 }),
	framed('no blank lines between the events', ({ name, data }) => `${name === undefined ? '' : `event: ${name}\n`}data: ${data}\n`),
	framed('JSON lines where events are expected', ({ data }) => `${data}\n`),
	sent('events where JSON lines are expected', { lineStart: 'data: ', lineEnd: '\n\n', type: 'text/event-stream' }, ['fill:ollama']),
	framed('comments of every form', lines('\n', { between: ':\n:x\n::\n: data: {}\n\n' })),
	framed('no space behind the colon', lines('\n', { colon: ':' })),
	framed('two spaces behind the colon', lines('\n', { colon: ':  ' })),
	framed('comments between the events', lines('\n', { between: ': keep-alive\n\n' })),
	framed('a comment within each event', (one, last) => `: OPENROUTER PROCESSING\n${lines('\n')(one, last)}`),
	framed('comments in front of the first', lines('\n'), { before: ': hello\n: again\n\n' }),
	framed('a byte order mark in front', lines('\n'), { before: '\ufeff' }),
	framed('blank lines in front and between', lines('\n', { between: '\n\n' }), { before: '\n\n\n' }),
	framed('ids and retry times', (one, last) => `id: 7\nretry: 3000\n${lines('\n')(one, last)}`),
	framed('fields that no one knows', (one, last) => `vendor: x\nfoo\n${lines('\n')(one, last)}`),
	framed('events without their names', ({ data }) => `data: ${data}\n\n`),
	framed('every event named "message"', ({ data }) => `event: message\ndata: ${data}\n\n`),
	framed('the data before its name', ({ name, data }) => `data: ${data}\n${name === undefined ? '' : `event: ${name}\n`}\n`),
	framed('JSON over several data lines', ({ name, data }) => {
		return `${name === undefined ? '' : `event: ${name}\n`}${pretty(data)
			.map((line) => `data: ${line}\n`)
			.join('')}\n`;
	}),
	framed('the last event with one line break', tail('\n')),
	framed('the last event with no line break', tail('')),
	framed('the last event with one CRLF', tail('\r\n')),
	{
		name: 'the finish as last event, with one line break and no more',
		on: ON.events,
		reply: streams([text(TEXT.slice(0, 4)), text(TEXT.slice(4)), finish()], { frame: tail('\n') }),
		expect: (adapter) => (adapter === 'anthropic' ? whole() : whole({ ended: 'stop' })),
	},
	sent('byte by byte', { packet: 1 }, ON.all, EMOJI),
	sent('in packets of seven bytes, through the middle of characters', { packet: 7 }, ON.all, EMOJI),
	sent('all in one packet', { body: 'length' }, ON.all, EMOJI),
	{
		name: 'bytes that are no UTF-8',
		on: ON.all,
		reply: streams(answer(), { swap: ['sum', Buffer.from([0x73, 0xff, 0x6d])] }),
		expect: whole({ text: TEXT.replace('sum', 's\ufffdm') }),
	},
	{
		name: 'an escaped pair of surrogates',
		on: ON.all,
		reply: streams(answer('a@b, as it was said'), { swap: ['@', Buffer.from('\\ud83d\\ude00')] }),
		expect: whole({ text: 'a😀b, as it was said' }),
	},
	{
		name: 'two halves of a character in two events join',
		on: without('fill:ollama', 'fill:llamacpp'),
		reply: streams([text('a<'), text('>b'), finish(), done], {
			each: (data) => JSON.stringify(data).replace('a<', 'a\\ud83d').replace('>b', '\\ude00b'),
		}),
		expect: whole({ text: 'a😀b' }),
	},
	{
		name: 'an event behind the end is not shown',
		on: without('fill:ollama', 'fill:llamacpp'),
		reply: streams([...answer(), text(' EXTRA')]),
		expect: whole({ ended: 'stop' }),
	},
	{ name: 'the end without [DONE]', on: ON.choices, reply: streams(answer().slice(0, -1)), expect: whole({ ended: 'stop' }) },
	{
		name: '[DONE] without a reason to finish',
		on: ON.choices,
		reply: streams([text(TEXT), finish(null), done]),
		expect: whole({ ended: 'stop' }),
	},
	{
		name: '[DONE] without a reason and without counts',
		on: ON.choices,
		reply: streams([text(TEXT), done]),
		expect: whole({ source: 'estimate', cost: [100, 160], ended: 'stop' }),
	},
	...['[DONE] ', ' [DONE]', '"[DONE]"', '[DONE]\t'].map(
		(word): Row => ({
			name: `${JSON.stringify(word)} for [DONE]`,
			on: ON.choices,
			reply: streams([...answer().slice(0, -1), event(word)]),
			expect: whole({ ended: 'stop' }),
		}),
	),
	{
		name: 'rubbish behind [DONE]',
		on: ON.choices,
		reply: streams([...answer(), bytes('}}} <html>\n\n')]),
		expect: whole({ ended: 'stop' }),
	},
];

export const FRAMES: Group = { name: 'events on the wire', rows: ROWS };
