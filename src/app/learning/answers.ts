import type { Clock } from '../../core/base/time.ts';
import type { LearnedAbilities } from '../../core/gateway/types.ts';
import { EVIDENCE, type EvidenceKind, type EvidenceSource } from '../../core/learning/evidence.ts';
import { lastWords, TAKEN_BACK } from '../../core/learning/last-words.ts';
import { needFeatures } from '../../core/learning/needs.ts';
import type { NeedProfile, ProfileStore } from '../../core/learning/profiles.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import { withAbilities } from '../../core/learning/with-abilities.ts';
import type { Prediction } from '../../core/routing/types.ts';
import { AnswerBelief, type KeptAnswerBelief, type LearnedRow } from './answer-belief.ts';
import { SharedSignals } from './shared-signals.ts';

export interface AnswerLearningOptions {
	readonly signals: SignalStore;
	readonly profiles: ProfileStore;
	readonly clock: Clock;
	/** Something was learned, here or in another window. */
	readonly onChange?: () => void;
	/** Never receives text. */
	readonly log: (line: string) => void;
}

/** What became of answers, among the signals. */
export const ANSWER_LEARNER = 'answers';
/**
 * So many signals are learned anew at each reading before what they come to is kept, and so many can always be taken back; all of them
 * take some 20 ms.
 */
const KEEP_AFTER = 50;
const CHANGEABLE = 100;
/** What other windows learned is read again at a request, at most this often, ms. */
const READ_AGAIN_MS = 60_000;
/** Requests and runs of which a window knows that their beginning is kept. */
const REMEMBERED = 200;

/** What stands for "taken back": any kind of the source. */
const KIND_OF: Readonly<Partial<Record<EvidenceSource, EvidenceKind>>> = { thumb: 'thumbUp' };

/**
 * What this user's signals say of models: keeps what each request asked for, adds what becomes of its answer, and moves predictions by it.
 * One for all callers of a window; all windows believe the same. No method throws or rejects.
 */
export class AnswerLearning implements LearnedAbilities {
	readonly #options: AnswerLearningOptions;
	readonly #belief = new AnswerBelief();
	readonly #shared: SharedSignals;
	readonly #profiles = new Map<string, NeedProfile>();
	#work: Promise<unknown> = Promise.resolve();
	#readAt = 0;

