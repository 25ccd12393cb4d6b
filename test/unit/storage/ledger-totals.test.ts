import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { figuresOfEvents, QUARTER_MS, quartersOf, summarise } from '../../../src/core/money/ledger-summary.ts';
import { arrivalHistory } from '../../../src/core/money/pacing.ts';
import { budgetPeriod } from '../../../src/core/money/period.ts';
import { LedgerBook } from '../../../src/storage/sqlite/ledger-book.ts';
import { openFile, tempFolder } from '../../support/stores/sqlite.ts';
import { reservation, settlement } from '../../support/stores/values.ts';

const START = Date.UTC(2026, 9, 24);
const DAY = 86_400_000;

it('whole quarters and edges are the span, once each', () => {
	const time = fc.oneof(
		fc.integer({ min: 0, max: 10 * QUARTER_MS }),
		fc.nat(10).map((quarter) => quarter * QUARTER_MS),
	);
	fc.assert(
		fc.property(time, time, (start, end) => {
			const { from, to, edges } = quartersOf(start, end);
			const spans = [...edges, [from * QUARTER_MS, to * QUARTER_MS] as const].filter(([a, b]) => a < b).sort((a, b) => a[0] - b[0]);
			const length = spans.reduce((sum, [a, b]) => sum + b - a, 0);
			expect(length).toBe(Math.max(0, end - start));
			if (length === 0) return;
			expect([spans[0]![0], spans.at(-1)![1]]).toEqual([start, end]);
			for (const [i, [, b]] of spans.entries()) if (i + 1 < spans.length) expect(spans[i + 1]![0]).toBe(b);
		}),
	);
});

it('every time zone of today is whole quarters of an hour from UTC, so that budget periods have no edges', () => {
	for (const timeZone of Intl.supportedValuesOf('timeZone')) {
		const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
		for (let month = 0; month < 24; month++) {
			const name = format.formatToParts(Date.UTC(2026, month, 15)).find((part) => part.type === 'timeZoneName')?.value ?? '';
			const [, minutes = '00', seconds] = /^GMT(?:[+-]\d\d:(\d\d)(?::(\d\d))?)?$/.exec(name) ?? [null, 'unknown'];
			expect([timeZone, Number(minutes) % 15, seconds]).toEqual([timeZone, 0, undefined]);
		}
	}
	for (const resetDay of [1, 15, 31]) {
		const { start, end } = budgetPeriod(Date.UTC(2026, 10, 28), resetDay, null);
		expect(quartersOf(start, end).edges).toEqual([]);
	}
});

const request = fc.record({
	/** Near the edges of quarters, hours and days, and over the end of summer time; of a clock that was never set, too. */
	at: fc
		.tuple(fc.constantFrom(START, START, 0), fc.nat(3 * 96), fc.constantFrom(-1, 0, 1, 400_000))
		.map(([start, quarter, into]) => start + (start === 0 ? quarter - 96 : quarter) * QUARTER_MS + into),
	max: fc.nat(5000),
	referenceCost: fc.option(fc.oneof(fc.nat(9000), fc.constantFrom(1e14, 1e15, 1e300))),
	purpose: fc.constantFrom('chat', 'completion', 'agent', 'background'),
	run: fc.option(fc.constantFrom('run-1', 'run-2', 'run-3')),
	model: fc.constantFrom('a', 'b', 'c'),
	again: fc.option(fc.constantFrom('a', 'b', 'c')),
	end: fc.constantFrom('settle', 'cancel', 'estimate', 'release', 'orphan', 'orphan settle', 'orphan release', 'none'),
	cost: fc.nat(5000),
	correct: fc.option(fc.nat(5000)),
});

