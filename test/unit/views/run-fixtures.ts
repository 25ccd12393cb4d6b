import type { LedgerRow, Run } from '../../../src/protocol/dashboard.ts';
import { NOW } from './fixtures.ts';

/** Runs of agents for tests and for the preview script. */

export function runModel(modelName: string, change: Partial<Run['model']> = {}): Run['model'] {
	return { candidateId: `x/${modelName}`, modelName, recipient: 'Anthropic', effort: null, local: false, ...change };
}

export function run(change: Partial<Run> = {}): Run {
	return {
		id: 'run-1',
		window: 'w',
		startedAt: NOW - 120_000,
		updatedAt: NOW,
		state: 'running',
		taskKind: 'fix',
		model: runModel('Haiku 4.5'),
		quality: { mean: 0.91, low: 0.86, high: 0.95 },
		estimate: { expected: 310_000, low: 150_000, high: 900_000, steps: 18, from: 'recorded' },
		cap: 1_550_000,
		spent: 120_000,
		steps: 7,
		tokens: { input: 60_000, cachedInput: 41_000, output: 3_000 },
		subAgents: [],
		changes: [],
		suggestion: null,
		...change,
	};
}

/** A step of a run in the ledger. */
export function runRow({
	modelName = 'Haiku 4.5',
	change: changed,
	...change
}: Partial<LedgerRow> & { readonly modelName?: string; readonly change?: string } = {}): LedgerRow {
	return {
		requestId: 'r1',
		at: NOW,
		purpose: 'agent',
		owner: { user: 'local', device: 'd', window: 'w' },
		runId: 'run-1',
		state: 'settled',
		cost: 10_000,
		costSource: 'provider',
		usage: { input: 900, cachedInput: 9_000, cacheWrite: 100, output: 340, reasoning: 0 },
		durationMs: 2_400,
		outcome: 'answered',
		claimed: null,
		corrected: false,
		decision: {
			candidateId: `x/${modelName}`,
			modelName,
			recipient: 'Anthropic',
			endpointId: 'x',
			taskKind: 'fix',
			quality: 0.91,
			qualityLow: 0.86,
			qualityHigh: 0.95,
			expectedLatencyMs: 2_000,
			reason: 'Stays with the model that its run began with.',
			referenceName: null,
			referenceCost: null,
			...(changed === undefined ? {} : { change: changed }),
		},
		...change,
	};
}
