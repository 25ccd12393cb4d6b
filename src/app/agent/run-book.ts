import type { KnownRuns } from '../../core/agent/conversation.ts';
import { startsAgent } from '../../core/agent/conversation.ts';
import { asShown, booked, endedAs, IDLE_MS, isLive, MOST_RUNS, sent } from '../../core/agent/run.ts';
import { callHash } from '../../core/agent/text-hash.ts';
import type { Run, RunState } from '../../core/agent/types.ts';
import { Emitter } from '../../core/base/emitter.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { ToolCallPart, ToolResultPart } from '../../core/message/message.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import type { AgentDeps } from './deps.ts';
import { type KeptRun, KeptRuns } from './kept-runs.ts';
import {
	beganSub,
	isAsked,
	keptThread,
	knownThread,
	type LiveRun,
	newLive,
	newThread,
	type Thread,
	takenBack,
	unwatch,
} from './live-run.ts';
import type { RunsPort } from './ports.ts';

/** Runs that a window remembers the conversations of. */
const MOST_LIVE = 100;
/** How long what other windows wrote is shown before it is read anew, ms. */
const READ_AGAIN_MS = 15_000;

/** The runs of this window, live, and the latest of all. */
export class RunBook implements RunsPort {
	readonly changed = new Emitter();
	readonly #deps: AgentDeps;
	readonly #kept: KeptRuns;
	/** Newest first. */
	#live: LiveRun[] = [];
	#readAt = 0;

