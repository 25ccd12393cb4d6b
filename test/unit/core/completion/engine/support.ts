import { CompletionEngine } from '../../../../../src/core/completion/engine.ts';
import type {
	CompletionEngineDeps,
	CompletionEvent,
	CompletionResult,
	CompletionTrigger,
	EngineSettings,
} from '../../../../../src/core/completion/engine-types.ts';
import { AcceptanceModel } from '../../../../../src/core/completion/routing/acceptance.ts';
import type { PositionFeatures } from '../../../../../src/core/completion/routing/features.ts';
import { LatencyBook } from '../../../../../src/core/completion/routing/latency.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../../../src/core/completion/routing/prior-weights.ts';
import type {
	CompletionCandidate,
	CompletionPosition,
	ContextDocument,
	FillAbility,
	FillEvent,
	FillProvider,
	FillRequest,
} from '../../../../../src/core/completion/types.ts';
import { Health } from '../../../../../src/core/gateway/health.ts';
import { OutcomeBook } from '../../../../../src/core/learning/outcomes.ts';
import type { BudgetPeriod } from '../../../../../src/core/money/ledger.ts';
import { VirtualTime } from '../../../../../training/completion/virtual-time.ts';
import { candidate as chatCandidate, MemoryLedger } from '../../../app/fakes.ts';

/** A stream of the fake provider: pieces of text with the pause before each, ms. */
export type Script = (request: FillRequest, signal: AbortSignal) => AsyncIterable<FillEvent>;

export const text = (piece: string): FillEvent => ({ type: 'text', text: piece });
export const end: FillEvent = { type: 'end', reason: 'stop' };
export const usage = (input: number, output: number): FillEvent => ({
	type: 'usage',
	usage: { input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
	reportedCost: null,
});

export const ABILITY: FillAbility = { method: 'openaiSuffix', template: null, why: 'For tests.' };
export const PRICES = { input: 300_000, output: 900_000, cachedInput: null, cacheWrite: null };

export function fillCandidate(id: string, change: Partial<CompletionCandidate['model']> = {}): CompletionCandidate {
	return { model: chatCandidate(id, { speed: { tokensPerSecond: 200, firstTokenSeconds: 0.15 }, ...change }), ability: ABILITY };
}

export const paid = (id: string): CompletionCandidate => fillCandidate(id, { local: false, prices: PRICES });

export function position(prefix: string, change: Partial<CompletionPosition> = {}): CompletionPosition {
	return {
		path: 'src/a.ts',
		languageId: 'typescript',
		prefix,
		suffix: '\n',
		fileLines: 40,
		line: prefix.split('\n').length - 1,
		selected: null,
		...change,
	};
}

export const OPEN: EngineSettings = {
	enabled: true,
	languageOn: () => true,
	preset: 'best',
	maxFirstLineMs: 10_000,
	pool: null,
	localOnly: false,
	maxCost: null,
	debounce: 'adaptive',
};

/** An engine with everything around it in memory. Fields may be changed by a test at any time. */
export class Bench {
	readonly time = new VirtualTime(Date.UTC(2026, 10, 15, 12));
	readonly ledger = new MemoryLedger();
	readonly events: CompletionEvent[] = [];
	readonly requests: FillRequest[] = [];
	readonly signals: AbortSignal[] = [];
	readonly logged: string[] = [];
	readonly outcomes = new OutcomeBook<PositionFeatures>();
	readonly acceptance = new AcceptanceModel(PRIOR_ACCEPTANCE_WEIGHTS, null);
	readonly latency = new LatencyBook(this.time);
	readonly health = new Health(this.time);
	statusChanges = 0;
	settled: [number, number | null][] = [];
	candidates: readonly CompletionCandidate[] | null = [fillCandidate('home/coder')];
	settings: EngineSettings = OPEN;
	remoteAllowed: boolean | null = true;
	period: BudgetPeriod = { start: 0, end: Number.MAX_SAFE_INTEGER, limit: null };
	remaining: number | null = null;
	lambda = 0;
	documents: readonly ContextDocument[] = [];
	private_ = (_path: string): boolean => false;
	script: Script = () => this.answer('value;');
	readonly engine: CompletionEngine;

	constructor(change: Partial<CompletionEngineDeps> = {}) {
		let id = 0;
		const provider: FillProvider = {
			endpointId: 'home',
			ability: async () => ABILITY,
			fill: (_ability, request, signal) => {
				this.requests.push(request);
				this.signals.push(signal);
				return this.script(request, signal);
			},
		};
		this.engine = new CompletionEngine({
			clock: this.time,
			timers: this.time,
			ledger: this.ledger,
			head: PRIOR_ACCEPTANCE_WEIGHTS,
			acceptance: this.acceptance,
			latency: this.latency,
			outcomes: this.outcomes,
			candidates: () => this.candidates,
			provider: () => provider,
			health: this.health,
			settings: () => this.settings,
			money: () => ({ period: this.period, remaining: this.remaining, lambda: this.lambda }),
			remoteAllowed: () => this.remoteAllowed,
			documents: () => this.documents,
			isPrivate: (path) => this.private_(path),
			recentEdits: () => 1,
			newId: () => `c${++id}`,
			owner: { user: 'local', device: 'd', window: 'test' },
			onSettled: (cost, before) => this.settled.push([cost, before]),
			onStatus: () => this.statusChanges++,
			onEvent: (event) => this.events.push(event),
			log: (line) => this.logged.push(line),
			...change,
		});
	}

	/** Text in pieces, `ms` of virtual time before each. */
	async *answer(...pieces: string[]): AsyncGenerator<FillEvent> {
		for (const piece of pieces) {
			await this.time.sleep(50);
			yield text(piece);
		}
		yield end;
	}

	/** Begins a call; `cancel` is what the editor's token does. */
	ask(at: CompletionPosition, trigger: CompletionTrigger = 'automatic'): { result: Promise<CompletionResult | null>; cancel: () => void } {
		const controller = new AbortController();
		return { result: this.engine.complete(at, { trigger, signal: controller.signal }), cancel: () => controller.abort() };
	}

	/** One call with as much time as it needs. */
	async complete(at: CompletionPosition, trigger: CompletionTrigger = 'automatic'): Promise<CompletionResult | null> {
		const { result } = this.ask(at, trigger);
		await this.time.advance(2000);
		return result;
	}

	kinds(): string[] {
		return this.events.map((event) => event.kind);
	}

	/** Nothing is reserved any more, whatever happened. */
	outstanding(): number {
		return this.ledger.outstanding.size;
	}
}
