import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VersionedState } from '../../../src/core/base/state.ts';
import { systemClock } from '../../../src/core/base/time.ts';
import { KEPT_SIGNALS } from '../../../src/core/learning/signals.ts';
import { SignalEngine } from '../../../src/storage/sqlite/signal-engine.ts';
import { StateEngine, StateFile } from '../../../src/storage/sqlite/state-engine.ts';
import { tempFolder } from '../../support/stores/sqlite.ts';

const LEARNER = 'completions';
const signal = (n: number) => ({
	...{ requestId: `r${n}`, at: n, kind: 'kept', candidateId: 'home/secret-model', task: 'typescript', good: true, weight: 1 },
	features: [n, 0.5],
	prior: null,
});

function open(folder: string) {
	const notices: string[] = [];
	const file = new StateFile({ folder, clock: systemClock, notice: ({ kind }) => notices.push(kind) });
	onTestFinished(() => file.close());
	return { file, state: new VersionedState(new StateEngine(file), 'w'), signals: new SignalEngine(file), notices };
}

const bytesOf = (folder: string) =>
	readdirSync(folder)
		.map((name) => readFileSync(join(folder, name), 'latin1'))
		.join('');

describe('state and signals in a file', () => {
	it('are there after a restart, for their owner only', async () => {
		const folder = join(tempFolder(), 'new');
		const first = open(folder);
		await first.state.set('workspace', 'key', [1]);
		await first.signals.append(LEARNER, [signal(1)]);
		for (const name of readdirSync(folder)) expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, 0o600]);
		first.file.close();
		const { state, signals } = open(folder);
		expect(await state.get('workspace', 'key')).toEqual([1]);
		expect((await signals.read(LEARNER)).signals.map((of) => of.signal)).toEqual([signal(1)]);
	});

	it('that are forgotten are in no file any more', async () => {
		const folder = tempFolder();
		const { state, signals } = open(folder);
		await state.set('global', 'latency', { 'home/secret-model': 'x'.repeat(9000) });
		await signals.append(
			LEARNER,
			Array.from({ length: 50 }, (_, n) => signal(n)),
		);
		await signals.keep(LEARNER, { upTo: 10, belief: { 'home/secret-model': 1 } });
		expect(bytesOf(folder)).toContain('secret-model');
		await state.set('global', 'latency', undefined);
		await signals.clear(LEARNER);
		expect(bytesOf(folder)).not.toContain('secret-model');
	});

	it('keep a bounded number of signals that a belief holds already', async () => {
		const { file, signals } = open(tempFolder());
		const count = async () => Number((await file.wait((db) => db.get('SELECT COUNT(*) AS n FROM signals')))?.n);
		await signals.append(
			LEARNER,
			Array.from({ length: KEPT_SIGNALS + 300 }, (_, n) => signal(n)),
		);
		const { seq } = (await signals.read(LEARNER)).signals.at(-1)!;
		await signals.keep(LEARNER, { upTo: seq - 1, belief: null });
		expect(await count()).toBe(KEPT_SIGNALS);
	});

	it('that are damaged are set aside with one message and begun anew, those of a newer version are left alone', async () => {
		const folder = tempFolder();
		writeFileSync(join(folder, 'state.db'), 'x'.repeat(5000));
		const { state, notices } = open(folder);
		await state.set('global', 'key', 1);
		expect(await state.get('global', 'key')).toBe(1);
		expect(notices).toEqual(['damagedFile']);
		expect(readdirSync(folder).filter((name) => name.startsWith('state.damaged-'))).toHaveLength(1);

		const { file } = open(folder);
		await file.wait((db) => db.run('PRAGMA user_version = 99'));
		file.close();
		await expect(open(folder).state.get('global', 'key')).rejects.toMatchObject({
			kind: 'storage',
			nextStep: 'Update Routoo in this window.',
		});
	});

	it('tell a folder that cannot be made', async () => {
		const path = join(tempFolder(), 'taken');
		writeFileSync(path, '');
		const { state } = open(join(path, 'state'));
		await expect(state.get('global', 'key')).rejects.toMatchObject({ kind: 'storage' });
	});
});
