import { Health } from '../core/gateway/health.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import type { Ledger, Purpose } from '../core/money/ledger.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { DashboardState } from '../protocol/dashboard.ts';
import type { AgentPort, RunsPort } from './agent/ports.ts';
import type { PrivateResults } from './agent/private-results.ts';
import { PaidPause } from './budget/pause.ts';
import { BudgetReader } from './budget/reader.ts';
import { BudgetService } from './budget/service.ts';
import type { ChatController } from './chat/controller.ts';
import type { CompletionService } from './completion/service.ts';
import type { TextCompletionPort } from './completion/text-port.ts';
import { composeAgent } from './compose-agent.ts';
import { composeChat, composeCompletion, composeGateway } from './compose-callers.ts';
import { type ComposedModels, composeModels } from './compose-models.ts';
import { type ComposedParticipant, composeParticipant, composePrivateResults } from './compose-participant.ts';
import { composeText } from './compose-text.ts';
import { type AppEvents, appEvents, type NoticeHub } from './events.ts';
import { dashboardState, predictorView } from './insights/dashboard.ts';
import type { StatusSource } from './insights/status.ts';
import type { KeySource } from './models/keys.ts';
import type { ModelRegistry } from './models/registry.ts';
import { RestWatch } from './models/rest-watch.ts';
import type { AppPorts, LoadablePredictor } from './ports.ts';
import { setLocalOnly } from './settings/local-only.ts';
import type { SettingsSource } from './settings/source.ts';

/** The product without an editor. */
export interface App extends StatusSource, ComposedParticipant {
	readonly settings: SettingsSource;
	readonly keys: KeySource;
	readonly notices: NoticeHub;
	readonly predictor: LoadablePredictor;
	readonly ledger: Ledger;
	readonly models: ModelRegistry;
	readonly providerDeps: ComposedModels['providerDeps'];
	readonly health: Health;
	readonly gateway: GatewayDeps;
	readonly budget: BudgetService;
	readonly budgetReader: BudgetReader;
	/** All paid requests, in every window. */
	readonly pause: PaidPause;
	readonly chat: ChatController;
	readonly completion: CompletionService;
	/** Text completions for tools. */
	readonly texts: TextCompletionPort;
	/** For callers with conversations of their own. */
	readonly agent: AgentPort;
	readonly privateResults: PrivateResults;
	readonly runs: RunsPort;
	setLocalOnly(on: boolean): Promise<void>;
	/** Errors: RoutooError 'storage'. */
	dashboardState(): Promise<DashboardState>;
	/** Restores the session, lists the models and reads the ledger. Never rejects: each part says what is wrong with it. */
	start(): Promise<void>;
	/** Stops and books what is under way, saves, and closes the stores. */
	dispose(): Promise<void>;
}

/** A window that closes waits this long for what is still to be booked, ms. */
const CLOSE_MS = 2000;
/** Another window may have spent: the ledger is read again this often. */
const REFRESH_MS = 60_000;
/** Another window may have paused paid requests, or let them go on: what is shown of it is read again this often. */
const PAUSE_READ_MS = 3000;

