import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type ChatState, type FromChat, parseToChat, summaryInForce, type ToChat } from '../../protocol/chat.ts';
import type { Host } from '../common/host.ts';
import type { ComposerElement } from './composer-element.ts';
import { type Kept, readKept } from './draft.ts';
import { demoNotice, emptyView, setup } from './empty-view.ts';
import { helpPanel } from './help-panel.ts';
import { StickyScroll } from './scroll.ts';
import { needsSetup, reduce } from './store.ts';
import type { TurnElement } from './turn-element.ts';

/** Turns rendered at first and added by each "show earlier". */
const WINDOW = 40;

/** The chat view: turns above, composer below. A renderer: everything it shows comes from the host's snapshot and the messages after it. */
export class ChatElement extends LitElement {
	static override properties = { state: { attribute: false }, windowSize: { state: true }, away: { state: true }, help: { state: true } };
	declare state: ChatState | null;
	declare host: Host<FromChat>;
	declare private windowSize: number;
	/** The user has scrolled up. */
	declare private away: boolean;
	/** What can be typed is listed. */
	declare private help: boolean;
	/** What the messages so far add up to; `state` is what is on the screen. */
	#current: ChatState | null = null;
	#kept: Kept | null = null;
	#scroll: StickyScroll | null = null;
	#frame = 0;
	#focusWanted = false;
	#keepTimer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		super();
		this.state = null;
		this.windowSize = WINDOW;
		this.away = false;
		this.help = false;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		this.#kept = readKept(this.host.kept());
		window.addEventListener('message', this.#onMessage);
		this.host.post({ type: 'ready' });
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToChat(event.data);
		if (message !== null) this.#apply(message);
	};

	#apply(message: ToChat): void {
		const before = this.#current?.session;
		const { state, resync } = reduce(this.#current, message);
		this.#current = state;
		if (resync) this.host.post({ type: 'ready' });
		if (message.type === 'append') this.#frame ||= requestAnimationFrame(() => this.#show());
		else this.#show();
		const composer = this.#composer();
		if (message.type === 'setDraft') composer?.setText(message.text);
		else if (message.type === 'contextMatches') composer?.showFound(message.requestId, message.rows);
		else if (message.type === 'focus') this.#focus();
		if (before !== undefined && state?.session.id !== before.id) this.#otherSession();
	}

