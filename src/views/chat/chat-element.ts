import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { type FromChat, parseToChat, summaryInForce, type ToChat, type Turn } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import type { Host } from '../common/host.ts';
import type { MenuButton } from '../common/menu.ts';
import type { Query } from '../common/text-search.ts';
import type { ChatNow } from './again-items.ts';
import { chatMeter } from './chat-meter.ts';
import type { ComposerElement } from './composer-element.ts';
import { type Kept, readKept } from './draft.ts';
import { emptyView, setup } from './empty-view.ts';
import { FindSession } from './find-session.ts';
import { Growth } from './growth.ts';
import { helpPanel } from './help-panel.ts';
import { StickyScroll } from './scroll.ts';
import { needsSetup, reduce } from './store.ts';
import { earlier, later, STEP } from './turn-window.ts';
import { keyOf, TurnsInView } from './turns-in-view.ts';
import { turnsOf } from './turns-on-page.ts';

/** The chat view: turns above, composer below. A renderer: everything it shows comes from the host's snapshot and the messages after it. */
export class ChatElement extends LitElement {
	static override properties = { state: { attribute: false }, away: { state: true }, help: { state: true } };
	declare state: ChatState | null;
	declare host: Host<FromChat>;
	/** The user has scrolled up. */
	declare private away: boolean;
	/** What can be typed is listed. */
	declare private help: boolean;
	/** What the messages so far add up to; `state` is what is on the screen. */
	#current: ChatState | null = null;
	#kept: Kept | null = null;
	#scroll: StickyScroll | null = null;
	/** Find in this chat. */
	readonly #inView = new TurnsInView(this);
	readonly #find = new FindSession(this, this.#inView);
	readonly #growth = new Growth();
	#frame = 0;
	#focusWanted = false;
	#keepTimer: ReturnType<typeof setTimeout> | undefined;

	constructor() {
		super();
		this.state = null;
		this.away = false;
		this.help = false;
		this.addController(this.#inView);
		this.addController(this.#find);
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
		const { state, resync } = reduce(this.#current, message);
		this.#current = state;
		if (resync) this.host.post({ type: 'ready' });
		if (message.type === 'append' || message.type === 'snapshot') this.#frame ||= requestAnimationFrame(() => this.#show());
		else this.#show();
		if (message.type === 'focus') this.#focus();
		else void this.#toComposer(message);
	}

	/** Text that streams in is shown once a frame, and a whole chat, which took its time to be read, in the next one; all else at once. */
	#show(): void {
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		const before = this.state;
		this.state = this.#current;
		if (this.state !== null && this.state.session.id !== before?.session.id) this.#otherSession(before === null);
	}

	/** The box has its chat first, or it would take what comes for another one's. */
	async #toComposer(message: ToChat): Promise<void> {
		if (message.type !== 'setDraft' && message.type !== 'contextMatches' && message.type !== 'notAttached') return;
		await this.updateComplete;
		const composer = this.#composer();
		await composer?.updateComplete;
		if (message.type === 'contextMatches') composer?.showFound(message.requestId, message.rows);
		else if (message.type === 'notAttached') composer?.notAttached(message.word);
		else if (message.front) composer?.putInFront(message.text);
		else composer?.setText(message.text);
	}

	/** The command that opens the view may come before the first snapshot. */
	#focus(): void {
		this.#focusWanted = this.#composer() === null;
		this.#composer()?.focusBox();
	}

