import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { adoptLegacy } from '../../../src/app/state/adopt.ts';
import { deviceId } from '../../../src/app/state/device.ts';
import { openStores } from '../../../src/app/state/stores.ts';
import { VersionedState } from '../../../src/core/base/state.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import type { Signal } from '../../../src/core/learning/signals.ts';
import { SignalEngine } from '../../../src/storage/sqlite/signal-engine.ts';
import { StateEngine, StateFile } from '../../../src/storage/sqlite/state-engine.ts';
import { tempFolder, workerPath } from '../../support/stores/sqlite.ts';
import { reservation } from '../../support/stores/values.ts';

interface Opened {
	readonly global: VersionedState;
	place(name: string): VersionedState;
	readonly signals: SignalEngine;
	readonly notices: string[];
}

function open(folder: string, own?: string): Opened {
	const notices: string[] = [];
	const adopt =
		own === undefined ? undefined : { own, ledgerFolder: '', stateFolder: join(own, 'state'), places: { empty: `empty ${own}` } };
	const file = new StateFile({ folder: join(folder, 'state'), clock: systemClock, notice: (e) => notices.push(e.message), adopt });
	onTestFinished(() => file.close());
	const place = (name: string) => new VersionedState(new StateEngine(file), name);
	return { global: place('any'), place, signals: new SignalEngine(file), notices };
}

const signal = (n: number): Signal => ({
	...{ requestId: `r${n}`, at: n, kind: 'kept', candidateId: 'c', task: 'ts', good: n % 2 === 0, weight: 1, features: [], prior: null },
});
const seen = async (signals: SignalEngine, learner = 'completions') =>
	(await signals.read(learner)).signals.map(({ signal }) => signal.requestId);

it('values that are not there yet are taken over, those of a workspace as well, and what is there stands', async () => {
	const [shared, a, b] = [tempFolder(), tempFolder(), tempFolder()];
	for (const [own, name] of [
		[a, 'a'],
		[b, 'b'],
	] as const) {
		const old = open(own);
		await old.global.set('global', 'routoo.pacing', `of ${name}`);
		await old.global.set('global', `only.${name}`, name);
		await old.global.set('global', 'removed', 1);
		await old.global.set('global', 'removed', undefined);
		await old.global.set('global', 'routoo.ledger', true);
		await old.place(`file:///${name}`).set('workspace', 'routoo.model', `model of ${name}`);
		await old.place('empty').set('workspace', 'routoo.currentSession', `session of ${name}`);
		await deviceId(old.global, () => `device of ${name}`);
	}
	const before = readFileSync(join(a, 'state', 'state.db'));
	expect(await open(shared, a).global.get('global', 'routoo.pacing')).toBe('of a');
	const both = open(shared, b);
	expect(await both.global.get('global', 'routoo.pacing')).toBe('of a');
	expect(await Promise.all(['only.a', 'only.b', 'removed'].map((key) => both.global.get('global', key)))).toEqual(['a', 'b', undefined]);
	expect(await deviceId(both.global, () => 'new')).toBe('device of a');
	expect(await both.place('file:///a').get('workspace', 'routoo.model')).toBe('model of a');
	expect(await both.place('file:///b').get('workspace', 'routoo.model')).toBe('model of b');
	// The windows without a folder of each editor have their own open chat.
	expect(await both.place(`empty ${a}`).get('workspace', 'routoo.currentSession')).toBe('session of a');
	expect(await both.place(`empty ${b}`).get('workspace', 'routoo.currentSession')).toBe('session of b');
	// That there was a ledger in that folder says nothing of this one.
	expect(await both.global.get('global', 'routoo.ledger')).toBeUndefined();
	expect(readFileSync(join(a, 'state', 'state.db'))).toEqual(before);

	await both.global.set('global', 'only.a', undefined);
	const again = open(shared, a);
	expect(await again.global.get('global', 'only.a')).toBeUndefined();
	expect([...both.notices, ...again.notices]).toEqual([]);
});

it('what an old window keeps from then on is found at the next start', async () => {
	const [shared, own] = [tempFolder(), tempFolder()];
	const old = open(own);
	await old.global.set('global', 'a', 1);
	await old.signals.append('completions', [signal(1), signal(2)]);
	expect(await seen(open(shared, own).signals)).toEqual(['r1', 'r2']);
	await old.global.set('global', 'a', 2);
	await old.global.set('global', 'b', 2);
	await old.signals.append('completions', [signal(3)]);
	const next = open(shared, own);
	expect([await next.global.get('global', 'a'), await next.global.get('global', 'b')]).toEqual([1, 2]);
	expect(await seen(next.signals)).toEqual(['r1', 'r2', 'r3']);
});

