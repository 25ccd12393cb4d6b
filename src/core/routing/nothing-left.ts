import * as l10n from '@vscode/l10n';
import { tokensInWords } from '../model/context-words.ts';
import { exclusionWords } from './exclusion-words.ts';
import { dollarsInWords } from './reason.ts';
import type { ExclusionReason, RouteAlternative, RouteLimits } from './types.ts';

/** Reasons that are named with their counts; those of a few models more are counted together. */
const NAMED = 3;

/**
 * Where nothing is left: how many are out for which reason, and the way out of the commonest.
 * @param needed tokens of context that would do for the request and its answer
 */
export function nothingLeftReason(alternatives: readonly RouteAlternative[], limits: RouteLimits, needed: number): string {
	if (alternatives.length === 0) return l10n.t('No model is set up yet: set an API key, add an endpoint or start a local model server.');
	const inPool = without(alternatives, 'notInPool');
	// The user said "local only" and so knows about the others; what stopped the local ones is news.
	const relevant = without(inPool, 'notLocal');
	const groups = [...Map.groupBy(relevant, (a) => a.excluded!)].sort(([, a], [, b]) => b.length - a.length);
	const [[main, those]] = groups as [[ExclusionReason, RouteAlternative[]]];
	const { wayOut } = wordsFor(main, those, limits);
	const named = groups.slice(0, NAMED).map(([reason, some], i) => {
		const count = i === 0 ? howMany(some.length, relevant.length) : String(some.length);
		return `${count} (${whyOf(reason, some, limits, needed)})`;
	});
	const others = groups.slice(NAMED).reduce((sum, [, some]) => sum + some.length, 0);
	const rest = others === 0 ? [] : [l10n.t('{0} for other reasons', others)];
	return l10n.t('No model is allowed for this request. Left out: {0}. To go on, {1}.', [...named, ...rest].join(', '), wayOut);
}

function whyOf(reason: ExclusionReason, those: readonly RouteAlternative[], limits: RouteLimits, needed: number): string {
	const first = those[0]!.whyNot;
	const { why } = wordsFor(reason, those, limits);
	if (reason === 'circuitOpen') return those.every(({ whyNot }) => whyNot === first) ? first : why;
	if (reason === 'contextTooSmall') return l10n.t('{0}; with its answer it needs about {1}', why, tokensInWords(roughly(needed)));
	const money = reason === 'overBudget' ? limits.remaining : reason === 'overRun' ? (limits.runRemaining ?? null) : null;
	return money === null ? why : l10n.t('{0}, {1} left', why, dollarsInWords(Math.max(0, money)));
}

function wordsFor(reason: ExclusionReason, those: readonly RouteAlternative[], { share }: RouteLimits) {
	return exclusionWords(
		reason,
		'chat',
		those.map(({ candidate }) => candidate),
		share,
	);
}

function howMany(some: number, all: number): string {
	if (all === 1) return l10n.t('the only one');
	return some === all ? l10n.t('all {0}', all) : l10n.t('{0} of {1}', some, all);
}

/** Rounded up to two digits. */
function roughly(tokens: number): number {
	const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, tokens))) - 1);
	return Math.ceil(tokens / unit) * unit;
}

/** The alternatives that another reason excludes; all where that leaves none. */
function without(alternatives: readonly RouteAlternative[], reason: ExclusionReason): readonly RouteAlternative[] {
	const rest = alternatives.filter((a) => a.excluded !== reason);
	return rest.length > 0 ? rest : alternatives;
}
