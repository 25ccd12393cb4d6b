import type { BudgetPeriod, Reservation, Settlement } from '../../../src/core/money/ledger.ts';

/** A period that contains now and every virtual time of these tests. */
export function period(limit: number | null): BudgetPeriod {
	return { start: Date.now() - 86_400_000, end: Date.now() + 86_400_000, limit };
}

export function reservation(requestId: string, max: number, more: Partial<Reservation> = {}): Reservation {
	return {
		requestId,
		owner: { user: 'local', device: 'this-device', window: 'window' },
		purpose: 'chat',
		sessionId: 's1',
		runId: null,
		expected: Math.floor(max / 2),
		max,
		decision: {
			candidateId: 'endpoint/model',
			modelName: 'model',
			recipient: 'Vendor',
			endpointId: 'endpoint',
			taskKind: 'explain',
			quality: 0.9,
			qualityLow: 0.85,
			qualityHigh: 0.95,
			expectedLatencyMs: 1200,
			reason: 'cheapest that is good enough',
			referenceName: 'dear',
			referenceCost: max * 3,
		},
		...more,
	};
}

export function settlement(requestId: string, cost: number, more: Partial<Settlement> = {}): Settlement {
	return {
		requestId,
		cost,
		costSource: 'provider',
		usage: { input: 10, cachedInput: 0, cacheWrite: 0, output: 5, reasoning: 0 },
		outcome: 'answered',
		durationMs: 900,
		firstTokenMs: 200,
		...more,
	};
}
