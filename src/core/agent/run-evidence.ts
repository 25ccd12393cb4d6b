import type { EvidenceKind } from '../learning/evidence.ts';
import type { Run } from './types.ts';

/** So few requests are an answer, not a run: what becomes of it is seen elsewhere. */
const LEAST_STEPS = 2;

/**
 * What the end of a run says of the model that it began with; null where it says nothing. A stronger one took over: it was stuck. It
 * failed, vanished or was outgrown: what followed is another model's. Money ended it, or the provider did: neither is the model's work.
 */
export function runEvidence({ state, steps, changes }: Pick<Run, 'state' | 'steps' | 'changes'>): EvidenceKind | null {
	if (steps < LEAST_STEPS) return null;
	const [first] = changes;
	if (first !== undefined) return first.kind === 'effort' || first.kind === 'model' ? 'runEscalated' : null;
	if (state === 'done') return 'runDone';
	return state === 'cancelled' ? 'runAbandoned' : null;
}
