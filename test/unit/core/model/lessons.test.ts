import { describe, expect, it } from 'vitest';
import { EVERY_EFFORT, Lessons } from '../../../../src/core/model/lessons.ts';
import { candidate } from '../routing/support.ts';

const HOUR = 3_600_000;
const endpoint = (id = 'a', over = {}) => ({ id, baseUrl: `http://${id}.example/v1`, local: false, ...over });
const place = (model = 'm', over = {}) => ({ endpoint: endpoint('a', over), model });

function lessonsAt(start = 0) {
	const clock = { time: start, now: () => clock.time };
	return { clock, lessons: new Lessons(clock) };
}

describe('lessons', () => {
	it('hold for one model at one address of one endpoint', () => {
		const { lessons } = lessonsAt();
		lessons.refuseField(place(), 'max_tokens', 'max_completion_tokens');
		lessons.refuseField(place(), 'stream_options', null);
		expect([...lessons.of(place()).fields]).toEqual([
			['max_tokens', 'max_completion_tokens'],
			['stream_options', null],
		]);
		for (const other of [place('other'), place('m', { baseUrl: 'http://moved.example/v1' }), { endpoint: endpoint('b'), model: 'm' }])
			expect(lessons.of(other).fields.size).toBe(0);
	});

	it('are forgotten where the endpoint has moved, and not taken back when it moves back', () => {
		const { lessons } = lessonsAt();
		lessons.refuseEffort(place(), 'none');
		lessons.refuseEffort(place('m', { baseUrl: 'http://moved.example/v1' }), 'low');
		expect(lessons.of(place()).efforts.size).toBe(0);
	});

	it('end: a local context after an hour, a remote one after a day, a field after a month', () => {
		const { clock, lessons } = lessonsAt();
		lessons.readsAtMost(place('local', { local: true }), 4096);
		lessons.readsAtMost(place(), 8192);
		lessons.refuseField(place(), 'store', null);
		const known = () => [lessons.of(place('local')).contextTokens, lessons.of(place()).contextTokens, lessons.of(place()).fields.size];
		expect(known()).toEqual([4096, 8192, 1]);
		clock.time = HOUR + 1;
		expect(known()).toEqual([null, 8192, 1]);
		clock.time = 24 * HOUR + 1;
		expect(known()).toEqual([null, null, 1]);
		clock.time = 31 * 24 * HOUR;
		expect(known()).toEqual([null, null, 0]);
	});

	it('make candidates what they are: never larger than listed, without the efforts that are refused', () => {
		const { lessons } = lessonsAt();
		const of = (id: string, over = {}) =>
			candidate(id, { endpointId: 'a', wireModel: 'm', contextTokens: 8192, maxOutputTokens: null, ...over });
		const all = [of('a/m'), of('a/m@none', { effort: 'none' }), of('a/m@low', { effort: 'low' }), of('a/n', { wireModel: 'n' })];
		expect(lessons.apply(endpoint(), all)).toBe(all);
		lessons.refuseEffort(place(), 'none');
		lessons.readsAtMost(place(), 4096);
		lessons.answersAtMost(place(), 1000);
		lessons.readsAtMost(place('n'), 999_999);
		expect(lessons.apply(endpoint(), all).map((c) => [c.id, c.contextTokens, c.maxOutputTokens])).toEqual([
			['a/m', 4096, 1000],
			['a/m@low', 4096, 1000],
			['a/n', 8192, null],
		]);
		lessons.refuseEffort(place(), EVERY_EFFORT);
		expect(lessons.apply(endpoint(), all).map(({ id }) => id)).toEqual(['a/m', 'a/n']);
		expect(lessons.apply(endpoint('a', { baseUrl: 'http://moved.example' }), all)).toEqual(all);
	});

	it('are bounded, the newest stay, and what was kept may be of any form', () => {
		const { lessons } = lessonsAt();
		for (let i = 0; i < 1000; i++) lessons.refuseField(place(`m${i}`), 'store', null);
		expect(lessons.snapshot()).toHaveLength(400);
		expect(lessons.of(place('m999')).fields.size).toBe(1);
		lessons.refuseField(place('x'.repeat(5000)), 'store', null);
		expect(lessons.of(place('x'.repeat(5000))).fields.size).toBe(0);
		const { lessons: others } = lessonsAt();
		for (const odd of [null, 7, 'x', {}, [null, 1, {}, { endpointId: 'a' }, { ...(lessons.snapshot()[0] as object), value: {} }]])
			others.restore(odd);
		expect(others.snapshot()).toEqual([]);
		others.restore(JSON.parse(JSON.stringify(lessons.snapshot())));
		expect(others.snapshot()).toHaveLength(400);
	});

	it('of speed hold for the model that wrote, and the newest answer counts half', () => {
		const { lessons } = lessonsAt();
		const slow = { ...candidate('a/m'), wireModel: place().model, local: true, speed: null };
		lessons.writesAt(place(), 40);
		expect(lessons.apply(endpoint(), [slow, candidate('a/n')]).map(({ speed }) => speed?.tokensPerSecond)).toEqual([
			40,
			candidate('a/n').speed?.tokensPerSecond,
		]);
		lessons.writesAt(place(), 10);
		expect(lessons.of(place()).tokensPerSecond).toBeCloseTo(20);
		const { lessons: others } = lessonsAt();
		others.restore(JSON.parse(JSON.stringify(lessons.snapshot())));
		expect(others.of(place()).tokensPerSecond).toBeCloseTo(20);
	});

	it('of a speed that is nearly as known are none', () => {
		const { lessons } = lessonsAt();
		let told = 0;
		lessons.onLearned(() => told++);
		for (const speed of [40, 41, 39, 42]) lessons.writesAt(place(), speed);
		expect(told).toBe(1);
	});

	it('of contexts are forgotten by hand, also where they were kept', () => {
		const { clock, lessons } = lessonsAt(1000);
		lessons.readsAtMost(place(), 4096);
		lessons.refuseField(place(), 'store', null);
		const kept = lessons.snapshot();
		lessons.forgetContexts();
		lessons.restore(kept);
		expect(lessons.of(place())).toMatchObject({ contextTokens: null });
		expect(lessons.of(place()).fields.size).toBe(1);
		clock.time = 2000;
		lessons.readsAtMost(place(), 2048);
		expect(lessons.of(place()).contextTokens).toBe(2048);
	});
});
