import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPairs } from '../../../bench/failures/pairs.ts';
import { PROJECTS } from '../../../bench/failures/projects/all.ts';
import { verifiedFailure } from '../../../src/core/agent/failure/verified-failure.ts';
import { ROOT } from '../../../training/kit/checkout.ts';

const pairs = readPairs(path.join(ROOT, 'test/fixtures/agent-results'));

describe('recorded results of runners and compilers', () => {
	it('are what the projects plan, and about as many of each kind', () => {
		expect(pairs.length).toBe(PROJECTS.reduce((sum, project) => sum + project.pairs.length, 0));
		expect(pairs.length).toBeGreaterThanOrEqual(200);
		expect(new Set(pairs.map((pair) => pair.runner)).size).toBeGreaterThanOrEqual(8);
		const stuck = pairs.filter((pair) => pair.stuck).length;
		expect(stuck).toBeGreaterThanOrEqual(100);
		expect(pairs.length - stuck).toBeGreaterThanOrEqual(100);
		expect(new Set(pairs.map((pair) => pair.name)).size).toBe(pairs.length);
	});

	it('share no project between the half for development and the held-out half', () => {
		const halves = new Map<string, Set<string>>();
		for (const pair of pairs) halves.set(pair.project, (halves.get(pair.project) ?? new Set()).add(pair.half));
		for (const [project, own] of halves) expect(own.size, project).toBe(1);
	});

	it('a failure found is one in at least 95 of 100 cases, and most are found', () => {
		const found = pairs.map((pair) => verifiedFailure(pair.steps, 0));
		const right = pairs.filter((pair, n) => found[n] !== null && pair.stuck).length;
		expect(right / found.filter((failure) => failure !== null).length).toBeGreaterThanOrEqual(0.95);
		expect(right / pairs.filter((pair) => pair.stuck).length).toBeGreaterThanOrEqual(0.85);
	});

	it('so it is in the pairs of the second reader alone, however they are delivered', () => {
		const own = pairs.filter((pair) => pair.half === 'secondReader');
		expect(own.length).toBeGreaterThanOrEqual(200);
		const found = own.filter((pair) => verifiedFailure(pair.steps, 0) !== null);
		const right = found.filter((pair) => pair.stuck).length;
		expect(right / found.length).toBeGreaterThanOrEqual(0.95);
		expect(right / own.filter((pair) => pair.stuck).length).toBeGreaterThanOrEqual(0.8);
	});

	it('nothing is found without the edit, or with evidence from before `since`', () => {
		for (const pair of pairs) {
			expect(verifiedFailure(pair.steps.toSpliced(pair.editAt, 1), 0), pair.name).toBeNull();
			expect(verifiedFailure(pair.steps, pair.editAt), pair.name).toBeNull();
		}
	});

	it('what is said of it is short and without markdown', () => {
		for (const pair of pairs) {
			const failure = verifiedFailure(pair.steps, 0);
			if (failure === null) continue;
			expect(failure.at).toBe(pair.steps.length - 1);
			expect([...failure.what].length).toBeLessThanOrEqual(80);
			expect(failure.what).toMatch(/\w/);
			expect(failure.what).not.toMatch(/[`*[\]<>|\p{Cc}]/u);
		}
	});
});
