import type { GatewayDeps } from '../core/gateway/types.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import { budgetAnswer } from './agent/budget-tool.ts';
import { Participant } from './agent/participant/participant.ts';
import { storePick } from './agent/participant/picks.ts';
import { predictAnswer } from './agent/predict-tool.ts';
import { PrivateResults } from './agent/private-results.ts';
import { hasLocal } from './agent/screen.ts';
import type { PaidPause } from './budget/pause.ts';
import type { BudgetService } from './budget/service.ts';
import type { ComposedAgent } from './compose-agent.ts';
import type { AppEvents } from './events.ts';
import type { AnswerLearning } from './learning/answers.ts';
import type { ModelRegistry } from './models/registry.ts';
import type { AppPorts, RouterPorts } from './ports.ts';

/** What agents and people ask of Routoo itself, in VS Code's Chat. */
export interface ComposedParticipant {
	readonly participant: Participant;
	/** Answers of the language-model tools: JSON. */
	readonly tools: {
		/** Rejects only where the call is stopped. */
		predict(input: unknown, signal: AbortSignal): Promise<string>;
		/** Never rejects. */
		budget(): Promise<string>;
	};
	/** Stores which of two compared answers was better; resolves to what to say. Errors: RoutooError 'storage'. */
	preferAnswer(pick: unknown): Promise<string>;
}

/** What tools and attachments carry, before it leaves. */
export function composePrivateResults(ports: RouterPorts, models: ModelRegistry): PrivateResults {
	const { settings, stores, user, privateFiles } = ports;
	return new PrivateResults({
		files: privateFiles,
		settings: () => settings.current(),
		state: stores.state,
		user,
		hasLocal: () => hasLocal(models.candidates(), settings.current().pool),
	});
}

interface Composed {
	readonly events: AppEvents;
	readonly gateway: GatewayDeps;
	readonly models: ModelRegistry;
	readonly budget: BudgetService;
	readonly pause: PaidPause;
	readonly agent: Pick<ComposedAgent, 'service' | 'estimates'>;
	readonly privateResults: PrivateResults;
	readonly answers: AnswerLearning;
}

export function composeParticipant(ports: AppPorts, composed: Composed): ComposedParticipant {
	const { clock, settings, stores, owner, newId } = ports;
	const { events, gateway, models, budget, pause, agent, privateResults, answers } = composed;
	let last: RoutingLine | null = null;
	events.routed.on((line) => {
		last = line ?? last;
	});
	const asking = { gateway, models, budget, owner, newId, settings: () => settings.current() };
	const paused = () => pause.fresh();
	return {
		participant: new Participant({
			...asking,
			...{ clock, paused },
			agent: agent.service,
			ledger: stores.ledger,
			lastRouted: () => last,
			agreed: (text) => privateResults.agreed(text),
			thumb: (runId, value) => void answers.noted(runId, value === 'good' ? 'thumbUp' : 'thumbDown'),
		}),
		tools: {
			predict: (input, signal) => predictAnswer({ ...asking, estimates: agent.estimates }, input, signal),
			budget: () => budgetAnswer({ budget, runs: agent.service.runs, owner, paused }),
		},
		preferAnswer: (pick) => storePick(answers, pick),
	};
}
