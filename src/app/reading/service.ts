import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { LRUCache } from 'lru-cache';
import { Emitter } from '../../core/base/emitter.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Clock, Timers } from '../../core/base/time.ts';
import type { DeepReading, GatewayRequest } from '../../core/gateway/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { readPart } from '../../core/reading/judge-prompt.ts';
import { withReading } from '../../core/reading/reading.ts';
import { isReadableTask, isWorthReading, mostForReading, type Open } from '../../core/reading/when.ts';
import type { Prediction } from '../../core/routing/types.ts';
import type { Settings } from '../settings/schema.ts';
import { type KnownReading, type Reader, ReadingJob } from './job.ts';
import { MOST_WAIT_MS, type ReadingSource } from './ports.ts';

export interface DeepReadingDeps {
	readonly clock: Clock;
	readonly timers: Timers;
	settings(): Settings['reading'];
	/** Null where there is none: no weights, no model file. Never rejects. */
	source(by: ReadingSource['by']): Promise<ReadingSource | null>;
	/**
	 * What the request, or the run that it begins, is expected to cost with each candidate, µ$; 0 for a free one, null where nobody
	 * knows.
	 */
	expected(request: GatewayRequest, prediction: Prediction): readonly (MicroDollars | null)[];
	/** Ids of those that fail just now. */
	leftOut(candidates: readonly Candidate[]): ReadonlySet<string>;
	/** Reading failed again and again, in words. */
	tell(text: string): void;
	withdraw(): void;
	/** Never receives text of a request. */
	log(line: string): void;
}

/** A request waits for its reading. */
export interface ReadingNow extends Reader {
	readonly requestId: string;
}

/** Readings that are remembered, by a hash of what was read. */
const MOST_KNOWN = 200;
/** After so many failures on end reading rests for a while. */
const MOST_FAILURES = 3;
const REST_MS = 10 * 60_000;

/**
 * The slower reader before a dear request: who reads is the user's choice, each text is read once, equal ones at once share it, and nothing
 * is ever waited for longer than MOST_WAIT_MS. What comes later is kept for the next time. Texts are held while they are read alone.
 */
export class DeepReadingService implements DeepReading {
	/** What somebody waits for now; null: nothing. */
	readonly waiting = new Emitter<ReadingNow | null>();
	readonly #deps: DeepReadingDeps;
	readonly #known = new LRUCache<string, KnownReading>({ max: MOST_KNOWN });
	readonly #jobs = new Map<string, ReadingJob>();
	readonly #skips = new Set<() => void>();
	#failures = 0;
	#restsUntil = 0;

	constructor(deps: DeepReadingDeps) {
		this.#deps = deps;
	}

	known(request: GatewayRequest, prediction: Prediction): Prediction {
		const { by } = this.#deps.settings();
		if (by === 'off' || !isReadableTask(request, prediction)) return prediction;
		const found = this.#known.get(keyOf(by, readPart(request.route.text)));
		return found === undefined ? prediction : shown(prediction, found, request);
	}

	async read(request: GatewayRequest, prediction: Prediction): Promise<Prediction> {
		const { signal } = request;
		const known = this.known(request, prediction);
		if (known !== prediction) return known;
		const job = await this.#begun(request, prediction, false);
		signal.throwIfAborted();
		if (job === null) return prediction;
		const found = await this.#wait(job, request);
		return found === null ? prediction : shown(prediction, found, request);
	}

	async ahead(request: GatewayRequest, prediction: Prediction): Promise<boolean> {
		if (this.known(request, prediction) !== prediction) return false;
		const job = await this.#begun(request, prediction, true);
		if (job === null || request.signal.aborted) return false;
		const leave = job.joined();
		const { promise: stopped, resolve } = Promise.withResolvers<null>();
		const stop = (): void => resolve(null);
		request.signal.addEventListener('abort', stop, { once: true });
		const found = await Promise.race([job.done, stopped]);
		request.signal.removeEventListener('abort', stop);
		leave(false);
		return found !== null;
	}

