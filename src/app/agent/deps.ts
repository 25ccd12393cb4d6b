import type { Run, RunEstimate, ToolStep, VerifiedFailure } from '../../core/agent/types.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Timers } from '../../core/base/time.ts';
import type { GatewayDeps } from '../../core/gateway/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Owner } from '../../core/money/ledger.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { BudgetService } from '../budget/service.ts';
import type { ModelSource } from '../chat/ports.ts';
import type { Trials } from '../learning/trials.ts';
import type { Settings } from '../settings/schema.ts';
import type { AgentRequest } from './ports.ts';

/** What the private-file rules make of a request: what may be sent of it, and where to. */
export interface Screened {
	readonly prompt: AgentRequest['prompt'];
	readonly localOnly: boolean;
}

export interface ScreenedFor {
	/** Key of the conversation whose answers hold: that of the run, for its sub-agents and summaries too. */
	readonly conversation: string;
	/** False for what an editor asks by itself: nobody waits for it, so nobody is asked. */
	readonly mayAsk: boolean;
	/**
	 * False: only a decision is wanted. Nobody is asked, nothing is remembered, and an open question counts as not agreed to. Absent: true.
	 */
	readonly toSend?: boolean;
}

export interface AgentDeps {
	readonly gateway: GatewayDeps;
	readonly models: Pick<ModelSource, 'candidates' | 'ready' | 'refresh' | 'usableCount'>;
	readonly budget: Pick<BudgetService, 'period' | 'current' | 'afterSettled' | 'refresh'>;
	readonly settings: () => Settings;
	/** Of all windows. */
	readonly state: StateStore;
	readonly owner: Owner;
	readonly newId: () => string;
	readonly timers: Timers;
	/** What a run is expected to cost, in the order of the candidates; null where that is nothing or not known. */
	estimates(
		candidates: readonly Candidate[],
		of: { readonly taskKind: string; readonly inputTokens: number; readonly runSteps?: number | undefined },
	): readonly (RunEstimate | null)[];
	/** What the results of a run show from step `since` on. */
	failure(steps: readonly ToolStep[], since: number): VerifiedFailure | null;
	/** Before a request is routed. Absent: everything may be sent. Rejects only where the request was stopped. */
	screen?(request: AgentRequest, on: ScreenedFor): Promise<Screened>;
	/** Which conversations may begin with a model that is tried; absent: none. */
	readonly trials?: Pick<Trials, 'offeredTo' | 'sent'>;
	/** A run has ended: done, stopped, cancelled or failed. May be called again for one that was taken up once more. */
	onEnded?(run: Run): void;
	onRouted(line: RoutingLine): void;
	/** Never receives text. */
	log(line: string): void;
}
