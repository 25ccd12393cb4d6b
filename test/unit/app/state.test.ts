import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LATENCY_KEY, LEARNER, Learned } from '../../../src/app/completion/learned.ts';
import { SNOOZE_KEY, Snooze } from '../../../src/app/completion/snooze.ts';
import { adoptLegacy, type LegacySources } from '../../../src/app/state/adopt.ts';
import { deviceId } from '../../../src/app/state/device.ts';
import { LoadedState } from '../../../src/app/state/loaded.ts';
import { openStores, type StoresOptions } from '../../../src/app/state/stores.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../src/core/completion/routing/prior-weights.ts';
import { tempFolder, workerPath } from '../../support/stores/sqlite.ts';
import { asyncStates } from '../../support/stores/states.ts';
import { SetClock } from './fakes.ts';

/** As version 0.1.0 wrote them. */
const LEGACY_FILES = new URL('../../fixtures/state/', import.meta.url);
const legacy = (name: string): string => readFileSync(new URL(name, LEGACY_FILES), 'utf8');
const GLOBAL: Readonly<Record<string, unknown>> = {
	'routoo.pacing': { logLambda: 6.1, periodStart: 1_793_491_200_000, limit: 20_000_000 },
	'routoo.thresholds': { periodStart: 1_793_491_200_000, told: [75] },
};
const WORKSPACE: Readonly<Record<string, unknown>> = { 'routoo.currentSession': 'session-1', 'routoo.model': 'anthropic/claude' };

/** A storage folder of that version. */
function legacyFolder(): string {
	const folder = tempFolder();
	mkdirSync(join(folder, 'completions'));
	for (const name of ['learned.json', 'snooze.json']) writeFileSync(join(folder, 'completions', name), legacy(name));
	return folder;
}

function sourcesIn(folder: string): LegacySources {
	const completions = join(folder, 'completions');
	return {
		own: folder,
		global: (key) => GLOBAL[key],
		workspace: (key) => WORKSPACE[key],
		learnedPath: join(completions, 'learned.json'),
		snoozePath: join(completions, 'snooze.json'),
	};
}

