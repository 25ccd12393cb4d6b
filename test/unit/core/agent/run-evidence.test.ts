import { expect, test } from 'vitest';
import { runEvidence } from '../../../../src/core/agent/run-evidence.ts';
import type { RunChange, RunState } from '../../../../src/core/agent/types.ts';

const change = (kind: RunChange['kind']): RunChange => ({ kind }) as RunChange;

test.each<[RunState, number, RunChange['kind'][], string | null]>([
	['done', 7, [], 'runDone'],
	['done', 1, [], null],
	['cancelled', 5, [], 'runAbandoned'],
	['cancelled', 1, [], null],
	['stopped', 5, [], null],
	['failed', 5, [], null],
	['running', 5, [], null],
	['waiting', 5, [], null],
	['done', 9, ['effort'], 'runEscalated'],
	['done', 9, ['model', 'failed'], 'runEscalated'],
	['cancelled', 9, ['effort'], 'runEscalated'],
	['failed', 9, ['model'], 'runEscalated'],
	['done', 9, ['failed'], null],
	['done', 9, ['vanished', 'model'], null],
	['done', 9, ['overflow'], null],
	['done', 9, ['cacheBoundary'], null],
])('%s after %d requests, changes %j: %s', (state, steps, changes, kind) => {
	expect(runEvidence({ state, steps, changes: changes.map(change) })).toBe(kind);
});