	constructor(deps: AgentDeps) {
		this.#deps = deps;
		this.#kept = new KeptRuns({
			state: deps.state,
			timers: deps.timers,
			now: () => deps.gateway.clock.now(),
			window: deps.owner.window,
			own: () => this.#own(),
			log: (line) => deps.log(line),
		});
	}

	list(): readonly Run[] {
		const now = this.#now();
		if (now - this.#readAt > READ_AGAIN_MS) void this.load();
		const own = this.#live.flatMap(({ run }) => (run === null ? [] : [run]));
		const ids = new Set(own.map(({ id }) => id));
		const others = this.#kept.all().flatMap(({ run }) => (ids.has(run.id) ? [] : [run]));
		const mine = this.#deps.owner.window;
		// One of this window that is not live here was begun before a reload.
		const shown = [
			...own.map((run) => asShown(run, now, true)),
			...others.map((run) => asShown(run, now, run.window !== mine && this.#kept.isAlive(run.window))),
		];
		return shown.sort((a, b) => b.startedAt - a.startedAt).slice(0, MOST_RUNS);
	}

	escalate(runId: string): void {
		const live = this.#live.find(({ id }) => id === runId);
		if (live?.run == null || !isLive(live.run)) return;
		live.escalate = true;
		this.update(live, { ...live.run, suggestion: null });
	}

	/** Never rejects. */
	async load(): Promise<void> {
		this.#readAt = this.#now();
		await this.#kept.load();
		this.#dropForgotten();
		this.changed.emit();
	}

	async forgetEnded(): Promise<boolean> {
		const done = await this.#kept.forgetEnded();
		this.#dropForgotten();
		this.changed.emit();
		return done;
	}

	/** A conversation that goes on all the same begins a run anew; one whose sub-agents still work ends first. */
	#dropForgotten(): void {
		this.#live = this.#live.filter(({ run, outstanding }) => run === null || outstanding.length > 0 || !this.#kept.isForgotten(run));
	}

	close(): Promise<void> {
		for (const live of this.#live) unwatch(live);
		return this.#kept.close();
	}

	/** What is known to tell whose a request is; those of other windows and of before a reload included. Ends what has waited too long. */
	known(): KnownRuns {
		for (const live of this.#live) if (this.#hasIdled(live)) this.end(live, 'cancelled');
		return this.seen();
	}

	/** The same, without ending anything: what has waited too long counts as ended. */
	seen(): KnownRuns {
		const stateOf = (live: LiveRun): RunState => (this.#hasIdled(live) ? 'cancelled' : live.state);
		const own = this.#live.flatMap((live) => live.threads.map((thread) => knownThread(live.id, stateOf(live), thread)));
		const ids = new Set(this.#live.map(({ id }) => id));
		const kept = this.#kept
			.all()
			.flatMap(({ run, threads }) => (ids.has(run.id) ? [] : threads.map((t) => knownThread(run.id, run.state, t))));
		const outstanding = this.#live.flatMap((live) => (this.#hasIdled(live) ? [] : live.outstanding));
		return { threads: [...own, ...kept], outstanding };
	}

	find(runId: string): LiveRun | null {
		const found = this.peek(runId);
		if (found !== null && !this.#live.includes(found)) this.#live = [found, ...this.#live].slice(0, MOST_LIVE);
		return found;
	}

	/** The same, without taking up what another window or the one before a reload began. */
	peek(runId: string): LiveRun | null {
		const found = this.#live.find(({ id }) => id === runId);
		if (found !== undefined) return found;
		const kept = this.#kept.all().find(({ run }) => run.id === runId);
		return kept === undefined ? null : this.#takenUp(kept);
	}

	/** The newest run of a conversation but for this one, null where none is known. */
	before(runId: string, key: string): Run | null {
		const of = (threads: readonly Pick<Thread, 'subAgent' | 'key'>[]) => threads.some((t) => t.subAgent === null && t.key === key);
		const own = this.#live.find(({ threads, run, id }) => run !== null && id !== runId && of(threads));
		if (own?.run != null) return own.run;
		return this.#kept.all().find(({ run, threads }) => run.id !== runId && of(threads))?.run ?? null;
	}

	begin(id: string, key: string, task: string): { readonly live: LiveRun; readonly thread: Thread } {
		for (const earlier of this.#live) {
			// Callers that name no conversation may begin two at once with the same words.
			const [main] = earlier.threads;
			const beside = main?.task === task && main.calls.size > 0;
			if (isLive(earlier) && main?.key === key && !isAsked(earlier) && !beside) this.end(earlier, 'cancelled');
		}
		const thread = newThread(null, key, task);
		const live = newLive(id, [thread], null);
		this.#live = [live, ...this.#live].slice(0, MOST_LIVE);
		return { live, thread };
	}

	/** Nothing was sent for it, and nothing is known of it. */
	forget(live: LiveRun): void {
		if (live.run === null) this.#live = this.#live.filter((other) => other !== live);
	}

	thread(live: LiveRun, subAgent: string | null): Thread | null {
		return live.threads.find((thread) => thread.subAgent === subAgent) ?? null;
	}

	beginSub(live: LiveRun, call: string, key: string, task: string): Thread {
		return beganSub(live, call, key, task);
	}

	update(live: LiveRun, run: Run): void {
		live.run = run;
		live.state = run.state;
		this.#changed();
	}

	/** A step is being prepared. */
	goesOn(live: LiveRun): void {
		unwatch(live);
		if (live.run !== null) this.update(live, endedAs(live.run, 'running', this.#now()));
	}

	/** A request of the run goes out. */
	sent(live: LiveRun, subAgent: string | null): void {
		if (live.run !== null) this.update(live, sent(live.run, this.#now(), subAgent));
	}

	booked(live: LiveRun, cost: MicroDollars, usage: TokenUsage | null, subAgent: string | null): void {
		if (live.run !== null) this.update(live, booked(live.run, cost, usage, subAgent));
		else live.early = [...live.early, { cost, usage }];
	}

	returned(live: LiveRun, results: readonly ToolResultPart[]): void {
		takenBack(live, results);
	}

	called(live: LiveRun, thread: Thread, calls: readonly ToolCallPart[]): void {
		for (const { id, name, arguments: written } of calls) {
			const call = callHash(id);
			thread.calls.add(call);
			if (!startsAgent(name)) continue;
			live.outstanding = live.outstanding.filter((other) => other.call !== call);
			live.outstanding.push({ runId: live.id, key: thread.key, call, name, arguments: written.slice(0, 100_000), claimed: false });
		}
	}

	/** The end of a step or of the run. */
	end(live: LiveRun, state: RunState): void {
		unwatch(live);
		live.state = state;
		if (state !== 'waiting') {
			// Texts of the conversation are held no longer than they are needed: a sub-agent that works beside it may begin after its end.
			live.outstanding = state === 'done' ? live.outstanding.filter(({ claimed }) => !claimed) : [];
			for (const thread of live.threads) thread.steps = new Map();
		}
		if (live.run === null) return;
		this.update(live, endedAs(live.run, state, this.#now()));
		if (isLive(live.run)) {
			if (state === 'waiting') this.#watch(live, IDLE_MS);
		} else if (!live.inline) this.#deps.onEnded?.(live.run);
	}

	/** Who shows it need not ask again: a run that waits too long ends by itself. */
	#watch(live: LiveRun, ms: number): void {
		live.unwatch = this.#deps.timers.after(ms, () => {
			live.unwatch = null;
			if (live.run?.state !== 'waiting') return;
			const left = live.run.updatedAt + IDLE_MS - this.#now();
			// A computer that slept, or a clock that was set.
			if (left >= 0) this.#watch(live, Math.min(IDLE_MS, left + 1));
			else this.end(live, 'cancelled');
		});
	}

	/** A run of before a reload goes on here. */
	#takenUp({ run, threads }: KeptRun): LiveRun {
		const known = threads.map((t) => ({
			...newThread(t.subAgent, t.key, t.task),
			calls: new Set(t.calls),
			candidateId: t.candidateId,
			quality: t.quality,
			since: t.since,
		}));
		return newLive(run.id, known, { ...run, window: this.#deps.owner.window });
	}

	#hasIdled({ run }: LiveRun): boolean {
		return run?.state === 'waiting' && this.#now() - run.updatedAt > IDLE_MS;
	}

	#own(): readonly KeptRun[] {
		return this.#live.flatMap(({ run, threads }) => (run === null ? [] : [{ run, threads: threads.map(keptThread) }]));
	}

	#changed(): void {
		this.#kept.changed();
		this.changed.emit();
	}

	#now(): number {
		return this.#deps.gateway.clock.now();
	}
}