describe('what earlier versions kept', () => {
	it('is taken over at a later start where a file could not be read at this one', async () => {
		const folder = legacyFolder();
		const path = join(folder, 'completions', 'learned.json');
		const house = asyncStates();
		// A folder cannot be read as a file, whoever asks.
		const unreadable = { ...sourcesIn(folder), learnedPath: folder };
		await expect(adoptLegacy(house.state(), house.signals(), unreadable)).rejects.toMatchObject({ kind: 'storage' });
		expect(await house.state().get('workspace', 'routoo.model')).toBe('anthropic/claude');
		expect((await house.signals().read(LEARNER)).belief).toBeNull();
		await adoptLegacy(house.state(), house.signals(), { ...unreadable, learnedPath: path });
		expect((await house.signals().read(LEARNER)).belief).not.toBeNull();
	});

	it('is taken over once and left where it was', async () => {
		const folder = legacyFolder();
		const house = asyncStates();
		const state = house.state();
		await adoptLegacy(state, house.signals(), sourcesIn(folder));
		expect(await state.get('global', 'routoo.pacing')).toEqual(GLOBAL['routoo.pacing']);
		expect(await state.get('global', 'routoo.thresholds')).toEqual(GLOBAL['routoo.thresholds']);
		expect(await state.get('workspace', 'routoo.currentSession')).toBe('session-1');
		expect(await state.get('workspace', 'routoo.model')).toBe('anthropic/claude');
		const { until } = JSON.parse(legacy('snooze.json'));
		expect(await new Snooze(state, expect.fail).read(until - 1000)).toBe(until);
		for (const name of ['learned.json', 'snooze.json']) expect(readFileSync(join(folder, 'completions', name), 'utf8')).toBe(legacy(name));

		await state.set('global', 'routoo.pacing', undefined);
		await state.set('global', SNOOZE_KEY, null);
		await house.signals().clear(LEARNER);
		await adoptLegacy(house.state(), house.signals(), sourcesIn(folder));
		expect(await state.get('global', 'routoo.pacing')).toBeUndefined();
		expect(await state.get('global', SNOOZE_KEY)).toBeNull();
		expect(await house.signals().read(LEARNER)).toEqual({ belief: null, signals: [] });
		const other = house.state('another workspace');
		await adoptLegacy(other, house.signals(), { ...sourcesIn(folder), workspace: () => 'of another' });
		expect(await other.get('workspace', 'routoo.model')).toBe('of another');
		expect(await state.get('workspace', 'routoo.model')).toBe('anthropic/claude');
	});

	it('is what completions go on from', async () => {
		const house = asyncStates();
		await adoptLegacy(house.state(), house.signals(), sourcesIn(legacyFolder()));
		const logged: string[] = [];
		const learned = new Learned({
			...{ signals: house.signals(), state: house.state(), head: PRIOR_ACCEPTANCE_WEIGHTS, clock: new SetClock() },
			catalog: { version: 1, date: '2026-11-01', models: [] },
			log: (line) => logged.push(line),
		});
		await learned.load();
		const { acceptance, latency } = JSON.parse(legacy('learned.json'));
		expect(learned.acceptance.snapshot()).toEqual(acceptance);
		expect(learned.latency.snapshot()).toEqual(latency);
		expect(learned.acceptance.observations()).toBeGreaterThan(10);
		expect(logged).toEqual([]);
	});

	it('that is missing or damaged is nothing to take over', async () => {
		const folder = tempFolder();
		const house = asyncStates();
		mkdirSync(join(folder, 'completions'));
		writeFileSync(join(folder, 'completions', 'learned.json'), '{"acceptance":{"for');
		await adoptLegacy(house.state(), house.signals(), { ...sourcesIn(folder), global: () => undefined, workspace: () => undefined });
		expect(await house.state().get('global', LATENCY_KEY)).toBeUndefined();
		expect(await house.signals().read(LEARNER)).toEqual({ belief: null, signals: [] });
	});

	it('is there in the end, however often the taking over breaks off, and never overwrites what is newer', async () => {
		const folder = legacyFolder();
		for (let seed = 0; seed < 20; seed++) {
			const house = asyncStates({ seed, failures: 0.08 });
			const again = async <T>(call: () => Promise<T>): Promise<T> => {
				for (;;) {
					try {
						return await call();
					} catch {}
				}
			};
			await again(() => house.state().set('global', 'routoo.pacing', 'newer'));
			await again(() => adoptLegacy(house.state(), house.signals(), sourcesIn(folder)));
			expect(await again(() => house.state().get('global', 'routoo.pacing'))).toBe('newer');
			expect(await again(() => house.state().get('workspace', 'routoo.currentSession'))).toBe('session-1');
			expect((await again(() => house.signals().read(LEARNER))).belief).not.toBeNull();
		}
	});
});

describe('the values of a window', () => {
	it('are there at once after they were read, and what it chose meanwhile stands', async () => {
		const state = asyncStates().state();
		await state.set('workspace', 'a', 1);
		await state.set('workspace', 'b', 2);
		const kept = new LoadedState(state, 'workspace');
		const loading = kept.load(['a', 'b', 'c']);
		await kept.update('b', 'chosen');
		await loading;
		expect([kept.get('a', 0), kept.get('b', 0), kept.get('c', 'none')]).toEqual([1, 'chosen', 'none']);
		await state.set('workspace', 'a', 'of another window');
		expect(kept.get('a', 0)).toBe(1);
		expect(await state.get('workspace', 'b')).toBe('chosen');
		const blind = new LoadedState(asyncStates({ failures: 1 }).state(), 'workspace');
		await blind.load(['a']);
		await expect(blind.update('a', 5)).rejects.toMatchObject({ kind: 'storage' });
		expect(blind.get('a', 0)).toBe(5);
	});

	it('have one device id, whoever asks first', async () => {
		const house = asyncStates();
		let n = 0;
		const ids = await Promise.all(Array.from({ length: 5 }, () => deviceId(house.state(), () => `made-${n++}`)));
		expect(new Set(ids).size).toBe(1);
		expect(await deviceId(house.state(), () => 'later')).toBe(ids[0]);
	});
});