	/** Text that streams in is shown once a frame, everything else at once. */
	#show(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		this.state = this.#current;
	}

	/** The command that opens the view may come before the first snapshot. */
	#focus(): void {
		this.#focusWanted = this.#composer() === null;
		this.#composer()?.focusBox();
	}

	#otherSession(): void {
		this.windowSize = WINDOW;
		this.help = false;
		this.#scroll?.follow();
	}

	protected override updated(changed: PropertyValues<this>): void {
		const box = this.querySelector<HTMLElement>('.scroller');
		const content = this.querySelector<HTMLElement>('.log');
		if (box !== null && content !== null && this.#scroll === null) {
			this.#scroll = new StickyScroll(box, content, (sticking) => {
				this.away = !sticking && this.#scroll !== null && this.#scroll.fromEnd > 24;
				this.#keepSoon();
			});
			const kept = this.#kept;
			if (kept !== null && kept.sessionId === this.state?.session.id)
				void this.updateComplete.then(() => this.#scroll?.restore(kept.fromEnd));
		}
		if (this.#focusWanted && this.state !== null) void this.#composer()?.updateComplete.then(() => this.#focus());
		const before = changed.get('state');
		const turns = this.state?.session.turns.length ?? 0;
		if (before && before.session.turns.length < turns) this.#scroll?.follow();
	}

	protected override render(): TemplateResult {
		const { state } = this;
		if (state === null) return html`<div class="loading" role="status">Loading…</div>`;
		const { turns } = state.session;
		const shown = turns.slice(-this.windowSize);
		const hidden = turns.length - shown.length;
		const busy = state.busy !== null;
		const inForce = summaryInForce(turns);
		return html`<div class="scroller">
				<div
					class="log"
					role="log"
					aria-live="off"
					aria-label="Conversation"
					@hold-scroll=${() => this.#scroll?.hold()}
					@focus-composer=${() => this.#composer()?.focusBox()}
				>
					${turns.length === 0 ? emptyView(state, (message) => this.host.post(message)) : nothing}
					${hidden === 0 ? nothing : html`<button type="button" class="quiet earlier" @click=${() => this.#earlier()}>show ${Math.min(WINDOW, hidden)} earlier of ${hidden}</button>`}
					${repeat(
						shown,
						(turn) => turn.id,
						(turn) => html`<routoo-turn
							.host=${this.host}
							.turn=${turn}
							?busy=${busy}
							?last=${turn === turns.at(-1)}
							?inForce=${turn === inForce}
							.estimateLabel=${state.estimateLabel}
							.reading=${turn.id === state.busy?.turnId ? (state.reading ?? null) : null}
						></routoo-turn>`,
					)}
					${this.help ? helpPanel(state.composer.prompts ?? [], () => this.#closeHelp()) : nothing}
					${turns.length > 0 && needsSetup(state) && !state.composer.listing ? html`<div class="empty">${setup(state, (message) => this.host.post(message))}</div>` : nothing}
				</div>
			</div>
			<div class="foot">
				${this.away ? html`<button type="button" class="jump" @click=${() => this.#scroll?.follow()}><i class="codicon codicon-arrow-down" aria-hidden="true"></i> latest</button>` : nothing}
				${this.#notices(state)}
				<routoo-composer
					.host=${this.host}
					.state=${state}
					.keptDraft=${this.#keptDraft(state)}
					?setup=${needsSetup(state)}
					@edit-last=${() => this.#editLast()}
					@draft-changed=${() => this.#keepSoon()}
					@sent=${() => this.#scroll?.follow()}
					@help=${() => void this.#openHelp()}
				></routoo-composer>
			</div>
			<routoo-announcer .state=${state}></routoo-announcer>`;
	}

	#notices(state: ChatState): TemplateResult {
		const icon = { info: 'info', warning: 'warning', error: 'error' };
		const degraded =
			state.predictor.kind === 'degraded'
				? html`<div class="notice info"><i class="codicon codicon-info" aria-hidden="true"></i><span>Estimates are coarser than usual: ${state.predictor.reason ?? 'the encoder could not run.'}</span></div>`
				: nothing;
		const paused = html`<div class="notice warning paused" role="status"><i class="codicon codicon-debug-pause" aria-hidden="true"></i><span><b>Paid requests are paused</b> in every window. Free, local and included models go on.</span>
			<button type="button" class="quiet" @click=${() => this.host.post({ type: 'command', command: 'resumePaid' })}>Resume</button>
		</div>`;
		return html`${state.paidPaused ? paused : nothing}${demoNotice(state, (message) => this.host.post(message))}${degraded}
		${state.notices.map(
			({ id, level, text, action }) => html`<div class="notice ${level}" role="status">
				<i class="codicon codicon-${icon[level]}" aria-hidden="true"></i><span>${text}</span>
				${action === null ? nothing : html`<button type="button" class="quiet" @click=${() => this.host.post({ type: 'command', command: action.command })}>${action.label}</button>`}
				<button type="button" class="icon" aria-label="Dismiss" title="Dismiss" @click=${() => this.host.post({ type: 'dismissNotice', noticeId: id })}>
					<i class="codicon codicon-close" aria-hidden="true"></i>
				</button>
			</div>`,
		)}`;
	}

	#keptDraft(state: ChatState): string {
		return this.#kept?.sessionId === state.session.id ? this.#kept.draft : '';
	}

	#composer(): ComposerElement | null {
		return this.querySelector<ComposerElement>('routoo-composer');
	}

	#editLast(): void {
		const turns = this.querySelectorAll<TurnElement>('routoo-turn');
		void turns[turns.length - 1]?.edit();
	}

	#earlier(): void {
		void this.#scroll?.anchored(async () => {
			this.windowSize += WINDOW;
			await this.updateComplete;
			await Promise.all([...this.querySelectorAll<TurnElement>('routoo-turn')].map((turn) => turn.updateComplete));
		});
	}

	/** It stands at the end; its button gets the focus, so that it is read out and Escape closes it. */
	async #openHelp(): Promise<void> {
		this.#scroll?.hold();
		this.help = true;
		await this.updateComplete;
		this.querySelector('.help')?.scrollIntoView({ block: 'start' });
		this.querySelector<HTMLElement>('.help button')?.focus({ preventScroll: true });
	}

	#closeHelp(): void {
		this.help = false;
		this.#composer()?.focusBox();
	}

	#keepSoon(): void {
		clearTimeout(this.#keepTimer);
		this.#keepTimer = setTimeout(() => {
			if (this.state === null) return;
			const kept: Kept = { sessionId: this.state.session.id, draft: this.#composer()?.text ?? '', fromEnd: this.#scroll?.fromEnd ?? 0 };
			this.host.keep(kept);
		}, 200);
	}
}
