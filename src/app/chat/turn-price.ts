import type { MicroDollars } from '../../core/base/micros.ts';
import { middleOf, SUMMARY_TOKENS } from '../../core/chat/meter.ts';
import { buildPrompt } from '../../core/chat/prompt.ts';
import type { Turn } from '../../core/chat/session.ts';
import { summaryInForce } from '../../core/chat/summary.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import { type ConversationCache, NEXT_MESSAGE_TOKENS, requestCost } from '../../core/money/request-cost.ts';
import type { ChatStore } from './chat-store.ts';
import { gatewayRequest, newQuestion, PLAIN } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

/** An ordinary message is the middle one of so many: the kind of the last one alone would make the figure jump. */
const RECENT = 5;

/** What an ordinary next message of the open chat costs, µ$. */
export interface NextTurn {
	/** Of the chat, that go along with it. */
	readonly tokens: number;
	readonly perTurn: MicroDollars;
	/** The same behind a summary instead of the chat. */
	readonly short: MicroDollars;
}

/** Who would answer a message like one of the chat's, and at what length. */
interface Sample {
	readonly candidateId: string;
	readonly outputTokens: number;
	/** Of its own text. */
	readonly own: number;
}

/** Prices the next message by the chat's last ones: each as it would be decided on now, at the tokens that go along now. */
export class TurnPrices {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	/** By turn, for as long as what decides stays the same. */
	readonly #samples = new Map<string, Sample>();
	#key = '';

	constructor(deps: ChatDeps, store: ChatStore) {
		this.#deps = deps;
		this.#store = store;
	}

	/** What decides on the model, beside the chat's text. */
	key(): string {
		const { preset, goodEnough, localOnly, pool } = this.#deps.settings();
		const { id, turns } = this.#store.session();
		return JSON.stringify([id, summaryInForce(turns)?.id, this.#store.model(), preset, goodEnough, localOnly, pool]);
	}

	/** Null where nothing was asked yet, nobody can answer or no price is known. Errors: as a decision's. */
	async next(signal: AbortSignal): Promise<NextTurn | null> {
		const { gateway, models } = this.#deps;
		const session = this.#store.session();
		const recent = session.turns.filter(({ summary }) => summary === undefined).slice(-RECENT);
		const last = recent.at(-1);
		if (last === undefined || models.candidates().length === 0) return null;
		const samples: Sample[] = [];
		for (const turn of recent) {
			const sample = await this.#sampleOf(turn, signal);
			signal.throwIfAborted();
			if (sample !== null) samples.push(sample);
		}
		const { prompt } = newQuestion(this.#deps, session, last.text, []);
		const tokens = prompt.tokens - gateway.estimateTokens(last.text);
		const empty = buildPrompt({ turns: [], text: '', attachments: [], language: null }, gateway.estimateTokens).tokens;
		const cache = gateway.caches.of(session.id);
		const perTurn = middleOf(samples.flatMap((sample) => this.#cost(sample, tokens, cache) ?? []));
		// No vendor has a summary in its cache.
		const short = middleOf(samples.flatMap((sample) => this.#cost(sample, empty + SUMMARY_TOKENS, null) ?? []));
		return perTurn === null || short === null ? null : { tokens, perTurn, short };
	}

	async #sampleOf(turn: Turn, signal: AbortSignal): Promise<Sample | null> {
		const key = this.key();
		if (key !== this.#key) this.#samples.clear();
		this.#key = key;
		const known = this.#samples.get(turn.id);
		if (known !== undefined && this.#candidate(known) !== undefined) return known;
		const question = newQuestion(this.#deps, this.#store.session(), turn.text, []);
		const asked = { ...PLAIN, choice: this.#store.choice(), again: true, requestId: 'meter', signal };
		const { decision, prediction } = await previewRoute(this.#deps.gateway, gatewayRequest(this.#deps, question, asked));
		const candidateId = decision.chosen?.candidate.id;
		if (candidateId === undefined) return null;
		const foretold = prediction.candidates.find((one) => one.candidateId === candidateId)?.outputTokens.mean ?? 0;
		const answer = turn.answers[turn.shown];
		const counted = answer?.routing?.candidateId === candidateId ? answer.receipt?.usage?.output : undefined;
		// What was pasted once is no ordinary message.
		const own = Math.min(NEXT_MESSAGE_TOKENS, this.#deps.gateway.estimateTokens(turn.text));
		const sample = { candidateId, outputTokens: counted ?? foretold, own };
		this.#samples.set(turn.id, sample);
		return sample;
	}

	/** Null where its price is not known. */
	#cost(sample: Sample, tokens: number, cache: ConversationCache | null): MicroDollars | null {
		const { caches, clock } = this.#deps.gateway;
		const candidate = this.#candidate(sample);
		if (candidate === undefined) return null;
		const cost = requestCost(candidate, {
			inputTokens: Math.round((tokens + sample.own) * caches.ratio(this.#store.session().id, candidate)),
			outputTokens: { mean: sample.outputTokens, p90: sample.outputTokens },
			cache,
			cacheShown: caches.experience.shown(candidate),
			now: clock.now(),
			spendable: null,
		});
		return cost.basis === 'unknown' ? null : cost.expected;
	}

	#candidate({ candidateId }: Sample) {
		return this.#deps.models.candidates().find(({ id }) => id === candidateId);
	}
}
