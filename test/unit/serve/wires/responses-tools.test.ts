import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { argumentsOfInput, InputReader, inputOfArguments } from '../../../../src/serve/wires/responses/custom-input.ts';
import { createResponsesWire } from '../../../../src/serve/wires/responses/wire.ts';
import { answered, started } from './support.ts';

const wire = createResponsesWire();
const read = (also: object = {}) => wire.read({ model: 'routoo/auto', input: 'hi', store: false, ...also }, {});
const names = (tools: readonly object[], also: object = {}) => read({ tools, ...also }).prompt.tools.map(({ name }) => name);
const fn = (name: string, also: object = {}) => ({ type: 'function', name, parameters: { type: 'object', properties: {} }, ...also });

function failure(make: () => unknown): string {
	try {
		make();
	} catch (error) {
		if (RoutooError.is(error, 'invalidInput')) return error.message;
		throw error;
	}
	throw new Error('It was taken.');
}

describe('what is offered', () => {
	test('functions with what they say, also in the form of chat completions', () => {
		const parameters = { type: 'object', properties: { path: { type: 'string' } } };
		const tools = [
			{ type: 'function', name: 'read', description: 'Reads.', strict: true, parameters },
			{ type: 'function', function: { name: 'write', parameters: null } },
		];
		expect(read({ tools }).prompt.tools).toEqual([
			{ name: 'read', description: 'Reads.', parameters },
			{ name: 'write', description: '', parameters: { type: 'object', properties: {} } },
		]);
	});

	test('namespaces are part of the name, the root is none, and two tools of one name stay apart', () => {
		const space = (name: string, ...inner: object[]) => ({ type: 'namespace', name, description: `About ${name}.`, tools: inner });
		const free = { type: 'custom', name: 'exec', description: 'Runs.' };
		const tools = [fn('a__b'), space('a', fn('b'), fn('c')), space('mcp__x__', fn('d')), space('functions', free, fn('e'))];
		expect(names(tools)).toEqual(['a__b', 'a__b_', 'a__c', 'mcp__x__d', 'exec', 'e']);
		const [, first, second] = read({ tools }).prompt.tools;
		expect([first?.description, second?.description]).toEqual(['(a: About a.)\n', '']);
	});

	test('tools among the items stand with the others', () => {
		const input = [
			{
				type: 'additional_tools',
				role: 'developer',
				tools: [{ type: 'namespace', name: 'functions', description: '', tools: [fn('late')] }],
			},
			{ role: 'user', content: 'hi' },
		];
		expect(names([fn('early')], { input })).toEqual(['early', 'late']);
	});

	test("a vendor's search and its kin are left out beside tools of the client's own, and refused alone", () => {
		const hosted = [{ type: 'web_search', external_web_access: true }, { type: 'image_generation' }, { type: 'web_search_preview' }];
		expect(names([fn('f'), ...hosted, { type: 'local_shell' }])).toEqual(['f', 'local_shell']);
		expect(failure(() => names(hosted))).toBe("tools[0].type cannot be used here: a search runs on the vendor's own machines.");
	});

	test.each(['file_search', 'code_interpreter', 'mcp', 'computer_use_preview', 'hologram'])('refused also beside others: %s', (type) => {
		expect(failure(() => names([fn('f'), { type }]))).toMatch(/^tools\[1\]\.type cannot be used here: /);
	});

	test('a shell of the client is taken, one in a container refused', () => {
		expect(names([{ type: 'shell', environment: { type: 'local' } }, { type: 'apply_patch' }])).toEqual(['shell', 'apply_patch']);
		expect(failure(() => names([{ type: 'shell', environment: { type: 'container_auto' } }]))).toContain(
			'tools[0].environment.type cannot',
		);
	});
});

describe('tool_choice', () => {
	const tools = [
		fn('f'),
		{ type: 'custom', name: 'free' },
		{ type: 'namespace', name: 'n', description: '', tools: [fn('g')] },
		{ type: 'shell' },
	];
	const choice = (tool_choice: unknown) => {
		const { prompt } = read({ tools, tool_choice });
		return { choice: prompt.toolChoice, tools: prompt.tools.map(({ name }) => name) };
	};
	const all = ['f', 'free', 'n__g', 'shell'];

	test.each([
		['auto', 'auto'],
		['none', 'none'],
		['required', 'required'],
		[null, 'auto'],
		[{ type: 'function', name: 'f' }, { name: 'f' }],
		[{ type: 'function', function: { name: 'f' } }, { name: 'f' }],
		[{ type: 'function', name: 'g', namespace: 'n' }, { name: 'n__g' }],
		[{ type: 'function', name: 'g' }, { name: 'n__g' }],
		[{ type: 'custom', name: 'free' }, { name: 'free' }],
		[{ type: 'shell' }, { name: 'shell' }],
	])('%j', (asked, wanted) => {
		expect(choice(asked)).toEqual({ choice: wanted, tools: all });
	});

	test('the allowed ones alone stay', () => {
		const some = [{ type: 'custom', name: 'free' }, { type: 'shell' }, { type: 'web_search' }];
		expect(choice({ type: 'allowed_tools', mode: 'required', tools: some })).toEqual({ choice: 'required', tools: ['free', 'shell'] });
	});

	test.each<[unknown, string]>([
		['some', 'tool_choice must be'],
		[{ type: 'function', name: 'x' }, 'tool_choice.name must name one of the tools, not "x"'],
		[{ type: 'apply_patch' }, 'tool_choice.type must name one of the tools'],
		[{ type: 'web_search' }, 'tool_choice.type cannot be used here'],
		[{ type: 'mcp', server_label: 'x' }, 'tool_choice.type cannot be used here'],
		[{ type: 'allowed_tools', mode: 'maybe', tools: [] }, 'tool_choice.mode must be'],
		[{ type: 'allowed_tools', mode: 'required', tools: [] }, 'tool_choice must not ask for a call'],
	])('refused: %j', (asked, words) => {
		expect(failure(() => choice(asked))).toContain(words);
	});
});

