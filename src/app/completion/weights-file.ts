import { readFile } from 'node:fs/promises';
import { type CompletionHead, parseCompletionHead } from '../../core/completion/routing/acceptance-weights.ts';
import { PRIOR_COMPLETION_HEAD } from '../../core/completion/routing/prior-weights.ts';

/** The fitted head of the extension. A missing or damaged file leaves working completions on assumptions: `problem` says so. Never rejects. */
export async function readCompletionHead(path: string): Promise<{ readonly head: CompletionHead; readonly problem: string | null }> {
	try {
		return { head: parseCompletionHead(JSON.parse(await readFile(path, 'utf8'))), problem: null };
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		return { head: PRIOR_COMPLETION_HEAD, problem: `completions work on assumptions, without measured figures: ${why}` };
	}
}
