import { RoutooError, shownError } from '../../core/base/errors.ts';
import { chatAsMarkdown } from '../../core/chat/export.ts';
import type { SessionSummary } from '../../core/chat/session.ts';
import type { Attachment } from '../../core/message/message.ts';
import { type FromChat, parseFromChat } from '../../protocol/chat.ts';
import type { ChatFrame, ChatState } from '../../protocol/chat-state.ts';
import type { PredictorView } from '../../protocol/common.ts';
import { formatMoney, formatQuality } from '../../protocol/format.ts';
import type { CodeGesture } from '../../protocol/slash.ts';
import type { ReadingNow } from '../reading/service.ts';
import { attach, chatActions } from './actions.ts';
import { Answers } from './answers.ts';
import type { ChatEvent } from './chat-events.ts';
import { type ChatGroup, chatGroups } from './chat-rows.ts';
import { ChatStore } from './chat-store.ts';
import { Conversation } from './conversation.ts';
import type { CodeTarget } from './editor-port.ts';
import { frameOf } from './frame.ts';
import { sessionForView, turnForView } from './images.ts';
import { Meter } from './meter.ts';
import { helpWith, type Notices } from './notices.ts';
import type { ChatDeps, PostToChat } from './ports.ts';
import { Previewer } from './previewer.ts';
import { Prompts } from './prompts.ts';
import { Queue } from './queue.ts';
import { SessionSwitch } from './session-switch.ts';
import { TurnPrices } from './turn-price.ts';

/** The chat: holds its whole state, so that a view can come and go; acts on the view's messages; renders to every attached view. */
export class ChatController {
	readonly notices: Notices;
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	readonly #answers: Answers;
	readonly #previewer: Previewer;
	readonly #sessions: SessionSwitch;
	readonly #conversation: Conversation;
	readonly #prompts: Prompts;
	readonly #meter: Meter;
	readonly #act: (message: FromChat) => Promise<void>;
	readonly #views = new Set<PostToChat>();
	#framePending = false;

