import type { Health } from '../core/gateway/health.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetService } from './budget/service.ts';
import { QueueClaims } from './chat/claims.ts';
import { ChatController } from './chat/controller.ts';
import type { FillProviders } from './completion/fill-providers.ts';
import { CompletionService } from './completion/service.ts';
import type { CompletionShared } from './completion/shared.ts';
import type { AppEvents } from './events.ts';
import type { AnswerWatch } from './learning/answer-watch.ts';
import type { AnswerLearning } from './learning/answers.ts';
import type { Trials } from './learning/trials.ts';
import { markedOptions } from './models/marked-options.ts';
import type { ModelMarks } from './models/model-marks.ts';
import type { PreferredModels } from './models/preferences.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';
import { setLocalOnly } from './settings/local-only.ts';
import type { Welcome } from './welcome/welcome.ts';

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
		answers,
		trials,
		watch,
		welcome,
		preferences,
		marks,
	}: Composed & {
		readonly gateway: GatewayDeps;
		readonly models: ModelRegistry;
		readonly pause: PaidPause;
		readonly answers: AnswerLearning;
		readonly trials: Trials;
		readonly watch: AnswerWatch;
		readonly welcome: Welcome;
		readonly preferences: PreferredModels;
		readonly marks: ModelMarks;
	},
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
			pickModel: async (title, hints) => {
				await models.ready();
				return user.pickModel(
					title,
					markedOptions(models.options(), marks).filter((option) => option.usable),
					hints,
				);
			},
			runCommand: (command, ...args) => user.runCommand(command, ...args),
			writeCommitMessage: (wish) => user.writeCommitMessage(wish),
			updateSetting: (key, value) => settings.update(key, value),
			setLocalOnly: (on) => setLocalOnly(settings, notices, on),
		},
		store: stores.kept,
		newId,
		owner,
		timers,
		previewDelayMs: 250,
		saveDelayMs: 1000,
		answers: watch,
		trials,
		welcome,
		preferences,
		marks,
		claims: new QueueClaims(stores.state, owner.window, (line) => log.warn(line)),
		...(ports.promptFiles === undefined ? {} : { prompts: ports.promptFiles }),
		ownSignals: () => answers.count(),
		onView: () => predictor.start(),
		onRouted: (line) => events.routed.emit(line),
		log: (line) => log.warn(line),
	});
}

export function composeCompletion(
	{ clock, timers, settings, stores, owner, newId, log, user, ...ports }: AppPorts,
	composed: Composed & {
		readonly health: Health;
		readonly completions: CompletionShared;
		readonly fillProviders: FillProviders;
		readonly pause: PaidPause;
	},
): CompletionService {
	const { events, health, completions, fillProviders, budget, pause } = composed;
	return new CompletionService({
		...{ clock, timers, budget, pause, owner, newId, user, fillProviders, health },
		shared: completions,
		ledger: stores.ledger,
		settings: () => settings.current(),
		editor: ports.completionEditor,
		head: ports.completionHead,
		state: stores.state,
		onStatus: (gate) => events.completions.emit(gate),
		log: (line) => log.info(line),
	});
}
