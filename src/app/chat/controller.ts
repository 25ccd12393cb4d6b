import { RoutooError, shownError } from '../../core/base/errors.ts';
import type { Turn } from '../../core/chat/session.ts';
import { findTurn, mapAnswer, mapTurn } from '../../core/chat/session-ops.ts';
import type { Attachment } from '../../core/message/message.ts';
import { parseToHost, type ToHost } from '../../protocol/messages.ts';
import type { ChatState } from '../../protocol/state.ts';
import { Composer } from './composer.ts';
import { Conversation } from './conversation.ts';
import { gatewayRequest } from './gateway-request.ts';
import { Notices } from './notices.ts';
import { SessionKeeper } from './open-session.ts';
import type { ChatDeps, PostToChat } from './ports.ts';
import { NO_PREVIEW, Previewer } from './previewer.ts';

const MODEL_KEY = 'routoo.model';
/** Messages that begin an answer in the open session. */
const ASKING: ReadonlySet<ToHost['type']> = new Set(['send', 'retry', 'allowOnce', 'again', 'edit']);
const ESTIMATE_LABEL = 'estimate from benchmarks';

/** The chat: holds its whole state, so that a view can come and go; acts on the view's messages; renders to every attached view. */
export class ChatController {
	readonly notices: Notices;
	readonly keeper: SessionKeeper;
	private readonly deps: ChatDeps;
	private readonly composer = new Composer();
	private readonly conversation: Conversation;
	private readonly previewer: Previewer;
	private readonly views = new Set<PostToChat>();
	private preview = NO_PREVIEW;
	private predictor: ChatState['predictor'] = { kind: 'loading', reason: null };
	private model: string;
	private framePending = false;
	/** Resolves when the open session is the one that the user last asked for. */
	private switching: Promise<void> = Promise.resolve();

	constructor(deps: ChatDeps) {
		this.deps = deps;
		this.model = deps.store.get(MODEL_KEY, 'auto');
		this.notices = new Notices(() => this.changed());
		this.keeper = new SessionKeeper({ ...deps, clock: deps.exchange.clock, onTrouble: (text) => this.notices.add('error', text) });
		this.previewer = new Previewer(deps, (preview) => {
			this.preview = preview;
			this.changed();
		});
		this.conversation = new Conversation(deps, {
			keeper: this.keeper,
			composer: this.composer,
			notices: this.notices,
			post: (message) => this.post(message),
			changed: () => this.changed(),
			snapshot: () => this.turnsChanged(),
			chosen: () => this.chosen(),
		});
	}

	/** Returns the function that detaches the view. */
	attach(post: PostToChat): () => void {
		this.views.add(post);
		this.deps.onView();
		return () => this.views.delete(post);
	}

	state(): ChatState {
		return { session: this.keeper.current(), ...this.frame() };
	}

	setPredictor(predictor: ChatState['predictor']): void {
		this.predictor = predictor;
		this.changed();
	}

	/** Models, budget or settings changed: the frame is rendered anew, and so is the preview. */
	refresh(): void {
		this.changed();
		this.schedulePreview();
	}

	/** Acts on what a view sent, where it is a message of ours. The check lives here so that nothing of it is loaded at activation. */
	async receiveRaw(raw: unknown): Promise<void> {
		const message = parseToHost(raw);
		if (message) await this.receive(message);
	}

	/** Acts on a message. Never rejects: what goes wrong is a notice in the view. */
	async receive(message: ToHost): Promise<void> {
		try {
			await this.act(message);
		} catch (error) {
			this.tell(error);
		}
	}

	/** Attaches what `read` gives; what goes wrong is a notice. */
	async attachUri(read: () => Promise<Attachment>): Promise<void> {
		try {
			await this.attachContent(await read(), '');
		} catch (error) {
			this.tell(error);
		}
	}

	private async attachContent(attachment: Attachment | null, nothing: string): Promise<void> {
		if (attachment) this.composer.add(attachment);
		else this.notices.add('info', nothing);
		this.refresh();
	}

	private tell(error: unknown): void {
		if (!(error instanceof RoutooError)) this.deps.log(`unexpected: ${String(error)}`);
		const { message, nextStep } = shownError(error);
		this.notices.add('error', `${message} ${nextStep}`);
	}

	focus(): void {
		this.post({ type: 'focus' });
	}

	/** Stops a running answer, then saves. */
	async dispose(): Promise<void> {
		this.previewer.cancel();
		await this.conversation.answers.stop();
		await this.keeper.saveNow();
		this.views.clear();
	}

