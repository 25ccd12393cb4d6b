import { expect, test } from 'vitest';
import { endpointViews, type RowsInput } from '../../../../../src/app/insights/models/model-rows.ts';
import { priceView } from '../../../../../src/app/insights/models/price-words.ts';
import { readSettings } from '../../../../../src/app/settings/schema.ts';
import type { Catalog, CatalogModel } from '../../../../../src/core/model/catalog.ts';
import type { Endpoint } from '../../../../../src/core/model/endpoint.ts';
import { parseToDashboard } from '../../../../../src/protocol/dashboard.ts';
import { candidate, prices } from '../../../core/routing/support.ts';

const endpoint = (id: string, displayName = id, more: Partial<Endpoint> = {}): Endpoint => ({
	...{ id, displayName, kind: 'openai-compatible', baseUrl: `https://${id}.example/v1`, local: false, needsKey: true },
	...more,
});
const score = (date: string) => ({ benchmark: 'b', value: 0.5, unit: 'fraction' as const, effort: null, source: 's', date });
const known: CatalogModel = {
	...{ id: 'gpt-x', vendor: 'openai', family: 'gpt', displayName: 'GPT X', aliases: [], released: null, parametersB: null },
	...{ openWeights: false, contextTokens: 1, maxOutputTokens: null, tools: true, vision: false, fim: false, reasoning: true, efforts: [] },
	prices: { ...prices(1, 4), source: 'tool 1 (openai: x, https://prices.example/page)', date: '2026-09-23' },
	...{ speed: null, scores: [score('2026-01-02'), score('2026-10-31'), score('2026-05-05')] },
};
const catalog: Catalog = { version: 1, date: '2026-10-31', models: [known] };
const gpt = (effort: string | null) =>
	candidate(`openai/gpt-x${effort === null ? '' : `@${effort}`}`, {
		...{ wireModel: 'gpt-x', catalogId: 'gpt-x', effort, displayName: effort === null ? 'GPT X' : `GPT X (${effort})` },
		...{ defaultEffort: 'medium', reasoning: true },
	});
const other = candidate('openai/other', { wireModel: 'other', catalogId: null, displayName: 'Other', prices: null });
const mine = candidate('mine/gpt-x', {
	endpointId: 'mine',
	recipient: 'Mine',
	wireModel: 'gpt-x',
	catalogId: 'gpt-x',
	displayName: 'GPT X',
});

function input(change: Partial<RowsInput> = {}, settings: Record<string, unknown> = {}): RowsInput {
	const state = (one: Endpoint) => ({ endpoint: one, candidates: [], listed: [], error: null });
	return {
		endpoints: [state(endpoint('openai', 'OpenAI')), state(endpoint('mine', 'Mine'))],
		candidates: [gpt('high'), gpt(null), gpt('low'), other, mine],
		settings: readSettings((key) => settings[key]).settings,
		...{
			catalog,
			experience: null,
			qualities: null,
			learned: [],
			resting: () => null,
			file: () => null,
			pinned: new Set(),
			newSince: () => null,
		},
		...change,
	};
}
const openai = (change?: Partial<RowsInput>, settings?: Record<string, unknown>) =>
	endpointViews(input(change, settings)).find(({ id }) => id === 'openai')!;

test('one row a model, its efforts inside it, as it runs by default first', () => {
	const { models, where, origin } = openai();
	expect([where, origin]).toEqual(['openai.example', 'builtIn']);
	expect(models.map(({ id }) => id)).toEqual(['openai/gpt-x', 'openai/other']);
	expect(models[0]!.efforts.map(({ label }) => label)).toEqual(['medium (default)', 'low', 'high']);
	expect(models[0]).toMatchObject({ name: 'GPT X', vendor: 'OpenAI', use: 'on', blocked: null, measured: null });
	expect(models[1]).toMatchObject({ name: 'Other', vendor: '', evidence: { scores: 0, newest: null } });
	expect(models[1]!.blocked).toContain('no price known');
});

test('ticks follow the pool, effort by effort', () => {
	const { models } = openai({}, { 'routoo.routing.pool': ['openai/gpt-x@low', 'gone/model'] });
	expect(models.map(({ use }) => use)).toEqual(['part', 'off']);
	expect(models[0]!.efforts.map(({ use }) => use)).toEqual([false, true, false]);
});

