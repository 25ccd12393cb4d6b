import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { reasoningToken } from '../../../../src/serve/reasoning-token.ts';
import { completionsWire } from '../../../../src/serve/wires/completions/wire.ts';

const USER = { role: 'user', content: 'hi' };
const read = (also: object = {}, headers = {}) => completionsWire.read({ model: 'routoo/auto', messages: [USER], ...also }, headers);
const messages = (...list: unknown[]) => read({ messages: list }).prompt.messages;
const content = (...parts: unknown[]) => messages({ role: 'user', content: parts })[0]!.parts;
const text = (said: string) => ({ type: 'text', text: said });

function failure(make: () => unknown): string {
	try {
		make();
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return error.message;
		throw error;
	}
	throw new Error('It was taken.');
}

describe('images', () => {
	const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.from([251, 239, 190, 255, 7])]);
	const plain = bytes.toString('base64');
	const url = (address: unknown) => content({ type: 'image_url', image_url: { url: address, detail: 'high' } })[0];

	test.each<[string, string]>([
		['plain', `data:image/png;base64,${plain}`],
		['parameters', `data:image/png;name=a.png;charset=utf-8;base64,${plain}`],
		['case', `DATA:Image/PNG;BASE64,${plain}`],
		['base64url without padding', `data:image/png;base64,${bytes.toString('base64url')}`],
		['without padding', `data:image/png;base64,${plain.replace(/=+$/, '')}`],
		['lines', `data:image/png;base64,${plain.slice(0, 8)}\r\n ${plain.slice(8)}\n`],
		['escapes', `data:image/png;base64,${encodeURIComponent(plain)}`],
		['blanks around', ` data:image/png;base64,${plain} `],
		['no type', `data:;base64,${plain}`],
		['a wrong type', `data:image/jpeg;base64,${plain}`],
		['no image type', `data:application/octet-stream;base64,${plain}`],
	])('of a data: address with %s', (_form, address) => {
		expect(url(address)).toEqual({ type: 'image', mediaType: 'image/png', data: plain });
	});

	test('an address beside the type, and the old name of a type', () => {
		expect(content({ type: 'image_url', image_url: 'data:image/jpg;base64,AAAA' })).toEqual([
			{ type: 'image', mediaType: 'image/jpeg', data: 'AAAA' },
		]);
	});

	test.each<[string, string]>([
		['https://example.com/a.png', 'Routoo fetches no addresses'],
		['HTTP://127.0.0.1/a.png', 'Routoo fetches no addresses'],
		['file:///etc/passwd', 'Routoo fetches no addresses'],
		['iVBORw0KGgo=', 'must be a data: address'],
		['data:image/png,hello', 'must hold the image in base64'],
		['data:image/png;base64,', 'this is none'],
		['data:image/png;base64,%%%', 'this is none'],
		['data:image/png;base64,AAAAA', 'this is none'],
		['data:application/pdf;base64,JVBERi0x', 'models of a chat read images alone'],
		['data:', 'must hold the image in base64'],
	])('%s is refused in words', (address, words) => {
		expect(failure(() => url(address))).toContain(`messages[0].content[0].image_url.url ${words.startsWith('must') ? words : ''}`.trim());
		expect(failure(() => url(address))).toContain(words);
	});
});

