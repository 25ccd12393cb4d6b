import { describe, expect, test } from 'vitest';
import { FillModels, type FillModelsDeps, MOST_CANDIDATES, shortlist } from '../../../../src/app/completion/fill-models.ts';
import { completionStatusText } from '../../../../src/app/completion/status-text.ts';
import { testReport } from '../../../../src/app/completion/test-report.ts';
import { type StatusState, statusView } from '../../../../src/app/insights/status-view.ts';
import type { CompletionGate } from '../../../../src/core/completion/engine-types.ts';
import type { CompletionCandidate, FillAbility } from '../../../../src/core/completion/types.ts';
import { COMMAND_IDS } from '../../../../src/host/commands/ids.ts';
import { Bench, fillCandidate, paid, position } from '../../core/completion/engine/support.ts';
import { candidate } from '../fakes.ts';

const coder = fillCandidate('home/coder');

describe('which models can fill in', () => {
	const able: FillAbility = { method: 'ollama', template: null, why: 'It says so.' };
	const unable: FillAbility = { method: null, template: null, why: 'It cannot.' };
	const deps = (change: Partial<FillModelsDeps> = {}): FillModelsDeps => ({
		candidates: () => [candidate('a/coder'), candidate('a/writer'), candidate('vscode/vendor-model')],
		listed: () => true,
		provider: ({ endpointId }) => ({
			endpointId,
			ability: async ({ id }) => (id === 'a/writer' ? unable : able),
			fill: () => {
				throw new Error('nothing is asked here');
			},
		}),
		mayAsk: async ({ endpointId }) => endpointId !== 'vscode',
		pool: () => null,
		onChange: () => undefined,
		...change,
	});

	test('abilities are kept with their reason; a model that would ask for consent is none', async () => {
		const models = new FillModels(deps());
		expect(models.list()).toBeNull();
		await models.refresh();
		expect(models.list()!.map(({ model: { id } }) => id)).toEqual(['a/coder']);
		expect(models.abilityOf('a/writer')).toEqual(unable);
		expect(models.abilityOf('vscode/vendor-model')!.why).toContain('consent');
		expect(models.abilityOf('gone')).toBeNull();
	});

	test('an endpoint that is gone is no candidate, and takes no other with it', async () => {
		const { provider } = deps();
		const models = new FillModels(
			deps({
				provider: (c) => {
					if (c.id === 'a/writer') throw new Error('gone');
					return provider(c);
				},
			}),
		);
		await models.refresh();
		expect(models.list()!.map(({ model: { id } }) => id)).toEqual(['a/coder']);
	});

	test('one that never answers does not hold up the others', async () => {
		const models = new FillModels(
			deps({ mayAsk: ({ id }) => (id === 'a/coder' ? Promise.resolve(true) : new Promise(() => {})), timeoutMs: 20 }),
		);
		await models.refresh();
		expect(models.list()!.map(({ model: { id } }) => id)).toEqual(['a/coder']);
		expect(models.abilityOf('vscode/vendor-model')).toMatchObject({ method: null, why: 'It did not say in time whether it can fill in.' });
	});

	test('before the first listing has ended, none means that nothing is known', async () => {
		const models = new FillModels(deps({ candidates: () => [], listed: () => false }));
		await models.refresh();
		expect(models.list()).toBeNull();
	});

	test('a change during a run is seen', async () => {
		let list = [candidate('a/coder')];
		const models = new FillModels(deps({ candidates: () => list }));
		const first = models.refresh();
		list = [candidate('a/coder'), candidate('a/second')];
		await Promise.all([first, models.refresh()]);
		expect(models.list()).toHaveLength(2);
	});

	test('of hundreds the pool, those with a form for it, and the cheaper chat models stay', () => {
		const chat = Array.from({ length: 300 }, (_, i): CompletionCandidate => {
			const { model: candidate } = paid(`router/model-${i}`);
			const prices = { input: 1, output: 1000 - i, cachedInput: null, cacheWrite: null };
			return { model: { ...candidate, catalogId: `c${i}`, prices }, ability: { ...able, method: 'chat' } };
		});
		const kept = shortlist([...chat, coder], ['router/model-3']).map(({ model: { id } }) => id);
		expect(kept).toHaveLength(MOST_CANDIDATES);
		expect(kept.slice(0, 3)).toEqual(['router/model-3', 'home/coder', 'router/model-299']);
	});
});

