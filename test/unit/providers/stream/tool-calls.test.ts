import { describe, expect, it, onTestFinished } from 'vitest';
import { collect, providerAt, REQUEST, startServer } from '../server.ts';
import { a, D, DONE, F, serving } from './quirks.ts';

const TOOLS = ['read', 'list'].map((name) => ({ name, description: name, parameters: { type: 'object', properties: {} } }));

async function callsOf(...pieces: readonly (readonly unknown[])[]) {
	const server = await startServer(serving(pieces.map((calls) => D({ tool_calls: calls })).join('') + F('tool_calls') + DONE));
	onTestFinished(() => server.close());
	const outcome = await collect(providerAt(server.url).stream({ ...REQUEST, tools: TOOLS }, new AbortController().signal));
	expect(outcome.error).toBeNull();
	expect(outcome.events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	const calls = outcome.events.flatMap((one) => (one.type === 'toolCall' ? [one.call] : []));
	// What was shown of a call is what it holds.
	for (const { id, arguments: text } of calls) {
		const shown = outcome.events.map((one) => (one.type === 'toolCallDelta' && one.id === id ? one.text : '')).join('');
		if (calls.filter((call) => call.id === id).length === 1) expect(shown).toBe(text);
	}
	return calls.map(({ id, name, arguments: text }) => [id, name, text]);
}

const call = (index: unknown, id: unknown, name: string | undefined, text: unknown) => ({ index, id, function: { name, arguments: text } });

describe('calls in whatever form', () => {
	it.each<readonly [string, readonly (readonly unknown[])[], readonly (readonly unknown[])[]]>([
		['arguments as an object', [[call(0, 'c', 'read', { path: 'a' })]], [['c', 'read', '{"path":"a"}']]],
		['a numeric id', [[call(0, 7, 'read', '{"p":1}')]], [['7', 'read', '{"p":1}']]],
		['no index', [[call(undefined, 'c', 'read', '{"p"')], [call(undefined, undefined, undefined, ':1}')]], [['c', 'read', '{"p":1}']]],
		['no index behind one', [[call(0, 'c', 'read', '{"p"')], [{ function: { arguments: ':1}' } }]], [['c', 'read', '{"p":1}']]],
		['an index behind none', [[call(undefined, 'c', 'read', '{"p"')], [call(0, undefined, undefined, ':1}')]], [['c', 'read', '{"p":1}']]],
		['an index as text', [[call('0', 'c', 'read', '{"p"')], [call('0', null, undefined, ':1}')]], [['c', 'read', '{"p":1}']]],
		[
			'the same index twice, other ids',
			[[call(0, 'c', 'read', '{}')], [call(0, 'd', 'list', '{}')]],
			[
				['c', 'read', '{}'],
				['d', 'list', '{}'],
			],
		],
		[
			'the same index twice in one chunk',
			[[call(0, 'c', 'read', '{}'), call(0, 'd', 'read', '{}')]],
			[
				['c', 'read', '{}'],
				['d', 'read', '{}'],
			],
		],
		[
			'other indices, the same id',
			[[call(0, 'c', 'read', '{}'), call(1, 'c', 'read', '{}')]],
			[
				['c', 'read', '{}'],
				['c', 'read', '{}'],
			],
		],
		['id and name in every piece', [[call(0, 'c', 'read', '{"p"')], [call(0, 'c', 'read', ':1}')]], [['c', 'read', '{"p":1}']]],
		['an id that changes with every piece', [[call(0, 'c', 'read', '{"p"')], [call(0, 'd', undefined, ':1}')]], [['c', 'read', '{"p":1}']]],
		['the name behind the arguments', [[call(0, 'c', undefined, '{"p"')], [call(0, undefined, 'read', ':1}')]], [['c', 'read', '{"p":1}']]],
		['a blank name in later pieces', [[call(0, 'c', 'read', '{"p"')], [call(0, '', '', ':1}')]], [['c', 'read', '{"p":1}']]],
		['fields beside `function`', [[{ index: 0, id: 'c', name: 'read', arguments: '{}' }]], [['c', 'read', '{}']]],
		['one call in place of a list', [{ index: 0, id: 'c', function: { name: 'read', arguments: '{}' } } as never], [['c', 'read', '{}']]],
		['null among them', [[null, call(0, 'c', 'read', '{}')], [null]], [['c', 'read', '{}']]],
		[
			'calls that are mixed',
			[
				[call(0, 'c', 'read', '{"p"'), call(1, 'd', 'list', '{')],
				[call(1, null, undefined, '}'), call(0, null, undefined, ':1}')],
			],
			[
				['c', 'read', '{"p":1}'],
				['d', 'list', '{}'],
			],
		],
	])('%s', async (_name, pieces, expected) => {
		expect(await callsOf(...pieces)).toEqual(expected);
	});

	it('without index and id each call gets an id of its own', async () => {
		const calls = await callsOf([
			{ function: { name: 'read', arguments: '{"p":1}' } },
			{ function: { name: 'read', arguments: '{"p":2}' } },
		]);
		expect(calls.map(([, name, text]) => [name, text])).toEqual([
			['read', '{"p":1}'],
			['read', '{"p":2}'],
		]);
		expect(new Set(calls.map(([id]) => id)).size).toBe(2);
		for (const [id] of calls) expect(id).toMatch(/^call_[0-9a-f]{24}$/);
	});

	it('a call in the older form, ended by `stop`', async () => {
		const body = D({ function_call: { name: 'read', arguments: '{"p"' } }) + D({ function_call: { arguments: ':1}' } }) + F('stop');
		const server = await startServer(serving(a + body));
		onTestFinished(() => server.close());
		const { events } = await collect(providerAt(server.url).stream({ ...REQUEST, tools: TOOLS }, new AbortController().signal));
		expect(events.flatMap((one) => (one.type === 'toolCall' ? [[one.call.name, one.call.arguments]] : []))).toEqual([['read', '{"p":1}']]);
		expect(events.at(-1)).toEqual({ type: 'end', reason: 'toolCalls' });
	});

	it('a call of an answer that failed is none', async () => {
		const server = await startServer(serving(a + D({ tool_calls: [call(0, 'c', 'read', '{}')] }) + F('error')));
		onTestFinished(() => server.close());
		const { events, error } = await collect(providerAt(server.url).stream({ ...REQUEST, tools: TOOLS }, new AbortController().signal));
		expect(error).toMatchObject({ kind: 'brokenStream' });
		expect(events.some(({ type }) => type === 'toolCall')).toBe(false);
	});
});

describe('one call that is told more than once', () => {
	it.each([
		['a name in pieces', [call(0, 'c', 're', ''), call(0, undefined, 'ad', '{"p":1}')], '{"p":1}'],
		['a name that grows', [call(0, 'c', 're', ''), call(0, 'c', 'read', '{"p":1}')], '{"p":1}'],
		[
			'arguments that grow',
			[call(0, 'c', 'read', '{"p":'), call(0, 'c', undefined, '{"p":1'), call(0, 'c', undefined, '{"p":1}')],
			'{"p":1}',
		],
		[
			'an empty object before them',
			[call(0, 'c', 'read', '{}'), call(0, undefined, undefined, '{"p"'), call(0, undefined, undefined, ':1}')],
			'{"p":1}',
		],
		['arguments cut in an inner object', [call(0, 'c', 'read', '{"p":'), call(0, undefined, undefined, '{}')], '{"p":{}'],
	])('%s', async (_name, pieces, expected) => {
		const server = await startServer(serving(pieces.map((one) => D({ tool_calls: [one] })).join('') + F('tool_calls') + DONE));
		onTestFinished(() => server.close());
		const { events } = await collect(providerAt(server.url).stream({ ...REQUEST, tools: TOOLS }, new AbortController().signal));
		const calls = events.flatMap((one) => (one.type === 'toolCall' ? [one.call] : []));
		expect(calls.map(({ id, name, arguments: text }) => [id, name, text])).toEqual([['c', 'read', expected]]);
	});
});
