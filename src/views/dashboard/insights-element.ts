import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { type FromDashboard, parseToDashboard } from '../../protocol/dashboard.ts';
import { type FrontierState, type InsightsState, RANGES, type Range } from '../../protocol/insights.ts';
import type { Host } from '../common/host.ts';
import { fitSection } from './fit.ts';
import { frontierSection } from './frontier.ts';
import { reliabilitySection } from './reliability.ts';
import { spendSection } from './spend.ts';

const NAMES: Readonly<Record<Range, () => string>> = {
	month: () => l10n.t('This month'),
	lastMonth: () => l10n.t('Last month'),
	days30: () => l10n.t('Last 30 days'),
	all: () => l10n.t('All'),
};
/** A ledger that moves is read again this often, and one that is still put in order, ms. */
const AGAIN_MS = 5000;
const LEFT_MS = 700;
/** Plots stand side by side from here on, px. */
const TWO_COLUMNS = 720;
const WIDEST = 560;

/** Where the money of a chosen time went, whether estimates can be trusted, and what another bar would have changed. */
export class InsightsElement extends LitElement {
	static override properties = {
		host: { attribute: false },
		range: { attribute: false },
		state: { state: true },
		frontier: { state: true },
		at: { state: true },
		trouble: { state: true },
		width: { state: true },
	};
	declare host: Host<FromDashboard>;
	declare range: Range;
	declare private state: InsightsState | null;
	declare private frontier: FrontierState | null;
	/** The point of the frontier that is looked at; null: the present one. */
	declare private at: number | null;
	declare private trouble: string | null;
	declare private width: number;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#readAt = 0;
	readonly #resize = new ResizeObserver(() => this.#fit());

	constructor() {
		super();
		this.range = 'month';
		this.state = null;
		this.frontier = null;
		this.at = null;
		this.trouble = null;
		this.width = 320;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('message', this.#onMessage);
		this.#resize.observe(this);
		this.#ask();
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
		this.#resize.disconnect();
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToDashboard(event.data);
		// The ledger has moved.
		if (message?.type === 'dashboard') this.#askIn(Math.max(0, this.#readAt + AGAIN_MS - Date.now()));
		if (message?.type === 'insights' && message.state.range === this.range) {
			this.state = message.state;
			this.trouble = null;
			this.dispatchEvent(new CustomEvent('insights', { detail: message.state }));
			if (message.state.left > 0) this.#askIn(LEFT_MS);
		}
		if (message?.type === 'frontier' && message.state.range === this.range) {
			const looked = this.at === null ? null : this.frontier?.points[this.at]?.bar;
			const again = message.state.points.findIndex(({ bar }) => bar === looked);
			this.at = again < 0 || looked === message.state.present ? null : again;
			this.frontier = message.state;
		}
		if (message?.type === 'insightsTrouble' && message.part !== 'decisions') this.trouble = message.text;
	};

	#ask(): void {
		this.#readAt = Date.now();
		this.host.post({ type: 'insights', range: this.range });
		this.host.post({ type: 'frontier', range: this.range });
	}

	#askIn(ms: number): void {
		this.#timer ??= setTimeout(() => {
			this.#timer = null;
			this.#ask();
		}, ms);
	}

	#choose(range: Range): void {
		if (range === this.range) return;
		this.range = range;
		this.state = null;
		this.frontier = null;
		this.at = null;
		this.dispatchEvent(new CustomEvent('range', { detail: range }));
		this.#ask();
	}

	#fit(): void {
		const room = this.clientWidth;
		if (room > 0) this.width = room;
	}

	protected override render(): TemplateResult {
		return html`<div class="range" role="group" aria-label=${l10n.t('Time of what follows')}>
				${RANGES.map((range) => html`<button type="button" class="chip" aria-pressed=${range === this.range ? 'true' : 'false'} @click=${() => this.#choose(range)}>${NAMES[range]()}</button>`)}
				${this.state === null ? nothing : html`<span class="dim">${spanInWords(this.state)}</span>`}
			</div>
			${
				this.trouble === null
					? nothing
					: html`<p class="notice" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i> ${this.trouble}
				<button type="button" class="quiet" @click=${() => this.#ask()}>${l10n.t('read again')}</button></p>`
			}
			${this.state === null ? html`<p class="dim" role="status">${l10n.t('Reading the ledger…')}</p>` : this.#sections(this.state)}`;
	}

	#sections(state: InsightsState): TemplateResult {
		const half = this.width >= TWO_COLUMNS ? Math.floor((this.width - 24) / 2) : this.width;
		const plotWidth = Math.min(WIDEST, half);
		return html`${state.left > 0 ? html`<p class="dim" role="status">${leftInWords(state.left)}</p>` : nothing}
			<section aria-labelledby="spend"><div class="head"><h2 id="spend">${l10n.t('Where it went')}</h2></div>${spendSection(state, this.width)}</section>
			<section aria-labelledby="trust">
				<div class="head"><h2 id="trust">${l10n.t('Can I trust it')}</h2></div>
				<div class="plots">${fitSection(state.price, state.length, plotWidth)} ${reliabilitySection(state.judged, plotWidth)}</div>
			</section>
			<section aria-labelledby="frontier">
				<div class="head"><h2 id="frontier">${l10n.t('What if')}</h2></div>
				${this.#frontier(Math.min(this.width, 640))}
			</section>`;
	}

	#frontier(width: number): TemplateResult {
		const { frontier } = this;
		if (frontier === null) return html`<p class="dim" role="status">${l10n.t('Deciding again…')}</p>`;
		const now = frontier.points.findIndex(({ bar }) => bar === frontier.present);
		return frontierSection(frontier, this.at ?? now, width, {
			move: (to) => {
				this.at = to === now ? null : to;
			},
			use: (bar) => {
				this.host.post({ type: 'useBar', bar });
				this.host.post({ type: 'frontier', range: this.range });
			},
		});
	}
}

/** @param left entries of the ledger that are not in the index yet */
function leftInWords(left: number): string {
	return left === 1
		? l10n.t('1 entry of the ledger is still put in order; figures by kind, workspace and row follow.')
		: l10n.t('{0} entries of the ledger are still put in order; figures by kind, workspace and row follow.', left.toLocaleString('en-US'));
}

function spanInWords({ start, end }: InsightsState): string {
	const day = (ms: number): string => new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
	return start <= 0 ? '' : l10n.t('{0} to {1}', day(start), day(end - 1));
}
