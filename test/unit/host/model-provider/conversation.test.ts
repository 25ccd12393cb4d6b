import { describe, expect, test, vi } from 'vitest';
import { AnswerMemory } from '../../../../src/app/agent/answer-memory.ts';
import { DecisionLines } from '../../../../src/app/agent/decision-line.ts';
import { conversationOf } from '../../../../src/host/model-provider/conversation.ts';
import { received } from '../../../../src/host/model-provider/received.ts';
import * as lm from '../../../support/vscode-lm.ts';

vi.mock('vscode', async () => await import('../../../support/vscode-lm.ts'));

const SYSTEM = 3;
const USER = 1;
const ASSISTANT = 2;
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: string, audience?: number[]) => new lm.LanguageModelTextPart(value, audience);
const data = (mimeType: string, of: string | Uint8Array = 'secret') =>
	new lm.LanguageModelDataPart(typeof of === 'string' ? bytes(of) : of, mimeType);
const call = (id: string, name = 'read_file', input: object = { path: 'x' }) => new lm.LanguageModelToolCallPart(id, name, input);
const result = (id: string, ...content: unknown[]) => new lm.LanguageModelToolResultPart(id, content);
const message = (role: number, ...content: unknown[]) => ({ role, content, name: undefined });

function read(messages: readonly ReturnType<typeof message>[], lines = new DecisionLines(), answers = new AnswerMemory()) {
	return conversationOf(
		messages.map((one) => received(one as never)),
		{ lines, answers },
	);
}

describe('an agent turn as VS Code 1.139 sends it', () => {
	const lines = new DecisionLines();
	const turn = [
		message(SYSTEM, text('You are an agent.')),
		message(USER, text('<context/>')),
		message(USER, text('Read both.')),
		message(ASSISTANT, new lm.LanguageModelThinkingPart('Hm.'), text(`${lines.show('Haiku 4.5 · 91 %')}I read.`), call('a'), call('b')),
		message(USER, result('a', text('A'))),
		message(USER, result('b', text('B'))),
	];

	test('system, texts, calls, and the results of parallel calls in one message', () => {
		expect(read(turn, lines)).toEqual({
			cacheMarks: [],
			callIds: new Set(['a', 'b']),
			place: expect.any(String),
			messages: [
				{ role: 'system', parts: [{ type: 'text', text: 'You are an agent.' }] },
				{ role: 'user', parts: [{ type: 'text', text: '<context/>' }] },
				{ role: 'user', parts: [{ type: 'text', text: 'Read both.' }] },
				{
					role: 'assistant',
					parts: [
						{ type: 'text', text: 'I read.' },
						{ type: 'toolCall', id: 'a', name: 'read_file', arguments: '{"path":"x"}' },
						{ type: 'toolCall', id: 'b', name: 'read_file', arguments: '{"path":"x"}' },
					],
				},
				{
					role: 'tool',
					parts: [
						{ type: 'toolResult', callId: 'a', name: 'read_file', content: [{ type: 'text', text: 'A' }], isError: false },
						{ type: 'toolResult', callId: 'b', name: 'read_file', content: [{ type: 'text', text: 'B' }], isError: false },
					],
				},
			],
		});
	});

	test('with one more message at the end all before it stays byte for byte', () => {
		for (let n = 1; n < turn.length; n++) {
			const shorter = read(turn.slice(0, n), lines).messages;
			const longer = read(turn.slice(0, n + 1), lines).messages;
			// The last message of results grows with each of them.
			const whole = shorter.at(-1)?.role === 'tool' ? shorter.slice(0, -1) : shorter;
			expect(JSON.stringify(longer)).toContain(JSON.stringify(whole).slice(0, -1));
		}
	});
});

describe('our line', () => {
	const lines = new DecisionLines();
	const shown = lines.show('Haiku 4.5 · 91 %');

	test('goes where two parts of an answer hold it, and stays in what the user wrote', () => {
		const { messages } = read(
			[message(USER, text(`Why does it say ${shown}?`)), message(ASSISTANT, text(shown.slice(0, 9)), text(`${shown.slice(9)}Because.`))],
			lines,
		);
		expect(messages).toEqual([
			{ role: 'user', parts: [{ type: 'text', text: `Why does it say ${shown}?` }] },
			{ role: 'assistant', parts: [{ type: 'text', text: 'Because.' }] },
		]);
	});

	test('goes out of the answer of a sub-agent, and stays in a file', () => {
		const { messages } = read(
			[
				message(ASSISTANT, call('a', 'runSubagent'), call('b', 'read_file')),
				message(USER, result('a', text(`${shown}Done.`)), result('b', text(`${shown}Kept.`))),
			],
			lines,
		);
		expect(messages.at(-1)?.parts.map((part) => (part.type === 'toolResult' ? part.content : part))).toEqual([
			[{ type: 'text', text: 'Done.' }],
			[{ type: 'text', text: `${shown}Kept.` }],
		]);
	});

	test('goes out of a summary of the history, and of nothing beside it', () => {
		const summary = `<conversation-summary>\n${shown}We did much.\n</conversation-summary>`;
		const { messages } = read([message(USER, text(`${summary}\n${shown}`)), message(USER, text(`I paste ${summary}`))], lines);
		expect(messages.map(({ parts }) => parts)).toEqual([
			[{ type: 'text', text: `<conversation-summary>\nWe did much.\n</conversation-summary>\n${shown}` }],
			[{ type: 'text', text: `I paste ${summary}` }],
		]);
	});

	test('stays in what a task printed', () => {
		const { messages } = read([message(ASSISTANT, call('a', 'get_task_output')), message(USER, result('a', text(`${shown}Kept.`)))], lines);
		expect(messages.at(-1)?.parts).toMatchObject([{ content: [{ text: `${shown}Kept.` }] }]);
	});

	test('alone is no message', () => {
		expect(read([message(ASSISTANT, text(shown))], lines).messages).toEqual([]);
	});
});

