import { expect, test } from 'vitest';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { completionsWire } from '../../../../src/serve/wires/completions/wire.ts';
import { messagesWire } from '../../../../src/serve/wires/messages/wire.ts';
import { createResponsesWire } from '../../../../src/serve/wires/responses/wire.ts';

const SCHEMA = { type: 'object', properties: { path: { type: 'string' } } };
const SEARCH = { type: 'web_search_20250305', name: 'web_search' };

/** A request of each wire that uses most of what it has. */
const WIRES = [
	{
		wire: completionsWire,
		body: {
			...{ model: 'routoo/auto', stream: true, reasoning_effort: 'low', stop: ['x'], response_format: { type: 'json_object' }, user: 'u' },
			messages: [
				{ role: 'system', content: 'be brief' },
				{ role: 'user', content: [{ type: 'text', text: 'hi' }] },
				{ role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
				{ role: 'tool', tool_call_id: 'c', content: 'done' },
			],
			tools: [{ type: 'function', function: { name: 'f', description: 'd', parameters: SCHEMA } }],
			tool_choice: { type: 'function', function: { name: 'f' } },
		},
	},
	{
		wire: createResponsesWire(),
		body: {
			...{ model: 'routoo/auto', instructions: 'be brief', reasoning: { effort: 'low', summary: 'auto' }, include: ['x'] },
			text: { format: { type: 'json_schema', name: 's', schema: SCHEMA } },
			input: [
				{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
				{ type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
				{ type: 'function_call_output', call_id: 'c', output: 'done' },
			],
			tools: [
				{ type: 'function', name: 'f', description: 'd', parameters: SCHEMA },
				{ type: 'namespace', name: 'n', description: 'd', tools: [{ type: 'custom', name: 'g' }] },
				{ type: 'web_search' },
			],
			tool_choice: { type: 'function', name: 'f' },
		},
	},
	{
		wire: messagesWire,
		body: {
			...{ model: 'routoo/auto', max_tokens: 100, system: [{ type: 'text', text: 'be brief', cache_control: { type: 'ephemeral' } }] },
			...{ thinking: { type: 'enabled', budget_tokens: 1024 }, metadata: { user_id: 'u' } },
			messages: [
				{ role: 'user', content: [{ type: 'text', text: 'hi' }] },
				{ role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }] },
				{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: [{ type: 'text', text: 'done' }] }] },
			],
			tools: [{ name: 'f', description: 'd', input_schema: SCHEMA }, SEARCH],
			tool_choice: { type: 'tool', name: 'f' },
		},
	},
];

/** What JSON can hold and a program that turns values into text or looks them up does not expect. */
const HOSTILE: readonly unknown[] = [
	{ toString: 1, valueOf: 1 },
	{ type: { toString: 1 } },
	[{ toString: 1 }],
	JSON.parse('{"__proto__": {"toString": 1}, "constructor": null}'),
	'__proto__',
	'constructor',
];

/** Copies of a value with `other` in the place of each of its parts. */
function* replaced(value: unknown, other: unknown): Generator<unknown> {
	yield other;
	if (typeof value !== 'object' || value === null) return;
	for (const [key, part] of Object.entries(value)) {
		for (const one of replaced(part, other)) yield Array.isArray(value) ? value.with(Number(key), one) : { ...value, [key]: one };
	}
}

test.each(WIRES)('whatever stands in the place of a field is read or refused in words: $body.model, wire %#', ({ wire, body }) => {
	let [taken, refused] = [0, 0];
	for (const other of HOSTILE) {
		for (const one of replaced(body, other)) {
			try {
				wire.read(one, {});
				taken++;
			} catch (error) {
				expect(RoutooError.is(error, 'invalidInput'), `${JSON.stringify(one)}: ${String(error)}`).toBe(true);
				refused++;
			}
		}
	}
	expect(Math.min(taken, refused)).toBeGreaterThan(20);
});
