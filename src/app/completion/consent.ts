import * as l10n from '@vscode/l10n';
import type { StateStore } from '../../core/base/state.ts';
import type { Question } from '../ports.ts';

export const CONSENT_KEY = 'completions.remoteAllowed';

export function consentQuestion(): Question {
	return {
		text: l10n.t(
			'Completions use local models only. Allow paid and remote ones? While you type, they receive the code around the caret and parts of open files, and what they cost counts against your budget.',
		),
		modal: false,
		answers: [
			{ id: 'yes', label: l10n.t('Allow') },
			{ id: 'no', label: l10n.t('Local Models Only') },
		],
	};
}

/** Whether models that are not local may complete, in all windows: nothing that is typed leaves the machine before the user said yes. */
export class RemoteConsent {
	readonly #state: StateStore;
	/** Never receives text of the user. */
	readonly #log: (line: string) => void;
	#answer: boolean | null = null;
	/** The state does not have the answer of this window. */
	#unwritten = false;

	constructor(state: StateStore, log: (line: string) => void) {
		this.#state = state;
		this.#log = log;
	}

	/** Null while there is no answer. */
	current(): boolean | null {
		return this.#answer;
	}

	/** Never rejects: what cannot be read is no yes. */
	async read(): Promise<void> {
		if (this.#unwritten) return;
		const before = this.#answer;
		const kept = await this.#state.get('global', CONSENT_KEY).catch(() => null);
		// Answered in this window meanwhile.
		if (this.#answer !== before) return;
		this.#answer = typeof kept === 'boolean' ? kept : null;
	}

	/** Never rejects: without the state the answer holds in this window until it is reloaded. */
	async write(answer: boolean): Promise<void> {
		this.#answer = answer;
		try {
			await this.#state.set('global', CONSENT_KEY, answer);
			this.#unwritten = false;
		} catch (error) {
			this.#unwritten = true;
			this.#log(`the answer about remote completions cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
		}
	}
}
