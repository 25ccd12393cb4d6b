import * as l10n from '@vscode/l10n';
import { answerText } from '../../core/chat/answer.ts';
import { againChoice, againEvidence } from '../../core/chat/answer-again.ts';
import { canGoOn } from '../../core/chat/go-on.ts';
import { answerCost } from '../../core/chat/meter.ts';
import type { QueuedMessage, Turn } from '../../core/chat/session.ts';
import { addTurn, findTurn, mapTurn } from '../../core/chat/session-ops.ts';
import { summaryCounted } from '../../core/chat/summary.ts';
import type { Attachment } from '../../core/message/message.ts';
import { modelOfId } from '../../core/money/experience.ts';
import { choiceOf } from '../../core/routing/types.ts';
import type { CodeGesture } from '../../protocol/slash.ts';
import { goneName } from '../models/words.ts';
import type { Answers } from './answers.ts';
import { BUSY_SUBJECT, type ChatStore } from './chat-store.ts';
import type { CodeTarget } from './editor-port.ts';
import { type AskOptions, goOnQuestion, newQuestion, newTurn, PLAIN, questionOf } from './gateway-request.ts';
import { gestureOn, noTarget, readOutgoing } from './outgoing.ts';
import type { ChatDeps } from './ports.ts';
import type { WayOut } from './queue.ts';
import { readMeant, type SendHow, tellUnattached } from './send-mentions.ts';
import { busyInWords, COMMAND_NOTICE, Summaries } from './summaries.ts';
import type { TurnPrices } from './turn-price.ts';
import { withMentions } from './typed-mentions.ts';
import { Ways } from './ways.ts';

function noModelAgain(how: 'stronger' | 'cheaper' | 'same'): string {
	switch (how) {
		case 'stronger':
			return l10n.t('There is no stronger model to answer again with.');
		case 'cheaper':
			return l10n.t('There is no cheaper model to answer again with.');
		case 'same':
			return l10n.t('There is no such model to answer again with.');
	}
}

/** What the user does with turns: send, retry, answer again, edit. Nothing is done while an answer runs. */
export class Conversation {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #answers: Answers;
	/** What "again" asked for, by answer: a retry of it asks for the same. */
	readonly #askedAgain = new Map<string, AskOptions>();
	/** Answers of which the rest was asked for last: a retry asks for that again. */
	readonly #wentOn = new Set<string>();
	readonly #ways: Ways;
	readonly #summaries: Summaries;

	constructor(deps: ChatDeps, store: ChatStore, answers: Answers, prices: TurnPrices) {
		this.#deps = deps;
		this.#store = store;
		this.#answers = answers;
		this.#ways = new Ways(deps, store);
		this.#summaries = new Summaries(deps, store, answers, prices);
	}

