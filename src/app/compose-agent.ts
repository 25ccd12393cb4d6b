import { verifiedFailure } from '../core/agent/failure/verified-failure.ts';
import { runEstimates } from '../core/agent/run-cost.ts';
import type { GatewayDeps } from '../core/gateway/types.ts';
import type { PrivateResults } from './agent/private-results.ts';
import { screenRequest } from './agent/screen.ts';
import { AgentService } from './agent/service.ts';
import type { BudgetService } from './budget/service.ts';
import type { AppEvents } from './events.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts } from './ports.ts';

interface Composed {
	readonly events: AppEvents;
	readonly gateway: GatewayDeps;
	readonly models: ModelRegistry;
	readonly budget: BudgetService;
	readonly privateResults: PrivateResults;
}

/** Routoo for callers with conversations of their own: VS Code's Chat, other extensions, tools. */
export function composeAgent(ports: AppPorts, { events, gateway, models, budget, privateResults }: Composed): AgentService {
	const { settings, stores, owner, newId, timers, clock, log } = ports;
	const agent = new AgentService({
		...{ gateway, models, budget, owner, newId, timers },
		settings: () => settings.current(),
		state: stores.state,
		estimates: (candidates, of) => runEstimates(candidates, { ...of, learned: null, now: clock.now() }),
		failure: verifiedFailure,
		screen: (request) =>
			screenRequest({ results: privateResults, candidates: () => models.candidates(), settings: () => settings.current() }, request),
		onRouted: (line) => events.routed.emit(line),
		log: (line) => log.info(line),
	});
	// Models and settings, money, the last choice.
	events.models.on(() => agent.refreshEntries());
	events.budget.on(() => agent.refreshEntries());
	return agent;
}
