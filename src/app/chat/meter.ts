import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { answerText } from '../../core/chat/answer.ts';
import { AGAIN_AT, chatCost, historyTokens, isLong, isWorthShortening } from '../../core/chat/meter.ts';
import type { Answer, Turn } from '../../core/chat/session.ts';
import type { ChatMeterView } from '../../protocol/long-chat.ts';
import type { ChatStore } from './chat-store.ts';
import type { ChatDeps } from './ports.ts';
import type { TurnPrices } from './turn-price.ts';

/** After a change of the chat, ms: an answer that has just ended is saved and booked first. */
const DELAY_MS = 400;

/** Of a chat as it was when they were made, µ$. */
interface Figures {
	readonly sessionId: string;
	readonly turns: readonly Turn[];
	/** Of the chat, that go along with the next message. */
	readonly tokens: number;
	readonly perTurn: MicroDollars;
	/** The same behind a summary; null where that is not worth offering. */
	readonly short: MicroDollars | null;
}

/**
 * What the open chat has cost, and what an ordinary next message of it would (turn-price.ts). Where the chat itself is most of that, what a
 * summary would make of it.
 */
export class Meter {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #prices: TurnPrices;
	#figures: Figures | null = null;
	/** What a message cost when the user said "not now", by chat. */
	readonly #declined = new Map<string, MicroDollars>();
	readonly #tokens = new WeakMap<Answer, number>();
	#running: AbortController | null = null;
	#asked = '';

	constructor(deps: ChatDeps, store: ChatStore, prices: TurnPrices) {
		this.#deps = deps;
		this.#store = store;
		this.#prices = prices;
		store.listen(({ type }) => {
			if (type === 'ended' || type === 'session' || type === 'turn' || (type === 'inputs' && this.#prices.key() !== this.#asked))
				this.#soon();
		});
	}

	/** Null before the first answer. */
	view(): ChatMeterView | null {
		const session = this.#store.session();
		const told = historyTokens(session.turns, (answer) => this.#tokensOf(answer));
		const cost = chatCost(session);
		const figures = this.#figures?.sessionId === session.id ? this.#figures : null;
		// What the last message took says less where a summary was put in or out since.
		const tokens = figures?.turns === session.turns ? figures.tokens : told;
		if (tokens === 0 && cost === 0) return null;
		return { tokens, cost, perTurn: figures?.perTurn ?? null, shorten: this.#offer() };
	}

	/** Not in this chat until it costs much more. */
	notNow(): void {
		if (this.#figures !== null) this.#declined.set(this.#figures.sessionId, this.#figures.perTurn);
		this.#store.framed();
	}

	/** A frame is rendered often, and an answer may be long. */
	#tokensOf(answer: Answer): number {
		const known = this.#tokens.get(answer);
		if (known !== undefined) return known;
		const tokens = this.#deps.gateway.estimateTokens(answerText(answer));
		this.#tokens.set(answer, tokens);
		return tokens;
	}

	dispose(): void {
		this.#running?.abort();
	}

	#offer(): MicroDollars | null {
		const { id, turns } = this.#store.session();
		const figures = this.#figures;
		if (figures?.sessionId !== id || figures.short === null || this.#store.busy() !== null) return null;
		const declined = this.#declined.get(id);
		if (declined !== undefined && figures.perTurn < AGAIN_AT * declined) return null;
		// A summary has been made since.
		return turns.at(-1)?.summary === undefined ? figures.short : null;
	}

	#soon(): void {
		this.#asked = this.#prices.key();
		this.#running?.abort();
		const running = new AbortController();
		this.#running = running;
		this.#deps.timers.after(DELAY_MS, () => {
			if (!running.signal.aborted && this.#store.busy() === null) void this.#measure(running.signal);
		});
	}

	async #measure(signal: AbortSignal): Promise<void> {
		try {
			const figures = await this.#compute(signal);
			if (signal.aborted) return;
			this.#figures = figures;
			this.#store.framed();
		} catch (error) {
			// The figures are a courtesy: what a message costs is said when it is sent.
			if (!signal.aborted) this.#deps.log(`chat figures failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
		}
	}

	async #compute(signal: AbortSignal): Promise<Figures | null> {
		const { id: sessionId, turns } = this.#store.session();
		if (this.#store.busy() !== null) return null;
		const next = await this.#prices.next(signal);
		if (next === null) return null;
		const { tokens, perTurn, short } = next;
		const isWorth = isLong(turns, this.#deps.gateway.estimateTokens) && isWorthShortening(perTurn, short);
		return { sessionId, turns, tokens, perTurn, short: isWorth ? short : null };
	}
}
