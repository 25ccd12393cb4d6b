import { expect, test } from 'vitest';
import { appEvents } from '../../../../src/app/events.ts';
import { followStatus, INITIAL_STATUS } from '../../../../src/app/insights/status.ts';
import type { StatusState } from '../../../../src/app/insights/status-view.ts';
import { Emitter } from '../../../../src/core/base/emitter.ts';
import type { PredictorStatus } from '../../../../src/core/routing/predictor.ts';

test('each event changes its part of the status and leaves the others', () => {
	const events = appEvents();
	const predictor = new Emitter<PredictorStatus>();
	let status: PredictorStatus = { kind: 'loading' };
	let usable = 0;
	let localOnly = false;
	let shown: StatusState = INITIAL_STATUS;
	const changes: string[][] = [];
	followStatus(
		{
			events,
			models: { reference: () => ({ id: 'a/x', displayName: 'X', prices: {} as never }), usableCount: () => usable },
			budget: { period: () => ({ start: 0, end: 1, limit: 9, limits: { completion: 4 } }) },
			settings: { current: () => ({ localOnly }) as never },
			predictor: { status: () => status, onStatus: (listener) => predictor.on(listener) },
		},
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
	expect(changes).toEqual([
		['predictor'],
		['health', 'usableModels'],
		['budget', 'completionsLimit', 'localOnly', 'projected', 'reference', 'summary'],
		['predictor'],
		['completions'],
		['last'],
		['last'],
	]);
});