it('running totals are the sum over the events to the micro-dollar, for any bounds', () => {
	fc.assert(
		fc.property(
			fc.array(request, { maxLength: 25 }),
			fc.array(fc.tuple(fc.nat(3 * DAY), fc.nat(DAY)), { maxLength: 4 }),
			(requests, spans) => {
				const folder = mkdtempSync(join(tmpdir(), 'routoo-test-'));
				const file = openFile(folder);
				const book = new LedgerBook(file);
				const all = { start: -5 * DAY, end: START + 5 * DAY, limit: null };
				try {
					for (const [n, { at, max, referenceCost, purpose, run, model, again, end, cost, correct }] of requests.entries()) {
						const id = `r${n}`;
						const own = requests.map((_, i) => `r${i}`).filter((other) => other !== id);
						const reserve = (modelName: string) => {
							const { decision } = reservation(id, max);
							book.reserve(
								reservation(id, max, { purpose, runId: run, decision: { ...decision, modelName, referenceCost } }),
								all,
								own,
								at,
							);
						};
						reserve(model);
						if (again !== null) reserve(again);
						if (end.startsWith('orphan')) book.beatAndSweep(own, at + 130_000);
						const reference = referenceCost === null ? {} : { referenceCost };
						if (end.endsWith('settle')) book.settle(settlement(id, cost, reference), null, at + 140_000);
						if (end === 'cancel') book.settle(settlement(id, cost, { outcome: 'cancelled', ...reference }), null, at + 10);
						if (end === 'estimate') book.settle(settlement(id, cost, { costSource: 'estimate' }), null, at + 10);
						if (end.endsWith('release')) book.release(id, 'test', at + 140_000);
						if (correct !== null && !/release|none/.test(end)) book.correct(id, correct, at + 150_000);
					}
					const bounds = [
						[START - DAY, START + 5 * DAY] as const,
						[-5 * DAY, START + 5 * DAY] as const,
						...spans.map(([from, length]) => [from - DAY, from - DAY + length] as const),
						...spans.map(([from, length]) => [START + from, START + from + length] as const),
					];
					const everything = figuresOfEvents(file.eventsBetween(-5 * DAY, START + 9 * DAY));
					const runs = new Set(requests.flatMap(({ run }) => run ?? []));
					expect(everything.filter(({ arrived }) => arrived > 0)).toHaveLength(
						runs.size + requests.filter(({ run }) => run === null).length,
					);
					for (const [start, stop] of bounds) {
						const of = { start, end: stop, limit: null };
						const figures = everything.filter(({ at }) => at >= start && at < stop);
						const said = book.summary(of, START + 6 * DAY);
						expect(said).toEqual(summarise(figures, of, 0));
						const events = file.eventsBetween(start, stop);
						for (const purpose of ['chat', 'completion', 'agent', 'background']) {
							const sum = (of: typeof events) =>
								of.reduce((total, { settledDelta, outstandingDelta }) => total + settledDelta + outstandingDelta, 0);
							const together = ['agent', 'background'].includes(purpose) ? ['agent', 'background'] : [purpose];
							const taken = { all: sum(events), ofShare: sum(events.filter((event) => together.includes(event.purpose))) };
							expect(file.taken(start, stop, purpose)).toEqual(taken);
							const { settled, outstanding, byPurpose } = said;
							expect(book.spent(of)).toMatchObject({ settled, outstanding });
							expect(book.spent(of).byPurpose[purpose]?.settled).toEqual(byPurpose[purpose]?.settled);
						}
						expect(book.arrivals(start, stop)).toEqual(
							arrivalHistory(
								figures.flatMap(({ at, arrived }) => (arrived > 0 ? [at] : [])),
								start,
								stop,
							),
						);
					}
				} finally {
					file.connection.close();
					rmSync(folder, { recursive: true, force: true });
				}
			},
		),
		{ numRuns: 60 },
	);
});

it('amounts that no number can hold together stop neither requests nor sums', () => {
	const file = openFile(tempFolder());
	const book = new LedgerBook(file);
	const all = { start: 0, end: START, limit: null };
	const own = ['a', 'b', 'c'];
	for (const id of own) book.reserve(reservation(id, Number.MAX_SAFE_INTEGER), all, own, 1000);
	expect(book.reserve(reservation('d', 5), all, own, 1000)).toEqual({ kind: 'reserved', remaining: null });
	expect(book.reserve(reservation('e', 5), { ...all, limit: 20_000_000 }, own, 1000)).toMatchObject({ kind: 'overBudget' });
	expect(book.summary(all, 1000).outstanding).toBeGreaterThan(2 * Number.MAX_SAFE_INTEGER);
	for (const id of own) book.release(id, 'the price was wrong', 1000);
	expect(book.summary(all, 1000)).toMatchObject({ outstanding: 5, settled: 0 });
	file.connection.close();
});
