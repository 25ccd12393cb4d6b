import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACME, CLAUDE, GPT, MODELS, poolId } from './models.ts';
import { type Router, startRouter } from './router.ts';

const SCRIPT = {
	words: 'two files',
	say: ({ step, tools, results }: { step: number; tools: readonly string[]; results: readonly string[] }) =>
		step === 0
			? { reasoning: 'thought', text: 'I look.', calls: tools.map((name) => [name, { path: `${name}.txt` }] as const) }
			: { text: `Read ${results.join(' and ')}` },
};
let router: Router;
beforeAll(async () => {
	router = await startRouter({ script: [SCRIPT] });
});
afterAll(() => router.stop());

const ask = async (body: object): Promise<Record<string, unknown>> => {
	const response = await fetch(`${router.origin}/v1/chat/completions`, {
		method: 'POST',
		headers: { 'x-api-key': router.key, 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	return (await response.json()) as Record<string, unknown>;
};
const message = (answer: Record<string, unknown>) =>
	(answer.choices as { message: { content: string; tool_calls: { id: string; function: { name: string } }[] } }[])[0]!.message;

test.each(MODELS)('the stand-in of $form calls what is offered, sees the results, and counts as the ledger does', async (model) => {
	const tools = ['read', 'edit'].map((name) => ({ type: 'function', function: { name, parameters: { type: 'object', properties: {} } } }));
	const messages = [{ role: 'user', content: `<frame>${model.id}</frame> Look at two files, please` }];
	const first = message(await ask({ model: poolId(model), messages, tools }));
	expect(first.tool_calls.map((call) => call.function.name)).toEqual(['read', 'edit']);
	const results = first.tool_calls.map(({ id }, n) => ({ role: 'tool', tool_call_id: id, content: `result ${n}` }));
	const second = message(await ask({ model: poolId(model), messages: [...messages, first, ...results], tools }));
	expect(second.content).toBe('Read result 0 and result 1');
	const turns = router.upstream.turns('two files').filter(({ form }) => form === model.form);
	expect(turns.map(({ step }) => step)).toEqual([0, 1]);
	expect(router.upstream.cost('two files')).toBe(await router.spent());
	expect(router.decisions.at(-1)).toMatch(
		new RegExp(`-> .*${model.id === GPT.id ? 'GPT' : model.id === CLAUDE.id ? 'Claude' : model.id}.*quality \\d+ %.*~\\$`),
	);
});

test('vendors are shown the keys of the user, and never the key of the endpoint', () => {
	const shown = router.upstream.requests().map(({ headers }) => JSON.stringify(headers));
	expect(shown.length).toBeGreaterThanOrEqual(6);
	expect(shown.filter((headers) => headers.includes(router.key))).toEqual([]);
	const keys = (model: { form: 'anthropic' | 'openai' | 'compatible' }, header: string) =>
		new Set(router.upstream.requests(model.form).map(({ headers }) => headers[header]));
	expect(keys(GPT, 'authorization')).toEqual(new Set(['Bearer sk-openai-of-the-user']));
	expect(keys(CLAUDE, 'x-api-key')).toEqual(new Set(['sk-ant-of-the-user']));
	expect(keys(ACME, 'authorization')).toEqual(new Set([undefined]));
});
