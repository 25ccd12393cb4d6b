import { CompletionEngine } from '../../src/core/completion/engine.ts';
import type { CompletionEvent, EngineSettings } from '../../src/core/completion/engine-types.ts';
import { AcceptanceModel, type AcceptanceState } from '../../src/core/completion/routing/acceptance.ts';
import type { AcceptanceWeights } from '../../src/core/completion/routing/acceptance-weights.ts';
import { LatencyBook } from '../../src/core/completion/routing/latency.ts';
import type { CompletionPreset } from '../../src/core/completion/routing/presets.ts';
import type { CompletionCandidate, CompletionPosition } from '../../src/core/completion/types.ts';
import { Health } from '../../src/core/gateway/health.ts';
import { OutcomeBook } from '../../src/core/learning/outcomes.ts';
import type { BudgetPeriod } from '../../src/core/money/ledger.ts';
import { editSimilarity, firstLine } from '../../training/completion/answers.ts';
import { RecordedProvider, type Speed } from '../../training/completion/recorded-provider.ts';
import type { LoadedSession, PositionRow } from '../../training/completion/rows.ts';
import { VirtualTime } from '../../training/completion/virtual-time.ts';
import { ReplayLedger, type Store } from '../replay/ledger.ts';

/**
 * `keys`: the engine is called at every key, as in the editor. `stops`: only at the recorded pauses, as if no gap within a burst were ever taken for one. `pauses`: one request at every recorded pause, whatever it is worth, with nothing kept.
 */
export type ReplayPolicy = 'keys' | 'stops' | 'pauses';

export interface ReplayModel {
	readonly candidate: CompletionCandidate;
	/** Index among the recorded ones. */
	readonly model: number;
	readonly speed: Speed;
}

export interface ReplayInput {
	readonly sessions: readonly LoadedSession[];
	readonly models: readonly ReplayModel[];
	/** A head that has not seen the session's project. */
	headFor(project: string): AcceptanceWeights;
	readonly policy: ReplayPolicy;
	readonly preset: CompletionPreset;
	/** Pacing pressure of the budget, points per dollar. */
	readonly lambda?: number;
	/** Whether the verdict on what is shown at a pause is learned from as it comes. */
	readonly learns: boolean;
	readonly store: Store;
}

export interface ReplayFigures {
	readonly keys: number;
	readonly pauses: number;
	readonly requests: number;
	/** Of the requests: given up because the next key came. */
	readonly cancelled: number;
	/** Pauses at which something was shown, and those of them from the cache. */
	readonly shown: number;
	readonly fromCache: number;
	/** Pauses at which nothing was asked because it was not worth it. */
	readonly skipped: number;
	readonly inputTokens: number;
	readonly outputTokens: number;
	/** µ$ */
	readonly cost: number;
	/** Part of it for cancelled requests, µ$. */
	readonly cancelledCost: number;
	readonly exact: number;
	/** The pauses with an exact first line. */
	readonly exactAt: ReadonlySet<string>;
	/** Mean of the first lines over all pauses, nothing shown counting 0; and over what was shown. */
	readonly similarity: number;
	readonly shownSimilarity: number;
	/** Requests by candidate id. */
	readonly byModel: Readonly<Record<string, number>>;
}

const START = Date.UTC(2026, 10, 2, 9);
const BETWEEN_SESSIONS_MS = 60_000;
const PERIOD: BudgetPeriod = { start: START - 1, end: START + 10 ** 10, limit: null };

/** Plays all sessions in virtual time through the real engine and counts what comes of it. */
export async function replaySessions(input: ReplayInput): Promise<ReplayFigures> {
	const run = new Run(input);
	for (const session of input.sessions) await run.play(session);
	return run.figures();
}

class Run {
	readonly #input: ReplayInput;
	readonly #time = new VirtualTime(START);
	readonly #latency = new LatencyBook(this.#time);
	readonly #health = new Health(this.#time);
	readonly #ledger: ReplayLedger;
	readonly #providers: ReadonlyMap<string, RecordedProvider>;
	#learned: AcceptanceState | null = null;
	#row: PositionRow | null = null;
	#ids = 0;
	readonly #open = new Map<string, number>();
	#keys = 0;
	#pauses = 0;
	#requests = 0;
	#cancelled = 0;
	#cancelledCost = 0;
	#inputTokens = 0;
	#skipped = 0;
	#shown = 0;
	#fromCache = 0;
	readonly #exactAt = new Set<string>();
	#similarity = 0;
	readonly #byModel: Record<string, number> = {};

	constructor(input: ReplayInput) {
		this.#input = input;
		this.#ledger = new ReplayLedger(input.store, () => this.#time.now(), []);
		this.#providers = new Map(
			input.models.map(({ candidate: { model: candidate }, model, speed }) => [
				candidate.id,
				new RecordedProvider(candidate.endpointId, model, speed, this.#time, () => this.#row),
			]),
		);
	}

