import { readFile } from 'node:fs/promises';
import { type AcceptanceWeights, parseAcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../core/completion/routing/prior-weights.ts';

/**
 * The fitted head of the extension. A missing or damaged file leaves working completions on assumptions: `problem` says so. Never rejects.
 */
export async function readAcceptanceWeights(path: string): Promise<{ readonly head: AcceptanceWeights; readonly problem: string | null }> {
	try {
		return { head: parseAcceptanceWeights(JSON.parse(await readFile(path, 'utf8'))), problem: null };
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { head: PRIOR_ACCEPTANCE_WEIGHTS, problem: `completions work on assumptions, without measured figures: ${why}` };
	}
}
