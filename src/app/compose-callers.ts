import { ConversationCaches } from '../core/gateway/conversation-cache.ts';
import type { Health } from '../core/gateway/health.ts';
import { RunHolds } from '../core/gateway/run-holds.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import { estimateTokens } from '../core/message/text-tokens.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetReader } from './budget/reader.ts';
import type { BudgetService } from './budget/service.ts';
import { ChatController } from './chat/controller.ts';
import { FillProviders } from './completion/fill-providers.ts';
import { CompletionService } from './completion/service.ts';
import type { ComposedModels } from './compose-models.ts';
import type { AppEvents } from './events.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';
import { setLocalOnly } from './settings/local-only.ts';

/** What every caller of the gateway hands to it. */
export function composeGateway(
	{ predictor, stores, clock, log }: AppPorts,
	models: ModelRegistry,
	health: Health,
	pause: PaidPause,
): GatewayDeps {
	return {
		predictor,
		ledger: stores.ledger,
		clock,
		health,
		caches: new ConversationCaches(),
		runHolds: new RunHolds(),
		paused: () => pause.fresh(),
		provider: (candidate) => models.providerOf(candidate),
		estimateTokens,
		contextLearned: (candidate, tokens) => models.contextLearned(candidate, tokens),
		log: (line) => log.info(line),
	};
}

/** What has been composed before. */
interface Composed {
	readonly events: AppEvents;
	readonly budget: BudgetService;
}

export function composeChat(
	ports: AppPorts,
	{
		events,
		gateway,
		models,
		budget,
		pause,
	}: Composed & { readonly gateway: GatewayDeps; readonly models: ModelRegistry; readonly pause: PaidPause },
): ChatController {
	const { settings, stores, predictor, user, notices, owner, newId, log, timers } = ports;
	return new ChatController({
		gateway,
		models,
		budget,
		paidPaused: () => pause.current(),
		settings: () => settings.current(),
		sessions: stores.sessions,
		editor: ports.editor,
		user: {
			pickModel: async (title) => {
				await models.ready();
				return user.pickModel(
					title,
					models.options().filter((option) => option.usable),
				);
			},
			runCommand: (command) => user.runCommand(command),
			updateSetting: (key, value) => settings.update(key, value),
			setLocalOnly: (on) => setLocalOnly(settings, notices, on),
		},
		store: stores.kept,
		newId,
		owner,
		timers,
		previewDelayMs: 250,
		saveDelayMs: 1000,
		onView: () => predictor.start(),
		onRouted: (line) => events.routed.emit(line),
		log: (line) => log.warn(line),
	});
}

export function composeCompletion(
	ports: AppPorts,
	composed: Composed & {
		readonly health: Health;
		readonly models: ComposedModels;
		readonly budgetReader: BudgetReader;
		readonly pause: PaidPause;
	},
): CompletionService {
	const { clock, timers, settings, stores, catalog, owner, newId, log } = ports;
	const { events, health, models, budget, budgetReader, pause } = composed;
	return new CompletionService({
		...{ clock, timers, budget, budgetReader, pause, catalog, owner, newId },
		ledger: stores.ledger,
		models: models.registry,
		fillProviders: new FillProviders(models.registry, models.providerDeps, ports.editorModels),
		settings: () => settings.current(),
		editor: ports.completionEditor,
		head: ports.completionHead,
		signals: stores.signals,
		state: stores.state,
		user: ports.user,
		health,
		onStatus: (gate) => events.completions.emit(gate),
		log: (line) => log.info(line),
	});
}
