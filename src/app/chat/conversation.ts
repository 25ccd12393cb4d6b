import { answerText } from '../../core/chat/answer.ts';
import { againEvidence, againPool } from '../../core/chat/answer-again.ts';
import type { Turn } from '../../core/chat/session.ts';
import { addTurn, conversationOf, cutAt, findTurn, mapTurn } from '../../core/chat/session-ops.ts';
import { sentTurns, summaryCounted } from '../../core/chat/summary.ts';
import type { Attachment } from '../../core/message/message.ts';
import { choiceOf } from '../../core/routing/types.ts';
import type { CodeGesture } from '../../protocol/slash.ts';
import type { Answers } from './answers.ts';
import { BUSY_SUBJECT, type ChatStore } from './chat-store.ts';
import type { CodeTarget } from './editor-port.ts';
import { type AskOptions, newQuestion, PLAIN, type Question, questionOf, summaryQuestion } from './gateway-request.ts';
import { gestureOn, NO_TARGET, readOutgoing } from './outgoing.ts';
import type { ChatDeps } from './ports.ts';

const COMMAND_NOTICE = 'command';
const BUSY = 'An answer is being written. Ask when it is there, or stop it first.';
/** A summary may take some 700 tokens: below twice that, the request for it included, it shortens nothing. */
const LEAST_SUMMARISED = 1500;
const NOTHING_TO_SHORTEN = `There is nothing to shorten yet: what goes with the next message takes less than ${LEAST_SUMMARISED.toLocaleString('en-US')} tokens.`;

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

	/**
	 * Sends what is in the box, or does what its command says. What cannot be sent is in the box again.
	 * Errors: RoutooError where the file that a command is about cannot be read.
	 */
	async send(text: string, asText = false): Promise<void> {
		if (text.trim() === '' || this.#store.busy()) return;
		const { editor } = this.#deps;
		const { id, draft } = this.#store.session();
		// The view may have more than it had told: where a question stands open, the chat keeps all of it.
		if (draft.trim() !== text.trim()) this.#store.typed(text);
		const box = { text, attachments: this.#store.composer.attachments(), asText };
		const outgoing = await readOutgoing(editor, box, 'ask').catch((error: unknown) => {
			if (this.#store.session().id === id) this.#inBox(text);
			throw error;
		});
		const beside = outgoing.kind === 'message' && outgoing.asIs ? await this.#store.openFile.besideNow(text, box.attachments) : [];
		// A question about a file may have stood open meanwhile. In a chat that was left the text is its draft.
		if (this.#store.session().id !== id) return;
		if (this.#store.busy()) return this.#refuse(text, BUSY, BUSY_SUBJECT);
		if (outgoing.kind === 'nothing') return this.#refuse(text, outgoing.why);
		this.#store.notices.withdraw(COMMAND_NOTICE);
		if (outgoing.kind === 'summary') return this.#summarise(text, outgoing.wish);
		this.#store.composer.removeSame(box.attachments);
		await this.#ask(outgoing.text, [...outgoing.attachments, ...beside], this.#typedSince(text), PLAIN);
	}

	/** Whether a summary stands for the turns before it. */
	useSummary(turnId: string, used: boolean): void {
		const turn = this.#idleTurn(turnId);
		if (turn?.summary === undefined) return;
		this.#store.changeTurn(turnId, (now) => ({ ...now, summary: { ...turn.summary!, used } }));
		this.#otherBeginning();
	}

	/** Another answer of a turn is shown, and counts from now on. */
	showAnswer(turnId: string, index: number): void {
		const counted = (turn: Turn): Turn => summaryCounted(turn, this.#deps.gateway.estimateTokens);
		this.#store.changeTurn(turnId, (turn) => counted({ ...turn, shown: Math.min(index, turn.answers.length - 1) }));
		if (findTurn(this.#store.session(), turnId)?.summary !== undefined) this.#otherBeginning();
	}

	/** Sends something else: what is being typed and what is attached to it stay in the box. */
	async sendBeside(text: string, attachments: readonly Attachment[]): Promise<void> {
		if (this.#store.busy()) return;
		await this.#ask(text, attachments, this.#store.session().draft, PLAIN);
	}

	/** Sends a code gesture beside the box. Where there is nothing to work on, or an answer runs, that is said. */
	async sendGesture(gesture: CodeGesture, target: CodeTarget | null): Promise<void> {
		const { notices } = this.#store;
		if (target === null) return notices.add('info', NO_TARGET, { subject: COMMAND_NOTICE });
		if (this.#store.busy()) return notices.add('info', BUSY, { subject: BUSY_SUBJECT });
		notices.withdraw(COMMAND_NOTICE);
		const { text, attachments } = gestureOn(gesture, target);
		await this.sendBeside(text, attachments);
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
		if (!turn || turn.summary !== undefined || text.trim() === '') return;
		const draft = this.#store.takeBack(turn);
		this.#store.open.change(cutAt(this.#store.session(), turnId));
		await this.#ask(text, turn.attachments, draft, { ...PLAIN, again: turn.answers.some((a) => answerText(a) !== '') });
	}

	#refuse(text: string, why: string, subject = COMMAND_NOTICE): void {
		this.#store.notices.add('info', why, { subject });
		this.#inBox(text);
	}

	/** What was typed while a text was on its way. */
	#typedSince(sent: string): string {
		const { draft } = this.#store.session();
		return draft.trim() === sent.trim() ? '' : draft;
	}

	/** The box has what was not sent, or what was typed there meanwhile: that began with it. */
	#inBox(text: string): void {
		const { draft } = this.#store.session();
		this.#store.returned(draft.trim() === '' ? text : draft);
	}

	/** Adds a summary of the chat, which is sent from then on instead of the turns before it. */
	async #summarise(typed: string, wish: string): Promise<void> {
		const session = this.#store.session();
		const question = summaryQuestion(this.#deps, session, wish);
		const answered = conversationOf(sentTurns(session.turns).turns).length > 0;
		if (!answered || question.prompt.tokens < LEAST_SUMMARISED) return this.#refuse(typed, NOTHING_TO_SHORTEN);
		const turn = this.#newTurn(typed, [], question);
		const summary = { used: true, wish, tokens: null };
		this.#store.changeSession({ ...addTurn(session, { ...turn, summary }), draft: this.#typedSince(typed) });
		await this.#answers.answer(turn.id, question, { ...PLAIN, choice: this.#store.choice(), again: true });
		this.#summarised(turn.id);
	}

	#summarised(turnId: string): void {
		this.#store.changeTurn(turnId, (turn) => summaryCounted(turn, this.#deps.gateway.estimateTokens));
		this.#otherBeginning();
	}

	/** The conversation is sent with another beginning: no vendor has that in its cache. */
	#otherBeginning(): void {
		this.#deps.gateway.caches.forget(this.#store.session().id);
		this.#store.inputsChanged();
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
		const turn = this.#newTurn(text, attachments, question);
		this.#store.changeSession({ ...addTurn(session, turn), draft });
		await this.#answers.answer(turn.id, question, { ...options, choice: this.#store.choice() });
	}

	#newTurn(text: string, attachments: readonly Attachment[], { prompt }: Question): Turn {
		const { newId, gateway } = this.#deps;
		return { id: newId(), at: gateway.clock.now(), text, attachments, sentTokens: prompt.tokens, answers: [], shown: 0 };
	}

	async #answer(turn: Turn, options: AskOptions): Promise<string | null> {
		const question = questionOf(this.#deps, this.#store.session(), turn);
		if (turn.summary === undefined) return this.#answers.answer(turn.id, question, options);
		const answerId = await this.#answers.answer(turn.id, question, { ...options, again: true });
		this.#summarised(turn.id);
		return answerId;
	}

	async #answerAgain(turn: Turn, options: AskOptions): Promise<void> {
		const answerId = await this.#answer(turn, options);
		if (answerId !== null) this.#askedAgain.set(answerId, options);
	}
}
