import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { foundRows, type MenuItem, type MenuRow, meantRow, movedTo, sectionsOf } from './menu-items.ts';
import { menuRow, searchBox } from './menu-parts.ts';

/** Numbers the menus, for ids. */
let count = 0;

/**
 * A button that opens a list in the top layer, so that no scrolling container clips it, below a box that searches it and keeps the focus.
 * Arrow keys, Home, End, Enter and Escape work as in a combo box. Told by the event `pick` (detail: the item's id).
 */
export class MenuButton extends LitElement {
	static override properties = {
		label: {},
		description: {},
		items: { attribute: false },
		search: {},
		open: { state: true },
		query: { state: true },
		marked: { state: true },
		opened: { state: true },
	};
	declare label: string;
	/** Accessible name and tooltip. */
	declare description: string;
	/** Asked for when it opens, and while it is open with every update that comes from outside. */
	declare items: () => readonly MenuItem[];
	/** What is typed into the box. */
	declare search: string;
	declare private open: boolean;
	declare private query: string;
	/** Id of the item that Enter picks; null: as the query says. */
	declare private marked: string | null;
	/** Id of the item whose `more` are shown. */
	declare private opened: string | null;
	readonly #id = `menu-${++count}`;
	#all: readonly MenuItem[] = [];
	#rows: readonly MenuRow[] = [];

	constructor() {
		super();
		this.label = '';
		this.description = '';
		this.items = () => [];
		this.search = '';
		this.open = false;
		this.query = '';
		this.marked = null;
		this.opened = null;
	}

	protected override createRenderRoot(): HTMLElement {
		return this;
	}

	override connectedCallback(): void {
		super.connectedCallback();
		window.addEventListener('resize', this.#close);
		window.addEventListener('blur', this.#close);
		document.addEventListener('pointerdown', this.#outside, true);
	}

	override disconnectedCallback(): void {
		super.disconnectedCallback();
		window.removeEventListener('resize', this.#close);
		window.removeEventListener('blur', this.#close);
		document.removeEventListener('pointerdown', this.#outside, true);
	}

	/** A key that is typed makes no list of all models anew. */
	protected override willUpdate(changed: PropertyValues): void {
		const isOwn = changed.size > 0 && [...changed.keys()].every((key) => key === 'query' || key === 'marked' || key === 'opened');
		if (!isOwn) this.#all = this.open ? this.items() : [];
	}

	protected override render(): TemplateResult {
		return html`<button
				type="button"
				class="quiet menu-button"
				title=${this.description}
				aria-label=${this.description === '' ? this.label : `${this.label}: ${this.description}`}
				aria-haspopup="listbox"
				aria-expanded=${this.open ? 'true' : 'false'}
				@click=${() => this.#show(!this.open)}
				@keydown=${(event: KeyboardEvent) => this.#onButtonKey(event)}
			>
				<span class="menu-label">${this.label}</span><i class="codicon codicon-chevron-down" aria-hidden="true"></i>
			</button>
			${this.open ? this.#popup() : nothing}`;
	}

	#popup(): TemplateResult {
		const { rows, left } = foundRows(this.#all, this.query, this.opened);
		this.#rows = rows;
		const marked = this.#marked();
		return html`<div class="menu" popover="manual" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
			${searchBox({
				...{ words: this.search, query: this.query, listId: rows.length === 0 ? null : this.#id },
				markedId: marked === null ? null : this.#idOf(marked),
				typed: (query) => {
					this.#disclose(null, null);
					this.query = query;
				},
			})}
			${rows.length === 0 ? nothing : this.#list(rows, marked)}
			${rows.length === 0 ? html`<p class="menu-note">${l10n.t('No model matches “{0}”.', this.query.trim())}</p>` : nothing}
			${left === 0 ? nothing : html`<p class="menu-note">${l10n.t('{0} more match: type more of the name.', left)}</p>`}
		</div>`;
	}

	#list(rows: readonly MenuRow[], marked: string | null): TemplateResult {
		return html`<div id=${this.#id} role="listbox" aria-label=${this.description || this.label} @mousedown=${(event: Event) => event.preventDefault()}>
			${sectionsOf(rows).map(
				({
					group,
					rows: of,
				}) => html`<div class="menu-section" role=${group === undefined ? 'presentation' : 'group'} aria-label=${group ?? nothing}>
					${group === undefined ? nothing : html`<div class="menu-group" role="presentation">${group}</div>`}
					${of.map((row) => this.#row(row, marked))}
				</div>`,
			)}
		</div>`;
	}

	#row(row: MenuRow, marked: string | null): TemplateResult {
		const { id } = row.item;
		const opened = this.opened === id;
		return menuRow(row, {
			...{ elementId: this.#idOf(id), marked: id === marked, opened },
			pick: () => this.#pick(row.item),
			disclose: () => this.#disclose(opened ? null : id, id),
		});
	}

	protected override updated(changed: PropertyValues): void {
		const menu = this.querySelector<HTMLElement>('.menu');
		if (menu === null) return;
		if (changed.has('open')) {
			menu.showPopover?.();
			this.#place(menu);
			menu.querySelector<HTMLElement>('.menu-search')?.focus();
		}
		if (['open', 'marked', 'query', 'opened'].some((one) => changed.has(one)))
			menu.querySelector('.menu-item.marked')?.scrollIntoView?.({ block: 'nearest' });
	}

	/** Below the button where there is room, else above; never past an edge of the view. Place and width stay while rows come and go. */
	#place(menu: HTMLElement): void {
		const button = this.querySelector('button')?.getBoundingClientRect();
		if (button === undefined) return;
		const margin = 6;
		const below = window.innerHeight - button.bottom - margin;
		const above = button.top - margin;
		const up = below < Math.min(menu.scrollHeight, 260) && above > below;
		menu.style.maxHeight = `${Math.max(80, Math.min(420, (up ? above : below) - 2))}px`;
		const box = menu.getBoundingClientRect();
		// Above the button it may shrink, and never grow over it.
		if (up) menu.style.maxHeight = `${box.height}px`;
		menu.style.width = `${box.width}px`;
		menu.style.left = `${Math.max(margin, Math.min(button.left, window.innerWidth - box.width - margin))}px`;
		menu.style.top = `${up ? Math.max(margin, button.top - box.height - 2) : button.bottom + 2}px`;
	}

	#idOf(id: string): string {
		return `${this.#id}-${this.#rows.findIndex(({ item }) => item.id === id)}`;
	}

	/** One that has gone meanwhile is marked no more. */
	#marked(): string | null {
		return this.#rows.some(({ item }) => item.id === this.marked) ? this.marked : meantRow(this.#rows, this.query);
	}

	#show(open: boolean): void {
		this.query = '';
		this.marked = null;
		this.opened = null;
		this.open = open;
	}

	readonly #close = (): void => {
		this.open = false;
	};

	readonly #outside = (event: Event): void => {
		if (this.open && !event.composedPath().includes(this)) this.open = false;
	};

	#disclose(opened: string | null, marked: string | null): void {
		this.opened = opened;
		this.marked = marked;
	}

