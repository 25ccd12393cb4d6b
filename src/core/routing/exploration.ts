import * as l10n from '@vscode/l10n';
import { isGoodEnough } from './good-enough.ts';
import type { RouteAlternative, RouteDecision, RouteWeights } from './types.ts';

/** When a model is tried that would not be chosen, so that something is learned of it. */
export interface Exploration {
	/** Of all requests, 0..1; 0: never. */
	readonly share: number;
	/** 0 <= draw < 1, of this one request: it may try a model where the draw lies below the share. */
	readonly draw: number;
	/** Which of several is tried, 0 <= turn < 1; absent: the cheapest. */
	readonly turn?: number;
}

/**
 * The decision, or another one that tries a model. Tried is one that every hard limit allows, that costs less than the chosen one, and
 * whose mean quality reaches the bar: it lost because too little is known of it, so a signal says most of it, and nobody pays for the
 * lesson. Without a bar nothing is tried. For a request whose model is neither the user's choice nor a run's or a conversation's: see
 * route.ts.
 */
export function explored(decision: RouteDecision, weights: RouteWeights, exploration: Exploration | undefined): RouteDecision {
	const { chosen } = decision;
	const { goodEnough: bar } = weights;
	if (chosen === null || bar === undefined || exploration === undefined || !(exploration.draw < exploration.share)) return decision;
	const tryable = decision.alternatives.filter(
		({ excluded, quality, cost }) =>
			excluded === null && quality.mean >= bar && !isGoodEnough(quality, bar) && cost.perTurn < chosen.cost.perTurn,
	);
	if (tryable.length === 0) return decision;
	const sorted = tryable.toSorted((a, b) => a.cost.perTurn - b.cost.perTurn || (a.candidate.id < b.candidate.id ? -1 : 1));
	const tried = sorted[Math.min(sorted.length - 1, Math.floor((exploration.turn ?? 0) * sorted.length))]!;
	const { displayName } = tried.candidate;
	const reason = l10n.t(
		'Tried so that Routoo learns how well {0} does for you: it is expected to be good enough and costs less than {1}, which would have been chosen. routoo.learning.exploration says how often that may be; at 0, never.',
		displayName,
		chosen.candidate.displayName,
	);
	const others = decision.alternatives.filter((other) => other !== tried);
	const alternatives = [{ ...tried, whyNot: '' }, ...others.map((other) => (other === chosen ? stoodBack(other) : other))];
	const steeredBy = [...decision.steeredBy, 'exploration'] as const;
	return { chosen: alternatives[0]!, reason, steeredBy, alternatives, goodEnough: bar };
}

function stoodBack(chosen: RouteAlternative): RouteAlternative {
	return { ...chosen, whyNot: l10n.t('would have been chosen, had another one not been tried') };
}