describe('reasoning that comes back', () => {
	const part = { type: 'reasoning', text: 'Think.', model: 'a/b', signature: 's', encrypted: null, id: null } as const;
	const token = reasoningToken(part)!;
	const given = (fields: object) => messages(USER, { role: 'assistant', content: 'Yes.', ...fields })[1]!.parts;

	test.each<[string, object]>([
		['reasoning_details', { reasoning_content: 'Think.', reasoning_details: [{ type: 'reasoning.encrypted', data: token }] }],
		['reasoning_opaque', { reasoning_text: 'Think.', reasoning_opaque: token }],
		['provider_specific_fields', { reasoning_content: 'Think.', provider_specific_fields: { reasoning_details: [{ data: token }] } }],
		['cot_id', { cot_summary: 'Think.', cot_id: token, reasoning_content: 'Think.', reasoning: 'Think.' }],
		['thinking_blocks', { reasoning: 'Think.', thinking_blocks: [{ type: 'thinking', thinking: '', signature: token }] }],
	])('in %s', (_name, fields) => {
		expect(given(fields)).toEqual([part, text('Yes.')]);
	});

	test('the parts of one text are told apart, and one that is told twice is one', () => {
		const details = [
			{ type: 'reasoning.encrypted', data: token, id: '0-2' },
			{ type: 'reasoning.encrypted', data: reasoningToken({ ...part, signature: 't' }), id: '1-4' },
		];
		const both = given({ reasoning_content: 'Think.', reasoning_details: details, reasoning_opaque: token });
		expect(both).toMatchObject([{ text: 'Th', signature: 's' }, { text: 'ink.', signature: 't' }, { type: 'text' }]);
	});

	test('what is not ours is left to the memory of answers', () => {
		expect(
			given({ reasoning_content: 'Think.', reasoning_details: [{ type: 'reasoning.text', text: 'Think.', signature: 'x' }], cot_id: 'y' }),
		).toEqual([text('Yes.')]);
		expect(messages(USER, { role: 'assistant', content: null, reasoning_details: [{ data: token }] })).toHaveLength(1);
	});
});

test('whatever comes is read or refused in words, and reading changes nothing', () => {
	const loose = fc.oneof({ weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) }, fc.anything({ maxDepth: 2 }));
	const seldom = fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, loose);
	const role = fc.constantFrom(
		'user',
		'user',
		'user',
		'assistant',
		'system',
		'developer',
		'user',
		'assistant',
		'tool',
		'function',
		5,
		null,
	);
	const part = fc.record(
		{
			type: fc.constantFrom('text', 'image_url', 'refusal', 'file', 5),
			text: loose,
			image_url: loose,
			refusal: loose,
			cache_control: loose,
		},
		{ requiredKeys: [] },
	);
	const call = fc.record(
		{
			id: loose,
			type: fc.constantFrom('function', 'custom', null),
			function: fc.record({ name: loose, arguments: loose }, { requiredKeys: [] }),
		},
		{ requiredKeys: [] },
	);
	const given = fc.oneof({ weight: 6, arbitrary: fc.string() }, fc.array(part, { maxLength: 2 }), loose);
	const message = fc.record(
		{
			role,
			content: given,
			tool_calls: fc.oneof({ weight: 6, arbitrary: fc.constant(null) }, fc.array(call, { maxLength: 2 }), loose),
			tool_call_id: fc.oneof({ weight: 6, arbitrary: fc.string() }, loose),
			...Object.fromEntries(['name', 'reasoning_details', 'thinking_blocks', 'function_call', 'refusal'].map((name) => [name, seldom])),
		},
		{ requiredKeys: ['role'] },
	);
	const fields = [
		'tools',
		'tool_choice',
		'response_format',
		'stop',
		'n',
		'stream',
		'stream_options',
		'max_tokens',
		'reasoning',
		'functions',
	];
	const body = fc.record(
		{
			model: fc.oneof({ weight: 9, arbitrary: fc.constant('routoo/auto') }, loose),
			messages: fc.oneof({ weight: 9, arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: message }, loose), { maxLength: 4 }) }, loose),
			...Object.fromEntries([...fields, 'function_call', 'session_id', 'modalities'].map((name) => [name, seldom])),
		},
		{ requiredKeys: ['model', 'messages'] },
	);
	let taken = 0;
	fc.assert(
		fc.property(fc.oneof({ weight: 9, arbitrary: body }, loose), (value) => {
			try {
				const request = completionsWire.read(value, {});
				taken++;
				expect(request.prompt.messages.length).toBeGreaterThan(0);
				expect(completionsWire.read(value, {})).toEqual(request);
			} catch (error) {
				if (!RoutooError.is(error, 'invalidInput')) throw error;
				expect(error.message).toMatch(/^(?:The body|[a-z][\w.[\]]*) (?:must|cannot) .+\.$/su);
				expect(error.message.length).toBeLessThan(300);
			}
		}),
		{ numRuns: 2000, seed: 7 },
	);
	expect(taken).toBeGreaterThan(100);
});