describe('data parts', () => {
	test.each(['cache_control', 'stateful_marker', 'context_management', 'usage', 'thinking', 'phase_data', 'what_comes_next'])(
		'%s is for callers, not for models',
		(type) => {
			const { messages } = read([message(USER, text('Go.'), data(type)), message(ASSISTANT, data(type), text('Yes.'))]);
			expect(JSON.stringify(messages)).not.toContain('secret');
			expect(messages).toHaveLength(2);
		},
	);

	test.each([
		['text/plain', 'secret'],
		['text/x-json; charset=utf-8', 'secret'],
		['application/json', 'secret'],
		['application/vnd.api+json', 'secret'],
		['image/svg+xml', 'secret'],
		['application/pdf', '[A file (application/pdf, 6 bytes) that cannot be shown here.]'],
		['application/octet-stream', '[A file (application/octet-stream, 6 bytes) that cannot be shown here.]'],
	])('of type %s in a result', (type, expected) => {
		const { messages } = read([message(ASSISTANT, call('a')), message(USER, result('a', data(type)))]);
		expect(messages.at(-1)?.parts).toMatchObject([{ content: [{ type: 'text', text: expected }] }]);
	});

	test('images are images, in messages and results; an assistant cannot show one', () => {
		const image = { type: 'image', mediaType: 'image/png', data: Buffer.from(PNG).toString('base64') };
		const { messages } = read([
			message(USER, text('See.'), data('image/png', PNG)),
			message(ASSISTANT, data('image/png', PNG), call('a')),
			message(USER, result('a', data('image/png', PNG), data('image/jpg', PNG))),
		]);
		expect(messages[0]?.parts[1]).toEqual(image);
		expect(messages[1]?.parts[0]).toEqual({ type: 'text', text: '[An image (image/png) that cannot be shown here.]' });
		expect(messages[2]?.parts).toMatchObject([{ content: [image, { ...image, mediaType: 'image/jpeg' }] }]);
	});

	test('marks of the cache become indexes of messages', () => {
		const mark = data('cache_control', 'ephemeral');
		const { cacheMarks, messages } = read([
			message(SYSTEM, text('S'), mark),
			message(USER, text('Go.')),
			message(ASSISTANT, call('a'), call('b')),
			message(USER, result('a', text('A'), mark)),
			message(USER, result('b', text('B'), mark)),
		]);
		expect(messages).toHaveLength(4);
		expect(cacheMarks).toEqual([0, 3]);
	});
});

