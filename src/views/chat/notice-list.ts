import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, NoticeView } from '../../protocol/chat-state.ts';
import type { Host } from '../common/host.ts';
import { richText } from '../common/rich-text.ts';
import { demoNotice } from './empty-view.ts';

/** More lines than this would push the conversation away. */
const SHOWN = 3;

const ICONS = { info: 'info', warning: 'warning', error: 'error' } as const;

/** The lines above the box: what the host says, and what stands for as long as it holds. Three at once; the others are behind "2 more". */
export class NoticeListElement extends LitElement {
	static override properties = { state: { attribute: false }, all: { state: true } };
	declare host: Host<FromChat>;
	declare state: ChatState | null;
	declare private all: boolean;

	constructor() {
		super();
		this.state = null;
		this.all = false;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	protected override render(): TemplateResult | typeof nothing {
		const { state } = this;
		if (state === null) return nothing;
		const demo = demoNotice(state, (message) => this.host.post(message));
		const paused = state.paidPaused ? this.#paused() : nothing;
		// Each its own element: one that goes must not have those below it read out again.
		const all: readonly (readonly [string, TemplateResult | typeof nothing])[] = [
			['paused', paused],
			...state.notices.map((notice) => [notice.id, this.#notice(notice)] as const),
			['demo', demo],
			['degraded', this.#degraded(state)],
		];
		const rows = all.filter(([, row]) => row !== nothing);
		const more = rows.length > SHOWN ? rows.length - SHOWN : 0;
		const shown = this.all ? rows : rows.slice(0, SHOWN);
		return html`${repeat(
			shown,
			([id]) => id,
			([, row]) => row,
		)}${more === 0 ? nothing : this.#more(more)}`;
	}

	#notice({ id, level, text, actions }: NoticeView): TemplateResult {
		const buttons = actions.map((label, index) => this.#button(label, { type: 'noticeAction', noticeId: id, index }));
		return html`<div class="notice ${level}" role="status">
			<i class="codicon codicon-${ICONS[level]}" aria-hidden="true"></i><span>${text} ${buttons}</span>
			<button type="button" class="icon" aria-label=${l10n.t('Dismiss')} title=${l10n.t('Dismiss')} @click=${() => this.host.post({ type: 'dismissNotice', noticeId: id })}>
				<i class="codicon codicon-close" aria-hidden="true"></i>
			</button>
		</div>`;
	}

	/** Behind the text, in its lines: beside it there is no room in a narrow view. */
	#button(label: string, message: FromChat): TemplateResult {
		return html`<button type="button" class="quiet" @click=${() => this.host.post(message)}>${label}</button>`;
	}

	#more(more: number): TemplateResult {
		return html`<div class="notice more">
			<button type="button" class="quiet" aria-expanded=${this.all ? 'true' : 'false'} @click=${() => {
				this.all = !this.all;
			}}>${this.all ? l10n.t('show fewer') : l10n.t('{0} more', more)}</button>
		</div>`;
	}

	#paused(): TemplateResult {
		return html`<div class="notice warning paused" role="status"><i class="codicon codicon-debug-pause" aria-hidden="true"></i><span>${richText(l10n.t('**Paid requests are paused** in every window. Free, local and included models go on.'))}
			${this.#button(l10n.t('Resume'), { type: 'command', command: 'resumePaid' })}</span>
		</div>`;
	}

	#degraded({ predictor }: ChatState): TemplateResult | typeof nothing {
		if (predictor.kind !== 'degraded') return nothing;
		return html`<div class="notice info" role="status"><i class="codicon codicon-info" aria-hidden="true"></i><span>${l10n.t('Estimates are coarser than usual: {0}', predictor.reason ?? l10n.t('the encoder could not run.'))}
			${this.#button(l10n.t('Try again'), { type: 'command', command: 'retryEncoder' })}</span>
		</div>`;
	}
}