	/** The user waits no longer: the quick prediction stands, and what is read meanwhile is stopped. False: nothing was waited for. */
	skip(): boolean {
		const waited = [...this.#skips];
		for (const skip of waited) skip();
		return waited.length > 0;
	}

	/** Ends what is under way. */
	dispose(): void {
		for (const job of this.#jobs.values()) job.stop();
	}

	/** The job that reads it, a new one where it is worth one; null: it is not read. Never rejects. */
	async #begun(request: GatewayRequest, prediction: Prediction, free: boolean): Promise<ReadingJob | null> {
		const { by, fromCost } = this.#deps.settings();
		if (by === 'off' || this.#deps.clock.now() < this.#restsUntil) return null;
		const open = this.#open(request, prediction);
		if (!isWorthReading(request, prediction, open, fromCost)) return null;
		const source = await this.#deps.source(by);
		if (source === null || (free && !source.free) || request.signal.aborted) return null;
		const part = readPart(request.route.text);
		const key = keyOf(by, part);
		const running = this.#jobs.get(key);
		if (running !== undefined) return running;
		// One text after another is typed: what nobody waits for makes room.
		for (const other of this.#jobs.values()) if (other.left) other.stop();
		const job = new ReadingJob(this.#deps.timers, source.graceMs, (own, signal) =>
			this.#work(own, source, { request, part, key, most: mostForReading(request, open) }, signal),
		);
		this.#jobs.set(key, job);
		void job.done.then(() => {
			if (this.#jobs.get(key) === job) this.#jobs.delete(key);
		});
		return job;
	}

	async #work(
		job: ReadingJob,
		source: ReadingSource,
		{ request, part, key, most }: { readonly request: GatewayRequest; readonly part: string; readonly key: string; readonly most: number },
		signal: AbortSignal,
	): Promise<KnownReading | null> {
		try {
			const plan = await source.plan(request, part, most);
			if (plan === null || signal.aborted) return null;
			const { modelName, expected } = plan;
			job.named({ modelName, expected, by: source.by });
			const { reading, cost } = await plan.read(signal);
			const found = { reading, by: { source: source.by, modelName, cost }, payer: payerOf(request) };
			this.#known.set(key, found);
			if (this.#failures >= MOST_FAILURES) this.#deps.withdraw();
			this.#failures = 0;
			return found;
		} catch (error) {
			if (!signal.aborted) this.#failed(error);
			return null;
		}
	}

	/** Rejects with the signal's reason alone. */
	async #wait(job: ReadingJob, { signal, requestId }: GatewayRequest): Promise<KnownReading | null> {
		const leave = job.joined();
		let told = false;
		let over = false;
		void job.reader.then((reader) => {
			if (reader === null || over) return;
			told = true;
			this.waiting.emit({ ...reader, requestId });
		});
		const { promise, resolve } = Promise.withResolvers<'late' | 'skipped' | 'stopped'>();
		const skip = (): void => resolve('skipped');
		const stop = (): void => resolve('stopped');
		const forget = this.#deps.timers.after(MOST_WAIT_MS, () => resolve('late'));
		this.#skips.add(skip);
		signal.addEventListener('abort', stop, { once: true });
		try {
			const ended = await Promise.race([job.done, promise]);
			if (ended === 'skipped') job.stop();
			leave(ended === 'late');
			signal.throwIfAborted();
			return ended === null || typeof ended === 'string' ? null : ended;
		} finally {
			over = true;
			if (told) this.waiting.emit(null);
			forget();
			this.#skips.delete(skip);
			signal.removeEventListener('abort', stop);
		}
	}

	/** Those that may answer, in what a reading could change. */
	#open(request: GatewayRequest, prediction: Prediction): readonly Open[] {
		const { candidates, limits, route } = request;
		if (!isReadableTask(request, prediction)) return [];
		const expected = this.#deps.expected(request, prediction);
		const leftOut = this.#deps.leftOut(candidates);
		return candidates.flatMap(({ id, local, tools, vision, fillOnly, contextTokens }, i) => {
			const allowed = (limits.pool === null || limits.pool.includes(id)) && (!limits.localOnly || local) && !fillOnly;
			const able = (tools || !route.needs.tools) && (vision || !route.needs.vision) && contextTokens > request.prompt.tokens;
			if (!allowed || !able || leftOut.has(id)) return [];
			return [{ expected: expected[i] ?? null, quality: prediction.candidates[i]!.quality.mean }];
		});
	}

	/** What the user's own limits refuse is no failure of a reader. */
	#failed(error: unknown): void {
		const { log, tell, clock } = this.#deps;
		if (RoutooError.is(error, 'budget', 'noModel', 'cancelled')) return;
		this.#failures++;
		log(`a reading failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
		if (this.#failures % MOST_FAILURES !== 0) return;
		this.#restsUntil = clock.now() + REST_MS;
		if (this.#failures > MOST_FAILURES) return;
		const why = error instanceof RoutooError ? `${error.message} ${error.nextStep}` : l10n.t('The log says more.');
		tell(
			`${l10n.t('The slower reader of tasks failed {0} times in a row and rests for ten minutes; the quick prediction decides.', MOST_FAILURES)} ${why}`,
		);
	}
}

/** Of this very text, as long as the window is open; the text cannot be told from it. */
function keyOf(by: string, part: string): string {
	return createHash('sha256').update(`${by}\n${part}`).digest('base64');
}

function payerOf({ runId, requestId }: GatewayRequest): string {
	return runId ?? requestId;
}

/** What was paid for another request costs this one nothing. */
function shown(prediction: Prediction, { reading, by, payer }: KnownReading, request: GatewayRequest): Prediction {
	return withReading(prediction, reading, payer === payerOf(request) ? by : { ...by, cost: 0 });
}
