import { describe, expect, test } from 'vitest';
import { buildCandidates, catalogCandidates } from '../../../../src/core/model/build-candidates.ts';
import type { Endpoint, RemoteModel } from '../../../../src/core/model/endpoint.ts';
import { shipped } from './shipped.ts';

const openai: Endpoint = {
	id: 'openai',
	kind: 'openai',
	displayName: 'OpenAI',
	baseUrl: 'https://api.openai.com/v1',
	local: false,
	needsKey: true,
};
const ollama: Endpoint = {
	id: 'ollama',
	kind: 'openai-compatible',
	displayName: 'Ollama',
	baseUrl: 'http://127.0.0.1:11434/v1',
	local: true,
	needsKey: false,
};
const editor: Endpoint = { id: 'vscode', kind: 'vscode', displayName: 'GitHub Copilot', baseUrl: '', local: false, needsKey: false };

function listed(id: string, more: Partial<RemoteModel> = {}): RemoteModel {
	return {
		id,
		displayName: null,
		contextTokens: null,
		maxOutputTokens: null,
		tools: null,
		vision: null,
		prices: null,
		parametersB: null,
		...more,
	};
}

function entry(id: string) {
	return shipped.models.find((model) => model.id === id)!;
}

describe('buildCandidates', () => {
	test('one candidate for the default and one for each further effort', () => {
		const candidates = buildCandidates(openai, [listed('gpt-5-mini-2025-08-07')], shipped);
		expect(candidates.map(({ id }) => id)).toEqual([
			'openai/gpt-5-mini-2025-08-07',
			'openai/gpt-5-mini-2025-08-07@minimal',
			'openai/gpt-5-mini-2025-08-07@low',
			'openai/gpt-5-mini-2025-08-07@high',
		]);
		expect(candidates.map(({ effort, reasoning }) => [effort, reasoning])).toEqual([
			[null, true],
			['minimal', false],
			['low', true],
			['high', true],
		]);
		for (const candidate of candidates) {
			expect(candidate).toMatchObject({ catalogId: 'gpt-5-mini', wireModel: 'gpt-5-mini-2025-08-07', recipient: 'OpenAI', local: false });
			const { input, output, cachedInput, cacheWrite } = entry('gpt-5-mini').prices!;
			expect(candidate.prices).toEqual({ input, output, cachedInput, cacheWrite });
		}
	});

	test('leaves out what cannot chat, and doubles', () => {
		const names = [
			'gpt-4.1',
			'gpt-4.1',
			'text-embedding-3-small',
			'gpt-4o-realtime-preview',
			'whisper-1',
			'gpt-image-1',
			'omni-moderation-latest',
		];
		expect(
			buildCandidates(
				openai,
				names.map((id) => listed(id)),
				shipped,
			).map(({ id }) => id),
		).toEqual(['openai/gpt-4.1']);
	});

	test('price: override over the endpoint over the catalog', () => {
		const own = { input: 1, output: 2, cachedInput: null, cacheWrite: null };
		const [fromEndpoint] = buildCandidates(openai, [listed('gpt-4.1', { prices: own })], shipped);
		expect(fromEndpoint!.prices).toEqual(own);
		const price = { inputPerMTokUsd: 0.1, outputPerMTokUsd: 0.2, cachedInputPerMTokUsd: 0.05 };
		for (const key of ['openai/gpt-4.1', 'gpt-4.1']) {
			const [candidate] = buildCandidates(openai, [listed('gpt-4.1', { prices: own })], shipped, { [key]: price });
			expect(candidate!.prices, key).toEqual({ input: 100_000, output: 200_000, cachedInput: 50_000, cacheWrite: null });
		}
	});

	test('the most exact override wins, and one on the model holds for its efforts', () => {
		const overrides = {
			'gpt-5': { inputPerMTokUsd: 1, outputPerMTokUsd: 2 },
			'openai/gpt-5@high': { inputPerMTokUsd: 3, outputPerMTokUsd: 4 },
		};
		const prices = buildCandidates(openai, [listed('gpt-5')], shipped, overrides).map(({ effort, prices }) => [effort, prices!.input]);
		expect(prices).toEqual([
			[null, 1_000_000],
			['minimal', 1_000_000],
			['low', 1_000_000],
			['high', 3_000_000],
		]);
	});

	test('an override gives a local model a price', () => {
		const [candidate] = buildCandidates(ollama, [listed('smollm2:135m')], shipped, {
			'smollm2:135m': { inputPerMTokUsd: 5, outputPerMTokUsd: 5 },
		});
		expect(candidate).toMatchObject({ local: true, prices: { input: 5_000_000, output: 5_000_000 } });
	});

	test('a local model is free, stays on this computer and has a cautious context', () => {
		const [known, unknown, told] = buildCandidates(
			ollama,
			[listed('llama3.2:3b'), listed('mystery-model:7b'), listed('qwen2.5:7b', { contextTokens: 16_384 })],
			shipped,
		);
		expect(known).toMatchObject({
			catalogId: 'llama-3.2-3b-instruct',
			recipient: 'this computer',
			contextTokens: 8_192,
			prices: { input: 0, output: 0 },
			speed: null,
		});
		expect(unknown).toMatchObject({ catalogId: null, contextTokens: 8_192, parametersB: 7, tools: false, prices: { input: 0, output: 0 } });
		expect(told!.contextTokens).toBe(16_384);
	});

	test('what a server does not tell is assumed, and said to be, unless its user tells it', () => {
		const mystery = [listed('mystery-model:7b')];
		expect(buildCandidates(ollama, mystery, shipped)[0]).toMatchObject({
			contextTokens: 8_192,
			tools: false,
			assumed: ['context', 'tools'],
		});
		const told = { ...ollama, untold: { contextTokens: 65_536, tools: true } };
		const [own] = buildCandidates(told, mystery, shipped);
		expect(own).toMatchObject({ contextTokens: 65_536, tools: true });
		expect(own).not.toHaveProperty('assumed');
		// The server's own word holds.
		const server = [listed('mystery-model:7b', { contextTokens: 4096, tools: false })];
		expect(buildCandidates(told, server, shipped)[0]).toMatchObject({ contextTokens: 4096, tools: false });
	});

	test("what runs elsewhere on the user's network says so", () => {
		const [model] = buildCandidates({ ...ollama, onNetwork: true }, [listed('llama3.2:3b')], shipped);
		expect(model).toMatchObject({ local: true, recipient: 'your own network' });
	});

	test("a closed model behind a server on the user's machine is passed on to its vendor: neither local nor free", () => {
		const gateway = { ...ollama, id: 'gateway', displayName: 'Gateway' };
		const [closed] = buildCandidates(gateway, [listed('claude-haiku-4-5')], shipped);
		const { input, output, cachedInput, cacheWrite } = entry('claude-haiku-4-5').prices!;
		expect(closed).toMatchObject({ local: false, recipient: 'Gateway', prices: { input, output, cachedInput, cacheWrite } });
		expect(closed!.contextTokens).toBe(entry('claude-haiku-4-5').contextTokens);
	});

	test.each([0, Number.NaN, -5, undefined as unknown as number])('a context of %s is none that was told', (contextTokens) => {
		const [known, unknown] = buildCandidates(editor, [listed('gpt-5-mini', { contextTokens }), listed('x', { contextTokens })], shipped);
		expect([known!.contextTokens, unknown!.contextTokens]).toEqual([entry('gpt-5-mini').contextTokens, 32_768]);
	});

	test('an unknown remote model has no price, and a context that every hosted model has', () => {
		expect(buildCandidates(openai, [listed('nobody-knows-70b')], shipped)).toEqual([
			expect.objectContaining({
				catalogId: null,
				prices: null,
				contextTokens: 32_768,
				parametersB: 70,
				displayName: 'nobody-knows-70b',
				included: false,
			}),
		]);
	});

	test("the editor's models are included at 0 and take no effort", () => {
		const candidates = buildCandidates(editor, [listed('gpt-5-mini', { contextTokens: 64_000 })], shipped);
		expect(candidates).toHaveLength(1);
		expect(candidates[0]).toMatchObject({
			included: true,
			prices: { input: 0, output: 0 },
			contextTokens: 64_000,
			recipient: 'GitHub Copilot',
		});
	});

	test('what the endpoint says of tools and vision wins over the catalog', () => {
		const [candidate] = buildCandidates(openai, [listed('gpt-4o', { tools: false, vision: false, maxOutputTokens: 99 })], shipped);
		expect(candidate).toMatchObject({ tools: false, vision: false, maxOutputTokens: 99 });
	});
});