describe('calls go to the client in its own form', () => {
	const space = { type: 'namespace', name: 'agents', description: '', tools: [fn('spawn')] };
	const tools = [fn('f'), { type: 'custom', name: 'free' }, space, { type: 'local_shell' }, { type: 'shell' }, { type: 'apply_patch' }];
	const search = { type: 'tool_search', execution: 'client' };
	const request = read({ tools: [...tools, search] });
	const item = (name: string, text: string) => {
		const answer = answered([{ type: 'toolCall', id: 'c', name, arguments: text }]);
		const { output } = wire.body(started(request), answer) as { output: readonly Record<string, unknown>[] };
		const stream = wire.stream(started(request));
		stream.begin();
		const streamed = stream.callDelta('c', name, text.slice(0, 5)) + stream.call({ type: 'toolCall', id: 'c', name, arguments: text });
		// Both ways are one.
		expect(streamed).toContain(JSON.stringify(output[0]));
		return output[0]!;
	};

	test.each<[string, string, object]>([
		['f', '{ "a": 1.0 }', { type: 'function_call', id: 'fc_abc1230000', call_id: 'c', name: 'f', arguments: '{ "a": 1.0 }' }],
		['f', '{"broken', { type: 'function_call', name: 'f', arguments: '{"broken' }],
		['f', '', { arguments: '{}' }],
		['unknown', '{}', { type: 'function_call', name: 'unknown' }],
		['agents__spawn', '{}', { type: 'function_call', name: 'spawn', namespace: 'agents' }],
		// A model leaves the namespace out.
		['spawn', '{}', { type: 'function_call', name: 'spawn', namespace: 'agents' }],
		['free', '{"input":"a\\n\\"b\\""}', { type: 'custom_tool_call', id: 'ctc_abc1230000', call_id: 'c', name: 'free', input: 'a\n"b"' }],
		[
			'local_shell',
			'{"command":["ls"],"timeout_ms":5}',
			{ type: 'local_shell_call', id: 'lsh_abc1230000', action: { type: 'exec', command: ['ls'], env: {}, timeout_ms: 5 } },
		],
		['local_shell', '{"command":["\\ud83d"]}', { action: { command: ['\ufffd'] } }],
		['local_shell', '{"command":"ls -l"}', { action: { command: ['bash', '-lc', 'ls -l'] } }],
		['shell', '{"commands":["ls"]}', { type: 'shell_call', action: { commands: ['ls'], timeout_ms: null } }],
		[
			'apply_patch',
			'{"type":"create_file","path":"a","diff":"+x"}',
			{ type: 'apply_patch_call', operation: { type: 'create_file', path: 'a', diff: '+x' } },
		],
		['apply_patch', '{"type":"delete_file","path":"a"}', { operation: { type: 'delete_file', path: 'a' } }],
		['tool_search', '{"query":"mail"}', { type: 'tool_search_call', execution: 'client', call_id: 'c', arguments: { query: 'mail' } }],
	])('%s %s', (name, text, wanted) => {
		expect(item(name, text)).toMatchObject(wanted);
	});

	test('and come back as the model wrote them', () => {
		for (const [name, text] of [
			['f', '{ "a": 1.0 }'],
			['agents__spawn', '{}'],
			['free', '{"input":"x"}'],
			['shell', '{"commands":["ls"]}'],
		] as const) {
			const { prompt } = read({ tools: [...tools, search], input: [{ role: 'user', content: 'hi' }, item(name, text)] });
			expect(prompt.messages[1]?.parts).toEqual([{ type: 'toolCall', id: 'c', name, arguments: text }]);
		}
	});
});

describe('free text', () => {
	test('is read out of arguments in any pieces, to the very character', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 30 }),
				fc.boolean(),
				fc.array(fc.nat(60), { maxLength: 6 }),
				(text, spaced, at) => {
					const written = spaced ? ` {\n "input" : ${JSON.stringify(text)} } ` : argumentsOfInput(text);
					const cuts = [0, ...at.toSorted((a, b) => a - b), written.length];
					const reader = new InputReader();
					const pieces = cuts.slice(1).map((cut, n) => reader.push(written.slice(cuts[n], cut)));
					expect(pieces.join('')).toBe(text);
					expect(inputOfArguments(written)).toBe(text);
				},
			),
			{ numRuns: 300 },
		);
	});

	test.each([
		['{"input":"a\nb"}', 'a\nb'],
		['{"input":"cut o', 'cut o'],
		['{"patch":"p"}', 'p'],
		['"all of it"', 'all of it'],
		['*** Begin Patch', '*** Begin Patch'],
		['{"a":1,"b":"x"}', '{"a":1,"b":"x"}'],
		['{"input":"x","more":"y"}', 'x'],
		['[1]', '[1]'],
		['', ''],
	])('what a model wrote in its place is given all the same: %s', (written, wanted) => {
		expect(inputOfArguments(written)).toBe(wanted);
	});
});
