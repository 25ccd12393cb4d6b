import { inWords } from '../core/base/errors.ts';
import type { Health } from '../core/gateway/health.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import type { Ledger } from '../core/money/ledger.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { DashboardState } from '../protocol/dashboard.ts';
import type { AgentPort, RunsPort } from './agent/ports.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetService } from './budget/service.ts';
import { CommitMessages } from './chat/commit-messages.ts';
import type { ChatController } from './chat/controller.ts';
import { InlineEdits } from './chat/inline-edits.ts';
import type { CompletionService } from './completion/service.ts';
import { composeChat, composeCompletion } from './compose-callers.ts';
import type { ComposedModels } from './compose-models.ts';
import { composeModelsPage } from './compose-models-page.ts';
import { type ComposedParticipant, composeParticipant } from './compose-participant.ts';
import { composeRouter, type Router } from './compose-router.ts';
import type { NoticeHub } from './events.ts';
import { dashboardState, predictorView } from './insights/dashboard.ts';
import { forgetEverything } from './insights/forget-everything.ts';
import { InsightsPage } from './insights/insights-page.ts';
import type { ModelsPage } from './insights/models/models-page.ts';
import type { StatusSource } from './insights/status.ts';
import { AnswerWatch } from './learning/answer-watch.ts';
import type { KeySource } from './models/keys.ts';
import { ModelMarks } from './models/model-marks.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { SourceWatch } from './models/source-watch.ts';
import type { AppPorts, LoadablePredictor } from './ports.ts';
import { setLocalOnly } from './settings/local-only.ts';
import type { SettingsSource } from './settings/source.ts';
import { Welcome } from './welcome/welcome.ts';

type OfRouter = Pick<Router, 'events' | 'budgetReader' | 'privateResults' | 'preferences' | 'reading' | 'texts' | 'answers' | 'learned'>;

/** The product of an editor, without the editor. */
export interface App extends StatusSource, ComposedParticipant, OfRouter {
	readonly budget: BudgetService;
	/** All paid requests, in every window. */
	readonly pause: PaidPause;
	readonly settings: SettingsSource;
	readonly keys: KeySource;
	readonly notices: NoticeHub;
	readonly predictor: LoadablePredictor;
	readonly ledger: Ledger;
	readonly models: ModelRegistry;
	readonly sources: Pick<SourceWatch, 'lookForServers'>;
	readonly providerDeps: ComposedModels['providerDeps'];
	readonly health: Health;
	readonly gateway: GatewayDeps;
	readonly chat: ChatController;
	/** For Source Control. */
	readonly commits: CommitMessages;
	/** Edits of lines in the editor. */
	readonly inlineEdits: InlineEdits;
	readonly completion: CompletionService;
	/** For callers with conversations of their own. */
	readonly agent: AgentPort;
	readonly runs: RunsPort;
	/** What this window sees of its answers. */
	readonly watch: AnswerWatch;
	/** The first steps. */
	readonly welcome: Welcome;
	setLocalOnly(on: boolean): Promise<void>;
	/** Errors: RoutooError 'storage'. */
	dashboardState(): Promise<DashboardState>;
	/** What is known of each model, and what Auto may use. */
	readonly modelsPage: ModelsPage;
	/** What the dashboard shows of the ledger's rows. */
	readonly insights: InsightsPage;
	/** See forget-everything.ts. */
	forget(chats: boolean): Promise<boolean>;
	/** Restores the session, lists the models and reads the ledger. Never rejects: each part says what is wrong with it. */
	start(): Promise<void>;
	/** Stops and books what is under way, saves, and closes the stores. */
	dispose(): Promise<void>;
}

