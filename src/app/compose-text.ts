import type { Health } from '../core/gateway/health.ts';
import { estimateTokens } from '../core/message/text-tokens.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetService } from './budget/service.ts';
import { engineMoney } from './completion/service.ts';
import type { CompletionShared } from './completion/shared.ts';
import { TextCompletions } from './completion/text-completions.ts';
import type { TextCompletionPort } from './completion/text-port.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { RouterPorts } from './ports.ts';

/** Text completions for tools, over what completions know of models and have learned of them. */
export function composeText(
	{
		clock,
		stores,
		settings,
		completionHead,
		newId,
		owner,
		log,
	}: Pick<RouterPorts, 'clock' | 'stores' | 'settings' | 'completionHead' | 'newId' | 'owner' | 'log'>,
	composed: {
		readonly health: Health;
		readonly budget: BudgetService;
		readonly pause: PaidPause;
		readonly models: ModelRegistry;
		readonly completions: CompletionShared;
	},
): TextCompletionPort {
	const { health, budget, pause, models, completions } = composed;
	return new TextCompletions({
		...{ clock, ledger: stores.ledger, health, head: completionHead, newId, owner, estimateTokens },
		learned: completions.learned,
		fillModels: completions.fillModels,
		candidates: () => models.fillCandidates(),
		settings: () => settings.current(),
		remoteAllowed: () => completions.consent.current(),
		money: () => engineMoney(budget),
		paused: () => pause.fresh(),
		onSettled: (cost, before) => completions.settled(cost, before),
		log: (line) => log.info(line),
	});
}