it('a learner goes on from the first belief, and learns what other editors saw, each signal once', async () => {
	const [shared, a, b] = [tempFolder(), tempFolder(), tempFolder()];
	const first = open(a);
	await first.signals.append('completions', [signal(1), signal(2), signal(3)]);
	await first.signals.keep('completions', { upTo: 2, belief: 'a after two' });
	const second = open(b);
	await second.signals.append('completions', [signal(10), signal(11)]);
	await second.signals.append('answers', [signal(12)]);
	await second.signals.keep('completions', { upTo: 2, belief: 'b after two' });
	await second.signals.keep('answers', { upTo: 3, belief: 'answers of b' });

	const one = open(shared, a);
	expect((await one.signals.read('completions')).belief?.belief).toBe('a after two');
	expect(await seen(one.signals)).toEqual(['r3']);
	const two = open(shared, b);
	expect((await two.signals.read('completions')).belief?.belief).toBe('a after two');
	expect(await seen(two.signals)).toEqual(['r3', 'r10', 'r11']);
	expect(await two.signals.read('answers')).toMatchObject({ belief: { belief: 'answers of b' }, signals: [] });
	// What the user has it forget does not come back with the next window.
	await two.signals.clear('completions');
	await first.signals.append('completions', [signal(4)]);
	expect(await open(shared, a).signals.read('completions')).toMatchObject({ belief: null, signals: [{ signal: { requestId: 'r4' } }] });
});

it('a damaged file is passed over with words, once', async () => {
	const [shared, own] = [tempFolder(), tempFolder()];
	mkdirSync(join(own, 'state'));
	writeFileSync(join(own, 'state', 'state.db'), 'x'.repeat(5000));
	const first = open(shared, own);
	expect(await first.global.get('global', 'a')).toBeUndefined();
	expect(first.notices).toEqual([expect.stringContaining('is passed over')]);
	const next = open(shared, own);
	expect(await next.global.get('global', 'a')).toBeUndefined();
	expect(next.notices).toEqual([]);
});

it('two editors share ledger and state, and each keeps its chats', async () => {
	const shared = join(tempFolder(), 'made', 'when missing');
	const editor = async (name: string, own: string) => {
		const { stores, owner } = openStores({
			...{ workerPath, shared, own, clock: systemClock, workspace: null, window: name, newId: () => `device of ${name}` },
			legacy: { global: (key) => (key === 'routoo.thresholds' ? `of ${name}` : undefined), workspace: () => undefined },
			notices: (error) => expect.fail(error.message),
			log: expect.fail,
		});
		onTestFinished(() => stores.dispose());
		await stores.ready;
		return { stores, owner };
	};
	const [a, b] = [await editor('a', tempFolder()), await editor('b', tempFolder())];
	expect(b.owner.device).toBe('device of a');
	expect(await b.stores.state.get('global', 'routoo.thresholds')).toBe('of a');
	const period = { start: Date.now() - 1000, end: Date.now() + 86_400_000, limit: 100 };
	expect(await a.stores.ledger.reserve(reservation('of-a', 90), period)).toMatchObject({ kind: 'reserved' });
	expect(await b.stores.ledger.reserve(reservation('of-b', 11), period)).toEqual({ kind: 'overBudget', remaining: 10 });
	await a.stores.kept.update('routoo.currentSession', 'open in a');
	expect(await b.stores.state.get('workspace', 'routoo.currentSession')).toBeUndefined();
	if (process.platform === 'win32') return;
	const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
	expect([shared, join(shared, 'ledger'), join(shared, 'state'), join(shared, '..')].map(mode)).toEqual(['700', '700', '700', '700']);
	expect([join(shared, 'ledger', 'ledger.db'), join(shared, 'state', 'state.db')].map(mode)).toEqual(['600', '600']);
});

it('a folder that others could read is closed to them', async () => {
	if (process.platform === 'win32') return;
	const folder = tempFolder();
	await open(folder).global.set('global', 'a', 1);
	const state = join(folder, 'state');
	chmodSync(state, 0o755);
	chmodSync(join(state, 'state.db'), 0o644);
	await open(folder).global.get('global', 'a');
	expect([state, join(state, 'state.db')].map((path) => (statSync(path).mode & 0o777).toString(8))).toEqual(['700', '600']);
});

it('each editor brings what it kept before there was a state, and only once', async () => {
	const state = open(tempFolder());
	const sources = (own: string, value: string) => ({
		...{ own, global: (key: string) => (key === 'routoo.pacing' ? value : undefined), workspace: () => undefined },
		...{ learnedPath: join(own, 'none.json'), snoozePath: join(own, 'none.json') },
	});
	await adoptLegacy(state.place('w'), state.signals, sources('/a', 'of a'));
	await state.global.set('global', 'routoo.pacing', undefined);
	await adoptLegacy(state.place('w'), state.signals, sources('/a', 'again'));
	expect(await state.global.get('global', 'routoo.pacing')).toBeUndefined();
	await adoptLegacy(state.place('v'), state.signals, sources('/b', 'of b'));
	expect(await state.global.get('global', 'routoo.pacing')).toBe('of b');
});