	/**
	 * Sends what is in the box, with what its text mentions, or does what its command says. What cannot be sent is in the box again.
	 * Errors: RoutooError where the file that a command is about cannot be read.
	 */
	async send(text: string, how: SendHow = {}): Promise<void> {
		if (text.trim() === '' || this.#store.busy()) return;
		const { id, draft } = this.#store.session();
		// The view may have more than it had told: where a question stands open, the chat keeps all of it.
		if (draft.trim() !== text.trim()) this.#store.typed(text);
		const box = { text, attachments: this.#store.composer.attachments(), asText: how.asText === true };
		const outgoing = await readMeant(this.#deps.editor, this.#store, box, how).catch((error: unknown) => {
			if (!this.#isLeft(id)) this.#inBox(text);
			throw error;
		});
		const isPlain = outgoing.kind === 'message' && outgoing.asIs;
		const beside = isPlain ? await this.#store.openFile.besideNow(text, outgoing.attachments) : [];
		if (outgoing.kind === 'message') await this.#store.instructions.look();
		// A question about a file may have stood open meanwhile. In a chat that was left the text is its draft.
		if (this.#isLeft(id)) return;
		if (this.#store.busy()) return this.#refuse(text, busyInWords(), BUSY_SUBJECT);
		if (outgoing.kind === 'unattached') {
			this.#inBox(text);
			return tellUnattached(this.#store, outgoing.why, text, how);
		}
		if (outgoing.kind === 'nothing') return this.#refuse(text, outgoing.why);
		this.#store.notices.withdraw(COMMAND_NOTICE);
		if (outgoing.kind === 'summary') return this.#summarise(text, outgoing.wish);
		this.#store.composer.removeSame(box.attachments);
		await this.#ask(outgoing.text, [...outgoing.attachments, ...beside], this.#typedSince(text), PLAIN);
	}

	/** A summary of the chat as /compact makes it; the box stays as it is. @param anyway the user has heard what it costs */
	async shorten(wish = '', anyway = false): Promise<void> {
		if (this.#store.busy()) return;
		await this.#summarise(['/compact', wish].join(' ').trim(), wish, anyway);
	}

	/** Whether a summary stands for the turns before it. */
	useSummary(turnId: string, used: boolean): void {
		if (this.#idleTurn(turnId)) this.#summaries.use(turnId, used);
	}

	/** Another answer of a turn is shown, and counts from now on. */
	showAnswer(turnId: string, index: number): void {
		const counted = (turn: Turn): Turn => summaryCounted(turn, this.#deps.gateway.estimateTokens);
		this.#store.changeTurn(turnId, (turn) => counted({ ...turn, shown: Math.min(index, turn.answers.length - 1) }));
		if (findTurn(this.#store.session(), turnId)?.summary !== undefined) this.#summaries.otherBeginning();
	}

	/** Sends something else: what is being typed and what is attached to it stay in the box. */
	async sendBeside(text: string, attachments: readonly Attachment[]): Promise<void> {
		if (this.#store.busy()) return;
		await this.#ask(text, attachments, this.#store.session().draft, PLAIN);
	}

	/** Sends a code gesture beside the box. Where there is nothing to work on, or an answer runs, that is said. */
	async sendGesture(gesture: CodeGesture, target: CodeTarget | null): Promise<void> {
		const { notices } = this.#store;
		if (target === null) return notices.add('info', noTarget(), { subject: COMMAND_NOTICE });
		if (this.#store.busy()) return notices.add('info', busyInWords(), { subject: BUSY_SUBJECT });
		notices.withdraw(COMMAND_NOTICE);
		const { text, attachments } = gestureOn(gesture, target);
		await this.sendBeside(text, attachments);
	}

	/** An answer without a word makes room for the next try, but for one that was paid for; one with text stays beside it. */
	async retry(turnId: string, overLimitApproved: boolean): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		const failed = turn.answers[turn.shown];
		if (failed?.state === 'failed' && this.#wentOn.has(failed.id) && this.#ways.isLast(turn)) return this.goOn(turnId, overLimitApproved);
		const asked = this.#askedAgain.get(failed?.id ?? '');
		const kept = turn.answers.filter((a) => answerText(a) !== '' || a.state === 'done' || answerCost(a) > 0);
		const draft = this.#store.takeBack(turn);
		const shown = Math.max(0, kept.length - 1);
		this.#store.changeSession({ ...mapTurn(this.#store.session(), turnId, (t) => ({ ...t, answers: kept, shown })), draft });
		if (asked) return this.#answerAgain(turn, { ...asked, overLimitApproved });
		const options = { ...PLAIN, choice: this.#store.choice(), overLimitApproved, again: kept.length > 0 };
		// One without a word has nothing that later turns were built on.
		if (kept.length > 0) await this.#answerAgain(turn, options);
		else await this.#answer(turn, options);
	}

	/** The model that the view named: "stronger" and "cheaper" are said with name and price before. */
	async again(turnId: string, how: 'stronger' | 'cheaper' | 'same'): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		const target = againChoice(turn, how);
		if (target !== null) {
			this.#tellAgain(turn, how === 'same' ? target.candidateId : how);
			await this.#answerAgain(turn, { ...PLAIN, pool: [target.candidateId], again: true });
		} else this.#store.notices.add('info', noModelAgain(how));
	}

	/** Asks the same model for the rest of an answer that ended early; it grows by that. */
	async goOn(turnId: string, overLimitApproved = false): Promise<void> {
		const turn = this.#idleTurn(turnId);
		const answer = turn?.answers[turn.shown];
		if (!turn || !answer?.routing || turn.summary !== undefined || !canGoOn(answer) || !this.#ways.isLast(turn)) return;
		const choice = choiceOf(answer.routing.candidateId);
		this.#wentOn.add(answer.id);
		const question = goOnQuestion(this.#deps, this.#store.session(), turn);
		await this.#answers.goOn(turnId, answer, question, { ...PLAIN, choice, overLimitApproved, again: true });
	}

	/** Another way of the chat from this turn on is shown, and goes on. */
	showVersion(turnId: string, index: number): void {
		if (this.#idleTurn(turnId)) this.#ways.show(turnId, index);
	}

	/**
	 * Sends a message that waits; what is in the box stays there. What cannot be sent comes back into it. Where the chat was left meanwhile,
	 * or is being answered, the message goes on waiting.
	 */
	async sendQueued({ text, attachments, asText }: QueuedMessage, way: WayOut): Promise<void> {
		const { id } = this.#store.session();
		const box = { text, attachments, asText: asText === true };
		const outgoing = await readOutgoing(this.#deps.editor, box, 'ask').catch((error: unknown) => {
			if (!this.#isLeft(id)) way.back();
			throw error;
		});
		const beside = outgoing.kind === 'message' && outgoing.asIs ? await this.#store.openFile.besideNow(text, attachments) : [];
		if (outgoing.kind === 'message') await this.#store.instructions.look();
		if (this.#isLeft(id) || this.#store.busy()) return;
		const why = outgoing.kind === 'nothing' ? outgoing.why : outgoing.kind === 'summary' ? this.#summaries.refused(outgoing.wish) : null;
		if (why !== null) {
			way.back();
			this.#store.notices.add('info', why, { subject: COMMAND_NOTICE });
		} else if (way.take()) {
			const { draft } = this.#store.session();
			if (outgoing.kind === 'message') return this.#ask(outgoing.text, [...outgoing.attachments, ...beside], draft, PLAIN);
			// A summary takes nothing along.
			this.#store.composer.addFitting(attachments);
			if (outgoing.kind === 'summary') await this.#summarise(text, outgoing.wish);
		}
	}

	/** @param model `auto` or a candidate id. One that is gone is said to be, and the chat stays as it is. Errors: RoutooError 'storage'. */
	async againWith(turnId: string, model: string): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn) return;
		const isThere = model === 'auto' || this.#deps.models.candidates().some(({ id }) => id === model);
		if (!isThere) return this.#store.notices.add('info', l10n.t('{0} is not available now.', goneName(model)));
		this.#tellAgain(turn, model);
		const answering = this.#answerAgain(turn, { ...PLAIN, choice: choiceOf(model), again: true });
		await Promise.all([answering, model === 'auto' ? undefined : this.#deps.marks?.named(modelOfId(model))]);
	}

	/** Sends the edited text in this turn's place, as another way from there; what is being typed in the box stays there. */
	async edit(turnId: string, text: string): Promise<void> {
		const turn = this.#idleTurn(turnId);
		if (!turn || turn.summary !== undefined || text.trim() === '') return;
		const { id } = this.#store.session();
		const meant = await withMentions(this.#deps.editor, { text, attachments: turn.attachments });
		// A question about a file may have stood open meanwhile.
		if (this.#isLeft(id) || this.#idleTurn(turnId) === null) return;
		// The editor of the message stays open.
		if ('why' in meant) return tellUnattached(this.#store, meant.why, text);
		this.#store.notices.withdraw(COMMAND_NOTICE);
		const draft = this.#store.takeBack(turn);
		const version = this.#ways.fork(turn);
		if (version === null) return;
		const again = turn.answers.some((a) => answerText(a) !== '');
		await this.#ask(meant.text, meant.attachments, draft, { ...PLAIN, again }, version);
	}

	/** Another chat is open than when something was begun, or is about to be. */
	#isLeft(id: string): boolean {
		return this.#store.session().id !== id || this.#store.open.isLeft;
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

	#summarise(typed: string, wish: string, anyway = false): Promise<void> {
		const asked = { typed, wish, anyway, since: () => this.#typedSince(typed), isLeft: (id: string) => this.#isLeft(id) };
		return this.#summaries.begin(asked, (why, subject) => this.#refuse(typed, why, subject));
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

	async #ask(
		text: string,
		attachments: readonly Attachment[],
		draft: string,
		options: AskOptions,
		version: Pick<Turn, 'version'> = {},
	): Promise<void> {
		const session = this.#store.session();
		// Those of a turn that is edited may be older.
		const given = attachments.filter(({ kind }) => kind !== 'instructions');
		const all = [...this.#store.instructions.beside(text), ...given];
		const question = newQuestion(this.#deps, session, text, all);
		const turn = { ...newTurn(this.#deps, text, all, question), ...version };
		this.#store.changeSession({ ...addTurn(session, turn), draft });
		await this.#answers.answer(turn.id, question, { ...options, choice: this.#store.choice() });
	}

	async #answer(turn: Turn, options: AskOptions): Promise<string | null> {
		const question = questionOf(this.#deps, this.#store.session(), turn);
		if (turn.summary === undefined) return this.#answers.answer(turn.id, question, options);
		const answerId = await this.#answers.answer(turn.id, question, { ...options, again: true });
		this.#summaries.written(turn.id);
		return answerId;
	}

	/** What came after the turn was built on its answer: it stays with that as a way of its own. */
	async #answerAgain(asked: Turn, options: AskOptions): Promise<void> {
		const turn = this.#ways.isLast(asked) || asked.summary !== undefined ? asked : this.#ways.turnAnew(asked);
		if (turn === null) return;
		const answerId = await this.#answer(turn, options);
		if (answerId !== null) this.#askedAgain.set(answerId, options);
	}
}