describe('status', () => {
	const gates: readonly CompletionGate[] = [
		{ kind: 'open' },
		{ kind: 'starting' },
		{ kind: 'off' },
		{ kind: 'languageOff', languageId: 'markdown' },
		{ kind: 'private' },
		{ kind: 'snoozed', until: new Date(2026, 10, 15, 14, 32).getTime() },
		{ kind: 'noModel', reason: 'None of your models can fill in code.' },
		{ kind: 'limit', reason: 'The money is used up.' },
		{ kind: 'paused', until: 0, message: '[It](command:evil) failed.', nextStep: 'Wait.' },
	];
	const state: StatusState = {
		health: { kind: 'ready' },
		usableModels: 3,
		predictor: { kind: 'ready', reason: null },
		last: null,
		budget: { limit: 20_000_000, spent: 7_600_000, outstanding: 0, level: 'ok', resetsAt: 0 },
		summary: {
			period: { start: 0, end: 1, limit: 20_000_000 },
			settled: 7_600_000,
			outstanding: 0,
			estimated: 0,
			saved: 0,
			requests: 1300,
			arrivals: 1300,
			today: 0,
			byPurpose: { completion: { settled: 640_000, outstanding: 0, requests: 1204 } },
			byDay: [],
			byModel: [],
		},
		projected: null,
		reference: null,
		localOnly: false,
		completions: { kind: 'open' },
		completionsLimit: 10_000_000,
		agentsLimit: null,
		run: null,
		paidPaused: false,
	};

	test.each(gates)('$kind is one quiet state whose links lead to commands', (gate) => {
		const { links } = completionStatusText(gate);
		for (const [, command] of links) expect(COMMAND_IDS.map((id) => `routoo.${id}`)).toContain(command.replace(/\?.*/, ''));
		const view = statusView({ ...state, completions: gate });
		expect(view.background).toBe('none');
		expect(view.tooltip).not.toContain('](command:evil)');
	});

	test('only what stands in the way is in the bar itself', () => {
		const texts = gates.map((gate) => statusView({ ...state, completions: gate }).text.replace(/^◆ Auto(?: · )?| {3}\$.*$/g, ''));
		expect(texts).toEqual(['', '', '', '', '', 'completions snoozed', 'no completions', 'completions at limit', 'completions paused']);
	});

	test('completions have their spend apart, beside their share', () => {
		const { tooltip } = statusView(state);
		expect(tooltip.replaceAll('\\', '')).toContain(`Completions this month: $0.64 of $10.00, ${(1204).toLocaleString('en-US')} requests`);
		expect(statusView({ ...state, completionsLimit: null }).tooltip.replaceAll('\\', '')).toContain('$0.64, ');
	});

	test('a snooze says until when, by the clock', () => {
		expect(completionStatusText(gates[5]!).line).toContain('14:32:00');
	});
});

describe('report of a test', () => {
	const run = async (bench: Bench) => {
		const running = bench.engine.test(position('const answer = ', { path: 'src/```.ts' }), new AbortController().signal);
		await bench.time.advance(1000);
		return testReport(await running, [{ name: 'writer', why: 'It cannot.' }], 0);
	};

	test('shows result, model, latency, cost, decision and prompt', async () => {
		const bench = new Bench();
		bench.candidates = [paid('cloud/coder'), fillCandidate('home/small', { contextTokens: 10 })];
		const report = await run(bench);
		for (const part of [
			'value;',
			'cloud/coder',
			'first text after 50 ms',
			'Cost: $0.00000',
			'does not fit',
			'const answer = ',
			'writer: It cannot.',
			'Nothing is learned of you yet.',
		]) {
			expect(report).toContain(part.replace('cloud/', ''));
		}
	});

	test('fences are longer than any in the code', async () => {
		const bench = new Bench();
		bench.script = () => bench.answer('"````";');
		expect(await run(bench)).toMatch(/`````typescript\n"````";\n`````/);
	});

	test('says why nothing was asked', async () => {
		const bench = new Bench();
		bench.private_ = () => true;
		expect(await run(bench)).toContain('This file is left out of completions');
		bench.private_ = () => false;
		bench.candidates = [];
		expect(await run(bench)).toContain('None of your models can fill in code.');
	});
});
