import { expect, test } from 'vitest';
import { ANSWER_LEARNER } from '../../../../src/app/learning/answers.ts';
import { needFeatures } from '../../../../src/core/learning/needs.ts';
import { asyncStates, engineStates } from '../../../support/stores/states.ts';
import { ask, MINI, predictionOf, qualityOf, SetTime, SONNET, windowOn } from './learning-bench.ts';

const PLAIN = predictionOf().candidates[0]!.quality.mean;

test('a thumb moves its model, the shown reason with it, and leaves the other model where nothing was said of it', async () => {
	const learning = windowOn(engineStates(), new SetTime());
	for (let n = 0; n < 8; n++) {
		ask(learning, `r${n}`);
		await learning.noted(`r${n}`, 'thumbDown');
	}
	const learned = learning.adjusted(predictionOf());
	expect(learned.candidates[0]!.quality.mean).toBeLessThan(PLAIN - 0.02);
	expect(learned.candidates[1]!.quality.mean).toBeCloseTo(predictionOf().candidates[1]!.quality.mean, 6);
	expect(learned.moved?.[0]).toMatchObject({
		by: ['thumb'],
		points: expect.closeTo(100 * (learned.candidates[0]!.quality.mean - PLAIN), 6),
	});
	expect(learning.count()).toBe(8);
	expect(learning.rows()).toMatchObject([{ candidateId: SONNET, task: 'test', signals: 8 }]);
	expect(learning.rows()[0]!.points).toBeCloseTo(learned.moved![0]!.points, 1);
	expect(learning.logged).toEqual([]);
});

test('what is kept of a request is what was predicted before anything was learned', async () => {
	const house = engineStates();
	const learning = windowOn(house, new SetTime());
	for (let n = 0; n < 5; n++) {
		ask(learning, `r${n}`);
		await learning.noted(`r${n}`, 'thumbDown');
	}
	expect(qualityOf(learning)).not.toBeCloseTo(PLAIN, 3);
	ask(learning, 'last');
	await learning.close();
	const features = needFeatures(predictionOf(), SONNET);
	expect(features).not.toBeNull();
	expect(await house.profiles().read('last')).toMatchObject({ candidateId: SONNET, task: 'test', features });
});

test('a changed mind counts once, as the last word, and one that is taken back not at all', async () => {
	const down = windowOn(engineStates(), new SetTime());
	ask(down, 'r');
	await down.noted('r', 'thumbDown');
	const time = new SetTime();
	const changed = windowOn(engineStates(), time);
	ask(changed, 'r');
	for (const kind of ['thumbUp', 'thumbDown', 'thumbUp', 'thumbDown'] as const) {
		time.pass(1000);
		await changed.noted('r', kind);
	}
	expect(qualityOf(changed)).toBe(qualityOf(down));
	expect(changed.count()).toBe(1);
	time.pass(1000);
	changed.takenBack('r', 'thumb');
	await changed.close();
	expect([changed.count(), qualityOf(changed)]).toEqual([0, PLAIN]);
});

test('a changed mind is told when it is believed, though it counts no further signal', async () => {
	const time = new SetTime();
	const told: number[] = [];
	const learning = windowOn(engineStates(), time, () => told.push(qualityOf(learning)));
	ask(learning, 'r');
	for (const kind of ['thumbUp', 'thumbDown'] as const) {
		time.pass(1000);
		await learning.noted('r', kind);
		expect(told.at(-1)).toBe(qualityOf(learning));
	}
});

test('windows learn of each other, in one order, and a thumb that comes days later in another one is learned from', async () => {
	for (const house of [engineStates(), asyncStates({ seed: 3 })]) {
		const time = new SetTime();
		const [one, two] = [windowOn(house, time), windowOn(house, time)];
		ask(one, 'a');
		ask(two, 'b', MINI);
		await Promise.all([one.close(), two.close()]);
		time.pass(5 * 86_400_000);
		await Promise.all([one.noted('b', 'thumbUp'), two.noted('a', 'thumbDown')]);
		await Promise.all([one.load(), two.load()]);
		expect(one.count()).toBe(2);
		expect(qualityOf(two)).toBe(qualityOf(one));
		expect(qualityOf(one)).toBeLessThan(PLAIN);
		const later = windowOn(house, time);
		await later.load();
		expect(qualityOf(later)).toBe(qualityOf(one));
	}
});

test('a signal of a request of which nothing is kept is left out, and said in the log without a name', async () => {
	const learning = windowOn(engineStates(), new SetTime());
	expect(await learning.noted('unknown', 'thumbUp')).toBe(false);
	expect(learning.count()).toBe(0);
	expect(learning.logged).toEqual(['a signal (thumbUp) was left out: nothing whole is kept of what its request asked for']);
});

test('the end of a run speaks of its first request, whoever answered later', async () => {
	const house = engineStates();
	const time = new SetTime();
	const learning = windowOn(house, time);
	ask(learning, 'step 1', MINI, 'run');
	ask(learning, 'step 2', SONNET, 'run');
	await learning.close();
	// Another window takes the run up.
	const other = windowOn(house, time);
	ask(other, 'step 3', SONNET, 'run');
	await other.noted('run', 'runAbandoned');
	expect(other.rows()).toMatchObject([{ candidateId: MINI, signals: 1 }]);
});

test('a prediction by the rough prior keeps nothing and is handed back as it is', async () => {
	const learning = windowOn(engineStates(), new SetTime());
	const { basis: _, ...rough } = predictionOf();
	expect(learning.adjusted(rough)).toBe(rough);
	learning.asked({ requestId: 'r', candidateId: SONNET, runId: null, prediction: rough });
	expect(await learning.knows('r')).toBe(false);
});

