import * as l10n from '@vscode/l10n';
import type { ChatSession } from '../../core/chat/session.ts';
import { addTurn, conversationOf, findTurn } from '../../core/chat/session-ops.ts';
import { sentTurns, summaryCounted } from '../../core/chat/summary.ts';
import type { Answers } from './answers.ts';
import type { ChatStore } from './chat-store.ts';
import { newTurn, PLAIN, type Question, summaryQuestion } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

/** A summary may take some 700 tokens: below twice that, the request for it included, it shortens nothing. */
const LEAST_SUMMARISED = 1500;

function nothingToShorten(): string {
	const least = LEAST_SUMMARISED.toLocaleString('en-US');
	return l10n.t('There is nothing to shorten yet: what goes with the next message takes less than {0} tokens.', least);
}

/** Summaries of the open chat, which are sent instead of the turns before them. */
export class Summaries {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #answers: Answers;

	constructor(deps: ChatDeps, store: ChatStore, answers: Answers) {
		this.#deps = deps;
		this.#store = store;
		this.#answers = answers;
	}

	/** Why there is nothing to shorten, in words; null where there is. */
	refused(wish: string): string | null {
		const session = this.#store.session();
		const answered = conversationOf(sentTurns(session.turns).turns).length > 0;
		return answered && this.#question(session, wish).prompt.tokens >= LEAST_SUMMARISED ? null : nothingToShorten();
	}

	/**
	 * Adds a summary, which is sent from then on.
	 * @param draft what stays in the box
	 */
	async write(typed: string, wish: string, draft: string): Promise<void> {
		const session = this.#store.session();
		const question = this.#question(session, wish);
		const turn = newTurn(this.#deps, typed, [], question);
		const summary = { used: true, wish, tokens: null };
		this.#store.changeSession({ ...addTurn(session, { ...turn, summary }), draft });
		await this.#answers.answer(turn.id, question, { ...PLAIN, choice: this.#store.choice(), again: true });
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
