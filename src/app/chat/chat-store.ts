import { Emitter } from '../../core/base/emitter.ts';
import type { Clock } from '../../core/base/time.ts';
import { answerReasoning, answerText, withReasoning, withText } from '../../core/chat/answer.ts';
import type { Answer, ChatSession, Turn } from '../../core/chat/session.ts';
import { addAnswer, findAnswer, findTurn, mapAnswer, mapTurn } from '../../core/chat/session-ops.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import { type Choice, choiceOf } from '../../core/routing/types.ts';
import type { PredictorView } from '../../protocol/common.ts';
import type { ReadingNow } from '../reading/service.ts';
import { Bin } from './bin.ts';
import { type ChatEvent, NO_PREVIEW, type Preview } from './chat-events.ts';
import { Composer } from './composer.ts';
import { InstructionChips } from './instructions.ts';
import { Notices } from './notices.ts';
import { OpenFileChip } from './open-file.ts';
import { OpenSession } from './open-session.ts';
import type { ChatDeps } from './ports.ts';

/** Of notices that there is nothing to attach. */
export const NOTHING_TO_ATTACH = 'attach';
/** Of notices that an answer is being written. */
export const BUSY_SUBJECT = 'busy';
const TROUBLE = { saving: { subject: 'save chats' }, reading: { until: 'message' }, branched: { until: 'message' } } as const;

const MODEL_KEY = 'routoo.model';

/**
 * The state of the chat and the only way to change it. Each change tells what changed, and nothing is asked back: whoever produces
 * (conversation, answers, preview) writes here, whoever shows (the controller) listens here, and neither knows the other.
 */
export class ChatStore {
	readonly open: OpenSession;
	readonly bin: Bin;
	readonly notices: Notices;
	readonly composer = new Composer();
	readonly openFile: OpenFileChip;
	readonly instructions: InstructionChips;
	readonly #memory: ChatDeps['store'];
	readonly #clock: Clock;
	#reading: ReadingNow | null = null;
	readonly #events = new Emitter<ChatEvent>();
	#preview = NO_PREVIEW;
	#predictor: PredictorView = { kind: 'resting', reason: null };
	#model: string;
	#busy: { readonly turnId: string; readonly answerId: string } | null = null;