describe('the stores of a window', () => {
	const open = async (folder: string, more: Partial<StoresOptions> = {}) => {
		const logged: string[] = [];
		const { global, workspace } = sourcesIn(folder);
		const { stores, owner } = openStores({
			...{
				workerPath,
				shared: folder,
				own: folder,
				clock: systemClock,
				workspace: 'file:///work',
				window: 'w1',
				legacy: { global, workspace },
			},
			newId: () => 'new-device',
			notices: (error) => logged.push(error.message),
			log: (line) => logged.push(line),
			...more,
		});
		onTestFinished(() => stores.dispose());
		await stores.ready;
		return { stores, owner, logged };
	};

	it('lie in its folder, with what was kept before, and the next window finds the same', async () => {
		const folder = legacyFolder();
		const { stores, owner, logged } = await open(folder);
		expect(owner).toEqual({ user: 'local', device: 'new-device', window: 'w1' });
		expect(stores.kept.get('routoo.model', 'auto')).toBe('anthropic/claude');
		expect(await stores.state.get('global', 'routoo.thresholds')).toEqual(GLOBAL['routoo.thresholds']);
		await stores.dispose();
		const next = await open(folder, { newId: () => 'another', window: 'w2' });
		expect(next.owner).toEqual({ user: 'local', device: 'new-device', window: 'w2' });
		expect((await next.stores.signals.read(LEARNER)).belief).not.toBeNull();
		expect(await next.stores.sessions.list()).toEqual([]);
		expect(await next.stores.ledger.rows(1)).toEqual([]);
		expect([...logged, ...next.logged]).toEqual([]);
	});

	it('open without a state that cannot be read, and the log says so', async () => {
		const folder = tempFolder();
		writeFileSync(join(folder, 'state'), 'a file where the folder should be');
		const { stores, owner, logged } = await open(folder);
		expect(owner.device).toBe('unknown');
		expect(stores.kept.get('routoo.model', 'auto')).toBe('auto');
		expect(logged).toEqual([expect.stringContaining('the state cannot be read')]);
		expect(await stores.ledger.rows(1)).toEqual([]);
	});

	it('open at once although another window holds the lock for long, and without what it has', async () => {
		const folder = tempFolder();
		await (await open(folder)).stores.state.set('workspace', 'routoo.model', 'chosen before');
		const lock = new DatabaseSync(join(folder, 'state', 'opening.lock'));
		lock.exec('BEGIN EXCLUSIVE');
		const { global, workspace } = sourcesIn(folder);
		const { stores, owner } = openStores({
			...{
				workerPath,
				shared: folder,
				own: folder,
				clock: systemClock,
				workspace: 'file:///work',
				window: 'w2',
				legacy: { global, workspace },
			},
			newId: () => 'new-device',
			notices: (error) => expect.fail(error.message),
			log: expect.fail,
		});
		onTestFinished(() => stores.dispose());
		expect([owner.device, stores.kept.get('routoo.model', 'auto')]).toEqual(['unknown', 'auto']);
		expect(await stores.sessions.list()).toEqual([]);
		lock.close();
		await stores.ready;
		expect([owner.device, stores.kept.get('routoo.model', 'auto')]).toEqual(['new-device', 'chosen before']);
	});

	it('give the few values of a starting window before a ledger that is long in opening', async () => {
		const folder = tempFolder();
		mkdirSync(join(folder, 'ledger'));
		const lock = new DatabaseSync(join(folder, 'ledger', 'opening.lock'));
		lock.exec('BEGIN EXCLUSIVE');
		const { stores, owner } = await open(folder);
		expect(owner.device).toBe('new-device');
		lock.close();
		expect(await stores.ledger.rows(1)).toEqual([]);
	});

	it('set a damaged state aside with one message', async () => {
		const folder = tempFolder();
		mkdirSync(join(folder, 'state'));
		writeFileSync(join(folder, 'state', 'state.db'), 'x'.repeat(5000));
		const { owner, logged } = await open(folder);
		expect(logged).toEqual([expect.stringContaining('begun anew')]);
		expect(owner.device).toBe('new-device');
	});
});