	#otherSession(isFirst: boolean): void {
		const kept = isFirst && this.#kept?.sessionId === this.state?.session.id ? this.#kept : null;
		this.#inView.open(kept?.seen ?? null);
		this.help = false;
	}

	protected override updated(changed: PropertyValues<this>): void {
		const box = this.querySelector<HTMLElement>('.scroller');
		const content = this.querySelector<HTMLElement>('.log');
		if (box !== null && content !== null && this.#scroll === null) {
			this.#scroll = new StickyScroll(box, content, (sticking) => {
				this.away = !sticking && this.#scroll !== null && this.#scroll.fromEnd > 24;
				this.#keepSoon();
			});
			this.#inView.watch(box, this.#scroll);
		}
		if (this.#focusWanted && this.state !== null) void this.#composer()?.updateComplete.then(() => this.#focus());
		const before = changed.get('state');
		// Turns are not rendered anew for it: a model may have come or gone while its menu stands open.
		if (before && before.composer.models !== this.state?.composer.models)
			this.querySelector('.receipt .menu')?.closest<MenuButton>('routoo-menu')?.requestUpdate();
		if (before && this.state !== null && this.#growth.isToBeSeen(before, this.state, this.away)) this.#inView.toEnd();
	}

	protected override render(): TemplateResult {
		const { state } = this;
		if (state === null) return html`<div class="loading" role="status">${l10n.t('Loading…')}</div>`;
		const { turns } = state.session;
		const { from, to } = this.#inView.shown;
		// What comes in the next frames is as good as there: no button shows up for a moment.
		const { from: before, to: until } = this.#inView.wanted;
		const after = turns.length - until;
		const busy = state.busy !== null;
		const inForce = summaryInForce(turns);
		return html`${this.#find.open ? this.#findBar() : nothing}<div class="scroller">
				<div
					class="log ${this.#inView.isFilling ? 'filling' : ''}"
					role="log"
					aria-live="off"
					aria-label=${l10n.t('Conversation')}
					@hold-scroll=${() => this.#scroll?.hold()}
					@focus-composer=${() => this.#composer()?.focusBox()}
				>
					${turns.length === 0 ? emptyView(state, (message) => this.host.post(message)) : nothing}
					${before === 0 ? nothing : html`<button type="button" class="quiet earlier" @click=${() => this.#inView.move(earlier)}>${l10n.t('show {0} earlier of {1}', Math.min(STEP, before), before)}</button>`}
					${repeat(
						turns.slice(from, to),
						keyOf,
						(turn, index) => html`<routoo-turn
							.host=${this.host}
							.chat=${this.#now}
							.turn=${turn}
							?busy=${busy}
							?first=${from + index === 0}
							?last=${turn === turns.at(-1)}
							?inForce=${turn === inForce}
							.upward=${from + index < this.#inView.upward}
							.estimateLabel=${state.estimateLabel}
							.preferences=${state.preferences ?? []}
							.reading=${turn.id === state.busy?.turnId ? (state.reading ?? null) : null}
						></routoo-turn>`,
					)}
					${after === 0 ? nothing : html`<button type="button" class="quiet earlier" @click=${() => this.#inView.move(later)}>${l10n.t('show {0} later of {1}', Math.min(STEP, after), after)}</button>`}
					${this.help ? helpPanel(state.composer.prompts ?? [], () => this.#closeHelp()) : nothing}
					${turns.length > 0 && needsSetup(state) && !state.composer.listing ? html`<div class="empty">${setup(state, (message) => this.host.post(message))}</div>` : nothing}
				</div>
			</div>
			<div class="foot">
				${this.away || after > 0 ? html`<div class="jump-row"><button type="button" class="jump" @click=${() => this.#inView.toEnd()}><i class="codicon codicon-arrow-down" aria-hidden="true"></i> ${l10n.t('latest')}</button></div>` : nothing}
				${chatMeter(state.meter, (message) => this.host.post(message))}
				<routoo-notices .host=${this.host} .state=${state}></routoo-notices>
				<routoo-composer
					.host=${this.host}
					.state=${state}
					.keptDraft=${this.#keptDraft(state)}
					?setup=${needsSetup(state)}
					@edit-last=${() => this.#editLast()}
					@draft-changed=${() => this.#keepSoon()}
					@sent=${() => this.#inView.toEnd()}
					@help=${() => void this.#openHelp()}
				></routoo-composer>
			</div>
			<routoo-announcer .state=${state}></routoo-announcer>`;
	}

	readonly #now = (): ChatNow => ({ turns: this.turns, models: this.state?.composer.models ?? [] });

	#keptDraft(state: ChatState): string {
		return this.#kept?.sessionId === state.session.id ? this.#kept.draft : '';
	}

	#composer(): ComposerElement | null {
		return this.querySelector<ComposerElement>('routoo-composer');
	}

	#editLast(): void {
		void turnsOf(this).at(-1)?.edit();
	}

	#findBar(): TemplateResult {
		return html`<routoo-find
			.found=${this.#find.state}
			@find-query=${({ detail }: CustomEvent<Query>) => this.#find.look(detail)}
			@find-step=${({ detail }: CustomEvent<1 | -1>) => this.#find.step(detail)}
			@find-close=${() => {
				this.#find.close();
				this.#composer()?.focusBox();
			}}
		></routoo-find>`;
	}

	get turns(): readonly Turn[] {
		return this.state?.session.turns ?? [];
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
			const kept: Kept = { sessionId: this.state.session.id, draft: this.#composer()?.text ?? '', seen: this.#inView.seen() };
			this.host.keep(kept);
		}, 200);
	}
}