test('what is forgotten is gone for every window and after a restart, signals, belief and profiles', async () => {
	const house = engineStates();
	const time = new SetTime();
	const [one, two] = [windowOn(house, time), windowOn(house, time)];
	ask(one, 'r');
	await one.noted('r', 'thumbDown');
	await two.load();
	expect(await two.forget()).toBe(true);
	await one.load();
	expect([one.count(), two.count()]).toEqual([0, 0]);
	expect(qualityOf(one)).toBe(PLAIN);
	expect(await house.signals().read(ANSWER_LEARNER)).toEqual({ belief: null, signals: [] });
	expect(await house.profiles().read('r')).toBeNull();
	expect(await two.noted('r', 'thumbUp')).toBe(false);
});

test('after many signals a belief is kept, what is in it cannot be said twice, and all windows go on from it', async () => {
	const house = engineStates();
	const time = new SetTime();
	const learning = windowOn(house, time);
	for (let n = 0; n < 260; n++) {
		time.pass(1000);
		ask(learning, `r${n}`);
		void learning.noted(`r${n}`, n % 3 === 0 ? 'thumbDown' : 'thumbUp');
	}
	await learning.close();
	await learning.load();
	const { belief, signals } = await house.signals().read(ANSWER_LEARNER);
	expect(belief).not.toBeNull();
	expect(signals.length).toBeGreaterThanOrEqual(100);
	expect(learning.count()).toBe(260);
	expect(await learning.noted('r0', 'thumbUp')).toBe(false);
	expect(await learning.noted('r259', 'thumbDown')).toBe(true);
	expect(learning.count()).toBe(260);
	const other = windowOn(house, time);
	await other.load();
	expect(other.count()).toBe(260);
	expect(qualityOf(other)).toBeCloseTo(qualityOf(learning), 10);
}, 60_000);

test('what one window learned for good, no other one that asked it can say again', async () => {
	const house = engineStates();
	const time = new SetTime();
	const [one, two] = [windowOn(house, time), windowOn(house, time)];
	ask(two, 'theirs');
	await two.noted('theirs', 'thumbUp');
	for (let n = 0; n < 160; n++) {
		time.pass(1000);
		ask(one, `r${n}`);
		void one.noted(`r${n}`, 'thumbUp');
	}
	await one.close();
	expect((await house.signals().read(ANSWER_LEARNER)).belief).not.toBeNull();
	expect(await two.noted('theirs', 'thumbDown')).toBe(false);
	await two.load();
	expect(two.count()).toBe(161);
}, 60_000);

test('what another window has forgotten cannot be learned from any more', async () => {
	const house = engineStates();
	const [one, two] = [windowOn(house, new SetTime()), windowOn(house, new SetTime())];
	ask(one, 'r');
	await one.close();
	expect(await two.forget()).toBe(true);
	expect(await one.noted('r', 'thumbUp')).toBe(false);
	expect([one.count(), qualityOf(one)]).toEqual([0, PLAIN]);
});

test('a copy long after an apply counts with it, also where what came before is learned for good in between', async () => {
	const time = new SetTime();
	const learning = windowOn(engineStates(), time);
	ask(learning, 'used');
	void learning.noted('used', 'applied');
	for (let n = 0; n < 170; n++) {
		time.pass(1000);
		ask(learning, `r${n}`);
		void learning.noted(`r${n}`, 'thumbUp');
		if (n === 147) void learning.noted('used', 'copied');
	}
	await learning.close();
	await learning.load();
	expect(learning.count()).toBe(171);
}, 60_000);

test('a clock that was set back does not keep a window from what others learn', async () => {
	const house = engineStates();
	const time = new SetTime();
	const [one, two] = [windowOn(house, time), windowOn(house, time)];
	ask(one, 'a');
	await one.close();
	time.at -= 500_000;
	ask(two, 'b');
	await two.noted('b', 'thumbDown');
	ask(one, 'c');
	await one.close();
	expect(one.count()).toBe(1);
});

test('a belief that is damaged is begun anew and said so', async () => {
	const house = engineStates();
	await house.signals().keep(ANSWER_LEARNER, { upTo: 0, belief: { version: 1, abilities: 'no' } });
	const learning = windowOn(house, new SetTime());
	await learning.load();
	expect(learning.count()).toBe(0);
	expect(learning.logged).toEqual(['what was learned of answers was damaged and has been begun anew']);
	ask(learning, 'r');
	expect(await learning.noted('r', 'thumbUp')).toBe(true);
});

test('a store that fails loses no signal: it is written with the next', async () => {
	const house = engineStates();
	const store = house.signals();
	let fails = true;
	const time = new SetTime();
	const logged: string[] = [];
	const { AnswerLearning } = await import('../../../../src/app/learning/answers.ts');
	const learning = new AnswerLearning({
		signals: { ...bound(store), append: (...all) => (fails ? Promise.reject(new Error('full')) : store.append(...all)) },
		...{ profiles: house.profiles(), clock: time, log: (line) => void logged.push(line) },
	});
	ask(learning, 'r');
	expect(await learning.noted('r', 'thumbDown')).toBe(false);
	expect(qualityOf(learning)).toBeLessThan(PLAIN);
	expect(logged).toEqual(['what is learned of answers cannot be written: full']);
	fails = false;
	await learning.load();
	expect((await store.read(ANSWER_LEARNER)).signals).toHaveLength(1);
});

function bound(store: ReturnType<ReturnType<typeof engineStates>['signals']>) {
	return {
		append: store.append.bind(store),
		read: store.read.bind(store),
		keep: store.keep.bind(store),
		kept: store.kept.bind(store),
		clear: store.clear.bind(store),
	};
}
