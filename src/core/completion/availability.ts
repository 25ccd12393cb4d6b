import * as l10n from '@vscode/l10n';
import type { CompletionEngineDeps, CompletionGate, CompletionTrigger } from './engine-types.ts';
import type { CompletionCandidate, CompletionDecision, CompletionExclusion } from './types.ts';

/** These say what the user allows; a candidate they leave out is not missed. */
const BY_CHOICE: readonly (CompletionExclusion | null)[] = ['notInPool', 'notLocal'];

/** Whether anything may be asked now, and the one state that the user sees of it. */
export class Availability {
	readonly #deps: CompletionEngineDeps;
	#snoozedUntil = 0;
	/** Running timers, by what they end. */
	readonly #timers = new Map<string, () => void>();
	/** End of the pause that was told last, ms since epoch. */
	#pauseTold = 0;
	/** What the last decision left to say. */
	#note: CompletionGate | null = null;

	constructor(deps: CompletionEngineDeps) {
		this.#deps = deps;
	}

	/** By hand the user may ask while completions are snoozed or pause after errors. */
	check(file: { readonly path: string; readonly languageId: string } | null, trigger: CompletionTrigger): CompletionGate {
		const settings = this.#deps.settings();
		if (!settings.enabled) return { kind: 'off' };
		if (file !== null && !settings.languageOn(file.languageId)) return { kind: 'languageOff', languageId: file.languageId };
		if (file !== null && this.#deps.isPrivate(file.path)) return { kind: 'private' };
		if (trigger === 'automatic' && this.#snoozedUntil > this.#deps.clock.now()) return { kind: 'snoozed', until: this.#snoozedUntil };
		const all = this.#deps.candidates();
		if (all === null) return { kind: 'starting' };
		if (all.length === 0) return { kind: 'noModel', reason: l10n.t('None of your models can fill in code.') };
		const consent = this.#consentMissing();
		if (consent !== null && !consent.local) return consent;
		if (trigger === 'manual') return { kind: 'open' };
		const pause = this.#paused();
		if (pause !== null) this.#tellPause(pause.until);
		return pause ?? { kind: 'open' };
	}

	status(file: { readonly path: string; readonly languageId: string } | null): CompletionGate {
		const gate = this.check(file, 'automatic');
		if (gate.kind !== 'open') return gate;
		const consent = this.#consentMissing();
		return this.#note ?? (consent === null || consent.answered ? gate : consent);
	}

	/** Models that are not local only with the user's consent, those of last resort only where nothing else is allowed. */
	candidates(): readonly CompletionCandidate[] {
		const all = (this.#deps.candidates() ?? []).filter((c) => this.#consented(c));
		const ordinary = all.filter(({ ability }) => ability.lastResort !== true);
		return ordinary.some((c) => this.#allowed(c)) ? ordinary : all;
	}

	leftOut(trigger: CompletionTrigger): ReadonlySet<string> {
		if (trigger === 'manual') return new Set();
		const all = this.candidates().map(({ model }) => model);
		return this.#deps.health.leftOut(all, 'completion');
	}

	snooze(until: number | null): void {
		this.#snoozedUntil = until ?? 0;
		this.#tellAt('snooze', this.#snoozedUntil);
		this.#deps.onStatus();
	}

	decided({ skip, reason, alternatives }: CompletionDecision): void {
		const missed = alternatives.filter((a) => !BY_CHOICE.includes(a.excluded));
		const resting = missed.length > 0 && missed.every((a) => a.excluded === 'circuitOpen');
		if (skip !== 'noModel' || resting) this.#say(null);
		else if (missed.some((a) => a.excluded === 'paused')) this.#say({ kind: 'paidPaused' });
		else if (missed.some((a) => a.excluded === 'overBudget'))
			this.#say({ kind: 'limit', reason: l10n.t('The money for completions is used up this month.') });
		else this.#say({ kind: 'noModel', reason });
	}

	overBudget(): void {
		this.#say({ kind: 'limit', reason: l10n.t('The money for completions is used up this month.') });
	}

	/** A request failed; for how long that keeps its model out is in the health record. */
	failed(): void {
		const pause = this.#paused();
		if (pause === null || !this.#tellPause(pause.until)) this.#deps.onStatus();
	}

	/** A model works again. */
	recovered(): void {
		this.#deps.onStatus();
	}

	/** What failed here may be tried at once; what failed in chats rests on. */
	reset(): void {
		this.#deps.health.reset({ road: 'completion' });
		this.#note = null;
		this.#deps.onStatus();
	}

	dispose(): void {
		for (const takeBack of this.#timers.values()) takeBack();
	}

	/**
	 * Also of a pause that a failure in a chat began. It ends with the first model that wakes, which need not be the one that failed last.
	 * True where it is news.
	 */
	#tellPause(until: number): boolean {
		if (until === this.#pauseTold) return false;
		this.#pauseTold = until;
		this.#tellAt('rest', until);
		this.#deps.onStatus();
		return true;
	}

	#tellAt(what: string, at: number): void {
		this.#timers.get(what)?.();
		this.#timers.delete(what);
		const ms = at - this.#deps.clock.now();
		if (ms <= 0) return;
		const takeBack = this.#deps.timers.after(ms, () => this.#deps.onStatus());
		this.#timers.set(what, takeBack);
	}

	#allowed({ model: candidate }: CompletionCandidate): boolean {
		const { pool, localOnly } = this.#deps.settings();
		return (pool === null || pool.includes(candidate.id)) && (!localOnly || candidate.local);
	}

	#consented({ model }: CompletionCandidate): boolean {
		return model.local || this.#deps.remoteAllowed() === true;
	}

	/** Null where no model waits for a word of the user that settings allow. */
	#consentMissing(): Extract<CompletionGate, { kind: 'needsConsent' }> | null {
		const allowed = (this.#deps.candidates() ?? []).filter((c) => this.#allowed(c));
		if (allowed.every((c) => this.#consented(c))) return null;
		return { kind: 'needsConsent', answered: this.#deps.remoteAllowed() !== null, local: allowed.some((c) => this.#consented(c)) };
	}

	/** All that is allowed rests: the first to wake decides. */
	#paused(): Extract<CompletionGate, { kind: 'paused' }> | null {
		const allowed = this.candidates().filter((c) => this.#allowed(c));
		const rests = allowed.map(({ model }) => this.#deps.health.rest(model, 'completion'));
		const first = rests.reduce((min, rest) => (rest !== null && min !== null && rest.until < min.until ? rest : min), rests[0] ?? null);
		if (first === null || rests.includes(null)) return null;
		return { kind: 'paused', until: first.until, message: first.error.message, nextStep: first.error.nextStep };
	}

	#say(note: CompletionGate | null): void {
		if (JSON.stringify(note) === JSON.stringify(this.#note)) return;
		this.#note = note;
		this.#deps.onStatus();
	}
}
