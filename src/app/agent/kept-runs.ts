import * as z from 'zod/mini';
import { isLive, MOST_RUNS } from '../../core/agent/run.ts';
import type { Run } from '../../core/agent/types.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Timers } from '../../core/base/time.ts';

/** Where the state keeps the latest runs of all windows: numbers, names and hashes, never text of a conversation. */
export const RUNS_KEY = 'agent.runs';
const SAVE_DELAY_MS = 1000;
/** A window with a live run says so this often, and is gone when it has not for twice as long. */
const ALIVE_EVERY_MS = 60_000;
const GONE_AFTER_MS = 2 * ALIVE_EVERY_MS + SAVE_DELAY_MS;
/** Calls of a conversation that are remembered: those whose results may still come. */
const MOST_CALLS = 64;
const MOST_THREADS = 20;

const name = z.string().check(z.maxLength(300));
const words = z.string().check(z.maxLength(1000));
const amount = z.number().check(z.minimum(0));
const share = z.number().check(z.minimum(0), z.maximum(1));
const model = z.object({ candidateId: name, modelName: name, recipient: name, effort: z.nullable(name), local: z.boolean() });
const runSchema = z.object({
	id: name,
	window: name,
	startedAt: amount,
	updatedAt: amount,
	state: z.enum(['running', 'waiting', 'done', 'stopped', 'cancelled', 'failed']),
	taskKind: name,
	model,
	quality: z.object({ mean: share, low: share, high: share }),
	estimate: z.nullable(z.object({ expected: amount, low: amount, high: amount, steps: amount, from: z.enum(['own', 'recorded']) })),
	cap: z.nullable(amount),
	spent: amount,
	steps: amount,
	tokens: z.object({ input: amount, cachedInput: amount, output: amount }),
	subAgents: z.array(z.object({ id: name, name, steps: amount, spent: amount })).check(z.maxLength(50)),
	changes: z
		.array(
			z.object({
				at: amount,
				step: amount,
				kind: z.enum(['failed', 'vanished', 'overflow', 'cacheBoundary', 'effort', 'model']),
				from: model,
				to: model,
				why: words,
			}),
		)
		.check(z.maxLength(50)),
	suggestion: z.nullable(words),
});
const threadSchema = z.object({
	subAgent: z.nullable(name),
	key: name,
	task: name,
	calls: z.array(name).check(z.maxLength(MOST_CALLS)),
	candidateId: name,
	quality: share,
	since: z.nullable(name),
});
const keptSchema = z.object({
	run: runSchema,
	threads: z.array(threadSchema).check(z.maxLength(MOST_THREADS)),
});
const fileSchema = z.object({
	runs: z.array(z.unknown()).check(z.maxLength(1000)),
	alive: z.record(name, amount),
	forgotten: z.optional(amount),
});

/** A conversation of a run, by hashes: see core/agent/conversation.ts. */
export type KeptThread = z.output<typeof threadSchema>;
export interface KeptRun {
	readonly run: Run;
	readonly threads: readonly KeptThread[];
}

interface Kept {
	readonly runs: readonly KeptRun[];
	/** When each window with a live run was last seen, ms since epoch. */
	readonly alive: Readonly<Record<string, number>>;
	/** When the user had runs that had ended forgotten, ms since epoch; 0: never. */
	readonly forgotten: number;
}

const NOTHING_KEPT: Kept = { runs: [], alive: {}, forgotten: 0 };

/** What can be read of it; a run that cannot is left out. */
export function parseKept(value: unknown): Kept {
	const file = fileSchema.safeParse(value);
	if (!file.success) return NOTHING_KEPT;
	const runs = file.data.runs.flatMap((raw) => {
		const parsed = keptSchema.safeParse(raw);
		return parsed.success ? [parsed.data] : [];
	});
	return { runs, alive: file.data.alive, forgotten: file.data.forgotten ?? 0 };
}

export interface KeptRunsDeps {
	readonly state: StateStore;
	readonly timers: Timers;
	readonly now: () => number;
	readonly window: string;
	/** Those of this window as they are now. */
	own(): readonly KeptRun[];
	log(line: string): void;
}

