import { Emitter } from '../../core/base/emitter.ts';
import { dollarsFromMicros } from '../../core/base/micros.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { WelcomeView } from '../../protocol/welcome.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import type { FirstSteps } from '../chat/ports.ts';
import { keyedEndpoints } from '../models/endpoints.ts';
import { type FoundVariable, foundKeys } from '../models/found-keys.ts';
import type { KeySource } from '../models/keys.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { SETTINGS, type Settings } from '../settings/schema.ts';
import { foundInWords } from './found-words.ts';

export interface WelcomeDeps {
	readonly models: Pick<ModelRegistry, 'endpoints' | 'usableCount'>;
	readonly settings: () => Settings;
	readonly keys: Pick<KeySource, 'get'>;
	readonly state: StateStore;
	/** Variables of the process, in which keys may lie. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly log: (line: string) => void;
}

/** What was done once stays done: in every window, for this user. */
interface Done {
	readonly budget: boolean;
	readonly answered: boolean;
	/** The user put the steps away. */
	readonly hidden: boolean;
}

const KEY = 'routoo.welcome';
const NOTHING: Done = { budget: false, answered: false, hidden: false };

const VENDORS = BUILT_IN_ENDPOINTS.map(({ displayName, keysPage }) => ({ name: displayName, keysPage }));

/**
 * The three first steps: a usable model, a budget that the user decided, a first answer. Each is done when it really is; keys that lie in
 * the environment are named, never taken unasked.
 */
export class Welcome implements FirstSteps {
	/** A step or what was found for it. */
	readonly changed = new Emitter();
	readonly #deps: WelcomeDeps;
	#done = NOTHING;
	#found: readonly FoundVariable[] = [];
	#looks = 0;
	#file: string | null = null;
	#budget: Settings['monthlyBudget'];

	constructor(deps: WelcomeDeps) {
		this.#deps = deps;
		this.#budget = deps.settings().monthlyBudget;
	}

	view(): WelcomeView {
		const { models } = this.#deps;
		return {
			models: {
				done: this.#usable(),
				found: foundInWords(models.endpoints(), this.#deps.settings()),
				variables: this.#found.map(({ variable }) => variable),
			},
			budgetDone: this.#budgetDecided(),
			question: { done: this.#done.answered, file: this.#file },
			hidden: this.#done.hidden,
			vendors: VENDORS,
		};
	}

	/** Keys of the environment that may be taken at the user's word. */
	found(): readonly FoundVariable[] {
		return this.#found;
	}

	/** Reads what was done before and looks into the environment. Never rejects. */
	async load(): Promise<void> {
		try {
			this.#done = parseDone(await this.#deps.state.get('global', KEY), this.#done);
		} catch (error) {
			this.#deps.log(`the first steps cannot be read: ${String(error)}`);
		}
		await this.look();
	}

	/** Keys or endpoints changed: looks into the environment again. Never rejects. */
	async look(): Promise<void> {
		const { settings, keys, environment } = this.#deps;
		const look = ++this.#looks;
		const found = await foundKeys(keyedEndpoints(settings()), keys, environment);
		// One that began later knows better.
		if (look !== this.#looks) return;
		this.#found = found;
		this.changed.emit();
	}

	/** A budget that is set anew was decided, wherever it was set; another endpoint may be one whose key lies in the environment. */
	settingsChanged(): void {
		const { monthlyBudget } = this.#deps.settings();
		if (monthlyBudget !== this.#budget) this.budgetDecided();
		this.#budget = monthlyBudget;
		void this.look();
	}

	/** @param name of the file in the editor, null where none is open */
	fileShown(name: string | null): void {
		if (name === this.#file) return;
		this.#file = name;
		this.changed.emit();
	}

	budgetDecided(): void {
		this.#keep({ budget: true });
	}

	/** An answer came, whole. */
	answered(): void {
		this.#keep({ answered: true });
	}

	hide(): void {
		this.#keep({ hidden: true });
	}

	#usable(): boolean {
		return (this.#deps.models.usableCount() ?? 0) > 0;
	}

	/** The budget that stands without anybody's doing is no decision. */
	#budgetDecided(): boolean {
		const { monthlyBudget } = this.#deps.settings();
		const dollars = monthlyBudget === null ? null : dollarsFromMicros(monthlyBudget);
		return this.#done.budget || dollars !== SETTINGS['routoo.budget.monthly'].byDefault;
	}

	/** It holds in this window although it may not be kept. */
	#keep(change: Partial<Done>): void {
		const next = { ...this.#done, ...change };
		if (JSON.stringify(next) === JSON.stringify(this.#done)) return;
		this.#done = next;
		this.changed.emit();
		this.#deps.state
			.update('global', KEY, (value) => ({ ...parseDone(value, NOTHING), ...change }))
			.catch((error: unknown) => this.#deps.log(`the first steps cannot be kept: ${String(error)}`));
	}
}

/** What another window or version wrote, with what this one knows. */
function parseDone(value: unknown, known: Done): Done {
	const kept = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof Done, unknown>>;
	return {
		budget: known.budget || kept.budget === true,
		answered: known.answered || kept.answered === true,
		hidden: known.hidden || kept.hidden === true,
	};
}