	constructor(deps: ChatDeps) {
		this.#memory = deps.store;
		this.#clock = deps.gateway.clock;
		this.#model = deps.store.get(MODEL_KEY, 'auto');
		this.notices = new Notices(() => this.#tell({ type: 'frame' }), deps.timers);
		const { openFile: source, instructions } = deps.editor;
		this.openFile = new OpenFileChip({ source, isOn: () => deps.settings().chat.openFile, session: () => this.session() });
		let wasOpen = source.current() !== null;
		source.onChange(() => {
			const open = source.current();
			if (open?.selected || (open !== null && !wasOpen)) this.notices.withdraw(NOTHING_TO_ATTACH);
			wasOpen = open !== null;
			this.inputsChanged();
		});
		this.bin = new Bin({ store: deps.store, timers: deps.timers, notices: this.notices, open: () => this.open });
		this.open = new OpenSession({
			...{ ...deps, clock: deps.gateway.clock, folder: () => deps.editor.workspace?.() ?? null },
			isDeleted: (id) => this.bin.holds(id),
			onTrouble: (text, what) => this.notices.add(what === 'branched' ? 'warning' : 'error', text, TROUBLE[what]),
			onSaved: () => this.notices.withdraw(TROUBLE.saving.subject),
		});
		const rulesOn = (): boolean => deps.settings().chat.instructions;
		this.instructions = new InstructionChips({ source: instructions, isOn: rulesOn, session: () => this.session() });
		instructions?.onChange(() => this.inputsChanged());
	}

	listen(listener: (event: ChatEvent) => void): void {
		this.#events.on(listener);
	}

	session(): ChatSession {
		return this.open.current();
	}

	/** Answer that is being produced. */
	busy(): { readonly turnId: string; readonly answerId: string } | null {
		return this.#busy;
	}

	preview(): Preview {
		return this.#preview;
	}

	predictor(): PredictorView {
		return this.#predictor;
	}

	/** Who reads the message that is being answered; null: nobody that is waited for. */
	reading(): ReadingNow | null {
		return this.#reading?.requestId === this.#busy?.answerId ? this.#reading : null;
	}

	setReading(reading: ReadingNow | null): void {
		this.#reading = reading;
		this.#tell({ type: 'frame' });
	}

	/** `auto` or a candidate id. */
	model(): string {
		return this.#model;
	}

	/** The user's choice for the next messages. */
	choice(): Choice {
		return choiceOf(this.#model);
	}

	setPreview(preview: Preview): void {
		if (this.#preview === preview) return;
		this.#preview = preview;
		this.#tell({ type: 'frame' });
	}

	setPredictor(predictor: PredictorView): void {
		this.#predictor = predictor;
		this.#tell({ type: 'frame' });
	}

	/** The choice holds although it may not be kept. Errors: RoutooError 'storage'. */
	async setModel(model: string): Promise<void> {
		this.#model = model;
		this.inputsChanged();
		await this.#memory.update(MODEL_KEY, model);
	}

	/** Takes up what this window kept when it was last closed; what the user has begun or chosen meanwhile stands. */
	async restore(): Promise<void> {
		this.#model = this.#memory.get(MODEL_KEY, this.#model);
		await this.bin.empty();
		await this.open.restore();
	}

	/** Attachments, models, budget or settings changed. */
	inputsChanged(): void {
		this.#tell({ type: 'frame' });
		this.#tell({ type: 'inputs' });
	}

	/** Something around the conversation is otherwise now. */
	framed(): void {
		this.#tell({ type: 'frame' });
	}

	/** Another session is open. */
	sessionChanged(): void {
		// A text that was sent needs no preview any more; one that is still in the box gets its own.
		this.#preview = NO_PREVIEW;
		this.#tell({ type: 'session' });
	}

	changeSession(session: ChatSession): void {
		this.open.change(session);
		this.sessionChanged();
	}

	/** Whether the open file goes along with the messages of this chat, where the settings let it. */
	setOpenFile(on: boolean): void {
		const { withoutOpenFile: _, ...session } = this.session();
		this.open.change(on ? session : { ...session, withoutOpenFile: true });
		this.inputsChanged();
	}

	/** Whether instructions go along with the messages of this chat. */
	setInstructions(path: string, on: boolean): void {
		const { withoutInstructions = [], ...session } = this.session();
		const others = withoutInstructions.filter((one) => one !== path);
		const without = on ? others : [...others, path];
		this.open.change(without.length === 0 ? session : { ...session, withoutInstructions: without });
		this.inputsChanged();
	}

	/** What the user types. */
	typed(draft: string): void {
		this.open.change({ ...this.session(), draft });
		this.#tell({ type: 'inputs' });
	}

	/** Puts a turn that got no answer back into the box, only where nothing else was typed meanwhile. */
	giveBack(turn: Turn): void {
		const session = this.session();
		if (session.draft !== '' || this.composer.attachments().length > 0) return;
		// What is open goes along by itself, and so do instructions.
		for (const attachment of turn.attachments) if (!attachment.open && attachment.kind !== 'instructions') this.composer.add(attachment);
		this.open.change({ ...session, draft: turn.text });
		this.#tell({ type: 'box', text: turn.text });
	}

	/** What was to be sent is not: it stands in the box again. */
	returned(text: string): void {
		this.open.change({ ...this.session(), draft: text });
		this.#tell({ type: 'box', text });
		this.#tell({ type: 'inputs' });
	}

	/** A text comes before what stands in the box. */
	inFront(text: string): void {
		const { draft } = this.session();
		this.open.change({ ...this.session(), draft: [text, draft].filter((one) => one.trim() !== '').join('\n\n') });
		this.#tell({ type: 'box', text, front: true });
		this.#tell({ type: 'inputs' });
	}

	/** Empties the box of what came back from a turn that is now sent after all; gives the draft that stays. */
	takeBack(turn: Turn): string {
		const { draft } = this.session();
		if (draft !== turn.text) return draft;
		this.composer.removeSame(turn.attachments);
		this.#tell({ type: 'box', text: '' });
		return '';
	}

	changeTurn(turnId: string, change: (turn: Turn) => Turn): void {
		this.open.change(mapTurn(this.session(), turnId, change));
		const turn = findTurn(this.session(), turnId);
		if (turn) this.#tell({ type: 'turn', turn });
	}

	/** Adds an answer that is being produced from now on; gives it. */
	begin(turnId: string, answer: Answer): Answer {
		this.open.change(addAnswer(this.session(), turnId, answer));
		this.#begun(turnId, answer);
		return answer;
	}

	/** An answer that ended early is being gone on with from now on. */
	beginAgain(turnId: string, ended: Answer): void {
		const { interrupted: _, ...rest } = ended;
		const answer: Answer = { ...rest, state: 'streaming', error: null };
		this.#moved(mapAnswer(this.session(), turnId, answer.id, () => answer));
		this.#begun(turnId, answer);
	}

	#begun(turnId: string, answer: Answer): void {
		this.#busy = { turnId, answerId: answer.id };
		this.notices.sent();
		this.#tell({ type: 'answer', turnId, answer });
		this.#tell({ type: 'frame' });
	}

	/**
	 * No answer is being produced any more.
	 * @param leaving its chat, or the window, is being left
	 */
	end(leaving: boolean): void {
		const ended = this.#busy;
		this.#busy = null;
		this.notices.withdraw(BUSY_SUBJECT);
		this.#tell({ type: 'frame' });
		if (ended !== null) this.#tell({ type: 'ended', ...ended, leaving });
	}

	/** An answer ends. */
	settle(turnId: string, answerId: string, change: (answer: Answer) => Answer): void {
		this.#moved(this.session());
		this.changeAnswer(turnId, answerId, change);
	}

	/** By its time other windows see that the chat went on, and do not write over what was paid for. */
	#moved(session: ChatSession): void {
		this.open.change({ ...session, updatedAt: this.#clock.now() });
	}

	changeAnswer(turnId: string, answerId: string, change: (answer: Answer) => Answer): void {
		this.open.change(mapAnswer(this.session(), turnId, answerId, change));
		const answer = findAnswer(this.session(), turnId, answerId);
		if (answer) this.#tell({ type: 'answer', turnId, answer });
	}

	route(turnId: string, answerId: string, routing: RoutingLine): void {
		this.changeAnswer(turnId, answerId, (answer) => ({ ...answer, routing }));
		this.#tell({ type: 'routed', line: routing });
	}

	append(turnId: string, answerId: string, text: string): void {
		const before = findAnswer(this.session(), turnId, answerId);
		if (!before) return;
		if (before.state === 'routing') this.changeAnswer(turnId, answerId, (a) => ({ ...a, state: 'streaming' }));
		this.open.change(mapAnswer(this.session(), turnId, answerId, (a) => withText(a, text)));
		this.#tell({ type: 'append', turnId, answerId, text, length: answerText(before).length });
	}

	/** Only the first piece is told at once, so that a view can say that the model thinks; the rest is told with the text. */
	think(turnId: string, answerId: string, text: string): void {
		const before = findAnswer(this.session(), turnId, answerId);
		const add = (answer: Answer): Answer => withReasoning(answer, text);
		if (before && answerReasoning(before) === '') this.changeAnswer(turnId, answerId, add);
		else this.open.change(mapAnswer(this.session(), turnId, answerId, add));
	}

	#tell(event: ChatEvent): void {
		this.#events.emit(event);
	}
}
