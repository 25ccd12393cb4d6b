import { elementScroll, measureElement, observeElementOffset, observeElementRect, type Rect, Virtualizer } from '@tanstack/virtual-core';
import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { type FromDashboard, parseToDashboard } from '../../protocol/dashboard.ts';
import type { DecisionSort, Range } from '../../protocol/insights.ts';
import type { Host } from '../common/host.ts';
import { counted, decisionFilter, type FilterChoices } from './decision-filter.ts';
import { type DecisionFilter, DecisionPages, NO_FILTER } from './decision-pages.ts';
import { decisionCells, decisionDetail } from './decision-row.ts';

const ROW_HEIGHT = 30;
/** Before it was measured, and where nothing is laid out. */
const VIEW: Rect = { width: 600, height: 480 };
const SEARCH_MS = 200;
const AGAIN_MS = 3000;
const COLUMNS: readonly { readonly name: string; readonly label: () => string; readonly sort: DecisionSort | null }[] = [
	{ name: 'time', label: () => l10n.t('time'), sort: 'time' },
	{ name: 'model', label: () => l10n.t('model'), sort: 'model' },
	{ name: 'kind', label: () => l10n.t('kind'), sort: null },
	{ name: 'quality', label: () => l10n.t('quality'), sort: 'quality' },
	{ name: 'expected', label: () => l10n.t('said'), sort: 'expected' },
	{ name: 'cost', label: () => l10n.t('cost'), sort: 'cost' },
	{ name: 'wait', label: () => l10n.t('wait'), sort: 'wait' },
];

/** All decisions of the chosen time: searched, filtered and sorted by the host, of which the page holds what is near the eye. */
export class DecisionsElement extends LitElement {
	static override properties = {
		host: { attribute: false },
		range: { attribute: false },
		choices: { attribute: false },
		filter: { state: true },
		open: { state: true },
		trouble: { state: true },
	};
	declare host: Host<FromDashboard>;
	declare range: Range;
	declare choices: FilterChoices;
	declare private filter: DecisionFilter;
	/** Request whose row is open. */
	declare private open: string | null;
	declare private trouble: string | null;
	#pages: DecisionPages | null = null;
	/** The row that the arrows are on, and whether it is to get the focus once it is drawn. */
	#at = 0;
	#focusAt = false;
	#typing: ReturnType<typeof setTimeout> | null = null;
	#again: ReturnType<typeof setTimeout> | null = null;
	#rows: Virtualizer<HTMLElement, HTMLElement> | null = null;
	#unmount: (() => void) | null = null;

	constructor() {
		super();
		this.range = 'month';
		this.choices = { models: [], purposes: [], days: [] };
		this.filter = NO_FILTER;
		this.open = null;
		this.trouble = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('message', this.#onMessage);
		this.#pages = new DecisionPages(this.range, (message) => this.host.post(message));
		this.#rows = new Virtualizer(this.#options(0));
		this.#unmount = this.#rows._didMount();
		this.#begin();
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('message', this.#onMessage);
		this.#unmount?.();
		for (const timer of [this.#typing, this.#again]) if (timer !== null) clearTimeout(timer);
		this.#typing = null;
		this.#again = null;
	}

	protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
		if (changed.has('range') && changed.get('range') !== undefined && this.isConnected) this.#begin();
		this.#rows?.setOptions(this.#options(this.#pages?.total ?? 0));
	}

	protected override updated(): void {
		this.#rows?._willUpdate();
		const items = this.#rows?.getVirtualItems() ?? [];
		const [first, last] = [items[0], items.at(-1)];
		if (first !== undefined && last !== undefined) this.#pages?.need(first.index, last.index);
		if (!this.#focusAt) return;
		const row = this.querySelector<HTMLElement>(`[data-index="${this.#at}"]`);
		if (row === null) return;
		this.#focusAt = false;
		row.focus({ preventScroll: true });
	}

	readonly #onMessage = (event: MessageEvent): void => {
		const message = parseToDashboard(event.data);
		// The ledger has moved.
		if (message?.type === 'dashboard')
			this.#again ??= setTimeout(() => {
				this.#again = null;
				this.#pages?.again();
			}, AGAIN_MS);
		if (message?.type === 'insightsTrouble' && message.part === 'decisions') {
			this.#pages?.failed();
			this.trouble = message.text;
		}
		if (message?.type !== 'decisions' || !this.#pages?.take(message)) return;
		this.trouble = null;
		this.requestUpdate();
	};

	#begin(): void {
		this.open = null;
		this.#at = 0;
		this.#pages?.begin(this.range, this.filter);
		this.#rows?.scrollToOffset(0);
		this.requestUpdate();
	}

	#options(count: number): ConstructorParameters<typeof Virtualizer<HTMLElement, HTMLElement>>[0] {
		return {
			count,
			overscan: 8,
			initialRect: VIEW,
			getScrollElement: () => this.querySelector<HTMLElement>('.decision-rows'),
			estimateSize: () => ROW_HEIGHT,
			scrollToFn: elementScroll,
			observeElementRect: (instance, tell) => observeElementRect(instance, (rect) => tell(rect.height > 0 ? rect : VIEW)),
			observeElementOffset,
			measureElement: (element, entry, instance) => measureElement(element, entry, instance) || ROW_HEIGHT,
			onChange: () => this.requestUpdate(),
		};
	}