	async play({ session, document, keys, rows }: LoadedSession): Promise<void> {
		const head = this.#input.headFor(session.project);
		const acceptance = new AcceptanceModel(head, null);
		if (this.#learned !== null) acceptance.restore(this.#learned);
		const recent: number[] = [];
		const events: CompletionEvent[] = [];
		const engine = this.#engine(head, acceptance, recent, events);
		for (const { offset, gapMs } of keys) {
			this.#keys++;
			recent.push(this.#time.now());
			while (this.#time.now() - recent[0]! > 60_000) recent.shift();
			this.#row = rows.get(offset) ?? null;
			if (this.#row === null && this.#input.policy !== 'keys') {
				await this.#time.advance(gapMs);
				continue;
			}
			const position = document.completionPositionAt(offset);
			events.length = 0;
			const shown = await this.#key(engine, position, gapMs);
			if (this.#row !== null) this.#judge(this.#row, position, shown, events, acceptance);
		}
		await engine.dispose();
		this.#learned = acceptance.snapshot();
		await this.#time.advance(BETWEEN_SESSIONS_MS);
	}

	/** One key and the time to the next one; what is shown when it comes. */
	async #key(engine: CompletionEngine, position: CompletionPosition, gapMs: number): Promise<string | null> {
		const controller = new AbortController();
		let shown: string | null = null;
		const { signal } = controller;
		const work =
			this.#input.policy !== 'pauses'
				? engine.complete(position, { trigger: 'automatic', signal }).then((result) => {
						if (!signal.aborted) shown = result?.text ?? null;
					})
				: engine.test(position, signal).then(({ result }) => {
						if (!signal.aborted) shown = result?.text ?? null;
					});
		await this.#time.advance(gapMs);
		const text = shown;
		controller.abort();
		await work;
		await engine.idle();
		return text;
	}

	#judge(
		{ offset, truth, features }: PositionRow,
		{ path, languageId }: CompletionPosition,
		shown: string | null,
		events: readonly CompletionEvent[],
		acceptance: AcceptanceModel,
	): void {
		this.#pauses++;
		if (events.some((event) => event.kind === 'skipped')) this.#skipped++;
		if (shown === null) return;
		const line = firstLine(shown);
		const exact = line === truth;
		this.#shown++;
		if (exact) this.#exactAt.add(`${path} ${offset}`);
		this.#similarity += editSimilarity(line, truth);
		const returned = events.find((event) => event.kind === 'returned');
		if (returned?.from === 'cache') this.#fromCache++;
		else if (returned !== undefined && this.#input.learns) {
			acceptance.learn({ candidateId: returned.candidateId, languageId, features, kept: exact, weight: 1 });
		}
	}

	#engine(head: AcceptanceWeights, acceptance: AcceptanceModel, recent: readonly number[], events: CompletionEvent[]): CompletionEngine {
		const { models, policy, preset } = this.#input;
		const settings: EngineSettings = {
			enabled: true,
			languageOn: () => true,
			preset,
			maxFirstLineMs: policy === 'pauses' ? 60_000 : 600,
			pool: null,
			localOnly: false,
			maxCost: null,
			debounce: 'adaptive',
		};
		return new CompletionEngine({
			clock: this.#time,
			timers: this.#time,
			ledger: this.#ledger,
			head,
			acceptance,
			latency: this.#latency,
			outcomes: new OutcomeBook(),
			candidates: () => models.map(({ candidate }) => candidate),
			provider: ({ id }) => this.#providers.get(id)!,
			health: this.#health,
			remoteAllowed: () => true,
			settings: () => settings,
			money: () => ({ period: PERIOD, remaining: null, lambda: this.#input.lambda ?? 0 }),
			documents: () => [],
			isPrivate: () => false,
			recentEdits: () => recent.length,
			newId: () => `r${++this.#ids}`,
			owner: { user: 'local', device: 'replay', window: 'replay' },
			onSettled: () => {},
			onStatus: () => {},
			onEvent: (event) => {
				events.push(event);
				this.#count(event);
			},
			log: (line) => {
				throw new Error(line);
			},
		});
	}

	#count(event: CompletionEvent): void {
		if (event.kind === 'sent') this.#open.set(event.requestId, event.inputTokens);
		if (event.kind !== 'settled') return;
		// Counted where it is paid: a request that was given up before its reservation never went out.
		this.#requests++;
		this.#byModel[event.candidateId] = (this.#byModel[event.candidateId] ?? 0) + 1;
		this.#inputTokens += this.#open.get(event.requestId)!;
		if (event.sent.outcome !== 'cancelled') return;
		this.#cancelled++;
		this.#cancelledCost += event.sent.cost;
	}

	figures(): ReplayFigures {
		this.#ledger.check(PERIOD);
		return {
			keys: this.#keys,
			pauses: this.#pauses,
			requests: this.#requests,
			cancelled: this.#cancelled,
			shown: this.#shown,
			fromCache: this.#fromCache,
			skipped: this.#skipped,
			inputTokens: this.#inputTokens,
			outputTokens: [...this.#providers.values()].reduce((sum, { sentTokens }) => sum + sentTokens, 0),
			cost: this.#ledger.settled,
			cancelledCost: this.#cancelledCost,
			exact: this.#exactAt.size,
			exactAt: this.#exactAt,
			similarity: this.#pauses === 0 ? 0 : this.#similarity / this.#pauses,
			shownSimilarity: this.#shown === 0 ? 0 : this.#similarity / this.#shown,
			byModel: this.#byModel,
		};
	}
}
