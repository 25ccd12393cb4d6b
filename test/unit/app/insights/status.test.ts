import { describe, expect, test } from 'vitest';
import { appEvents } from '../../../../src/app/events.ts';
import { followStatus, INITIAL_STATUS } from '../../../../src/app/insights/status.ts';
import type { StatusState } from '../../../../src/app/insights/status-view.ts';
import type { Run } from '../../../../src/core/agent/types.ts';
import { Emitter } from '../../../../src/core/base/emitter.ts';
import { systemTimers, type Timers } from '../../../../src/core/base/time.ts';
import type { PredictorStatus } from '../../../../src/core/routing/predictor.ts';
import { run } from '../../views/run-fixtures.ts';

test('each event changes its part of the status and leaves the others', () => {
	const events = appEvents();
	const predictor = new Emitter<PredictorStatus>();
	let status: PredictorStatus = { kind: 'loading' };
	let usable = 0;
	let localOnly = false;
	let paused = false;
	const pause = new Emitter();
	let shown: StatusState = INITIAL_STATUS;
	const changes: string[][] = [];
	followStatus(
		{
			events,
			models: { reference: () => ({ id: 'a/x', displayName: 'X', prices: {} as never }), usableCount: () => usable },
			budget: { period: () => ({ start: 0, end: 1, limit: 9, limits: { completion: 4, agent: 6 } }) },
			settings: { current: () => ({ localOnly }) as never },
			predictor: { status: () => status, onStatus: (listener) => predictor.on(listener) },
			runs: { list: () => [], changed: new Emitter(), escalate: () => {}, forgetEnded: async () => true },
			pause: { current: () => paused, changed: pause },
		},
		{ window: 'w', timers: systemTimers },
		(change) => {
			shown = { ...shown, ...change };
			changes.push(Object.keys(change).sort());
		},
	);
	usable = 3;
	events.models.emit();
	expect(shown).toMatchObject({ health: { kind: 'ready' }, usableModels: 3, budget: null });
	localOnly = true;
	const view = { limit: 9, spent: 5, outstanding: 0, level: 'ok', resetsAt: 1 } as const;
	events.budget.emit({ view, summary: { requests: 1 }, projected: 8 } as never);
	expect(shown).toMatchObject({
		budget: view,
		summary: { requests: 1 },
		projected: 8,
		reference: 'X',
		completionsLimit: 4,
		agentsLimit: 6,
		localOnly: true,
		usableModels: 3,
	});
	status = { kind: 'degraded', reason: 'It crashed.' };
	predictor.emit(status);
	expect(shown.predictor).toEqual({ kind: 'degraded', reason: 'It crashed.' });
	events.completions.emit({ kind: 'open' });
	events.routed.emit({ modelName: 'one' } as never);
	events.routed.emit(null);
	expect(shown).toMatchObject({ completions: { kind: 'open' }, last: null });
	paused = true;
	pause.emit();
	expect(shown.paidPaused).toBe(true);
	expect(changes).toEqual([
		['predictor'],
		['health', 'usableModels'],
		['agentsLimit', 'budget', 'completionsLimit', 'localOnly', 'projected', 'reference', 'summary'],
		['predictor'],
		['completions'],
		['last'],
		['last'],
		['paidPaused'],
	]);
});

describe('the run that is shown', () => {
	/** Time that a test moves on. */
	class SetTimers implements Timers {
		now = 0;
		#waiting: { at: number; run: () => void }[] = [];
		after(ms: number, run: () => void): () => void {
			const entry = { at: this.now + ms, run };
			this.#waiting.push(entry);
			return () => {
				this.#waiting = this.#waiting.filter((other) => other !== entry);
			};
		}
		pass(ms: number): void {
			this.now += ms;
			const due = this.#waiting.filter(({ at }) => at <= this.now);
			this.#waiting = this.#waiting.filter(({ at }) => at > this.now);
			for (const { run } of due) run();
		}
	}
	const follow = (list: Run[]) => {
		const timers = new SetTimers();
		const changed = new Emitter();
		const shown: (string | null)[] = [];
		followStatus(
			{
				events: appEvents(),
				models: { reference: () => null, usableCount: () => 1 },
				budget: { period: () => ({ start: 0, end: 1, limit: 9 }) },
				settings: { current: () => ({}) as never },
				predictor: { status: () => ({ kind: 'loading' }), onStatus: () => () => {} },
				runs: { list: () => list, changed, escalate: () => {}, forgetEnded: async () => true },
				pause: { current: () => false, changed: new Emitter() },
			},
			{ window: 'w', timers },
			(change) => {
				if (change.run !== undefined) shown.push(change.run === null ? null : `${change.run.id} ${change.run.state} ${change.run.steps}`);
			},
		);
		const set = (...runs: Run[]): void => {
			list.splice(0, list.length, ...runs);
			changed.emit();
			timers.pass(250);
		};
		return { timers, changed, shown, set };
	};

	test('is the newest live one of this window, then its receipt for a minute, then none', () => {
		const { shown, set, timers } = follow([run({ id: 'old', state: 'done' })]);
		set(
			run({ id: 'elsewhere', window: 'other', startedAt: 9 }),
			run({ id: 'a', startedAt: 1, steps: 1 }),
			run({ id: 'old', state: 'done' }),
		);
		set(run({ id: 'b', startedAt: 2, steps: 1 }), run({ id: 'a', startedAt: 1, steps: 2 }));
		set(run({ id: 'b', startedAt: 2, state: 'done', steps: 3 }), run({ id: 'a', startedAt: 1, state: 'waiting', steps: 2 }));
		set(run({ id: 'b', state: 'done', steps: 3 }), run({ id: 'a', state: 'done', steps: 4 }));
		timers.pass(59_000);
		expect(shown).toEqual(['a running 1', 'b running 1', 'a waiting 2', 'a done 4']);
		timers.pass(1_000);
		expect(shown.at(-1)).toBeNull();
		set(run({ id: 'a', state: 'done', steps: 4 }));
		expect(shown).toHaveLength(5);
	});

	test('a receipt whose run goes on is a meter again, and does not vanish with its minute', () => {
		const { shown, set, timers } = follow([]);
		set(run({ id: 'a', steps: 1 }));
		set(run({ id: 'a', state: 'stopped', steps: 2 }));
		set(run({ id: 'a', steps: 3 }));
		timers.pass(120_000);
		expect(shown).toEqual(['a running 1', 'a stopped 2', 'a running 3']);
		set();
		expect(shown.at(-1)).toBeNull();
	});

	test('follows a hundred changes a second four times, and never misses the last', () => {
		const list = [run({ id: 'a', steps: 0 })];
		const { shown, changed, timers } = follow(list);
		for (let steps = 1; steps <= 100; steps++) {
			list[0] = run({ id: 'a', steps });
			changed.emit();
			timers.pass(10);
		}
		timers.pass(250);
		expect(shown.length).toBeLessThanOrEqual(7);
		expect(shown.at(-1)).toBe('a running 100');
	});
});