/** Writes the runs of this window at most every second, and reads those of all. Never rejects. */
export class KeptRuns {
	readonly #deps: KeptRunsDeps;
	#kept = NOTHING_KEPT;
	#cancelSave: (() => void) | null = null;
	#cancelAlive: (() => void) | null = null;
	#saving: Promise<unknown> = Promise.resolve();

	constructor(deps: KeptRunsDeps) {
		this.#deps = deps;
	}

	/** Of all windows as last read, this one's as written. */
	all(): readonly KeptRun[] {
		return this.#kept.runs;
	}

	isAlive(window: string): boolean {
		return this.#isSeen(window, this.#kept);
	}

	async load(): Promise<void> {
		await this.#attempt('read', async () => {
			this.#kept = parseKept(await this.#deps.state.get('global', RUNS_KEY));
		});
	}

	changed(): void {
		this.#cancelSave ??= this.#deps.timers.after(SAVE_DELAY_MS, () => void this.save());
	}

	async save(ending = false): Promise<void> {
		this.#cancelSave?.();
		this.#cancelSave = null;
		this.#cancelAlive?.();
		this.#cancelAlive = null;
		const saved = this.#write('kept', (kept) => this.#merged(kept, ending));
		const live = !ending && this.#deps.own().some(({ run }) => isLive(run));
		if (live) this.#cancelAlive = this.#deps.timers.after(ALIVE_EVERY_MS, () => void this.save());
		await saved;
	}

	/** Whether the user's word to forget what has ended was about it. */
	isForgotten(run: Run): boolean {
		return endedBy(run, this.#kept.forgotten);
	}

	/** All that have ended; another window forgets its own when it reads next. Resolves to whether it is written; never rejects. */
	forgetEnded(): Promise<boolean> {
		return this.#write('forgotten', (kept) => {
			const runs = kept.runs.filter(({ run }) => isLive(run) && this.#isSeen(run.window, kept));
			return this.#merged({ ...kept, runs, forgotten: this.#deps.now() }, false);
		});
	}

	/** The end of the window: what is not written yet. */
	close(): Promise<void> {
		return this.save(true);
	}

	#isSeen(window: string, { alive }: Kept): boolean {
		const { now, window: own } = this.#deps;
		return window === own || now() - (alive[window] ?? Number.NEGATIVE_INFINITY) < GONE_AFTER_MS;
	}

	#write(what: string, change: (kept: Kept) => Kept): Promise<boolean> {
		const written = this.#saving.then(() =>
			this.#attempt(what, async () => {
				this.#kept = await this.#deps.state.update('global', RUNS_KEY, (value) => change(parseKept(value)));
			}),
		);
		this.#saving = written;
		return written;
	}

	#merged(kept: Kept, ending: boolean): Kept {
		const { own, window, now } = this.#deps;
		const mine = own()
			.filter(({ run }) => !endedBy(run, kept.forgotten))
			.map(({ run, threads }) => ({
				run,
				threads: latest(threads).map((thread) => ({ ...thread, calls: thread.calls.slice(-MOST_CALLS) })),
			}));
		const ids = new Set(mine.map(({ run }) => run.id));
		const runs = [...mine, ...kept.runs.filter(({ run }) => !ids.has(run.id))];
		runs.sort((a, b) => b.run.startedAt - a.run.startedAt || (a.run.id < b.run.id ? 1 : -1));
		const seen = Object.entries(kept.alive).filter(([other, at]) => other !== window && now() - at < GONE_AFTER_MS);
		const live = !ending && mine.some(({ run }) => isLive(run));
		const alive = Object.fromEntries(live ? [...seen, [window, now()]] : seen);
		return { runs: runs.slice(0, MOST_RUNS), alive, forgotten: kept.forgotten };
	}

	async #attempt(what: string, work: () => Promise<void>): Promise<boolean> {
		try {
			await work();
			return true;
		} catch (error) {
			this.#deps.log(`runs could not be ${what}: ${error instanceof Error ? error.message : String(error)}`);
			return false;
		}
	}
}

function endedBy(run: Run, at: number): boolean {
	return !isLive(run) && run.updatedAt <= at;
}

/** The user's own conversation, by which the run is found again, and those of its latest sub-agents. */
function latest(threads: readonly KeptThread[]): readonly KeptThread[] {
	return [...threads.slice(0, 1), ...threads.slice(1).slice(1 - MOST_THREADS)];
}