	constructor(options: AnswerLearningOptions) {
		const { signals, profiles, log } = options;
		this.#options = options;
		this.#shared = new SharedSignals({
			...{ signals, name: ANSWER_LEARNER, learner: this.#belief, counting: lastWords },
			...{ keepAfter: KEEP_AFTER, changeable: CHANGEABLE },
			// Or a word that comes later still would count beside the one that cannot be taken back.
			settled: async (settled) => {
				for (const { requestId } of settled) this.#profiles.delete(requestId);
				await profiles.drop(settled.map(({ requestId }) => requestId));
			},
			damaged: () => log('what was learned of answers was damaged and has been begun anew'),
		});
	}

	adjusted(prediction: Prediction): Prediction {
		return withAbilities(prediction, this.#belief.abilities());
	}

	asked({ requestId, candidateId, runId, prediction }: Parameters<LearnedAbilities['asked']>[0]): void {
		const now = this.#options.clock.now();
		const id = runId ?? requestId;
		const known = this.#profiles.get(id);
		// A later step of a run: its beginning is what its end speaks of.
		if (known !== undefined && known.requestId !== requestId) return;
		// The basis stays what it was before anything was learned (with-abilities.ts).
		const features = needFeatures(prediction, candidateId);
		if (features === null) return;
		const profile = { id, requestId, at: now, candidateId, task: prediction.taskKind, features };
		this.#remember(profile);
		void this.#do('kept', async () => {
			await this.#options.profiles.keep(profile);
			// Another window, or this one before a reload, may have begun the run.
			if (runId !== null) this.#remember((await this.#options.profiles.read(id)) ?? profile);
			// A clock can be set back.
			if (Math.abs(now - this.#readAt) > READ_AGAIN_MS) await this.#readAll();
			return true;
		});
	}

	/**
	 * What became of an answer, or of a run by its id. Of one source the last word counts.
	 * @param weight 0..1; 1 for an ordinary one
	 * @returns resolves to whether it is learned and written
	 */
	noted(requestId: string, kind: EvidenceKind, weight = 1): Promise<boolean> {
		return this.#do('written', async () => {
			// Never from memory: another window may have learned its signals for good, or forgotten all.
			const profile = await this.#options.profiles.read(requestId);
			if (profile === null) {
				this.#options.log(`a signal (${kind}) was left out: nothing whole is kept of what its request asked for`);
				return false;
			}
			const { candidateId, task, features } = profile;
			const { good } = EVIDENCE[kind];
			const at = this.#options.clock.now();
			this.#shared.add([{ requestId, at, kind, candidateId, task, good, weight, features, prior: null }]);
			this.#options.onChange?.();
			// A mind that was changed counts no further signal.
			await this.#readAll(true);
			return true;
		});
	}

	takenBack(requestId: string, source: EvidenceSource): void {
		const kind = KIND_OF[source];
		if (kind !== undefined) void this.noted(requestId, kind, TAKEN_BACK);
	}

	/** Own signals so far. */
	count(): number {
		return this.#belief.count();
	}

	/** Whether a signal of a request would be learned from. */
	knows(requestId: string): Promise<boolean> {
		return this.#do('read', async () => (await this.#options.profiles.read(requestId)) !== null);
	}

	rows(): readonly LearnedRow[] {
		return this.#belief.rows();
	}

	belief(): KeptAnswerBelief {
		return this.#belief.snapshot();
	}

	/** What other windows have learned meanwhile is taken in. */
	load(): Promise<boolean> {
		return this.#do('read', () => this.#readAll());
	}

	/** Signals, belief and profiles, of all windows; another one forgets when it reads next. Resolves to whether it could be done. */
	forget(): Promise<boolean> {
		return this.#replace('forgotten', null);
	}

	/** What is given takes the place of all that was learned, in all windows. Resolves to whether it could be done. */
	replace(belief: KeptAnswerBelief): Promise<boolean> {
		return this.#replace('replaced', belief);
	}

	/** Resolves when all is written. */
	async close(): Promise<void> {
		await this.#work;
	}

	async #replace(what: string, belief: KeptAnswerBelief | null): Promise<boolean> {
		const done = await this.#do(what, async () => {
			const { profiles, signals } = this.#options;
			this.#shared.forget();
			this.#profiles.clear();
			await profiles.clear();
			// Last: it takes what was deleted out of the files.
			await signals.clear(ANSWER_LEARNER);
			if (belief !== null) await signals.keep(ANSWER_LEARNER, { upTo: 0, belief });
			await this.#readAll();
			return true;
		});
		this.#options.onChange?.();
		return done;
	}

	/** @param changed something is different for certain, however many signals there are now */
	async #readAll(changed = false): Promise<true> {
		this.#readAt = this.#options.clock.now();
		const before = this.#belief.count();
		await this.#shared.save();
		if (changed || this.#belief.count() !== before) this.#options.onChange?.();
		return true;
	}

	#remember(profile: NeedProfile): void {
		this.#profiles.delete(profile.id);
		this.#profiles.set(profile.id, profile);
		const [oldest] = this.#profiles.keys();
		if (this.#profiles.size > REMEMBERED && oldest !== undefined) this.#profiles.delete(oldest);
	}

	/** One after another, so that a signal finds the profile that was kept before it. False where it could not be done. */
	#do(what: string, work: () => Promise<boolean>): Promise<boolean> {
		const done = this.#work.then(work).catch((error: unknown) => {
			this.#options.log(`what is learned of answers cannot be ${what}: ${error instanceof Error ? error.message : String(error)}`);
			return false;
		});
		this.#work = done;
		return done;
	}
}