test('pinned ones stand first, then those used last, and so do endpoints', () => {
	const used = (id: string, lastAt: number) => ({ id, requests: 4, failed: 1, firstTokenMs: { p50: 1, p90: 2 }, durationMs: null, lastAt });
	const experience = { candidates: [used('openai/gpt-x@low', 5)], models: [used('openai/other', 5), used('mine/gpt-x', 9)] };
	const views = endpointViews(input({ experience }));
	expect(views.map(({ id }) => id)).toEqual(['mine', 'openai']);
	expect(views[1]!.models.map(({ id }) => id)).toEqual(['openai/other', 'openai/gpt-x']);
	expect(views[1]!.models[0]).toMatchObject({ lastAt: 5, measured: { requests: 4, failed: 1, firstTokenMs: { p50: 1, p90: 2 } } });
	expect(views[1]!.models[1]!.efforts.map(({ measured }) => measured?.requests)).toEqual([undefined, 4, undefined]);
	const pinned = endpointViews(input({ experience, pinned: new Set(['openai/gpt-x']) }));
	expect(pinned.map(({ id }) => id)).toEqual(['openai', 'mine']);
	expect(pinned[0]!.models[0]).toMatchObject({ id: 'openai/gpt-x', pinned: true });
});

test('evidence counts scores on record and signals of the model at any endpoint and effort', () => {
	const learned = [
		{ candidateId: 'mine/gpt-x@high', task: 'test', points: 1, signals: 3 },
		{ candidateId: 'openai/gpt-x', task: 'issue', points: 1, signals: 2 },
		{ candidateId: 'openai/other', task: 'test', points: 1, signals: 9 },
	];
	const { evidence } = openai({ learned }).models.find(({ id }) => id === 'openai/gpt-x')!;
	expect(evidence).toMatchObject({ scores: 3, newest: '2026-10-31', signals: 5 });
	expect(evidence.byKind.reduce((sum, one) => sum + one, 0)).toBe(3);
});

test('an endpoint says where it comes from and why it cannot be listed', () => {
	const editor = endpoint('vscode', 'VS Code', { kind: 'vscode', baseUrl: 'vscode:lm', needsKey: false });
	const error = { kind: 'network' as const, message: 'It is down.', nextStep: 'Start it.', action: 'retry' as const };
	const views = endpointViews(
		input(
			{ endpoints: [endpoint('mine'), editor, endpoint('ollama')].map((one) => ({ endpoint: one, candidates: [], listed: [], error })) },
			{ 'routoo.endpoints': [{ id: 'mine', url: 'https://mine.example/v1' }] },
		),
	);
	expect(Object.fromEntries(views.map(({ id, origin }) => [id, origin]))).toEqual({ mine: 'own', vscode: 'editor', ollama: 'found' });
	expect(views.every((view) => view.error === 'It is down. Start it.')).toBe(true);
	expect(views.find(({ id }) => id === 'vscode')!.where).toBe('this editor');
});

test('a price says where it comes from and of which day', () => {
	const price = (change: object, overrides = {}) => priceView({ ...gpt(null), ...change }, known, overrides).source;
	expect(price({})).toBe('prices.example, 2026-09-23');
	expect(price({ prices: prices(2, 8) })).toBe('as OpenAI lists it now');
	expect(price({}, { 'gpt-x': { inputPerMTokUsd: 1, outputPerMTokUsd: 4 } })).toBe('set by you in routoo.prices');
	expect(price({ prices: null })).toContain('nobody lists one');
	expect(price({ priceNote: { kind: 'about', like: 'GPT W' } })).toContain('that of GPT W stands in');
	expect(price({ prices: null, priceNote: { kind: 'doubtful', listed: { input: 9e9, output: 9e9 }, like: 'any model known' } })).toContain(
		'OpenAI lists $9,000.00 / $9,000.00',
	);
	expect(price({ local: true, recipient: 'this computer' })).toContain('nothing is paid');
	expect(price({ included: true })).toContain('plan');
	const tiers = [{ ...prices(2, 8), above: 200_000 }];
	const later = { ...prices(3, 9), from: '2027-01-01' };
	expect(price({ prices: { ...prices(1, 4), tiers, later } })).toBe(
		'prices.example, 2026-09-23; prompts above 200k tokens cost more; from 2027-01-01 on $3.00 / $9.00',
	);
	expect(priceView({ ...gpt(null), local: true }, known, {}).canSet).toBe(false);
});

test('400 models at five efforts are built within some tens of milliseconds, and pass the protocol', () => {
	const candidates = Array.from({ length: 400 }, (_, i) =>
		[null, 'low', 'medium', 'high', 'max'].map((effort) =>
			candidate(`openai/m${i}${effort === null ? '' : `@${effort}`}`, { wireModel: `m${i}`, effort, catalogId: 'gpt-x' }),
		),
	).flat();
	const learned = Array.from({ length: 300 }, (_, i) => ({ candidateId: `openai/m${i}`, task: 'test', points: 1, signals: 1 }));
	const whole = input({ candidates, learned });
	endpointViews(whole);
	const start = performance.now();
	const endpoints = endpointViews(whole);
	// A busy machine takes several times as long as an idle one, which takes some 10 ms.
	expect(performance.now() - start).toBeLessThan(400);
	const state = { kinds: [], endpoints };
	expect(parseToDashboard({ type: 'models', state })).not.toBeNull();
	expect(endpoints[0]!.models.length).toBe(400);
});