/** Builds the product from its ports. Nothing is asked or read before `start`. */
export function composeApp(ports: AppPorts): App {
	const { clock, settings, predictor, notices, log, catalog } = ports;
	const { stores } = ports;
	const { ledger } = stores;
	const events = appEvents();
	const health = new Health(clock);
	const models = composeModels(ports, events, health);
	const budget = composeBudget(ports, events);
	const budgetReader = new BudgetReader(budget, notices, (line) => log.warn(line));
	const pause = new PaidPause(stores.state, clock, (line) => log.warn(line));
	const gateway = {
		...composeGateway(ports, models.registry, health, pause),
		decided: (purpose: Purpose, line: RoutingLine) => events.decided.emit({ purpose, line }),
	};
	const chat = composeChat(ports, { events, gateway, models: models.registry, budget, pause });
	const completion = composeCompletion(ports, { events, health, models, budget, budgetReader, pause });
	const privateResults = composePrivateResults(ports, models.registry);
	const agent = composeAgent(ports, { events, gateway, models: models.registry, budget, privateResults });
	const participant = composeParticipant(ports, {
		events,
		gateway,
		models: models.registry,
		budget,
		pause,
		agent,
		privateResults,
	});
	const stop = listen(ports, { events, health, models, budgetReader, pause, chat, completion });
	let timers: readonly ReturnType<typeof setInterval>[] = [];
	let disposed = false;
	return {
		...{ events, settings, predictor, notices, ledger, health, gateway, budget, budgetReader, pause, chat, completion },
		agent: agent.service,
		texts: composeText(ports, { health, budget, pause, models: models.registry, completion }),
		runs: agent.service.runs,
		...participant,
		privateResults,
		keys: ports.keys,
		models: models.registry,
		providerDeps: models.providerDeps,
		setLocalOnly: (on) => setLocalOnly(settings, notices, on),
		dashboardState: () =>
			dashboardState({
				budget,
				ledger,
				models: models.registry,
				catalog,
				predictor,
				runs: agent.service.runs,
				pause,
				window: ports.owner.window,
				clock,
			}),
		start: async () => {
			// A window that was closed while it still came up.
			if (disposed) return;
			timers = [setInterval(() => void budgetReader.refresh(), REFRESH_MS), setInterval(() => void pause.fresh(), PAUSE_READ_MS)];
			// What was kept comes first: else a threshold would be told again, and an open chat be left.
			const restore = stores.ready.then(() =>
				Promise.all([chat.restore(), budgetReader.refresh(), completion.start(), models.lessons.load(), agent.load()]),
			);
			await Promise.all([restore, models.registry.refresh()]);
		},
		dispose: async () => {
			disposed = true;
			timers.forEach(clearInterval);
			stop();
			// What is still to be booked may wait for a ledger that does not answer; closing does not.
			const closed = Promise.withResolvers<void>();
			const stopWaiting = ports.timers.after(CLOSE_MS, closed.resolve);
			await Promise.race([Promise.all([chat.dispose(), completion.close(), models.lessons.close(), agent.close()]), closed.promise]);
			stopWaiting();
			await Promise.all([predictor.dispose(), stores.dispose()]);
		},
	};
}

function composeBudget({ stores, settings, clock, notices }: AppPorts, events: AppEvents): BudgetService {
	return new BudgetService({
		ledger: stores.ledger,
		settings: () => settings.current(),
		state: stores.state,
		clock,
		onNotice: ({ text }) =>
			notices.tell('warning', text, { subject: 'budget', action: { label: 'Budget', command: 'openBudgetSettings' } }),
		onChange: (snapshot) => events.budget.emit(snapshot),
	});
}

/** Who hears of what, now that all parts are there. Returns what ends it. */
function listen(
	ports: AppPorts,
	parts: Pick<App, 'events' | 'health' | 'budgetReader' | 'pause' | 'chat' | 'completion'> & { readonly models: ComposedModels },
): () => void {
	const { settings, keys, predictor, notices, editorModels } = ports;
	const { events, health, models, budgetReader, pause, chat, completion } = parts;
	const rests = new RestWatch(health, ports.clock, notices);
	events.models.on(() => {
		models.sources.tellErrors();
		chat.refresh();
		completion.modelsChanged();
	});
	events.budget.on(({ view }) => {
		if (view.level === 'ok') notices.withdraw('budget');
		// Once a minute: a rest ends without a word.
		rests.look();
		chat.refresh();
	});
	const off = [
		health.changed.on(() => {
			rests.look();
			chat.refresh();
		}),
		pause.changed.on(() => {
			completion.pauseChanged();
			chat.refresh();
		}),
		notices.on(({ level, text, options }) => chat.notices.add(level, text, options)),
		notices.onWithdrawn((subject) => chat.notices.withdraw(subject)),
		predictor.onStatus((status) => chat.setPredictor(predictorView(status))),
		// Money and limits count at once.
		settings.onChange(() => {
			events.models.emit();
			completion.settingsChanged();
			void Promise.all([budgetReader.refresh(), models.sources.settingsChanged()]);
		}),
		keys.onChange((endpointId) => {
			health.reset({ endpointId });
			completion.retry();
			void models.registry.refresh();
		}),
		editorModels?.onChange(() => models.sources.editorModelsChanged()),
		// Consent to a model of the editor's makes it one for completions.
		editorModels?.onConsent(() => completion.modelsChanged()),
		() => models.sources.dispose(),
	];
	return () => {
		for (const end of off) end?.();
	};
}
