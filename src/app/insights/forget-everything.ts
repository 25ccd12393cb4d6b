import type { LedgerInsights } from '../../core/money/insights.ts';
import type { RunsPort } from '../agent/ports.ts';
import type { BudgetService } from '../budget/service.ts';
import type { CompletionService } from '../completion/service.ts';
import { forgetAnswers, type TransferParts } from '../learning/transfer.ts';

export interface Forgettable {
	readonly insights: Pick<LedgerInsights, 'forget'>;
	readonly budget: Pick<BudgetService, 'period' | 'refresh'>;
	readonly learned: Pick<TransferParts, 'answers' | 'trials' | 'lengths' | 'runs'>;
	readonly runs: Pick<RunsPort, 'forgetEnded'>;
	readonly completion: Pick<CompletionService, 'resetLearned'>;
	/** Of this editor. */
	readonly chat: { deleteSessions(ids: 'all'): Promise<void> };
}

/**
 * The ledger's rows, the receipts of runs, what signals said of models, how long answers are and how runs go, and what requests asked for;
 * the sums of the running period stay, so that the budget holds. Resolves to whether all but the ledger could be forgotten too. Errors:
 * RoutooError 'storage' where the ledger could not be changed: then nothing was forgotten.
 */
export async function forgetEverything(
	{ insights, budget, learned, runs, completion, chat }: Forgettable,
	chats: boolean,
): Promise<boolean> {
	await insights.forget(budget.period());
	if (chats) await chat.deleteSessions('all');
	await completion.resetLearned();
	const forgot = await Promise.all([runs.forgetEnded(), learned.lengths.forget(), learned.runs.forget(), forgetAnswers(learned)]);
	await budget.refresh();
	return forgot.every(Boolean);
}