	#change(change: Partial<DecisionFilter>): void {
		this.filter = { ...this.filter, ...change };
		if (this.#typing !== null) clearTimeout(this.#typing);
		this.#typing = null;
		if (change.search === undefined) this.#begin();
		else this.#typing = setTimeout(() => this.#begin(), SEARCH_MS);
	}

	/** First the most, or the newest; then the other way round. Names begin with A. */
	#sort(sort: DecisionSort): void {
		const descending = this.filter.sort === sort ? !this.filter.descending : sort !== 'model';
		this.#change({ sort, descending });
	}

	protected override render(): TemplateResult {
		const total = this.#pages?.total ?? null;
		const { sort, descending } = this.filter;
		return html`${decisionFilter(
			this.filter,
			this.choices,
			(change) => this.#change(change),
			(format) => this.host.post({ type: 'exportDecisions', format, range: this.range, ...this.filter }),
		)}
			<p class="dim decision-count" role="status">${total === null ? l10n.t('Reading the ledger…') : counted(total, this.filter)}</p>
			${this.trouble === null ? nothing : html`<p class="notice" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i> ${this.trouble} <button type="button" class="quiet" @click=${() => this.#begin()}>${l10n.t('read again')}</button></p>`}
			<div class="decisions" role="treegrid" aria-label=${l10n.t('Decisions')} aria-rowcount=${total === null ? -1 : total + 1} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
				<div class="decision decisions-head" role="row" aria-rowindex="1">
					${COLUMNS.map(({ name, label, sort: by }) => {
						const way = by !== sort ? 'none' : descending ? 'descending' : 'ascending';
						return html`<span role="columnheader" class="c-${name}" aria-sort=${by === null ? nothing : way}>${
							by === null
								? label()
								: html`<button type="button" class="sort" @click=${() => this.#sort(by)}>${label()}${way === 'none' ? nothing : html`<i class="codicon codicon-arrow-${descending ? 'down' : 'up'}" aria-hidden="true"></i>`}</button>`
						}</span>`;
					})}
				</div>
				<div class="decision-rows" role="rowgroup" tabindex="-1">${this.#body()}</div>
			</div>`;
	}

	#body(): TemplateResult {
		const rows = this.#rows;
		const items = rows?.getVirtualItems() ?? [];
		const before = items[0]?.start ?? 0;
		const after = Math.max(0, (rows?.getTotalSize() ?? 0) - (items.at(-1)?.end ?? 0));
		const now = Date.now();
		// Heights are set on the element: a style attribute is against the page's policy.
		return html`<div class="room" .style=${`height: ${before}px`}></div>
			${repeat(
				items,
				({ index }) => index,
				({ index }) => this.#row(index, now),
			)}
			<div class="room" .style=${`height: ${after}px`}></div>`;
	}

	#row(index: number, now: number): TemplateResult {
		const row = this.#pages?.row(index) ?? null;
		const open = row !== null && row.requestId === this.open;
		return html`<div class="decision-block" data-index=${index} role="row" aria-rowindex=${index + 2} aria-expanded=${row === null ? nothing : open ? 'true' : 'false'} tabindex=${index === this.#at ? '0' : '-1'} ${ref((element) => this.#rows?.measureElement((element as HTMLElement | undefined) ?? null))}
			@click=${(event: MouseEvent) => this.#toggle(index, event)} @focus=${() => this.#arrive(index)}>
			<div class="decision" role="presentation">${row === null ? html`<span role="gridcell" class="c-model dim">…</span>` : decisionCells(row, now)}</div>
			${open && row !== null ? html`<div role="gridcell" class="c-detail">${decisionDetail(row)}</div>` : nothing}
		</div>`;
	}

	#arrive(index: number): void {
		if (this.#at === index) return;
		this.#at = index;
		this.requestUpdate();
	}

	/** A click within what is open selects text there. */
	#toggle(index: number, event?: MouseEvent): void {
		if (event !== undefined && (event.target as HTMLElement).closest('.decision-detail') !== null) return;
		const id = this.#pages?.row(index)?.requestId ?? null;
		this.open = id === this.open ? null : id;
		this.#at = index;
	}

	#onKey(event: KeyboardEvent): void {
		const total = this.#pages?.total ?? 0;
		if (event.altKey || event.ctrlKey || event.metaKey || total === 0) return;
		if (!(event.target as HTMLElement).classList.contains('decision-block')) return;
		if (event.key === 'Enter' || event.key === ' ') this.#toggle(this.#at);
		else if (event.key === 'Escape' && this.open !== null) this.open = null;
		else {
			const to = target(event.key, this.#at, total);
			if (to === null) return;
			this.#at = to;
			this.#focusAt = true;
			this.#rows?.scrollToIndex(to, { align: 'auto' });
			this.requestUpdate();
		}
		event.preventDefault();
	}
}

function target(key: string, at: number, total: number): number | null {
	const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 };
	const step = steps[key];
	if (step !== undefined) return Math.min(total - 1, Math.max(0, at + step));
	if (key === 'Home') return 0;
	return key === 'End' ? total - 1 : null;
}
