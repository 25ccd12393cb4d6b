import { expect, it, vi } from 'vitest';
import { keepLessons, LESSONS_KEY } from '../../../../src/app/models/kept-lessons.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import { Lessons } from '../../../../src/core/model/lessons.ts';

const clock = { now: () => 1000 };
const place = (model: string) => ({ endpoint: { id: 'a', baseUrl: 'http://a.example/v1', local: false }, model });

function windowOn(table: MemoryStateTable) {
	const lessons = new Lessons(clock);
	const log: string[] = [];
	return { lessons, log, kept: keepLessons(lessons, new VersionedState(table, 'w'), (line) => log.push(line)) };
}

it('what one window learned the next one knows, and none loses what another learned meanwhile', async () => {
	const table = new MemoryStateTable();
	const [one, two] = [windowOn(table), windowOn(table)];
	await Promise.all([one.kept.load(), two.kept.load()]);
	one.lessons.refuseField(place('m'), 'store', null);
	two.lessons.refuseEffort(place('n'), 'none');
	await one.kept.close();
	await two.kept.close();
	expect(two.lessons.of(place('m')).fields.size).toBe(1);
	const three = windowOn(table);
	await three.kept.load();
	expect([three.lessons.of(place('m')).fields.size, three.lessons.of(place('n')).efforts.size]).toEqual([1, 1]);
});

it('is written a moment after it was learned', async () => {
	vi.useFakeTimers();
	try {
		const table = new MemoryStateTable();
		const one = windowOn(table);
		one.lessons.refuseField(place('m'), 'store', null);
		await vi.advanceTimersByTimeAsync(1500);
		expect((await table.read('', LESSONS_KEY)).value).toHaveLength(1);
	} finally {
		vi.useRealTimers();
	}
});

it('a store that fails is said in the log and stops nothing', async () => {
	const lessons = new Lessons(clock);
	const log: string[] = [];
	const broken = async (): Promise<never> => {
		throw new Error('disk');
	};
	const kept = keepLessons(lessons, { get: broken, set: broken, update: broken }, (line) => log.push(line));
	await kept.load();
	lessons.refuseField(place('m'), 'store', null);
	await kept.close();
	expect(log).toHaveLength(2);
	expect(lessons.of(place('m')).fields.size).toBe(1);
});
