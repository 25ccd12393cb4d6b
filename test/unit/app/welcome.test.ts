import { expect, test } from 'vitest';
import type { EndpointState } from '../../../src/app/models/registry.ts';
import { readSettings, type Settings } from '../../../src/app/settings/schema.ts';
import { Welcome } from '../../../src/app/welcome/welcome.ts';
import type { StateStore } from '../../../src/core/base/state.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { VSCODE_ENDPOINT } from '../../../src/core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../../src/providers/built-in.ts';
import { candidate, memoryState } from './fakes.ts';

class Bench {
	settings: Settings = readSettings(() => undefined).settings;
	usable: number | null = 0;
	states: EndpointState[] = [];
	keys: Record<string, string> = {};
	keyOf = async (id: string): Promise<string | null> => this.keys[id] ?? null;
	last: Welcome | null = null;
	environment: Record<string, string> = {};
	changes = 0;
	readonly logged: string[] = [];

	async open(state: StateStore = memoryState()): Promise<Welcome> {
		const welcome = new Welcome({
			models: { endpoints: () => this.states, usableCount: () => this.usable },
			settings: () => this.settings,
			keys: { get: (id) => this.keyOf(id) },
			state,
			environment: this.environment,
			log: (line) => this.logged.push(line),
		});
		this.last = welcome;
		welcome.changed.on(() => void this.changes++);
		await welcome.load();
		return welcome;
	}
}

const [openai] = BUILT_IN_ENDPOINTS;
const at = (endpoint: EndpointState['endpoint'], ids: readonly string[], error: EndpointState['error'] = null): EndpointState => ({
	endpoint,
	candidates: ids.map((id) => candidate(id)),
	listed: [],
	error,
});

test('a step is done when it is, and stays done in the next window; a model that is gone is not', async () => {
	const bench = new Bench();
	const state = memoryState();
	const welcome = await bench.open(state);
	expect(welcome.view()).toMatchObject({
		models: { done: false },
		budgetDone: false,
		question: { done: false, file: null },
		hidden: false,
	});
	bench.usable = 2;
	welcome.budgetDecided();
	welcome.answered();
	welcome.hide();
	expect(welcome.view()).toMatchObject({ models: { done: true }, budgetDone: true, question: { done: true }, hidden: true });
	await new Promise((resolve) => setTimeout(resolve));
	bench.usable = 0;
	expect((await bench.open(state)).view()).toMatchObject({
		models: { done: false },
		budgetDone: true,
		question: { done: true },
		hidden: true,
	});
});

test('the budget of the settings is a decision where it is not the one that stands by itself, and where it changes', async () => {
	const bench = new Bench();
	const welcome = await bench.open();
	welcome.settingsChanged();
	expect(welcome.view().budgetDone).toBe(false);
	bench.settings = { ...bench.settings, monthlyBudget: 5_000_000 };
	welcome.settingsChanged();
	bench.settings = { ...bench.settings, monthlyBudget: 20_000_000 };
	welcome.settingsChanged();
	expect(welcome.view().budgetDone).toBe(true);
	expect((await new Bench().open()).view().budgetDone).toBe(false);
	const none = new Bench();
	none.settings = { ...none.settings, monthlyBudget: null };
	expect((await none.open()).view().budgetDone).toBe(true);
});

test('what was found is said by endpoint, models counted once, and a failure in its own words', async () => {
	const bench = new Bench();
	const efforts = {
		...at(openai!, ['openai/a']),
		candidates: [candidate('openai/a'), candidate('openai/a'), candidate('openai/fill', { fillOnly: true })],
	};
	const failed = { kind: 'auth' as const, message: 'Mistral did not accept the key.', nextStep: 'Set another.', action: 'setKey' as const };
	bench.states = [
		efforts,
		at(BUILT_IN_ENDPOINTS.find(({ id }) => id === 'mistral')!, [], failed),
		at({ ...openai!, id: 'ollama', displayName: 'Ollama' }, ['ollama/a', 'ollama/b']),
		at(VSCODE_ENDPOINT, ['vscode/a']),
	];
	expect((await bench.open()).view().models.found).toEqual([
		'OpenAI: 1 model',
		'Mistral did not accept the key.',
		'Ollama: 2 models',
		"the editor's own models: 1",
	]);
	bench.states = [at(VSCODE_ENDPOINT, [])];
	expect((await bench.open()).view().models.found).toEqual([]);
});

test('models that are there and cannot be used are said to be so, with the reason', async () => {
	const bench = new Bench();
	const cloud = (id: string, prices: Candidate['prices']) => candidate(id, { local: false, prices });
	const priced = { input: 1_000_000, output: 2_000_000, cachedInput: 1_000_000, cacheWrite: 1_000_000 };
	bench.states = [
		{ ...at(openai!, []), candidates: [cloud('openai/a', priced), cloud('openai/b', null)] },
		{ ...at({ ...openai!, id: 'lab', displayName: 'Lab' }, []), candidates: [cloud('lab/a', null)] },
	];
	const welcome = await bench.open();
	expect(welcome.view().models.found).toEqual([
		'OpenAI: 2 models',
		expect.stringMatching(/^Lab: 1 model \(no price known; run "Routoo: Set Price"/),
	]);
	bench.settings = { ...bench.settings, localOnly: true };
	expect(welcome.view().models.found[0]).toBe('OpenAI: 2 models (only local models are allowed here)');
});

test('a key of the environment is named and never shown, until it is set', async () => {
	const bench = new Bench();
	bench.environment = { OPENAI_API_KEY: 'sk-secret', ANTHROPIC_API_KEY: 'sk-ant-secret', ANTHROPIC_BASE_URL: 'http://elsewhere' };
	const welcome = await bench.open();
	expect(welcome.view().models.variables).toEqual(['OPENAI_API_KEY']);
	expect(JSON.stringify(welcome.view())).not.toContain('secret');
	expect(welcome.found()).toMatchObject([{ value: 'sk-secret', endpoint: { id: 'openai' } }]);
	bench.keys = { openai: 'sk-secret' };
	await welcome.look();
	expect(welcome.view().models.variables).toEqual([]);
});

test('a look into the environment that is overtaken by a later one changes nothing', async () => {
	const bench = new Bench();
	bench.environment = { OPENAI_API_KEY: 'sk-secret' };
	const slow = Promise.withResolvers<void>();
	let looks = 0;
	bench.keyOf = async (id) => {
		if (id === 'openai' && ++looks === 1) return slow.promise.then(() => null);
		return id === 'openai' ? 'sk-secret' : null;
	};
	const opening = bench.open();
	await new Promise((resolve) => setTimeout(resolve));
	const welcome = bench.last!;
	await welcome.look();
	slow.resolve();
	await opening;
	expect(welcome.view().models.variables).toEqual([]);
});

test('a change is told once', async () => {
	const bench = new Bench();
	const welcome = await bench.open();
	bench.changes = 0;
	for (let n = 0; n < 2; n++) {
		welcome.fileShown('cart.ts');
		welcome.answered();
	}
	expect(bench.changes).toBe(2);
	expect(welcome.view().question).toEqual({ done: true, file: 'cart.ts' });
});

test('what cannot be kept holds in this window', async () => {
	const bench = new Bench();
	const broken = async (): Promise<never> => {
		throw new Error('locked');
	};
	const welcome = await bench.open({ get: broken, set: broken, update: broken });
	welcome.answered();
	await new Promise((resolve) => setTimeout(resolve));
	expect(welcome.view().question.done).toBe(true);
	expect(bench.logged).toHaveLength(2);
});