describe('results', () => {
	test('text of prompt-tsx, of strings, and nothing of what is unknown or for the user alone', () => {
		const tree = {
			node: {
				type: 1,
				ctor: 2,
				children: [
					{ type: 2, text: 'one', lineBreakBefore: true },
					{
						type: 1,
						ctor: 2,
						children: [
							{ type: 2, text: 'two', lineBreakBefore: true },
							{ type: 2, text: '!' },
						],
					},
					{ type: 3, value: { secret: 1 } },
				],
			},
		};
		const { messages } = read([
			message(ASSISTANT, call('a')),
			message(
				USER,
				result('a', new lm.LanguageModelPromptTsxPart(tree), 'plain', { odd: 'secret' }, text('secret', [1]), text('both', [0, 1])),
			),
		]);
		expect(messages.at(-1)?.parts).toMatchObject([{ content: [{ text: 'one\ntwo!' }, { text: 'plain' }, { text: 'both' }] }]);
		expect(JSON.stringify(messages)).not.toContain('secret');
	});

	test('images of prompt-tsx are images, in their place; what is elsewhere is named', () => {
		const image = (props: object) => ({ type: 1, ctor: 3, children: [], props });
		const children = [
			{ type: 2, text: 'Before.' },
			image({ src: 'iVBORw0KGgo=', mimeType: 'image/png' }),
			image({ src: 'data:image/gif;base64,R0lGODlh' }),
			{ type: 2, text: 'Behind.', lineBreakBefore: true },
			image({ src: 'https://example.com/a.png' }),
			{ type: 1, ctor: 4, children: [], props: { data: 'secret', mediaType: 'application/pdf' } },
		];
		const tree = new lm.LanguageModelPromptTsxPart({ node: { type: 1, ctor: 2, children } });
		const { messages } = read([message(ASSISTANT, call('a')), message(USER, result('a', tree))]);
		expect(messages.at(-1)?.parts).toMatchObject([
			{
				content: [
					{ text: 'Before.' },
					{ mediaType: 'image/png', data: 'iVBORw0KGgo=' },
					{ mediaType: 'image/gif', data: 'R0lGODlh' },
					{ text: 'Behind.' },
					{ text: '[An image that cannot be shown here.]' },
					{ text: '[A file (application/pdf) that cannot be shown here.]' },
				],
			},
		]);
	});

	test.each([
		[
			'behind the next words',
			[message(USER, result('a', text('A'))), message(USER, text('Go on.')), message(USER, result('b', text('B')))],
		],
		['behind words alone', [message(USER, text('Go on.')), message(USER, result('a', text('A'))), message(USER, result('b', text('B')))]],
		['in the message of the calls', [message(ASSISTANT, result('a', text('A')), result('b', text('B'))), message(USER, text('Go on.'))]],
	])('%s belong to their calls', (_where, rest) => {
		const mark = data('cache_control', 'ephemeral');
		const { messages, cacheMarks } = read([message(ASSISTANT, call('a'), call('b')), ...rest, message(USER, mark)]);
		expect(messages.slice(1)).toMatchObject([
			{ role: 'tool', parts: [{ callId: 'a' }, { callId: 'b' }] },
			{ role: 'user', parts: [{ text: 'Go on.' }] },
		]);
		expect(cacheMarks).toEqual([2]);
	});

	test('that come late move the marks of the cache', () => {
		const marked = message(USER, text('Go on.'), data('cache_control', 'ephemeral'));
		const { messages, cacheMarks } = read([message(ASSISTANT, call('a')), marked, message(USER, result('a', text('A')))]);
		expect([messages.map(({ role }) => role), cacheMarks]).toEqual([['assistant', 'tool', 'user'], [2]]);
	});

	test('and whatever else an extension put in place of words hold nothing', () => {
		const odd = (kind: { prototype: object }, fields: object) => Object.assign(Object.create(kind.prototype) as object, fields);
		const messages = [
			{ role: USER, content: undefined, name: undefined },
			message(USER, odd(lm.LanguageModelTextPart, { value: undefined }), odd(lm.LanguageModelDataPart, { mimeType: 'text/plain' }), null),
			message(USER, odd(lm.LanguageModelDataPart, { mimeType: undefined, data: bytes('secret') })),
			message(ASSISTANT, call('a'), odd(lm.LanguageModelToolCallPart, {})),
			message(USER, odd(lm.LanguageModelToolResultPart, { callId: 'a' })),
			message(USER, odd(lm.LanguageModelToolResultPart, { callId: 'a', content: 'plain' })),
		];
		expect(read(messages as never).messages).toMatchObject([
			{ role: 'assistant', parts: [{ id: 'a' }, { id: '', name: '', arguments: '{}' }] },
			{ role: 'tool', parts: [{ content: [] }, { content: [{ text: 'plain' }] }] },
		]);
	});

	test('a failed one is one, and one with text beside it comes first', () => {
		const { messages } = read([
			message(ASSISTANT, call('a')),
			message(USER, text('Go on.'), new lm.LanguageModelToolResultPart('a', [text('No.')], true)),
		]);
		expect(messages.slice(1)).toEqual([
			{
				role: 'tool',
				parts: [{ type: 'toolResult', callId: 'a', name: 'read_file', content: [{ type: 'text', text: 'No.' }], isError: true }],
			},
			{ role: 'user', parts: [{ type: 'text', text: 'Go on.' }] },
		]);
	});
});

test('an answer comes back as its model wrote it', () => {
	const answers = new AnswerMemory();
	const written = [
		{ type: 'reasoning', text: 'Hm.', model: 'a/b', signature: 's', encrypted: null, id: null },
		{ type: 'text', text: 'I read. ' },
		{ type: 'toolCall', id: 'a', name: 'read_file', arguments: '{ "path": "x" }' },
	] as const;
	answers.remember(written.map((part) => ({ part })));
	const lines = new DecisionLines();
	const { messages } = read([message(ASSISTANT, text(`${lines.show('Line')}I read.`), call('a'))], lines, answers);
	expect(messages[0]?.parts).toEqual(written);
});
