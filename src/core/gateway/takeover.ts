import * as l10n from '@vscode/l10n';
import type { ErrorKind, RoutooError } from '../base/errors.ts';
import type { Candidate } from '../model/candidate.ts';
import { recipientName } from '../model/recipient.ts';
import { isSameModel } from '../routing/same-model.ts';
import type { RouteAlternative, RouteDecision } from '../routing/types.ts';

/** The same model elsewhere may cost this many times what the failed one would have. */
const WITHIN_REASON = 2;

/**
 * Who takes over from a model that failed: the same model at another endpoint where its price is within reason (no more than twice that of
 * the failed one, or than that of who would take over otherwise), else who has the best score.
 * @param decision among those that did not fail
 * @param floor predicted quality, 0..1, below which nobody takes over while another is allowed; null: anybody may
 * @param mayAsk false for a model that is not to be asked although it is allowed
 */
export function takeOver(
	decision: RouteDecision,
	failed: RouteAlternative,
	floor: number | null,
	mayAsk: (alternative: RouteAlternative) => boolean = () => true,
): RouteDecision {
	const allowed = decision.alternatives.filter((a) => a.excluded === null && mayAsk(a));
	const asGood = allowed.filter(({ quality }) => floor === null || quality.mean >= floor - 1e-9);
	const pool = asGood.length > 0 ? asGood : allowed;
	const [best] = pool;
	if (best === undefined) return decision;
	const most = Math.max(WITHIN_REASON * failed.cost.expected, best.cost.expected);
	const same = pool.find((a) => isSameModel(a.candidate, failed.candidate) && a.cost.expected <= most);
	const next = same ?? best;
	if (next === decision.chosen) return decision;
	const name = failed.candidate.displayName;
	const chosen: RouteAlternative = { ...next, whyNot: '' };
	const others = decision.alternatives.filter((a) => a !== next);
	return {
		...decision,
		chosen,
		reason:
			same === undefined
				? l10n.t('The best balance among the models that are expected to answer no worse than {0}, which failed.', name)
				: l10n.t(
						'The same model at {0}, because it failed at {1}.',
						recipientName(next.candidate.recipient),
						recipientName(failed.candidate.recipient),
					),
		alternatives: [chosen, ...others.map((a) => (a.excluded === null ? { ...a, whyNot: lostTo(a, floor, name, same !== undefined) } : a))],
	};
}

function lostTo({ quality, whyNot }: RouteAlternative, floor: number | null, name: string, same: boolean): string {
	if (floor !== null && quality.mean < floor - 1e-9) return l10n.t('expected to be worse than {0}, which failed', name);
	if (same) return l10n.t('another model; the same one is asked elsewhere first');
	return whyNot === '' ? l10n.t('not asked in place of the one that failed') : whyNot;
}

/** What is said beside the answer, with what the server said. */
export function takeoverNote(failed: Candidate, error: RoutooError, next: Candidate): string {
	const why = error.message.replace(/\.$/, '');
	return isSameModel(failed, next)
		? l10n.t(
				'{0} failed at {1} ({2}), so {3} took over with the same model.',
				failed.displayName,
				recipientName(failed.recipient),
				why,
				recipientName(next.recipient),
			)
		: l10n.t('{0} failed ({1}), so another model took over.', failed.displayName, why);
}

/** The same for the ledger, which holds no text of a conversation: a server's own words may quote it, so the kind of failure is named. */
export function takeoverChange(failed: Candidate, error: RoutooError, next: Candidate): string {
	const how = failureInWords(error.kind);
	return next.displayName === failed.displayName
		? l10n.t('{0} failed ({1}), {2} at {3} took over.', failed.displayName, how, next.displayName, recipientName(next.recipient))
		: l10n.t('{0} failed ({1}), {2} took over.', failed.displayName, how, next.displayName);
}

/** How a model failed, in a few words. */
export function failureInWords(kind: ErrorKind): string {
	switch (kind) {
		case 'auth':
			return l10n.t('the key was refused');
		case 'rateLimit':
			return l10n.t('too many requests');
		case 'quota':
			return l10n.t('quota used up');
		case 'modelNotFound':
			return l10n.t('no longer offered');
		case 'contextTooLong':
			return l10n.t('the conversation is too long for it');
		case 'network':
			return l10n.t('not reached');
		case 'timeout':
			return l10n.t('no answer in time');
		case 'server':
			return l10n.t('an error of its server');
		case 'badResponse':
			return l10n.t('an answer that could not be read');
		case 'brokenStream':
			return l10n.t('the answer broke off');
		case 'refused':
			return l10n.t('it refused');
		case 'cancelled':
			return l10n.t('stopped');
		case 'noModel':
			return l10n.t('not available');
		case 'budget':
			return l10n.t('no money left');
		case 'storage':
			return l10n.t('the ledger failed');
		case 'damagedFile':
			return l10n.t('a damaged file');
		case 'settings':
			return l10n.t('no longer set up');
		case 'invalidInput':
			return l10n.t('a request that it does not take');
	}
}
