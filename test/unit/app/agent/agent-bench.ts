import type { AgentDeps } from '../../../../src/app/agent/deps.ts';
import type { AgentEvents, AgentRequest, AgentResult } from '../../../../src/app/agent/ports.ts';
import { AgentService } from '../../../../src/app/agent/service.ts';
import { BudgetService } from '../../../../src/app/budget/service.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import type { Run, RunEstimate, VerifiedFailure } from '../../../../src/core/agent/types.ts';
import type { RoutooError } from '../../../../src/core/base/errors.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import { RunHolds } from '../../../../src/core/gateway/run-holds.ts';
import type { Message, ToolDefinition } from '../../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../../src/core/message/stream.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { Ledger } from '../../../../src/core/money/ledger.ts';
import type { RoutingLine } from '../../../../src/core/routing/routing-line.ts';
import { assistant, call, result, system, TOOLS, wrapped } from '../../core/agent/talk.ts';
import { prices } from '../../core/routing/support.ts';
import { candidate, MemoryLedger, SetClock } from '../fakes.ts';

export type Script = (request: StreamRequest, signal: AbortSignal) => AsyncIterable<StreamEvent>;

export const paid = (id: string, input: number, output: number, over: Partial<Candidate> = {}): Candidate =>
	candidate(id, {
		local: false,
		tools: true,
		vision: true,
		contextTokens: 200_000,
		maxOutputTokens: 4000,
		prices: prices(input, output),
		...over,
	});

export const MINI = paid('cloud/mini', 0.5, 2);
export const MINI_HIGH = paid('cloud/mini', 0.5, 2, { id: 'cloud/mini@high', effort: 'high', displayName: 'mini (high)', reasoning: true });
export const BIG = paid('vendor/big', 5, 25);
export const HOME = candidate('home/local', { tools: true, contextTokens: 100_000 });