	#pick(item: MenuItem): void {
		if (item.disabled) return;
		this.#leave();
		this.dispatchEvent(new CustomEvent<string>('pick', { detail: item.id }));
	}

	#leave(): void {
		this.open = false;
		this.querySelector('button')?.focus();
	}

	#onButtonKey(event: KeyboardEvent): void {
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
		event.preventDefault();
		this.#show(true);
	}

	/** Escape and Tab leave. */
	#leaves(event: KeyboardEvent): boolean {
		if (event.key !== 'Escape' && event.key !== 'Tab') return false;
		event.preventDefault();
		event.stopPropagation();
		this.#leave();
		return true;
	}

	/** The focus stays in the box, whose own the caret is: a row is only marked. */
	#onKey(event: KeyboardEvent): void {
		// 229: the key belongs to an input method that has not said so yet.
		if (event.isComposing || event.keyCode === 229 || event.altKey || event.ctrlKey || event.metaKey || this.#leaves(event)) return;
		const { key } = event;
		const at = this.#rows.findIndex(({ item }) => item.id === this.#marked());
		const row = this.#rows[at];
		const above = this.#rows[at]?.under
			? this.#rows.findLast(({ item, under }, index) => index < at && !under && item.id === this.opened)
			: row;
		const target = this.query !== '' && (key === 'Home' || key === 'End') ? null : movedTo(key, at, this.#rows.length);
		if (target !== null) this.marked = this.#rows[target]!.item.id;
		else if (key === 'Enter' && row !== undefined) this.#pick(row.item);
		else if (key === 'ArrowRight' && row?.item.more !== undefined && row.item.id !== this.opened && this.#atEnd())
			this.#disclose(row.item.id, row.item.id);
		else if (key === 'ArrowLeft' && above !== undefined && above.item.id === this.opened) this.#disclose(null, above.item.id);
		else if (key !== 'Enter') return;
		event.preventDefault();
	}

	#atEnd(): boolean {
		const box = this.querySelector<HTMLInputElement>('.menu-search');
		return box !== null && box.selectionStart === box.value.length;
	}
}
