import { ConversationCaches } from '../core/gateway/conversation-cache.ts';
import { Health } from '../core/gateway/health.ts';
import { RunHolds } from '../core/gateway/run-holds.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import { estimateTokens } from '../core/message/text-tokens.ts';
import type { PrivateResults } from './agent/private-results.ts';
import { BudgetNotice } from './budget/notice.ts';
import { PaidPause } from './budget/pause.ts';
import { BudgetReader, LEDGER_SUBJECT } from './budget/reader.ts';
import { BudgetService } from './budget/service.ts';
import { FillProviders } from './completion/fill-providers.ts';
import { CompletionShared } from './completion/shared.ts';
import type { TextCompletionPort } from './completion/text-port.ts';
import { type ComposedAgent, composeAgent } from './compose-agent.ts';
import { type ComposedModels, composeModels } from './compose-models.ts';
import { composePrivateResults } from './compose-participant.ts';
import { composeReading } from './compose-reading.ts';
import { composeText } from './compose-text.ts';
import { type AppEvents, appEvents } from './events.ts';
import { KeptLengths } from './learned-lengths.ts';
import { AnswerLearning } from './learning/answers.ts';
import type { TransferParts } from './learning/transfer.ts';
import { Trials } from './learning/trials.ts';
import { tellFailures } from './model-files/words.ts';
import { PreferredModels } from './models/preferences.ts';
import type { ModelRegistry } from './models/registry.ts';
import { RestWatch } from './models/rest-watch.ts';
import type { RouterPorts } from './ports.ts';
import type { DeepReadingService } from './reading/service.ts';

/** The way from a request to a model, for whoever asks: what an editor's views and the endpoint for other tools stand on. */
export interface Router {
	readonly events: AppEvents;
	readonly models: ComposedModels;
	readonly health: Health;
	readonly gateway: GatewayDeps;
	readonly budget: BudgetService;
	readonly budgetReader: BudgetReader;
	/** All paid requests, in every window. */
	readonly pause: PaidPause;
	readonly privateResults: PrivateResults;
	/** Which model the user prefers for which kind of task. */
	readonly preferences: PreferredModels;
	/** The slower reader of what is dear. */
	readonly reading: DeepReadingService;
	/** What signals say of models. */
	readonly answers: AnswerLearning;
	/** Which conversations may begin with a model that is tried. */
	readonly trials: Trials;
	/** All that is learned, for its export and import. */
	readonly learned: TransferParts;
	/** For callers with conversations of their own. */
	readonly agent: ComposedAgent;
	readonly completions: CompletionShared;
	readonly fillProviders: FillProviders;
	/** Text completions for tools. */
	readonly texts: TextCompletionPort;
	/**
	 * Lists the models and reads the ledger. Never rejects: each part says what is wrong with it.
	 * @param restore what is begun beside it once the stores are read; must not reject
	 */
	start(restore?: () => Promise<unknown>): Promise<void>;
	/**
	 * Ends and books what is under way, saves, and closes the stores.
	 * @param end what is ended and booked first, within the same time; must not reject
	 */
	dispose(end?: () => Promise<unknown>): Promise<void>;
}

/** A window that closes waits this long for what is still to be booked, ms. */
const CLOSE_MS = 2000;
/** Another window may have spent: the ledger is read again this often. */
const REFRESH_MS = 60_000;
/** Another window may have paused paid requests, or let them go on: what is shown of it is read again this often. */
const PAUSE_READ_MS = 3000;

/** Builds it from its ports. Nothing is asked or read before `start`. */
export function composeRouter(ports: RouterPorts): Router {
	const { clock, timers, settings, stores, predictor, notices, log, catalog } = ports;
	const events = appEvents();
	const health = new Health(clock);
	const models = composeModels(ports, events, health);
	const { registry } = models;
	const budget = composeBudget(ports, events);
	const budgetReader = new BudgetReader(budget, notices, (line) => log.warn(line));
	const pause = new PaidPause(stores.state, clock, (line) => log.warn(line));
	const preferences = new PreferredModels(
		stores.state,
		() => registry.candidates(),
		(line) => log.warn(line),
	);
	const lengths = new KeptLengths(stores.state, (line) => log.warn(line));
	const reading: DeepReadingService = composeReading(ports, { models: registry, budget, gateway: () => gateway, agent: () => agent });
	const answers = new AnswerLearning({
		...{ signals: stores.signals, profiles: stores.profiles, clock },
		onChange: () => events.learned.emit(),
		log: (line) => log.warn(line),
	});
	const gateway = composeGateway(ports, { events, models: registry, health, pause, lengths, answers, reading, preferences });
	const trials = new Trials({
		...{ state: stores.state, caches: gateway.caches },
		share: () => settings.current().learning.exploration,
		log: (line) => log.warn(line),
	});
	const privateResults = composePrivateResults(ports, registry);
	const agent = composeAgent(ports, { events, gateway, models: registry, budget, privateResults, answers, trials });
	const fillProviders = new FillProviders(registry, models.providerDeps, ports.editorModels, ports.modelFiles ?? null);
	const completions = new CompletionShared({
		...{ clock, timers, budget, budgetReader, models: registry, fillProviders, catalog },
		settings: () => settings.current(),
		head: ports.completionHead,
		signals: stores.signals,
		state: stores.state,
		log: (line) => log.info(line),
	});
	const stop = listen(ports, { events, health, models, budgetReader, completions });
	let rereads: readonly ReturnType<typeof setInterval>[] = [];
	let disposed = false;
	return {
		...{
			events,
			models,
			health,
			gateway,
			budget,
			budgetReader,
			pause,
			privateResults,
			preferences,
			reading,
			answers,
			trials,
			agent,
			completions,
			fillProviders,
		},
		learned: learnedParts({ answers, trials, completions, lengths, agent, clock }),
		texts: composeText(ports, { health, budget, pause, models: registry, completions }),
		start: async (restore) => {
			// A window that was closed while it still came up.
			if (disposed) return;
			rereads = [setInterval(() => void budgetReader.refresh(), REFRESH_MS), setInterval(() => void pause.fresh(), PAUSE_READ_MS)];
			// What was kept comes first: else a threshold would be told again, and an open chat be left.
			const restored = stores.ready.then(() =>
				Promise.all([
					restore?.(),
					budgetReader.refresh(),
					pause.fresh(),
					preferences.look(),
					completions.start(),
					models.lessons.load(),
					agent.load(),
					lengths.load(),
					answers.load(),
					trials.kept.load(),
				]),
			);
			await Promise.all([restored, registry.refresh()]);
		},
		dispose: async (end) => {
			disposed = true;
			reading.dispose();
			rereads.forEach(clearInterval);
			stop();
			// What is still to be booked may wait for a ledger that does not answer; closing does not.
			const closed = Promise.withResolvers<void>();
			const stopWaiting = timers.after(CLOSE_MS, closed.resolve);
			const ended = Promise.all([end?.(), models.lessons.close(), agent.close(), lengths.close(), trials.kept.saved()]).then(() =>
				// After the runs that have just ended.
				Promise.all([completions.close(), answers.close()]),
			);
			await Promise.race([ended, closed.promise]);
			stopWaiting();
			await Promise.all([predictor.dispose(), stores.dispose()]);
		},
	};
}