const usage = (input: number, output: number): StreamEvent => ({
	type: 'usage',
	usage: { input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
	reportedCost: null,
});

export async function* says(text: string, tokens: readonly [number, number] = [1000, 100]): AsyncGenerator<StreamEvent> {
	yield { type: 'text', text };
	yield usage(...tokens);
	yield { type: 'end', reason: 'stop' };
}

export async function* calls(
	id: string,
	name = 'read_file',
	args: unknown = {},
	tokens: readonly [number, number] = [1000, 100],
): AsyncGenerator<StreamEvent> {
	yield { type: 'toolCall', call: { type: 'toolCall', id, name, arguments: JSON.stringify(args) } };
	yield usage(...tokens);
	yield { type: 'end', reason: 'toolCalls' };
}

export async function* fails(error: RoutooError): AsyncGenerator<StreamEvent> {
	yield* [];
	throw error;
}

/** Some text, then nothing until it is stopped. */
export async function* hangs(signal: AbortSignal, text = 'begun'): AsyncGenerator<StreamEvent> {
	yield { type: 'text', text };
	await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

export interface Answered extends AgentResult {
	readonly lines: readonly string[];
	readonly text: string;
}

interface BenchOptions {
	readonly ledger?: Ledger;
	readonly table?: MemoryStateTable;
	readonly window?: string;
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly deps?: Partial<AgentDeps>;
}

/** The agent service with scripted models, a predictor stand-in and everything it rests on in memory. */
export class AgentBench {
	candidates: Candidate[] = [MINI, BIG];
	quality: Record<string, number> = { 'cloud/mini': 0.93, 'cloud/mini@high': 0.94, 'vendor/big': 0.97, 'home/local': 0.6 };
	/** What is predicted beside that, as its interval. */
	intervals: Record<string, { readonly low: number; readonly high: number }> = {};
	/** By model; the next answer of each. */
	scripts: Record<string, Script> = {};
	/** What verified failure says next. */
	failure: VerifiedFailure | null = null;
	/** µ$ that a run costs with each candidate. */
	estimates: Record<string, number> = { 'cloud/mini': 20_000, 'cloud/mini@high': 30_000, 'vendor/big': 200_000 };
	/** Kind of task that the predictor says. */
	kind = 'fix';
	/** What runs of a kind cost beside `estimates`. */
	kindFactor: Record<string, number> = {};
	readonly values: Map<string, unknown>;
	readonly clock = new SetClock();
	readonly memory = new MemoryLedger();
	readonly ledger: Ledger;
	readonly sent: { readonly model: string; readonly effort: string | null; readonly request: StreamRequest }[] = [];
	readonly waiting: { readonly ms: number; readonly run: () => void }[] = [];
	readonly routed: RoutingLine[] = [];
	readonly ended: Run[] = [];
	readonly logged: string[] = [];
	readonly state: VersionedState;
	readonly budget: BudgetService;
	readonly deps: AgentDeps;
	readonly agent: AgentService;
	#ids = 0;

	constructor({ ledger, table = new MemoryStateTable(), window = 'w1', settings = {}, deps = {} }: BenchOptions = {}) {
		this.values = new Map(Object.entries(settings));
		this.ledger = ledger ?? this.memory;
		this.state = new VersionedState(table, 'workspace');
		this.budget = new BudgetService({
			...{ ledger: this.ledger, settings: () => this.settings(), state: this.state, clock: this.clock },
			onNotice: () => {},
			onChange: () => {},
		});
		const clock = this.clock;
		this.deps = {
			gateway: {
				...{ ledger: this.ledger, clock, health: new Health(clock), caches: new ConversationCaches(), runHolds: new RunHolds() },
				predictor: {
					predict: async (request, candidates) => ({
						candidates: candidates.map((c) => {
							const mean = this.quality[c.id] ?? 0.5;
							const tokens = { outputTokens: { mean: 100, p90: 300 }, latencyMs: 500 };
							return { candidateId: c.id, quality: { mean, low: mean - 0.03, high: mean + 0.02, ...this.intervals[c.id] }, ...tokens };
						}),
						covariance: candidates.map((_, i) => candidates.map((_, j) => (i === j ? 1e-6 : 0))),
						...{ inputTokens: request.inputTokens ?? 100, source: 'encoder', degraded: null, taskKind: this.kind },
					}),
					status: () => ({ kind: 'ready', runtime: 'native' }),
					onStatus: () => () => {},
					dispose: async () => {},
				},
				provider: (c) => ({
					endpointId: c.endpointId,
					listModels: async () => [],
					stream: (request, signal) => {
						this.sent.push({ model: request.model, effort: request.effort, request });
						return this.scripts[request.model]?.(request, signal) ?? says(`from ${request.model}`);
					},
				}),
				estimateTokens: (text) => Math.ceil(text.length / 4),
				log: (line) => void this.logged.push(line),
			},
			models: {
				candidates: () => this.candidates,
				ready: async () => {},
				refresh: async () => {},
				usableCount: () => this.candidates.length,
			},
			budget: this.budget,
			settings: () => this.settings(),
			state: this.state,
			owner: { user: 'local', device: 'd', window },
			newId: () => `${window}-${++this.#ids}`,
			timers: {
				after: (ms, run) => {
					const waits = { ms, run };
					this.waiting.push(waits);
					return () => void this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((other) => other !== waits));
				},
			},
			estimates: (candidates, { taskKind }) =>
				candidates.map((c): RunEstimate | null => {
					const expected = (this.estimates[c.id] ?? Number.NaN) * (this.kindFactor[taskKind] ?? 1);
					return Number.isNaN(expected) ? null : { expected, low: expected / 2, high: expected * 2, steps: 14, from: 'recorded' };
				}),
			failure: () => {
				const found = this.failure;
				this.failure = null;
				return found;
			},
			onEnded: (run) => void this.ended.push(run),
			onRouted: (line) => void this.routed.push(line),
			log: (line) => void this.logged.push(line),
			...deps,
		};
		this.agent = new AgentService(this.deps);
	}

	settings(): Settings {
		return readSettings((key) => this.values.get(key)).settings;
	}

	/** Lets what waits run, and what that begins. */
	async elapse(ms = 1000): Promise<void> {
		this.clock.at += ms;
		for (const { run } of this.waiting.splice(0)) run();
		await new Promise((resolve) => setTimeout(resolve, 0));
	}

	async ask(
		messages: readonly Message[],
		over: Partial<AgentRequest> & { readonly tools?: readonly ToolDefinition[] } = {},
	): Promise<Answered> {
		const lines: string[] = [];
		let text = '';
		const events: AgentEvents = {
			onLine: (line) => void lines.push(line),
			onText: (said) => {
				text += said;
			},
			onReasoning: () => {},
		};
		const { tools = TOOLS, ...rest } = over;
		const request: AgentRequest = {
			...{ entry: 'auto', conversationId: 'c1', signal: new AbortController().signal },
			prompt: { messages, tools, toolChoice: 'auto' },
			...rest,
		};
		const answered = await this.agent.answer(request, events);
		return { ...answered, lines, text };
	}

	/** Of a run, as the ledger booked it. */
	bookedTo(runId: string): number {
		return [...this.memory.settled.values()]
			.filter(({ reservation }) => reservation.runId === runId)
			.reduce((sum, { settlement }) => sum + settlement.cost, 0);
	}
}

export const BEGIN: readonly Message[] = [system(), wrapped('Fix the tests')];
/** The run's conversation after the calls with these ids, each with its result. */
export const after = (...ids: readonly string[]): readonly Message[] => [...BEGIN, ...ids.flatMap((id) => [call(id), result(id)])];
export { assistant, call, result, system, wrapped };
