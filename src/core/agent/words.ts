import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../base/micros.ts';
import { estimateInWords } from '../base/money-words.ts';
import { recipientName } from '../model/recipient.ts';
import type { QualityEstimate } from '../routing/quality.ts';
import { dollarsInWords } from '../routing/reason.ts';
import type { RunEstimate, RunModel, VerifiedFailure } from './types.ts';

function percent({ mean, low, high }: QualityEstimate): string {
	const whole = (share: number): number => Math.round(100 * Math.min(1, Math.max(0, share)));
	return `${whole(mean)} % (${whole(low)}–${whole(high)})`;
}

/** A name as one line of plain text can hold it: names come from servers. */
function plain(name: string, most = 80): string {
	return name
		.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
		.trim()
		.slice(0, most);
}

export interface BeginWords {
	readonly model: Pick<RunModel, 'modelName' | 'local'>;
	readonly quality: QualityEstimate;
	readonly free: boolean;
	/** Of one request, µ$; null where no price is known. */
	readonly oneRequest: MicroDollars | null;
	/** Null for a question without tools. */
	readonly estimate: RunEstimate | null;
	/** Which slower reader spoke, one sentence; absent: none did. */
	readonly reading?: string | undefined;
	/** It is tried, so that something is learned of it. */
	readonly tried?: boolean;
}

/** `Haiku 4.5 · 91 % (86–95) · ~$0.31 for about 14 steps` */
export function beginLine({ model, quality, free, oneRequest, estimate, reading, tried = false }: BeginWords): string {
	return [
		...[plain(model.modelName), percent(quality), price(free, oneRequest, estimate)],
		...(tried ? [l10n.t('tried to learn how well it does for you')] : []),
		...(reading === undefined ? [] : [plain(reading, 200).replace(/\.$/, '')]),
	].join(' · ');
}

function price(free: boolean, oneRequest: MicroDollars | null, estimate: RunEstimate | null): string {
	if (free) return l10n.t('free');
	if (estimate !== null && estimate.steps > 1)
		return Math.round(estimate.steps) === 1
			? l10n.t('{0} for about 1 step', estimateInWords(estimate.expected))
			: l10n.t('{0} for about {1} steps', estimateInWords(estimate.expected), Math.round(estimate.steps));
	return oneRequest === null ? l10n.t('price not known') : estimateInWords(oneRequest);
}

/** `Sonnet 4.5 (high) instead of Haiku 4.5: test_refund failed again after an edit · ~$0.12 more` */
export function changeLine(from: RunModel, to: RunModel, why: string, more: MicroDollars | null): string {
	const what = `${insteadOf(from, to)}: ${why}`;
	if (more === null || Math.abs(more) < 100) return what;
	return `${what} · ${more > 0 ? l10n.t('{0} more', estimateInWords(more)) : l10n.t('{0} less', estimateInWords(-more))}`;
}

/** `Sonnet 4.5 instead of Haiku 4.5`; of one model at two endpoints, `Sonnet 4.5 at OpenRouter instead of at Anthropic` */
export function insteadOf(from: RunModel, to: RunModel): string {
	const [left, next] = [plain(from.modelName), plain(nameInstead(from, to))];
	if (left !== next || from.recipient === '' || from.recipient === to.recipient) return l10n.t('{0} instead of {1}', next, left);
	return l10n.t('{0} at {1} instead of at {2}', next, plain(recipientName(to.recipient)), plain(recipientName(from.recipient)));
}

/** The name of what takes over, which for a model at the effort that its vendor starts with has none: `GPT-5 mini (default effort)`. */
export function nameInstead(from: RunModel, to: RunModel): string {
	const isRaised = to.effort === null && from.effort !== null && from.candidateId === `${to.candidateId}@${from.effort}`;
	return isRaised ? l10n.t('{0} (default effort)', to.modelName) : to.modelName;
}

/** What the run's own results show, in a few words. */
export function failureWords({ kind, what }: VerifiedFailure): string {
	const named = plain(what);
	if (kind === 'sameFailure') return l10n.t('{0} failed again after an edit', named);
	return kind === 'failingCall' ? l10n.t('{0} failed three times', named) : l10n.t('{0} again and again with the same result', named);
}

/** One sentence for a run that only suggests; `more` as in changeLine. */
export function suggestionWords(failure: string, to: RunModel, more: MicroDollars | null): string {
	const next = plain(to.modelName);
	return more === null || more < 100
		? l10n.t('{0}; {1} could take over: run "Routoo: Escalate Run".', failure, next)
		: l10n.t('{0}; {1} could take over for {2} more: run "Routoo: Escalate Run".', failure, next, estimateInWords(more));
}

/** Said once a run, where a stronger model is wanted and none fits. @param failure what is said first: `failureWords`, or who stays */
export function nothingStrongerLine(failure: string): string {
	return l10n.t('{0}; no stronger model is set up that fits into the money left, so it stays.', failure);
}

/** `$1.70 of $2.00 for this run are spent: …`, where the answer is asked for; µ$. */
export function finishLine(spent: MicroDollars, cap: MicroDollars): string {
	return l10n.t(
		'{0} of {1} for this run are spent: the answer is asked for with what is there.',
		dollarsInWords(spent),
		dollarsInWords(cap),
	);
}

/** Goes to the model behind the conversation, near the run's limit. */
export const FINISH_TEXT =
	'The money for this task is nearly used up. Do not call tools any more. Answer now, in short, with what you have: what is done, what is not, and what comes next.';

/**
 * Instead of an answer, at the run's limit.
 * @param next what a run that goes on may cost at least, µ$
 * @param bySetting whether the user's setting is the limit; else it follows from the estimate, and raising the setting would not help
 */
export function stoppedWords(spent: MicroDollars, cap: MicroDollars, next: MicroDollars, bySetting: boolean): string {
	return [
		l10n.t(
			'Routoo stopped this run: {0} of the {1} that it may cost are spent, and another step could cost more than is left.',
			dollarsInWords(spent),
			dollarsInWords(cap),
		),
		l10n.t('Nothing more was sent.'),
		...(bySetting ? [] : [l10n.t('This limit follows from what the run was expected to cost.')]),
		bySetting
			? l10n.t('Send "continue" to go on with {0} more, or raise routoo.routing.maxCostPerRun.', dollarsInWords(next))
			: l10n.t('Send "continue" to go on with {0} more.', dollarsInWords(next)),
	].join(' ');
}

/**
 * Instead of an answer, where the month, the share of agents or a pause ends the run.
 * @param nextStep empty where the message ends with the way out already
 */
export function refusedWords(message: string, nextStep: string): string {
	return l10n.t('Routoo sent nothing. {0}', `${message} ${nextStep}`.trim());
}
