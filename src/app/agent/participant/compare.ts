import * as l10n from '@vscode/l10n';
import { previewRoute } from '../../../core/gateway/decide.ts';
import { answerRequest } from '../../../core/gateway/request.ts';
import type { GatewayRequest, GatewayResult } from '../../../core/gateway/types.ts';
import { type Message, textOf } from '../../../core/message/message.ts';
import type { Candidate } from '../../../core/model/candidate.ts';
import { recipientName } from '../../../core/model/recipient.ts';
import { isPaid } from '../../../core/money/request-cost.ts';
import type { RouteAlternative } from '../../../core/routing/types.ts';
import { formatDuration, formatEstimate, formatInterval, formatMoney, formatQuality } from '../../../protocol/format.ts';
import { type AskDeps, autoRequest } from '../estimate.ts';
import type { BetterAnswer } from './picks.ts';
import type { ParticipantOut } from './types.ts';
import { plainText, table } from './words.ts';

export interface Comparison {
	readonly messages: readonly Message[];
	/** Null: what the decision chooses, against the runner-up. */
	readonly models: readonly [Candidate, Candidate] | null;
	readonly signal: AbortSignal;
}

/** One sentence where two models could not be compared, else null. */
export type CompareFailure = string | null;

/**
 * Asks two models the same and shows both answers. Their prices stand before anything is sent; each is a request of its own that is booked
 * and bounded like any other, and one may fail without the other.
 */
export async function compareAnswers(
	deps: AskDeps,
	{ messages, models, signal }: Comparison,
	out: ParticipantOut,
): Promise<CompareFailure> {
	const base = autoRequest(deps, messages, signal);
	// A model that is named is not bound by the pool of those that Routoo may choose from.
	const asked = models === null ? base : { ...base, candidates: models, limits: { ...base.limits, pool: models.map(({ id }) => id) } };
	const { decision, prediction } = await previewRoute(deps.gateway, asked);
	const pair = models === null ? opponents(decision.alternatives) : named(decision.alternatives, models);
	if (pair === null) {
		if (decision.chosen === null) return decision.reason;
		const { displayName } = decision.chosen.candidate;
		return l10n.t('There is no second model to compare {0} with. Set up another one, or name two: /compare A vs B: question.', displayName);
	}
	out.markdown(pricesInWords(pair));
	signal.throwIfAborted();
	const answers = pair.map((one) => new Answer(deps, base, one, nameIn(pair, one)));
	const [first, second] = answers as [Answer, Answer];
	out.progress(l10n.t('Asking {0} and {1}', plainText(first.name, 80), plainText(second.name, 80)));
	// Both at once; the second one is shown when the first is whole.
	const both = [first.ask((text) => out.markdown(text)), second.ask(() => {})] as const;
	out.markdown(`\n### ${plainText(first.name, 80)}\n\n`);
	await both[0];
	out.markdown(first.footer());
	out.markdown(`\n### ${plainText(second.name, 80)}\n\n`);
	await second.shown((text) => out.markdown(text));
	await both[1];
	out.markdown(second.footer());
	if (signal.aborted) return null;
	const sides = [first.side(), second.side()];
	if (sides[0] != null && sides[1] != null) {
		const pick = (better: 'a' | 'b'): BetterAnswer => ({ task: prediction.taskKind, better, a: sides[0]!, b: sides[1]! });
		out.button('preferAnswer', l10n.t('Better: {0}', first.name), pick('a'));
		out.button('preferAnswer', l10n.t('Better: {0}', second.name), pick('b'));
	}
	return null;
}

/** The chosen one and the best of another model that is allowed; another effort of the same where there is no other model. */
function opponents(alternatives: readonly RouteAlternative[]): readonly [RouteAlternative, RouteAlternative] | null {
	const [chosen, ...others] = alternatives.filter(({ excluded }) => excluded === null);
	if (chosen === undefined) return null;
	const other = others.find(({ candidate }) => candidate.wireModel !== chosen.candidate.wireModel) ?? others[0];
	return other === undefined ? null : [chosen, other];
}

function named(
	alternatives: readonly RouteAlternative[],
	models: readonly [Candidate, Candidate],
): readonly [RouteAlternative, RouteAlternative] | null {
	const [a, b] = models.map(({ id }) => alternatives.find(({ candidate }) => candidate.id === id));
	return a === undefined || b === undefined ? null : [a, b];
}

