import * as l10n from '@vscode/l10n';
import type { MicroDollars } from '../../core/base/micros.ts';
import { PAYS_BACK_WITHIN, paidBackAfter } from '../../core/chat/meter.ts';
import type { ChatSession } from '../../core/chat/session.ts';
import { addTurn, conversationOf, findTurn } from '../../core/chat/session-ops.ts';
import { sentTurns, summaryCounted } from '../../core/chat/summary.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import { formatEstimate } from '../../protocol/format.ts';
import type { Answers } from './answers.ts';
import { BUSY_SUBJECT, type ChatStore } from './chat-store.ts';
import { gatewayRequest, newTurn, PLAIN, type Question, summaryQuestion } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';
import type { TurnPrices } from './turn-price.ts';

/** A summary may take some 700 tokens: below twice that, the request for it included, it shortens nothing. */
const LEAST_SUMMARISED = 1500;

function nothingToShorten(): string {
	const least = LEAST_SUMMARISED.toLocaleString('en-US');
	return l10n.t('There is nothing to shorten yet: what goes with the next message takes less than {0} tokens.', least);
}

/** Subject of what is said of a command. */
export const COMMAND_NOTICE = 'command';

export function busyInWords(): string {
	return l10n.t('An answer is being written. Ask when it is there, or stop it first.');
}

/** A summary as the user asked for it. */
interface SummaryAsked {
	/** The text that asks for it, as the turn shows it. */
	readonly typed: string;
	readonly wish: string;
	/** The user has heard what it costs. */
	readonly anyway: boolean;
	/** What was typed into the box meanwhile. */
	since(): string;
	/** Another chat is open now. */
	isLeft(id: string): boolean;
}

/** What is known of a summary before it is asked for. */
interface SummaryPlan {
	/** Candidate ids whose price is paid back soon; null: any. */
	readonly pool: readonly string[] | null;
	/** With each later message, µ$; null where that is not known. */
	readonly saves: MicroDollars | null;
	/** Why the user is asked first, in words; null where he is not. */
	readonly dear: string | null;
}

const UNPLANNED: SummaryPlan = { pool: null, saves: null, dear: null };

/** Summaries of the open chat, which are sent instead of the turns before them. */
export class Summaries {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #answers: Answers;
	readonly #prices: TurnPrices;

	constructor(deps: ChatDeps, store: ChatStore, answers: Answers, prices: TurnPrices) {
		this.#deps = deps;
		this.#store = store;
		this.#answers = answers;
		this.#prices = prices;
	}

	/** Why there is nothing to shorten, in words; null where there is. */
	refused(wish: string): string | null {
		const session = this.#store.session();
		const answered = conversationOf(sentTurns(session.turns).turns).length > 0;
		return answered && this.#question(session, wish).prompt.tokens >= LEAST_SUMMARISED ? null : nothingToShorten();
	}

	/**
	 * Adds a summary of the chat, which is sent from then on instead of the turns before it. Where that does not pay, the user is asked
	 * first, with its price.
	 * @param refuse says why not, and puts what was typed back into the box
	 */
	async begin({ typed, wish, anyway, since, isLeft }: SummaryAsked, refuse: (why: string, subject?: string) => void): Promise<void> {
		const { notices } = this.#store;
		const { id } = this.#store.session();
		const why = this.refused(wish);
		if (why !== null && wish !== '') return refuse(why);
		if (why !== null) {
			// A command without a word more is typed again in no time, and of no use in the box.
			this.#store.returned(since());
			return notices.add('info', why, { subject: COMMAND_NOTICE });
		}
		const plan = await this.#plan(wish);
		if (isLeft(id)) return;
		if (this.#store.busy()) return refuse(busyInWords(), BUSY_SUBJECT);
		if (plan.dear === null || anyway) return this.#write(typed, wish, since(), plan);
		this.#store.returned(since());
		const actions = [{ label: l10n.t('Shorten anyway'), command: 'shortenAnyway' as const, args: [wish] }];
		notices.add('info', plan.dear, { subject: COMMAND_NOTICE, actions, until: 'message' });
	}

	/**
	 * What a summary would cost, and whether what it saves pays for that soon: a model that is too dear is left to one that is not. Where
	 * nothing can be known before, nothing is asked: what is wrong is said where the answer would be. Never rejects.
	 */
	async #plan(wish: string): Promise<SummaryPlan> {
		const { gateway, models, log } = this.#deps;
		if (models.candidates().length === 0) return UNPLANNED;
		const { signal } = new AbortController();
		try {
			const asked = { ...PLAIN, choice: this.#store.choice(), again: true, requestId: 'summary', signal };
			const request = gatewayRequest(this.#deps, this.#question(this.#store.session(), wish), asked);
			const [{ decision }, next] = await Promise.all([previewRoute(gateway, request), this.#prices.next(signal)]);
			if (decision.chosen === null || next === null) return UNPLANNED;
			const saves = next.perTurn - next.short;
			const isSoon = ({ expected }: { readonly expected: MicroDollars }): boolean =>
				(paidBackAfter(expected, saves) ?? Number.POSITIVE_INFINITY) <= PAYS_BACK_WITHIN;
			const plan = { ...UNPLANNED, saves: saves > 0 ? saves : null };
			const { cost } = decision.chosen;
			if (isSoon(cost)) return plan;
			const soon = decision.alternatives.filter((one) => one.excluded === null && one.cost.basis !== 'unknown' && isSoon(one.cost));
			return soon.length > 0
				? { ...plan, pool: soon.map(({ candidate }) => candidate.id) }
				: { ...plan, dear: tooDear(cost.expected, saves) };
		} catch (error) {
			log(`price of a summary failed: ${String(error)}`);
			return UNPLANNED;
		}
	}

	/**
	 * Adds a summary, which is sent from then on.
	 * @param draft what stays in the box
	 */
	async #write(typed: string, wish: string, draft: string, { pool, saves }: SummaryPlan): Promise<void> {
		const session = this.#store.session();
		const question = this.#question(session, wish);
		const turn = newTurn(this.#deps, typed, [], question);
		const summary = { used: true, wish, tokens: null, ...(saves === null ? {} : { saves }) };
		this.#store.changeSession({ ...addTurn(session, { ...turn, summary }), draft });
		await this.#answers.answer(turn.id, question, { ...PLAIN, choice: this.#store.choice(), pool, again: true });
		this.written(turn.id);
	}

	/** The shown summary of a turn is another one. */
	written(turnId: string): void {
		this.#store.changeTurn(turnId, (turn) => summaryCounted(turn, this.#deps.gateway.estimateTokens));
		this.otherBeginning();
	}

	use(turnId: string, used: boolean): void {
		const summary = findTurn(this.#store.session(), turnId)?.summary;
		if (summary === undefined) return;
		this.#store.changeTurn(turnId, (now) => ({ ...now, summary: { ...summary, used } }));
		this.otherBeginning();
	}

	/** The conversation is sent with another beginning: no vendor has that in its cache. */
	otherBeginning(): void {
		this.#deps.gateway.caches.forget(this.#store.session().id);
		this.#store.inputsChanged();
	}

	#question(session: ChatSession, wish: string): Question {
		return summaryQuestion(this.#deps, session, wish);
	}
}

function tooDear(cost: MicroDollars, saves: MicroDollars): string {
	const messages = paidBackAfter(cost, saves);
	const price = formatEstimate(cost);
	return messages === null
		? l10n.t('A summary would cost {0} and make no message cheaper.', price)
		: l10n.t(
				'A summary would cost {0} and save {1} a message: it is paid back only after {2} messages.',
				price,
				formatEstimate(saves),
				messages,
			);
}