/** What every caller of the gateway hands to it. */
function composeGateway(
	{ predictor, stores, clock, log }: RouterPorts,
	{
		events,
		models,
		health,
		pause,
		lengths,
		answers,
		reading,
		preferences,
	}: Pick<Router, 'events' | 'health' | 'pause' | 'answers' | 'reading' | 'preferences'> & {
		readonly models: ModelRegistry;
		readonly lengths: KeptLengths;
	},
): GatewayDeps {
	return {
		predictor,
		ledger: stores.ledger,
		clock,
		health,
		caches: new ConversationCaches(),
		lengths,
		abilities: answers,
		preferences,
		reading,
		runHolds: new RunHolds(),
		paused: () => pause.fresh(),
		decided: (purpose, line) => events.decided.emit({ purpose, line }),
		provider: (candidate) => models.providerOf(candidate),
		estimateTokens,
		contextLearned: (candidate, tokens) => models.contextLearned(candidate, tokens),
		log: (line) => log.info(line),
	};
}

function composeBudget({ stores, settings, clock, notices }: RouterPorts, events: AppEvents): BudgetService {
	const thresholds = new BudgetNotice(notices);
	return new BudgetService({
		ledger: stores.ledger,
		settings: () => settings.current(),
		state: stores.state,
		clock,
		onNotice: (notice) => thresholds.tell(notice),
		onChange: (snapshot) => {
			notices.withdraw(LEDGER_SUBJECT);
			thresholds.look(snapshot.view);
			events.budget.emit(snapshot);
		},
	});
}

/** Who hears of what, now that all parts are there. Returns what ends it. */
function listen(
	{ settings, keys, notices, editorModels, modelFiles, clock }: RouterPorts,
	parts: Pick<Router, 'events' | 'health' | 'models' | 'budgetReader' | 'completions'>,
): () => void {
	const { events, health, models, budgetReader, completions } = parts;
	const rests = new RestWatch(health, clock, notices);
	events.models.on(() => {
		models.sources.tellErrors();
		completions.modelsChanged();
	});
	// Once a minute: a rest ends without a word.
	events.budget.on(() => rests.look());
	const off = [
		health.changed.on(() => rests.look()),
		// Money and limits count at once.
		settings.onChange(() => {
			events.models.emit();
			void Promise.all([budgetReader.refresh(), models.sources.settingsChanged()]);
		}),
		keys.onChange((endpointId) => {
			health.reset({ endpointId });
			void models.registry.refresh();
		}),
		editorModels?.onChange(() => models.sources.editorModelsChanged()),
		// Consent to a model of the editor's makes it one for completions.
		editorModels?.onConsent(() => completions.modelsChanged()),
		// What runs can complete; what is shown of it is shown anew.
		modelFiles?.changed.on(() => events.models.emit()),
		modelFiles == null ? undefined : tellFailures(modelFiles, notices),
		() => models.sources.dispose(),
	];
	return () => {
		for (const end of off) end?.();
	};
}

function learnedParts({
	answers,
	trials,
	completions: { learned },
	lengths,
	agent,
	clock,
}: Pick<Router, 'answers' | 'trials' | 'completions' | 'agent'> &
	Pick<RouterPorts, 'clock'> & { readonly lengths: KeptLengths }): TransferParts {
	return {
		answers,
		completions: {
			current: () => learned.acceptance.snapshot(),
			parse: (raw) => (learned.canReplace(raw) ? raw : null),
			replace: (belief) => learned.replace(belief),
		},
		lengths: lengths.kept,
		trials: trials.kept,
		runs: agent.learned.kept,
		now: () => clock.now(),
	};
}