function pricesInWords(pair: readonly RouteAlternative[]): string {
	const price = ({ cost }: RouteAlternative, micros: number): string =>
		cost.basis === 'unknown' ? l10n.t('not known') : micros === 0 ? l10n.t('free') : plainText(formatEstimate(micros));
	const rows = pair.map((one) => [
		plainText(one.candidate.displayName, 80),
		plainText(recipientName(one.candidate.recipient), 60),
		`${formatQuality(one.quality)} (${formatInterval(one.quality)})`,
		price(one, one.cost.expected),
		price(one, one.cost.max),
	]);
	const paid = pair.filter(({ cost, excluded }) => isPaid(cost) && excluded === null);
	const most = paid.reduce((sum, { cost }) => sum + cost.max, 0);
	const together = paid.length === 0 ? '' : `\n${l10n.t('Together at most {0}.', plainText(formatEstimate(most)))}\n`;
	const head = [l10n.t('Model'), l10n.t('At'), l10n.t('Quality'), l10n.t('Price'), l10n.t('At most')];
	return `${l10n.t('Both are asked the same:')}\n${table(head, rows)}${together}`;
}

/** With its effort or where it is, where the other one has the same name. */
function nameIn(pair: readonly RouteAlternative[], { candidate }: RouteAlternative): string {
	const { displayName, recipient, effort } = candidate;
	if (pair.every((one) => one.candidate === candidate || one.candidate.displayName !== displayName)) return displayName;
	const sameEffort = pair.every((one) => one.candidate.effort === effort);
	return `${displayName} (${sameEffort ? recipientName(recipient) : (effort ?? l10n.t('no effort set'))})`;
}

/** One side. Its text is kept until it is shown. */
class Answer {
	readonly #deps: AskDeps;
	readonly #base: GatewayRequest;
	readonly #of: RouteAlternative;
	readonly #requestId: string;
	readonly name: string;
	#text = '';
	#showing: ((text: string) => void) | null = null;
	#result: GatewayResult | null = null;

	constructor(deps: AskDeps, base: GatewayRequest, of: RouteAlternative, name: string) {
		this.name = name;
		this.#deps = deps;
		this.#base = base;
		this.#of = of;
		this.#requestId = deps.newId();
	}

	/** Never rejects. */
	async ask(show: (text: string) => void): Promise<void> {
		const { candidate } = this.#of;
		const { gateway, budget } = this.#deps;
		const before = budget.current()?.remaining ?? null;
		// Nobody else takes over: only this one is a candidate.
		const request: GatewayRequest = {
			...this.#base,
			requestId: this.#requestId,
			candidates: [candidate],
			limits: { ...this.#base.limits, pool: [candidate.id] },
		};
		this.#result = await answerRequest(gateway, request, {
			onRouting: () => {},
			onText: (text) => {
				this.#text += text;
				(this.#showing ?? show)(text);
			},
			onReasoning: () => {},
			// It is not part of the answer; what was shown of it stays.
			onThought: () => {
				this.#text = '';
			},
		});
		const { receipt } = this.#result;
		if (receipt !== null) await budget.afterSettled(receipt.cost, before).catch(() => undefined);
	}

	/** From now on its text goes here, that of before at once. */
	async shown(show: (text: string) => void): Promise<void> {
		if (this.#text !== '') show(this.#text);
		this.#showing = show;
	}

	/** What it cost and took, or what went wrong. */
	footer(): string {
		const result = this.#result;
		if (result === null) return '';
		const { receipt, error, state, warnings } = result;
		const figures =
			receipt === null
				? []
				: [receipt.cost === 0 ? l10n.t('free') : plainText(formatMoney(receipt.cost)), formatDuration(receipt.durationMs)];
		const trouble =
			state === 'cancelled'
				? [l10n.t('stopped')]
				: error === null
					? []
					: [`${plainText(error.message, 300)} ${plainText(error.nextStep, 200)}`];
		const lines = [
			...trouble,
			...(figures.length === 0 ? [] : [`*${figures.join(' · ')}*`]),
			...warnings.map((warning) => plainText(warning, 300)),
		];
		return `\n\n${lines.join('\n\n')}\n`;
	}

	/** For a pick; null where it gave no answer. */
	side(): BetterAnswer['a'] | null {
		const result = this.#result;
		if (result === null || result.state !== 'done' || textOf(result.parts).trim() === '') return null;
		const { candidate, quality } = this.#of;
		const { mean, low, high } = quality;
		return { requestId: this.#requestId, candidateId: candidate.id, modelName: this.name, quality: { mean, low, high } };
	}
}
