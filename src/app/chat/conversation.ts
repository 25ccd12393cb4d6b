import { answerText } from '../../core/chat/answer.ts';
import { againEvidence, againPool } from '../../core/chat/answer-again.ts';
import type { Turn } from '../../core/chat/session.ts';
import { addTurn, cutAt, findTurn, mapTurn } from '../../core/chat/session-ops.ts';
import type { Attachment } from '../../core/message/message.ts';
import { choiceOf } from '../../core/routing/types.ts';
import type { Answers } from './answers.ts';
import type { ChatStore } from './chat-store.ts';
import { type AskOptions, newQuestion, PLAIN, questionOf } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

/** What the user does with turns: send, retry, answer again, edit. Nothing is done while an answer runs. */
export class Conversation {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #answers: Answers;
	/** What "again" asked for, by answer: a retry of it asks for the same. */
	readonly #askedAgain = new Map<string, AskOptions>();

	constructor(deps: ChatDeps, store: ChatStore, answers: Answers) {
		this.#deps = deps;
		this.#store = store;
		this.#answers = answers;
	}

	/** Sends what is in the box. */
	async send(text: string): Promise<void> {
		if (text.trim() === '' || this.#store.busy()) return;
		const beside = await this.#store.openFile.besideNow(text, this.#store.composer.attachments());
		// Another message may have been sent while the editor was looked at.
		if (this.#store.busy()) return;
		await this.#ask(text, [...this.#store.composer.take(), ...beside], '', PLAIN);
	}

	/** Sends something else: what is being typed and what is attached to it stay in the box. */
	async sendBeside(text: string, attachments: readonly Attachment[]): Promise<void> {
		if (this.#store.busy()) return;
		await this.#ask(text, attachments, this.#store.session().draft, PLAIN);
	}

	/** An answer without a word makes room for the next try; one with text stays beside it. */
	async retry(turnId: string, overLimitApproved: boolean): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		const asked = this.#askedAgain.get(turn.answers[turn.shown]?.id ?? '');
		const kept = turn.answers.filter((a) => answerText(a) !== '' || a.state === 'done');
		const draft = this.#store.takeBack(turn);
		const shown = Math.max(0, kept.length - 1);
		this.#store.changeSession({ ...mapTurn(this.#store.session(), turnId, (t) => ({ ...t, answers: kept, shown })), draft });
		if (asked) await this.#answerAgain(turn, { ...asked, overLimitApproved });
		else await this.#answer(turn, { ...PLAIN, choice: this.#store.choice(), overLimitApproved, again: kept.length > 0 });
	}

	async again(turnId: string, how: 'stronger' | 'cheaper'): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		const routing = turn.answers[turn.shown]?.routing;
		const pool = routing ? againPool(routing.alternatives, routing.candidateId, how) : [];
		if (pool.length > 0) {
			this.#tellAgain(turn, how);
			await this.#answerAgain(turn, { ...PLAIN, pool });
		} else this.#store.notices.add('info', `There is no ${how} model to answer again with.`);
	}

	/** @param model `auto` or a candidate id */
	async againWith(turnId: string, model: string): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		this.#tellAgain(turn, model);
		await this.#answerAgain(turn, { ...PLAIN, choice: choiceOf(model), again: true });
	}

	/** Drops this turn and all later ones and sends the edited text; what is being typed in the box stays there. */
	async edit(turnId: string, text: string): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn || text.trim() === '') return;
		const draft = this.#store.takeBack(turn);
		this.#store.open.change(cutAt(this.#store.session(), turnId));
		await this.#ask(text, turn.attachments, draft, { ...PLAIN, again: turn.answers.some((a) => answerText(a) !== '') });
	}

	/** One that was stopped or failed says nothing of its model. */
	#tellAgain({ answers, shown }: Turn, asked: string): void {
		const answer = answers[shown];
		if (answer?.routing == null || answer.state !== 'done') return;
		const kind = againEvidence(answer.routing.alternatives, answer.routing.candidateId, asked);
		if (kind !== null) this.#deps.answers?.again(answer.id, kind);
	}

	/** Null while an answer runs. */
	#idleTurn(turnId: string): Turn | null {
		return this.#store.busy() ? null : findTurn(this.#store.session(), turnId);
	}

	async #ask(text: string, attachments: readonly Attachment[], draft: string, options: AskOptions): Promise<void> {
		const session = this.#store.session();
		const question = newQuestion(this.#deps, session, text, attachments);
		const turn: Turn = {
			id: this.#deps.newId(),
			at: this.#deps.gateway.clock.now(),
			text,
			attachments,
			sentTokens: question.prompt.tokens,
			answers: [],
			shown: 0,
		};
		this.#store.changeSession({ ...addTurn(session, turn), draft });
		await this.#answers.answer(turn.id, question, { ...options, choice: this.#store.choice() });
	}

	#answer(turn: Turn, options: AskOptions): Promise<string | null> {
		return this.#answers.answer(turn.id, questionOf(this.#deps, this.#store.session(), turn), options);
	}

	async #answerAgain(turn: Turn, options: AskOptions): Promise<void> {
		const answerId = await this.#answer(turn, options);
		if (answerId !== null) this.#askedAgain.set(answerId, options);
	}
}
