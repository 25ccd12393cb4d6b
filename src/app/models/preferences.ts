import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { Emitter } from '../../core/base/emitter.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Preferences } from '../../core/gateway/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { modelOfId } from '../../core/money/experience.ts';
import { kindInWords } from '../../core/routing/learned-words.ts';
import { TASK_KINDS } from '../../predictor/task-kind.ts';
import type { PreferenceView } from '../../protocol/preferences.ts';

export const PREFERENCES_KEY = 'models.preferred';

const LONGEST_ID = 1000;
const isKind = (kind: string): boolean => (TASK_KINDS as readonly string[]).includes(kind);
const preferenceSchema = z.object({ model: z.string().check(z.minLength(1), z.maxLength(LONGEST_ID)), name: z.string() });
type Kept = ReadonlyMap<string, z.output<typeof preferenceSchema>>;

/**
 * Which model the user prefers for which kind of task: names only, in the user's own state, of all windows. A workspace has no say in it.
 * What cannot be read changes nothing: what this window knew last holds.
 */
export class PreferredModels implements Preferences {
	readonly changed = new Emitter();
	readonly #state: StateStore;
	readonly #candidates: () => readonly Candidate[];
	readonly #log: (line: string) => void;
	#kept: Kept = new Map();
	/** A read that is under way; all that ask meanwhile share it. */
	#reading: Promise<void> | null = null;
	#writes = 0;

	/** @param log never receives text of the user */
	constructor(state: StateStore, candidates: () => readonly Candidate[], log: (line: string) => void) {
		this.#state = state;
		this.#candidates = candidates;
		this.#log = log;
	}

	of(taskKind: string): string | null {
		return this.#kept.get(taskKind)?.model ?? null;
	}

	/** In the order of the kinds. */
	list(): PreferenceView[] {
		const listed = new Set(this.#candidates().map(({ id }) => modelOfId(id)));
		return TASK_KINDS.flatMap((kind) => {
			const own = this.#kept.get(kind);
			return own === undefined ? [] : [{ kind, words: kindInWords(kind), ...own, listed: listed.has(own.model) }];
		});
	}

	look(): Promise<void> {
		this.#reading ??= this.#read().finally(() => {
			this.#reading = null;
		});
		return this.#reading;
	}

	/**
	 * Prefers a model for a kind of task, in place of any other; null takes the preference back. Errors: RoutooError 'invalidInput' for a
	 * kind or model that there is not, 'storage'.
	 */
	async set(kind: string, model: string | null): Promise<void> {
		if (!isKind(kind))
			throw new RoutooError(
				'invalidInput',
				l10n.t('There is no kind of task "{0}".', kind.slice(0, 40)),
				l10n.t('Update Routoo and try again.'),
			);
		const name = model === null ? '' : this.#nameOf(model);
		this.#writes++;
		const kept = await this.#state.update('global', PREFERENCES_KEY, (value) => {
			const next = new Map(keptOf(value));
			if (model === null) next.delete(kind);
			else next.set(kind, { model, name });
			return Object.fromEntries(next);
		});
		this.#know(keptOf(kept));
	}

	#nameOf(model: string): string {
		const efforts = this.#candidates().filter(({ id }) => modelOfId(id) === model);
		const usual = efforts.find(({ effort }) => effort === null) ?? efforts[0];
		if (usual === undefined) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('{0} is not listed now, so it cannot be preferred.', model.slice(0, 80)),
				l10n.t('Refresh the models.'),
			);
		}
		return usual.effort === null ? usual.displayName : usual.wireModel;
	}

	async #read(): Promise<void> {
		const writes = this.#writes;
		try {
			const value = await this.#state.get('global', PREFERENCES_KEY);
			// What the user said meanwhile is newer.
			if (writes === this.#writes) this.#know(keptOf(value));
		} catch (error) {
			this.#log(`preferred models cannot be read: ${error instanceof Error ? error.message : String(error)}`);
		}
	}

	#know(kept: Kept): void {
		const before = JSON.stringify([...this.#kept]);
		this.#kept = kept;
		if (JSON.stringify([...kept]) !== before) this.changed.emit();
	}
}

/** What is damaged or of an unknown kind is left out, one by one. */
function keptOf(value: unknown): Kept {
	const entries = z.record(z.string(), z.unknown()).safeParse(value).data ?? {};
	return new Map(
		Object.entries(entries).flatMap(([kind, one]) => {
			const parsed = preferenceSchema.safeParse(one).data;
			return parsed !== undefined && isKind(kind) ? [[kind, parsed] as const] : [];
		}),
	);
}