	constructor(deps: ChatDeps) {
		this.#deps = deps;
		this.#store = new ChatStore(deps);
		this.notices = this.#store.notices;
		this.#store.listen((event) => this.#render(event));
		this.#answers = new Answers(deps, this.#store);
		this.#previewer = new Previewer(deps, this.#store);
		this.#sessions = new SessionSwitch(this.#store, this.#answers);
		const prices = new TurnPrices(deps, this.#store);
		this.#conversation = new Conversation(deps, this.#store, this.#answers, prices);
		this.#prompts = new Prompts(deps.prompts, this.#store, deps.editor);
		this.#meter = new Meter(deps, this.#store, prices);
		this.#act = chatActions({
			meter: this.#meter,
			deps,
			store: this.#store,
			answers: this.#answers,
			conversation: this.#conversation,
			queue: new Queue({
				...{
					store: this.#store,
					answers: this.#answers,
					editor: deps.editor,
					newId: deps.newId,
					...(deps.claims === undefined ? {} : { claims: deps.claims }),
				},
				send: (message, way) => this.#inWords('queued', () => this.#conversation.sendQueued(message, way)),
			}),
			sessions: this.#sessions,
			prompts: this.#prompts,
			post: (message) => this.#post(message),
			snapshot: () => this.snapshot(),
		});
	}

	/** Returns the function that detaches the view. */
	attach(post: PostToChat): () => void {
		this.#views.add(post);
		this.#deps.onView();
		void this.#prompts.look();
		return () => this.#views.delete(post);
	}

	state(): ChatState {
		// What is not shown may be many times what is.
		const { branches: _, queue: __, ...session } = this.#store.session();
		return { session: sessionForView(session), ...this.#frame() };
	}

	/** Saved chats, newest first. */
	sessions(): readonly SessionSummary[] {
		return this.#store.open.list();
	}

	/** Opens the chat that was open when the window closed. */
	async restore(): Promise<void> {
		await this.#store.restore();
		const { turns } = this.#store.session();
		if (turns.some(({ answers }) => answers.some(({ state }) => state === 'done'))) this.#deps.welcome.answered();
		this.snapshot();
	}

	setPredictor(predictor: PredictorView): void {
		this.#store.setPredictor(predictor);
	}

	/** Who reads what is being answered; null: nobody. */
	setReading(reading: ReadingNow | null): void {
		this.#store.setReading(reading);
	}

	/** Models, budget or settings changed: the frame is rendered anew, and so is the preview. */
	refresh(): void {
		this.#store.inputsChanged();
	}

	/** Something around the conversation changed that no decision rests on. */
	showFrame(): void {
		this.#renderFrame();
	}

	/** Acts on what a view sent, where it is a message of ours. The check lives here so that nothing of it is loaded at activation. */
	async receiveRaw(raw: unknown): Promise<void> {
		const message = parseFromChat(raw);
		if (message) await this.receive(message);
	}

	/** Acts on a message. Never rejects: what goes wrong is a notice in the view. */
	receive(message: FromChat): Promise<void> {
		return this.#inWords(message.type, () => this.#act(message));
	}

	/** Attaches what `read` gives; what goes wrong is a notice. */
	attachUri(read: () => Promise<Attachment>): Promise<void> {
		return this.#inWords('attach', async () => attach(this.#store, await read(), ''));
	}

	/** Sends a code gesture about what `read` gives; null: there is nothing. What goes wrong is a notice. */
	gesture(gesture: CodeGesture, read: () => Promise<CodeTarget | null>): Promise<void> {
		return this.#inWords('gesture', async () => {
			const target = await read();
			await this.#sessions.settled();
			await this.#conversation.sendGesture(gesture, target);
		});
	}

	newSession(): Promise<void> {
		return this.#sessions.startNew();
	}

	openSession(id: string): Promise<void> {
		return this.#sessions.open(id);
	}

	/** Saved chats as a list shows them. */
	chatGroups(): readonly ChatGroup[] {
		const { editor, gateway } = this.#deps;
		const at = { currentId: this.#store.session().id, folder: editor.workspace?.() ?? null, now: gateway.clock.now() };
		return chatGroups(this.sessions(), at);
	}

	/** Nothing is done for a name without a letter. */
	renameSession(id: string, name: string): Promise<void> {
		return this.#inWords('rename', () => this.#sessions.rename(id, name));
	}

	undoDelete(): Promise<void> {
		return this.#sessions.undoDelete();
	}

	/** The shown way of the open chat; null where nothing was said. */
	asMarkdown(): string | null {
		const session = this.#store.session();
		const words = { money: formatMoney, percent: (mean: number) => formatQuality({ mean }) };
		return session.turns.length === 0 ? null : chatAsMarkdown(session, words);
	}

	deleteSessions(ids: readonly string[] | 'all'): Promise<void> {
		return this.#sessions.delete(ids);
	}

	focus(): void {
		this.#post({ type: 'focus' });
	}

	/** Renders everything anew. */
	snapshot(): void {
		this.#post({ type: 'snapshot', state: this.state() });
	}

	/** Stops a running answer, then saves. */
	async dispose(): Promise<void> {
		this.#previewer.cancel();
		this.#prompts.dispose();
		this.#meter.dispose();
		await this.#answers.stop('reload');
		await this.#store.open.saveNow();
		this.#views.clear();
	}

	/** What an action says goes when it works. */
	async #inWords(name: string, action: () => Promise<void>): Promise<void> {
		const subject = `action ${name}`;
		try {
			await action();
			this.notices.withdraw(subject);
		} catch (error) {
			if (!(error instanceof RoutooError)) this.#deps.log(`unexpected: ${String(error)}`);
			const { message, nextStep, action: help } = shownError(error);
			this.notices.add('error', `${message} ${nextStep}`, { subject, actions: helpWith(help), until: 'message', asked: true });
		}
	}

	#render(event: ChatEvent): void {
		switch (event.type) {
			case 'session':
				this.snapshot();
				break;
			case 'frame':
				this.#renderFrame();
				break;
			case 'answer':
				if (event.answer.state === 'done') this.#deps.welcome.answered();
				this.#post(event);
				break;
			case 'turn':
				this.#post({ type: 'turn', turn: turnForView(event.turn) });
				break;
			case 'append':
				this.#post(event);
				break;
			case 'box':
				this.#post({ type: 'setDraft', text: event.text, ...(event.front ? { front: true } : {}) });
				break;
			case 'routed':
				this.#deps.onRouted(event.line);
				break;
			case 'ended':
			case 'inputs':
				// The queue's and the previewer's.
				break;
		}
	}

	/** Many changes in one moment make one frame. */
	#renderFrame(): void {
		if (this.#framePending) return;
		this.#framePending = true;
		queueMicrotask(() => {
			this.#framePending = false;
			this.#post({ type: 'frame', state: this.#frame() });
		});
	}

	#frame(): ChatFrame {
		return frameOf(this.#deps, this.#store, this.#prompts.list(), this.#meter.view());
	}

	#post(message: Parameters<PostToChat>[0]): void {
		for (const view of this.#views) view(message);
	}
}
