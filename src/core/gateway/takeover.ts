import type { ErrorKind, RoutooError } from '../base/errors.ts';
import type { Candidate } from '../model/candidate.ts';
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
				? `The best balance among the models that are expected to answer no worse than ${name}, which failed.`
				: `The same model at ${next.candidate.recipient}, because it failed at ${failed.candidate.recipient}.`,
		alternatives: [chosen, ...others.map((a) => (a.excluded === null ? { ...a, whyNot: lostTo(a, floor, name, same !== undefined) } : a))],
	};
}

function lostTo({ quality, whyNot }: RouteAlternative, floor: number | null, name: string, same: boolean): string {
	if (floor !== null && quality.mean < floor - 1e-9) return `expected to be worse than ${name}, which failed`;
	if (same) return 'another model; the same one is asked elsewhere first';
	return whyNot === '' ? 'not asked in place of the one that failed' : whyNot;
}

/** What is said beside the answer, with what the server said. */
export function takeoverNote(failed: Candidate, error: RoutooError, next: Candidate): string {
	const why = error.message.replace(/\.$/, '');
	return isSameModel(failed, next)
		? `${failed.displayName} failed at ${failed.recipient} (${why}), so ${next.recipient} took over with the same model.`
		: `${failed.displayName} failed (${why}), so another model took over.`;
}

/** The same for the ledger, which holds no text of a conversation: a server's own words may quote it, so the kind of failure is named. */
export function takeoverChange(failed: Candidate, error: RoutooError, next: Candidate): string {
	const who = next.displayName === failed.displayName ? `${next.displayName} at ${next.recipient}` : next.displayName;
	return `${failed.displayName} failed (${KIND_WORDS[error.kind]}), ${who} took over.`;
}

const KIND_WORDS: Readonly<Record<ErrorKind, string>> = {
	auth: 'the key was refused',
	rateLimit: 'too many requests',
	quota: 'quota used up',
	modelNotFound: 'no longer offered',
	contextTooLong: 'the conversation is too long for it',
	network: 'not reached',
	timeout: 'no answer in time',
	server: 'an error of its server',
	badResponse: 'an answer that could not be read',
	brokenStream: 'the answer broke off',
	refused: 'it refused',
	cancelled: 'stopped',
	noModel: 'not available',
	budget: 'no money left',
	storage: 'the ledger failed',
	damagedFile: 'a damaged file',
	settings: 'no longer set up',
	invalidInput: 'a request that it does not take',
};
