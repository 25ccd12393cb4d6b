import { answerText } from '../../core/chat/answer.ts';
import { againPool } from '../../core/chat/answer-again.ts';
import { buildMessages } from '../../core/chat/prompt.ts';
import type { Turn } from '../../core/chat/session.ts';
import { addTurn, cutAt, findTurn, mapTurn } from '../../core/chat/session-ops.ts';
import type { Attachment } from '../../core/message/message.ts';
import { estimateMessageTokens } from '../../core/message/tokens.ts';
import { type AnswerOptions, Answers } from './answers.ts';
import type { Composer } from './composer.ts';
import type { Notices } from './notices.ts';
import type { SessionKeeper } from './open-session.ts';
import type { ChatDeps, PostToChat } from './ports.ts';

export interface ConversationRoom {
	readonly keeper: SessionKeeper;
	readonly composer: Composer;
	readonly notices: Notices;
	readonly post: PostToChat;
	/** The frame around the conversation changed. */
	readonly changed: () => void;
	/** The turns changed: everything is rendered anew. */
	readonly snapshot: () => void;
	/** Candidate id the user chose for the next messages, null for Auto. */
	readonly chosen: () => string | null;
}

const AUTO: AnswerOptions = { forced: null, pool: null, overLimitApproved: false };

/** What the user does with turns: send, retry, answer again, edit. Nothing is done while an answer runs. */
export class Conversation {
	readonly answers: Answers;
	private readonly deps: ChatDeps;
	private readonly room: ConversationRoom;
	/** What "again" asked for, by answer: a retry of it asks for the same. */
	private readonly askedAgain = new Map<string, AnswerOptions>();

	constructor(deps: ChatDeps, room: ConversationRoom) {
		this.deps = deps;
		this.room = room;
		this.answers = new Answers(deps, {
			keeper: room.keeper,
			post: room.post,
			changed: room.changed,
			warn: (text) => room.notices.add('warning', text),
			giveBack: (turn) => this.giveBack(turn),
		});
	}

	/** Sends what is in the box. */
	async send(text: string): Promise<void> {
		if (text.trim() === '' || this.answers.busy()) return;
		await this.ask(text, this.room.composer.take(), '');
	}

	/** An answer without a word makes room for the next try; one with text stays beside it. */
	async retry(turnId: string, overLimitApproved: boolean): Promise<void> {
		const { keeper } = this.room;
		const session = keeper.current();
		const turn = findTurn(session, turnId);
		if (!turn || this.answers.busy()) return;
		const asked = this.askedAgain.get(turn.answers[turn.shown]?.id ?? '');
		const kept = turn.answers.filter((a) => answerText(a) !== '' || a.state === 'done');
		keeper.change({
			...mapTurn(session, turnId, (t) => ({ ...t, answers: kept, shown: Math.max(0, kept.length - 1) })),
			draft: this.takeBack(turn),
		});
		this.room.snapshot();
		if (asked) await this.answerAgain(turnId, { ...asked, overLimitApproved });
		else await this.answers.answer(turnId, { ...AUTO, forced: this.room.chosen(), overLimitApproved });
	}

	async again(turnId: string, how: 'stronger' | 'cheaper' | 'pick'): Promise<void> {
		const turn = findTurn(this.room.keeper.current(), turnId);
		if (!turn || this.answers.busy()) return;
		if (how === 'pick') {
			const forced = await this.deps.user.pickModel('Answer again with');
			if (forced !== null) await this.answerAgain(turnId, { ...AUTO, forced: forced === 'auto' ? null : forced });
			return;
		}
		const routing = turn.answers[turn.shown]?.routing;
		const pool = routing ? againPool(routing.alternatives, routing.candidateId, how) : [];
		if (pool.length > 0) await this.answerAgain(turnId, { ...AUTO, pool });
		else this.room.notices.add('info', `There is no ${how} model to answer again with.`);
	}

	/** Drops this turn and all later ones and sends the edited text; what is being typed in the box stays there. */
	async edit(turnId: string, text: string): Promise<void> {
		const { keeper } = this.room;
		const turn = findTurn(keeper.current(), turnId);
		if (!turn || this.answers.busy() || text.trim() === '') return;
		const draft = this.takeBack(turn);
		keeper.change(cutAt(keeper.current(), turnId));
		await this.ask(text, turn.attachments, draft);
	}

	private async ask(text: string, attachments: readonly Attachment[], draft: string): Promise<void> {
		const { keeper } = this.room;
		const session = keeper.current();
		const messages = buildMessages({ turns: session.turns, text, attachments, language: this.deps.editor.language() });
		const turn: Turn = {
			id: this.deps.newId(),
			at: this.deps.exchange.clock.now(),
			text,
			attachments,
			sentTokens: estimateMessageTokens(messages),
			answers: [],
			shown: 0,
		};
		keeper.change({ ...addTurn(session, turn), draft });
		this.room.snapshot();
		await this.answers.answer(turn.id, { ...AUTO, forced: this.room.chosen() });
	}

	private async answerAgain(turnId: string, options: AnswerOptions): Promise<void> {
		const answerId = await this.answers.answer(turnId, options);
		if (answerId !== null) this.askedAgain.set(answerId, options);
	}

	/** Empties the box of what came back from a turn that is now sent after all; gives the draft that stays. */
	private takeBack(turn: Turn): string {
		const { draft } = this.room.keeper.current();
		if (draft !== turn.text) return draft;
		this.room.composer.removeSame(turn.attachments);
		this.room.post({ type: 'setDraft', text: '' });
		return '';
	}

	/** Only where nothing else was typed meanwhile. */
	private giveBack(turn: Turn): void {
		const { keeper, composer, post } = this.room;
		const session = keeper.current();
		if (session.draft !== '' || composer.attachments().length > 0) return;
		for (const attachment of turn.attachments) composer.add(attachment);
		keeper.change({ ...session, draft: turn.text });
		post({ type: 'setDraft', text: turn.text });
	}
}
