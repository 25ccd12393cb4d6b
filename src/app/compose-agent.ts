import { verifiedFailure } from '../core/agent/failure/verified-failure.ts';
import { runEstimates } from '../core/agent/run-cost.ts';
import { runEvidence } from '../core/agent/run-evidence.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import type { AgentDeps } from './agent/deps.ts';
import { LearnedRunShapes } from './agent/learned-runs.ts';
import type { PrivateResults } from './agent/private-results.ts';
import { screenRequest } from './agent/screen.ts';
import { AgentService } from './agent/service.ts';
import type { BudgetService } from './budget/service.ts';
import type { AppEvents } from './events.ts';
import type { AnswerLearning } from './learning/answers.ts';
import type { Trials } from './learning/trials.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { RouterPorts } from './ports.ts';

interface Composed {
	readonly events: AppEvents;
	readonly gateway: GatewayDeps;
	readonly models: ModelRegistry;
	readonly budget: BudgetService;
	readonly privateResults: PrivateResults;
	readonly answers: AnswerLearning;
	readonly trials: Trials;
}

export interface ComposedAgent {
	readonly service: AgentService;
	/** What a run is expected to cost. */
	readonly estimates: AgentDeps['estimates'];
	readonly learned: LearnedRunShapes;
	/** What is kept of runs and learned of them. Never rejects. */
	load(): Promise<void>;
	/** Writes what is not written yet. Never rejects. */
	close(): Promise<void>;
}

/** Routoo for callers with conversations of their own: VS Code's Chat, other extensions, tools. */
export function composeAgent(
	ports: RouterPorts,
	{ events, gateway, models, budget, privateResults, answers, trials }: Composed,
): ComposedAgent {
	const { settings, stores, owner, newId, timers, clock, log } = ports;
	const learned = new LearnedRunShapes({ state: stores.state, candidates: () => models.candidates(), log: (line) => log.warn(line) });
	let learning: Promise<void> = Promise.resolve();
	const estimates: AgentDeps['estimates'] = (candidates, of) =>
		runEstimates(candidates, {
			...of,
			learned: learned.current(),
			now: clock.now(),
			cacheShown: (candidate) => gateway.caches.experience.shown(candidate),
		});
	const service = new AgentService({
		...{ gateway, models, budget, owner, newId, timers, trials },
		settings: () => settings.current(),
		state: stores.state,
		estimates,
		failure: verifiedFailure,
		screen: (request, on) =>
			screenRequest({ results: privateResults, candidates: () => models.candidates(), settings: () => settings.current() }, request, on),
		onEnded: (run) => {
			learning = learned.ended(run);
			const kind = runEvidence(run);
			if (kind !== null) void answers.noted(run.id, kind);
		},
		onRouted: (line) => events.routed.emit(line),
		log: (line) => log.info(line),
	});
	// Models and settings, money, the last choice.
	events.models.on(() => service.refreshEntries());
	events.budget.on(() => service.refreshEntries());
	return {
		...{ service, estimates, learned },
		load: async () => void (await Promise.all([service.load(), learned.load()])),
		close: async () => void (await Promise.all([service.close(), learning])),
	};
}
