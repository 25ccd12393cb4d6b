import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { EngineMoney } from '../../core/completion/engine-types.ts';
import type { AcceptanceModel } from '../../core/completion/routing/acceptance.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import { decideCompletion } from '../../core/completion/routing/decide.ts';
import { positionFeatures } from '../../core/completion/routing/features.ts';
import type { LatencyBook } from '../../core/completion/routing/latency.ts';
import { predictCompletions } from '../../core/completion/routing/predict.ts';
import { type CompletionPreset, completionWeights } from '../../core/completion/routing/presets.ts';
import {
	type ChosenCompletion,
	type CompletionAlternative,
	type CompletionCandidate,
	type CompletionDecision,
	type CompletionExclusion,
	MAX_POSITION_PREFIX,
	MAX_POSITION_SUFFIX,
} from '../../core/completion/types.ts';
import { exclusionWords } from '../../core/routing/exclusion-words.ts';
import type { RoutingLine, RoutingRow } from '../../core/routing/routing-line.ts';
import type { TextRequest } from './text-port.ts';

export interface TextDecisionInput {
	readonly request: Pick<TextRequest, 'prompt' | 'suffix'>;
	readonly candidates: readonly CompletionCandidate[];
	readonly head: AcceptanceWeights;
	readonly acceptance: AcceptanceModel;
	readonly latency: LatencyBook;
	readonly inputTokens: number;
	readonly maxOutputTokens: number;
	readonly preset: CompletionPreset;
	readonly limits: {
		readonly pool: readonly string[] | null;
		readonly localOnly: boolean;
		readonly maxCost: number | null;
		readonly paused: boolean;
		readonly leftOut: ReadonlySet<string>;
	};
	readonly money: EngineMoney;
}

/**
 * Which model fills in a text of which nothing else is known. The chance of acceptance is the head's, from what the text itself shows:
 * brackets, indentation, names and the like. Its language is not known, so the language's features stay at zero and offsets learned for
 * one language do not count; what was learned of a model in all languages does, and times measured while typing do. That is less than at
 * a caret in an editor, where the file, its language and recent edits speak too, and nothing is learned from it: nobody says here what
 * became of the text. Somebody asked, so the best allowed model answers, however unlikely; the longest wait of the settings is an
 * editor's and does not exclude, but waiting still costs points.
 */
export function decideText(input: TextDecisionInput): CompletionDecision {
	const { request, candidates, head, acceptance, latency, inputTokens, maxOutputTokens, limits, money } = input;
	const features = positionFeatures(placeOf(request), 0);
	const predictions = predictCompletions({ candidates, features, inputTokens, head, acceptance, latency });
	const { leftOut, ...rest } = limits;
	return decideCompletion({
		candidates,
		predictions: predictions.map((one) => ({ ...one, outputTokens: Math.max(1, one.outputTokens) })),
		...{ inputTokens, maxOutputTokens },
		limits: { ...rest, maxFirstLineMs: Number.POSITIVE_INFINITY, remaining: money.remaining, circuitOpen: leftOut, minAcceptance: 0 },
		weights: completionWeights(input.preset, money.lambda),
		trigger: 'manual',
	});
}

function placeOf({ prompt, suffix }: TextDecisionInput['request']) {
	const before = prompt.slice(-MAX_POSITION_PREFIX);
	const line = breaksIn(prompt);
	return {
		...{ path: '', languageId: '', selected: null, line },
		// From a line start, as positions are.
		prefix: before.length < prompt.length ? before.slice(before.indexOf('\n') + 1) : before,
		suffix: suffix.slice(0, MAX_POSITION_SUFFIX),
		fileLines: line + breaksIn(suffix) + 1,
	};
}

function breaksIn(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
	return count;
}

/** Why nobody may be asked, as an error of its own kind. */
export function noModelError({ reason, alternatives }: CompletionDecision): RoutooError {
	const why = (...kinds: readonly CompletionExclusion[]) =>
		alternatives.some(({ excluded }) => excluded !== null && kinds.includes(excluded));
	const next = l10n.t('Change the settings of Routoo, or name another model.');
	if (why('overBudget', 'paused', 'overMaxCost')) return new RoutooError('budget', reason, next);
	if (alternatives.length > 0 && alternatives.every(({ excluded }) => excluded === 'contextTooSmall')) {
		return new RoutooError('contextTooLong', reason, l10n.t('Send less text before and behind the place to fill.'));
	}
	return new RoutooError('noModel', reason, next);
}

/** The decision as every caller shows it; the quality is the chance that the text is kept. */
export function textLine({ chosen, reason, alternatives }: ChosenCompletion, fallbackNote: string | null): RoutingLine {
	const { model } = chosen.candidate;
	return {
		...{ candidateId: model.id, modelName: model.displayName, recipient: model.recipient, local: model.local, included: model.included },
		quality: chosen.prediction.acceptance,
		expectedCost: chosen.cost.expected,
		maxCost: chosen.cost.max,
		latencyMs: chosen.prediction.firstLineMs.p50,
		reason,
		steeredBy: [],
		alternatives: alternatives.filter((one) => one !== chosen).map(row),
		fallbackNote,
	};
}

function row({ candidate: { model }, prediction, cost, excluded }: CompletionAlternative): RoutingRow {
	return {
		...{ candidateId: model.id, modelName: model.displayName, recipient: model.recipient },
		quality: prediction.acceptance,
		expectedCost: excluded === 'noPrice' ? null : cost.expected,
		latencyMs: prediction.firstLineMs.p50,
		whyNot: excluded === null ? l10n.t('Worth less for its price and wait.') : exclusionWords(excluded, 'completion', [model]).why,
		excluded: excluded !== null,
	};
}