	private async act(message: ToHost): Promise<void> {
		const { editor, user } = this.deps;
		if (ASKING.has(message.type)) await this.switching;
		switch (message.type) {
			case 'ready':
				return this.snapshot();
			case 'draft':
				this.keeper.change({ ...this.keeper.current(), draft: message.text });
				return this.schedulePreview();
			case 'send':
				return this.conversation.send(message.text);
			case 'stop':
				return this.conversation.answers.stop();
			case 'retry':
				return this.conversation.retry(message.turnId, false);
			case 'allowOnce':
				return this.conversation.retry(message.turnId, true);
			case 'again':
				return this.conversation.again(message.turnId, message.how);
			case 'edit':
				return this.conversation.edit(message.turnId, message.text);
			case 'showAnswer':
				return this.changeTurn(message.turnId, (t) => ({ ...t, shown: Math.min(message.index, t.answers.length - 1) }));
			case 'feedback':
				this.keeper.change(mapAnswer(this.keeper.current(), message.turnId, message.answerId, (a) => ({ ...a, feedback: message.value })));
				return this.changeTurn(message.turnId, (t) => t);
			case 'copy':
				return editor.copy(message.text);
			case 'insertCode':
				return editor.insertAtCursor(message.code);
			case 'applyCode':
				return editor.applyWithPreview(message.code, message.language);
			case 'newFile':
				return editor.newFile(message.code, message.language);
			case 'attach':
				if (message.what === 'selection') return this.attachContent(editor.selection(), 'Nothing is selected in the editor.');
				if (message.what === 'file') return this.attachContent(editor.currentFile(), 'No file is open.');
				return this.attachPicked();
			case 'findFiles':
				return this.post({ type: 'fileMatches', requestId: message.requestId, files: await editor.findFiles(message.query) });
			case 'attachPath':
				return this.attachContent(await editor.readPath(message.path), '');
			case 'detach':
				this.composer.remove(message.attachmentId);
				return this.refresh();
			case 'pickModel':
				return this.setModel(await user.pickModel('Model for the next messages'));
			case 'setModel':
				return this.setModel(message.model);
			case 'setPreset':
				return user.updateSetting('routoo.routing.preset', message.preset);
			case 'setLocalOnly':
				return user.setLocalOnly(message.on);
			case 'newSession':
				return this.newSession();
			case 'openSession':
				return this.openSession(message.sessionId);
			case 'deleteSession':
				return this.deleteSessions([message.sessionId]);
			case 'dismissNotice':
				return this.notices.dismiss(message.noticeId);
			case 'command':
				return user.runCommand(message.command);
			case 'openLink':
				return editor.openLink(message.url);
		}
	}

	newSession(): Promise<void> {
		return this.switchTo(() => this.keeper.startNew());
	}

	/** The open chat is read anew, for another window may have gone on with it; not while it is being answered. */
	openSession(id: string): Promise<void> {
		return this.switchTo(
			async () => {
				if (!this.conversation.answers.busy()) await this.keeper.open(id);
			},
			(open) => open !== id,
		);
	}

	deleteSessions(ids: readonly string[] | 'all'): Promise<void> {
		return this.switchTo(
			() => (ids === 'all' ? this.keeper.deleteAll() : this.keeper.delete(...ids)),
			(open) => ids === 'all' || ids.includes(open),
		);
	}

	/**
	 * Stops the running answer first where the open chat is left: it belongs to it. What is asked meanwhile waits, else it would be asked in
	 * neither chat.
	 */
	private switchTo(change: () => Promise<unknown>, isLeft: (open: string) => boolean = () => true): Promise<void> {
		const done = this.switching.then(async () => {
			if (isLeft(this.keeper.current().id)) await this.conversation.answers.stop();
			await change();
			this.turnsChanged();
		});
		this.switching = done.catch(() => undefined);
		return done;
	}

	private chosen(): string | null {
		return this.model === 'auto' ? null : this.model;
	}

	/** A text that was sent needs no preview any more; one that is still in the box gets its own. */
	private turnsChanged(): void {
		this.previewer.cancel();
		this.preview = NO_PREVIEW;
		this.schedulePreview();
		this.snapshot();
	}

	private async attachPicked(): Promise<void> {
		const picked = await this.deps.editor.pickFile();
		if (picked) await this.attachContent(picked, '');
	}

	private async setModel(model: string | null): Promise<void> {
		if (model === null) return;
		this.model = model;
		await this.deps.store.update(MODEL_KEY, model);
		this.refresh();
	}

	private changeTurn(turnId: string, change: (turn: Turn) => Turn): void {
		this.keeper.change(mapTurn(this.keeper.current(), turnId, change));
		const turn = findTurn(this.keeper.current(), turnId);
		if (turn) this.post({ type: 'turn', turn });
	}

	private schedulePreview(): void {
		const { draft } = this.keeper.current();
		if (draft.trim() === '') {
			this.previewer.cancel();
			if (this.preview === NO_PREVIEW) return;
			this.preview = NO_PREVIEW;
			this.changed();
			return;
		}
		this.previewer.schedule((signal) => {
			// Before the models are listed, "no model" would be a false alarm; the listing's end asks again.
			if (this.deps.models.usableCount() === null) return null;
			const session = this.keeper.current();
			return gatewayRequest(this.deps, {
				forced: this.chosen(),
				pool: null,
				overLimitApproved: false,
				requestId: 'preview',
				sessionId: session.id,
				turnsBefore: session.turns,
				text: session.draft,
				attachments: this.composer.attachments(),
				cache: this.conversation.answers.cacheOf(session.id),
				signal,
			});
		});
	}

	/** Renders everything anew. */
	snapshot(): void {
		this.post({ type: 'snapshot', state: this.state() });
	}

	/** Many changes in one moment make one frame. */
	private changed(): void {
		if (this.framePending) return;
		this.framePending = true;
		queueMicrotask(() => {
			this.framePending = false;
			this.post({ type: 'frame', state: this.frame() });
		});
	}

	private post(message: Parameters<PostToChat>[0]): void {
		for (const view of this.views) view(message);
	}

	private frame(): Omit<ChatState, 'session'> {
		const settings = this.deps.settings();
		const period = this.deps.budget.period();
		return {
			sessions: this.keeper.list().filter((s) => s.turns > 0),
			composer: {
				attachments: this.composer.chips(),
				model: this.model,
				preset: settings.preset,
				models: this.deps.models.options(),
				listing: this.deps.models.usableCount() === null,
				preview: this.preview.line,
				blocked: this.preview.blocked,
				localOnly: settings.localOnly,
			},
			budget: this.deps.budget.current()?.view ?? {
				limit: period.limit,
				spent: 0,
				outstanding: 0,
				share: null,
				level: 'ok',
				resetsAt: period.end,
			},
			predictor: this.predictor,
			busy: this.conversation.answers.busy(),
			notices: this.notices.current(),
			estimateLabel: ESTIMATE_LABEL,
		};
	}
}