/** Builds the product from its ports. Nothing is asked or read before `start`. */
export function composeApp(ports: AppPorts): App {
	const { clock, settings, predictor, notices, catalog } = ports;
	const { ledger } = ports.stores;
	const router = composeRouter(ports);
	const { events, health, gateway, budget, budgetReader, pause, agent, completions, fillProviders, privateResults, reading, texts } =
		router;
	const { answers, trials, learned, preferences } = router;
	const { registry, providerDeps, sources } = router.models;
	const watch = new AnswerWatch({
		...{ learning: answers, clock, timers: ports.timers },
		lines: (answerId) => ports.editor.placedLines(answerId),
	});
	const welcome = new Welcome({
		...{ models: registry, keys: ports.keys, state: ports.stores.state, environment: ports.environment },
		settings: () => settings.current(),
		log: (line) => ports.log.warn(line),
	});
	const marks = new ModelMarks(ports.stores.state, clock);
	const chat = composeChat(ports, {
		events,
		gateway,
		models: registry,
		budget,
		pause,
		answers,
		trials,
		watch,
		welcome,
		preferences,
		marks,
	});
	const { owner, newId, log } = ports;
	const asking = {
		...{ gateway, models: registry, budget, owner, newId },
		settings: () => settings.current(),
		onRouted: (line: RoutingLine | null) => events.routed.emit(line),
		log: (line: string) => log.warn(line),
	};
	const commits = new CommitMessages(asking);
	const inlineEdits = new InlineEdits(asking);
	const completion = composeCompletion(ports, { events, health, completions, fillProviders, budget, pause });
	const participant = composeParticipant(ports, { events, gateway, models: registry, budget, pause, agent, privateResults, answers });
	const stop = listen(ports, { marks, models: registry, events, health, pause, preferences, reading, chat, completion, welcome });
	return {
		...{
			events,
			settings,
			predictor,
			notices,
			ledger,
			health,
			gateway,
			budget,
			budgetReader,
			pause,
			chat,
			commits,
			inlineEdits,
			completion,
			texts,
		},
		...{ answers, learned, watch, welcome },
		agent: agent.service,
		runs: agent.service.runs,
		...participant,
		...{ privateResults, preferences, reading, providerDeps },
		keys: ports.keys,
		models: registry,
		sources,
		modelsPage: composeModelsPage(ports, { models: registry, health, answers, preferences, marks }),
		insights: new InsightsPage({ ...ports.stores, budget, settings, clock }),
		forget: (chats) =>
			forgetEverything({ insights: ports.stores.insights, budget, learned, runs: agent.service.runs, completion, chat }, chats),
		setLocalOnly: (on) => setLocalOnly(settings, notices, on),
		dashboardState: () =>
			dashboardState({
				...{ budget, catalog, predictor, pause, clock },
				models: registry,
				learned: answers,
				runs: agent.service.runs,
				window: ports.owner.window,
			}),
		start: async () => {
			await router.start(() => Promise.all([chat.restore(), completion.readShared(), welcome.load()]));
			sources.started();
		},
		dispose: () => {
			stop();
			watch.dispose();
			return router.dispose(() => Promise.all([chat.dispose(), completion.close()]));
		},
	};
}

/** Who hears of what beside the router, now that all parts are there. Returns what ends it. */
function listen(
	{ settings, keys, predictor, notices, log }: AppPorts,
	{
		marks,
		models,
		events,
		health,
		pause,
		preferences,
		reading,
		chat,
		completion,
		welcome,
	}: Pick<App, 'models' | 'events' | 'health' | 'pause' | 'preferences' | 'reading' | 'chat' | 'completion' | 'welcome'> & {
		readonly marks: ModelMarks;
	},
): () => void {
	events.models.on(() => {
		chat.refresh();
		// What is new is known by when it was first listed.
		void marks.look(models.candidates()).then(
			() => chat.showFrame(),
			(error: unknown) => log.warn(`what is new among the models cannot be kept: ${inWords(error)}`),
		);
	});
	events.budget.on(() => chat.refresh());
	events.learned.on(() => chat.refresh());
	const off = [
		health.changed.on(() => chat.refresh()),
		welcome.changed.on(() => chat.showFrame()),
		preferences.changed.on(() => chat.refresh()),
		reading.waiting.on((now) => chat.setReading(now)),
		pause.changed.on(() => {
			completion.pauseChanged();
			chat.refresh();
		}),
		notices.on(({ level, text, options }) => chat.notices.add(level, text, options)),
		notices.onWithdrawn((subject) => chat.notices.withdraw(subject)),
		predictor.onStatus((status) => chat.setPredictor(predictorView(status))),
		settings.onChange(() => {
			completion.settingsChanged();
			welcome.settingsChanged();
		}),
		keys.onChange(() => {
			completion.retry();
			void welcome.look();
		}),
	];
	return () => {
		for (const end of off) end();
	};
}
