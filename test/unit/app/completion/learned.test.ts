import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LATENCY_KEY, LEARNER, Learned } from '../../../../src/app/completion/learned.ts';
import { positionFeatures } from '../../../../src/core/completion/routing/features.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../src/core/completion/routing/prior-weights.ts';
import { readAcceptanceWeights } from '../../../../src/storage/files/shipped.ts';
import { AsyncDatabase } from '../../../support/stores/async-database.ts';
import { AsyncSignals, NO_SIGNAL_DATA } from '../../../support/stores/async-signals.ts';
import { asyncStates, type StateHouse } from '../../../support/stores/states.ts';
import { fillCandidate, position } from '../../core/completion/engine/support.ts';
import { SetClock } from '../fakes.ts';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'routoo-completion-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const catalog = { version: 1 as const, date: '2026-11-01', models: [] };
const coder = fillCandidate('home/coder');

describe('what was learned', () => {
	const logged: string[] = [];
	let stores: StateHouse;
	beforeEach(() => {
		logged.length = 0;
		stores = asyncStates();
	});
	const make = (): Learned =>
		new Learned({
			signals: stores.signals(),
			state: stores.state(),
			head: PRIOR_ACCEPTANCE_WEIGHTS,
			catalog,
			clock: new SetClock(),
			log: (line) => logged.push(line),
			saveDelayMs: 60_000,
		});
	const features = positionFeatures(position('const a = '), 1);
	const chance = (learned: Learned): number => learned.acceptance.predict(features, [coder])[0]!.mean;
	/** A suggestion that stayed, or was passed over. */
	const outcome = (learned: Learned, id: string, kept: boolean): void => {
		learned.outcomes.returned({ requestId: id, path: 'a.ts', candidateId: 'home/coder', features }, 0);
		if (kept) {
			learned.outcomes.accepted(id, 'value;', 1000);
			learned.outcomes.due(40_000);
			learned.outcomes.checked(id, ['const a = value;']);
		} else {
			learned.outcomes.moved('a.ts', 500);
			learned.outcomes.due(60_000);
		}
		expect(learned.learn()).toBe(true);
	};

	test('is there after a restart, and gone after a reset', async () => {
		const learned = make();
		const before = chance(learned);
		for (let i = 0; i < 5; i++) outcome(learned, `r${i}`, true);
		expect(chance(learned)).toBeGreaterThan(before);
		await learned.save();
		const again = make();
		await again.load();
		expect(chance(again)).toBeCloseTo(chance(learned), 10);
		await again.reset();
		const third = make();
		await third.load();
		expect(chance(third)).toBeCloseTo(before, 10);
	});

	test('of two windows is joined', async () => {
		const [one, two] = [make(), make()];
		for (let i = 0; i < 3; i++) outcome(one, `a${i}`, true);
		for (let i = 0; i < 4; i++) outcome(two, `b${i}`, false);
		await one.save();
		await two.save();
		const third = make();
		await third.load();
		expect(third.acceptance.observations()).toBe(7);
	});

	test('while the file is being written is not lost to what another window writes next', async () => {
		const [one, two] = [make(), make()];
		outcome(one, 'a', true);
		const saving = one.save();
		// Between the reading of the file and the end of the writing.
		for (let i = 0; i < 50; i++) {
			outcome(one, `during${i}`, true);
			await new Promise((resolve) => setImmediate(resolve));
		}
		await saving;
		outcome(two, 'b', false);
		await two.save();
		await one.save();
		const third = make();
		await third.load();
		expect(third.acceptance.observations()).toBe(52);
	});

	test('holds figures only', async () => {
		const learned = make();
		outcome(learned, 'r', true);
		await learned.save();
		const kept = [(await stores.signals().read(LEARNER)).signals, await stores.state().get('global', LATENCY_KEY)];
		const text = JSON.stringify(kept);
		expect(text).toContain('home/coder');
		expect(text).not.toContain('value;');
		expect(text).not.toContain('a.ts');
	});

	test('that is damaged is begun anew', async () => {
		await stores.signals().keep(LEARNER, { upTo: 0, belief: { format: 1, user: 'damaged' } });
		await stores.state().set('global', LATENCY_KEY, { format: 7 });
		const again = make();
		await again.load();
		expect(again.acceptance.observations()).toBe(0);
		expect(logged).toHaveLength(2);
		for (const line of logged) expect(line).toContain('damaged');
		outcome(again, 's', true);
		await again.save();
		const third = make();
		await third.load();
		expect(third.acceptance.observations()).toBe(1);
	});

	test('is the same belief in every window, also in one that never saw the models, and after it was kept', async () => {
		const [one, two] = [make(), make()];
		one.acceptance.predict(features, [coder]);
		for (let i = 0; i < 150; i++) outcome(one, `a${i}`, i % 3 > 0);
		await one.save();
		expect((await stores.signals().read(LEARNER)).belief).toBeNull();
		await two.load();
		for (let i = 0; i < 100; i++) outcome(two, `b${i}`, i % 4 === 0);
		await two.save();
		await one.save();
		const kept = await stores.signals().read(LEARNER);
		expect([kept.belief?.upTo, kept.signals]).toEqual([250, []]);
		expect(one.acceptance.observations()).toBe(250);
		expect(two.acceptance.snapshot()).toEqual(one.acceptance.snapshot());
		const third = make();
		await third.load();
		expect(chance(third)).toBe(chance(one));
		// Another window forgets when it saves next.
		await one.reset();
		outcome(two, 'after', true);
		await two.save();
		expect(two.acceptance.observations()).toBe(1);
	});

	test('that cannot be written is kept for the next save, and the log says so', async () => {
		const chaos = { seed: 3, failures: 1 };
		const broken = new AsyncDatabase(NO_SIGNAL_DATA, chaos);
		const learned = new Learned({
			...{ signals: new AsyncSignals(broken), state: stores.state(), head: PRIOR_ACCEPTANCE_WEIGHTS, catalog, clock: new SetClock() },
			log: (line) => logged.push(line),
			saveDelayMs: 60_000,
		});
		await learned.load();
		outcome(learned, 'a', true);
		await learned.save();
		expect(logged).toEqual([expect.stringContaining('cannot be read'), expect.stringContaining('cannot be written')]);
		expect(learned.acceptance.observations()).toBe(1);
		broken.chaos.failures = 0;
		await learned.save();
		expect((await new AsyncSignals(broken).read(LEARNER)).signals).toHaveLength(1);
		expect(learned.acceptance.observations()).toBe(1);
	});

	test('a head that is missing or damaged leaves assumptions, and says so', async () => {
		writeFileSync(join(folder, 'head.json'), JSON.stringify(PRIOR_ACCEPTANCE_WEIGHTS));
		expect((await readAcceptanceWeights(join(folder, 'head.json'))).problem).toBeNull();
		for (const [name, text] of [
			['missing.json', null],
			['broken.json', '{"format":1}'],
		] as const) {
			if (text !== null) writeFileSync(join(folder, name), text);
			const { head, problem } = await readAcceptanceWeights(join(folder, name));
			expect(head).toBe(PRIOR_ACCEPTANCE_WEIGHTS);
			expect(problem).toContain('assumptions');
		}
	});
});