describe('catalogCandidates', () => {
	const candidates = catalogCandidates(shipped);

	test('holds every model of the catalog under unique ids', () => {
		expect(new Set(candidates.map(({ id }) => id)).size).toBe(candidates.length);
		expect(new Set(candidates.map(({ catalogId }) => catalogId)).size).toBe(shipped.models.length);
	});

	test('small open-weight models of Ollama are local and free, everything else is priced and remote', () => {
		expect(candidates.find(({ catalogId }) => catalogId === 'qwen3-8b')).toMatchObject({
			id: 'ollama/qwen3:8b',
			local: true,
			prices: { input: 0 },
		});
		expect(candidates.find(({ catalogId }) => catalogId === 'llama-3.3-70b-instruct')).toMatchObject({ endpointId: 'meta', local: false });
		expect(candidates.find(({ catalogId }) => catalogId === 'claude-haiku-4-5')).toMatchObject({
			id: 'anthropic/claude-haiku-4-5',
			recipient: 'Anthropic',
		});
		for (const candidate of candidates) {
			if (candidate.local) expect(candidate.parametersB!, candidate.id).toBeLessThanOrEqual(35);
			else expect(candidate.prices?.output ?? 0, candidate.id).toBeGreaterThan(0);
		}
	});

	test('a measured speed comes along for remote models', () => {
		const speed = entry('gpt-5.6-terra').speed!;
		expect(candidates.find(({ id }) => id === 'openai/gpt-5.6-terra')!.speed).toEqual({
			tokensPerSecond: speed.tokensPerSecond,
			firstTokenSeconds: null,
		});
	});
});
