import type { MicroDollars } from '../base/micros.ts';
import { estimateInWords } from '../base/money-words.ts';
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
	const read = reading === undefined ? '' : ` · ${plain(reading, 200).replace(/\.$/, '')}`;
	return `${plain(model.modelName)} · ${percent(quality)} · ${price(free, oneRequest, estimate)}${tried ? ' · tried to learn how well it does for you' : ''}${read}`;
}

function price(free: boolean, oneRequest: MicroDollars | null, estimate: RunEstimate | null): string {
	if (free) return 'free';
	if (estimate !== null && estimate.steps > 1) return `${estimateInWords(estimate.expected)} for about ${Math.round(estimate.steps)} steps`;
	return oneRequest === null ? 'price not known' : estimateInWords(oneRequest);
}

/** `Sonnet 4.5 (high) instead of Haiku 4.5: test_refund failed again after an edit · ~$0.12 more` */
export function changeLine(from: RunModel, to: RunModel, why: string, more: MicroDollars | null): string {
	const extra = more === null || Math.abs(more) < 100 ? '' : ` · ${estimateInWords(Math.abs(more))} ${more > 0 ? 'more' : 'less'}`;
	return `${insteadOf(from, to)}: ${why}${extra}`;
}

/** `Sonnet 4.5 instead of Haiku 4.5`; of one model at two endpoints, `Sonnet 4.5 at OpenRouter instead of at Anthropic` */
export function insteadOf(from: RunModel, to: RunModel): string {
	const [left, next] = [plain(from.modelName), plain(nameInstead(from, to))];
	if (left !== next || from.recipient === '' || from.recipient === to.recipient) return `${next} instead of ${left}`;
	return `${next} at ${plain(to.recipient)} instead of at ${plain(from.recipient)}`;
}

/** The name of what takes over, which for a model at the effort that its vendor starts with has none: `GPT-5 mini (default effort)`. */
export function nameInstead(from: RunModel, to: RunModel): string {
	const isRaised = to.effort === null && from.effort !== null && from.candidateId === `${to.candidateId}@${from.effort}`;
	return isRaised ? `${to.modelName} (default effort)` : to.modelName;
}

/** What the run's own results show, in a few words. */
export function failureWords({ kind, what }: VerifiedFailure): string {
	const named = plain(what);
	if (kind === 'sameFailure') return `${named} failed again after an edit`;
	return kind === 'failingCall' ? `${named} failed three times` : `${named} again and again with the same result`;
}

/** One sentence for a run that only suggests; `more` as in changeLine. */
export function suggestionWords(failure: string, to: RunModel, more: MicroDollars | null): string {
	const extra = more === null || more < 100 ? '' : ` for ${estimateInWords(more)} more`;
	return `${failure}; ${plain(to.modelName)} could take over${extra}: run "Routoo: Escalate Run".`;
}

/** Said once a run, where a stronger model is wanted and none fits. @param failure what is said first: `failureWords`, or who stays */
export function nothingStrongerLine(failure: string): string {
	return `${failure}; no stronger model is set up that fits into the money left, so it stays.`;
}

/** `$1.70 of $2.00 for this run are spent: …`, where the answer is asked for; µ$. */
export function finishLine(spent: MicroDollars, cap: MicroDollars): string {
	return `${dollarsInWords(spent)} of ${dollarsInWords(cap)} for this run are spent: the answer is asked for with what is there.`;
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
		`Routoo stopped this run: ${dollarsInWords(spent)} of the ${dollarsInWords(cap)} that it may cost are spent, and another step could cost more than is left.`,
		'Nothing more was sent.',
		...(bySetting ? [] : ['This limit follows from what the run was expected to cost.']),
		`Send "continue" to go on with ${dollarsInWords(next)} more${bySetting ? ', or raise routoo.routing.maxCostPerRun' : ''}.`,
	].join(' ');
}

/** Instead of an answer, where the month, the share of agents or a pause ends the run. */
export function refusedWords(message: string, nextStep: string): string {
	// A reason may end with the way out already.
	return `Routoo sent nothing. ${message} ${message.includes(' To go on, ') ? '' : nextStep}`.trim();
}
