import type { Health } from '../core/gateway/health.ts';
import { estimateTokens } from '../core/message/text-tokens.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetService } from './budget/service.ts';
import { type CompletionService, engineMoney } from './completion/service.ts';
import { TextCompletions } from './completion/text-completions.ts';
import type { TextCompletionPort } from './completion/text-port.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';

/** Text completions for tools, over what the editor's completions know of models and have learned of them. */
export function composeText(
	{
		clock,
		stores,
		settings,
		completionHead,
		newId,
		owner,
		log,
	}: Pick<AppPorts, 'clock' | 'stores' | 'settings' | 'completionHead' | 'newId' | 'owner' | 'log'>,
	composed: {
		readonly health: Health;
		readonly budget: BudgetService;
		readonly pause: PaidPause;
		readonly models: ModelRegistry;
		readonly completion: CompletionService;
	},
): TextCompletionPort {
	const { health, budget, pause, models, completion } = composed;
	return new TextCompletions({
		...{ clock, ledger: stores.ledger, health, head: completionHead, newId, owner, estimateTokens },
		learned: completion.learned,
		fillModels: completion.fillModels,
		candidates: () => models.fillCandidates(),
		settings: () => settings.current(),
		remoteAllowed: () => completion.remoteAllowed(),
		money: () => engineMoney(budget),
		paused: () => pause.fresh(),
		onSettled: (cost, before) => completion.settled(cost, before),
		log: (line) => log.info(line),
	});
}
