import * as l10n from '@vscode/l10n';
import { modelOfId } from '../money/experience.ts';
import { isGoodEnough } from './good-enough.ts';
import { kindInWords } from './learned-words.ts';
import type { RouteAlternative, RouteWeights, Scored } from './types.ts';

/** A preferred model that is not good enough may lie so far behind the best, in points of score. */
export const PREFER_POINTS = 5;

/**
 * The ranking with the model in front that the user prefers for this kind of request: its first effort that is good enough or, where none
 * of those before it is, lies at most PREFER_POINTS behind. Only allowed ones are ranked, so that every hard limit holds; price, wait and
 * the pace of the budget do not outweigh the user's word.
 * @param ranked allowed candidates, the one that would be chosen first
 * @param preferred `endpoint/model`, null where the user prefers none
 * @returns the very same list where the preference changes nothing
 */
export function preferredFirst(ranked: readonly Scored[], preferred: string | null, weights: RouteWeights): readonly Scored[] {
	const [first] = ranked;
	if (first === undefined || preferred === null || isOf(first, preferred)) return ranked;
	const most = Math.max(...ranked.map(({ score }) => score));
	const kept = ranked.find(
		(one) => isOf(one, preferred) && (isGoodEnough(one.prediction.quality, weights.goodEnough) || most - one.score <= PREFER_POINTS),
	);
	return kept === undefined ? ranked : [kept, ...ranked.filter((other) => other !== kept)];
}

function isOf({ candidate }: Scored, modelId: string): boolean {
	return modelOfId(candidate.id) === modelId;
}

/** Why a model with more points was not chosen where the user prefers another. */
export function preferredInWords(): string {
	return l10n.t('you prefer another model for this kind of request');
}

/** @param before what would be chosen without the preference */
export function preferenceReason(chosen: Scored, before: Scored, taskKind: string): string {
	const [name, other] = [chosen.candidate.displayName, before.candidate.displayName];
	return l10n.t('You prefer {0} for {1}; without that, {2} would be chosen.', name, kindInWords(taskKind), other);
}

/** `You prefer Opus for tests, but: slower than your limit.` Empty where the preferred model answers, or is not there. */
export function preferenceLost(alternatives: readonly RouteAlternative[], preferred: string | null, taskKind: string): string {
	const own = alternatives.filter(({ candidate }) => modelOfId(candidate.id) === preferred);
	const [first] = own;
	if (first === undefined || own.includes(alternatives[0]!)) return '';
	const open = own.find(({ excluded }) => excluded === null);
	const kind = kindInWords(taskKind);
	if (open === undefined) return l10n.t('You prefer {0} for {1}, but: {2}.', first.candidate.displayName, kind, first.whyNot);
	return l10n.t('You prefer {0} for {1}, but it is neither good enough nor close to the best.', open.candidate.displayName, kind);
}
