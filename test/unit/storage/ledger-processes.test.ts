import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openWindow, tempFolder } from '../../support/stores/sqlite.ts';
import { period } from '../../support/stores/values.ts';

const spender = fileURLToPath(new URL('./spender.ts', import.meta.url));
const LIMIT = 150_000;
const MAX = 1000;

function spend(folder: string, name: string, hangAt: number): ChildProcess {
	const child = spawn(process.execPath, [spender, folder, name, String(LIMIT), String(MAX), String(hangAt)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => {
		child.kill('SIGKILL');
	});
	return child;
}

/** Resolves when the process has printed so many reservations in all; rejects when it ends before. */
function reservations(child: ChildProcess, count: number): Promise<void> {
	let seen = 0;
	return new Promise((resolve, reject) => {
		child.stdout?.on('data', (chunk: Buffer) => {
			seen += chunk.toString().split('\n').length - 1;
			if (seen >= count) resolve();
		});
		child.once('exit', () => reject(new Error(`ended after ${seen} reservations`)));
	});
}

describe('five processes on one budget', () => {
	it('never pass it, and the one that is killed leaves nothing outstanding after two minutes', async () => {
		const folder = tempFolder();
		const victim = spend(folder, 'victim', 3);
		const hangs = reservations(victim, 3);
		await reservations(victim, 1);
		const others = ['a', 'b', 'c', 'd'].map((name) => spend(folder, name, 0));
		const ends = [victim, ...others].map((child) => once(child, 'exit'));
		await Promise.all([hangs, Promise.any(others.map((other) => reservations(other, 1)))]);
		victim.kill('SIGKILL');
		expect((await Promise.all(ends)).map(([code]) => code)).toEqual([null, 0, 0, 0, 0]);

		const { ledger: now, notices } = openWindow(folder);
		const before = await now.summary(period(LIMIT));
		expect(before.settled + before.outstanding).toBeLessThanOrEqual(LIMIT);
		expect(before.settled + before.outstanding).toBeGreaterThan(LIMIT - MAX);

		const { ledger: later } = openWindow(folder, { clockOffsetMs: 121_000 });
		const after = await later.summary(period(LIMIT));
		expect(after.outstanding).toBe(0);
		expect(after.settled).toBeLessThanOrEqual(LIMIT);
		const rows = await later.rows(10_000);
		expect(rows.filter((row) => row.state === 'outstanding')).toEqual([]);
		expect(rows.reduce((sum, row) => sum + row.cost, 0)).toBe(after.settled);
		expect(before.outstanding).toBe(MAX);
		expect(after.settled - before.settled).toBe(before.outstanding / 2);
		for (const row of rows) expect(row.cost).toBe(row.state === 'orphaned' ? MAX / 2 : MAX - 1);
		expect(notices).toEqual([]);
	});
});
