import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';

export interface MenuItem {
	readonly id: string;
	readonly label: string;
	/** Second column, dimmed: a price, a reason. */
	readonly detail?: string;
	/** Set for a radio or check item. */
	readonly checked?: boolean;
	readonly kind?: 'item' | 'radio' | 'check';
	readonly disabled?: boolean;
	/** Heading that starts a group at this item. */
	readonly group?: string;
	/** A mark behind the label. */
	readonly tag?: string;
	/** The detail is a figure: it does not wrap. */
	readonly short?: boolean;
	/** Tooltip. */
	readonly title?: string;
	/** Found by these words too. */
	readonly words?: string;
	/** Shown only where it is searched for. */
	readonly searchOnly?: boolean;
}

/**
 * A button that opens a menu in the top layer, so that no scrolling container clips it. Arrow keys, Home, End, letters and Escape work as
 * in a native menu. Told by the event `pick` (detail: the item's id).
 */
export class MenuButton extends LitElement {
	static override properties = {
		label: {},
		description: {},
		items: { attribute: false },
		search: {},
		open: { state: true },
		query: { state: true },
	};
	declare label: string;
	/** Accessible name and tooltip. */
	declare description: string;
	declare items: readonly MenuItem[];
	/** What a search is asked for, where more than SEARCH_FROM items are there; empty: there is none. */
	declare search: string;
	declare private open: boolean;
	declare private query: string;

	constructor() {
		super();
		this.label = '';
		this.description = '';
		this.items = [];
		this.search = '';
		this.open = false;
		this.query = '';
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

	protected override render(): TemplateResult {
		return html`<button
				type="button"
				class="quiet menu-button"
				title=${this.description}
				aria-label=${this.description === '' ? this.label : `${this.label}: ${this.description}`}
				aria-haspopup="menu"
				aria-expanded=${this.open ? 'true' : 'false'}
				@click=${() => this.#toggle()}
				@keydown=${(event: KeyboardEvent) => this.#onButtonKey(event)}
			>
				<span class="menu-label">${this.label}</span><i class="codicon codicon-chevron-down" aria-hidden="true"></i>
			</button>
			${
				this.open
					? html`<div class="menu" popover="manual" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
						${this.#searchBox()}
						<div role="menu" aria-label=${this.description || this.label}>
							${foundItems(this.items, this.query).map((item) => this.#item(item))}
						</div>
					</div>`
					: nothing
			}`;
	}

	#searchBox(): TemplateResult | typeof nothing {
		if (this.search === '' || this.items.length <= SEARCH_FROM) return nothing;
		return html`<input
			type="search"
			class="menu-search"
			placeholder=${this.search}
			aria-label=${this.search}
			.value=${this.query}
			@input=${(event: Event) => {
				this.query = (event.target as HTMLInputElement).value;
			}}
		/>`;
	}

	#item(item: MenuItem): TemplateResult {
		const role = item.kind === 'radio' ? 'menuitemradio' : item.kind === 'check' ? 'menuitemcheckbox' : 'menuitem';
		return html`${item.group === undefined ? nothing : html`<div class="menu-group" role="presentation">${item.group}</div>`}
			<button
				type="button"
				class="menu-item"
				role=${role}
				tabindex="-1"
				title=${item.title ?? nothing}
				aria-disabled=${item.disabled ? 'true' : 'false'}
				aria-checked=${item.checked === undefined ? nothing : String(item.checked)}
				@click=${() => this.#pick(item)}
			>
				<i class="codicon ${item.checked ? 'codicon-check' : 'codicon-blank'}" aria-hidden="true"></i>
				<span class="menu-item-label">${item.label}${item.tag === undefined ? nothing : html` <span class="menu-tag">${item.tag}</span>`}</span>
				<span class="menu-item-detail ${item.short ? 'short' : ''}">${item.detail ?? ''}</span>
			</button>`;
	}

	protected override updated(changed: PropertyValues): void {
		const menu = this.querySelector<HTMLElement>('.menu');
		if (!changed.has('open') || menu === null) return;
		menu.showPopover?.();
		this.#place(menu);
		(menu.querySelector<HTMLElement>('[aria-checked="true"]') ?? this.#buttons()[0])?.focus();
	}

	/** Below the button where there is room, else above; never past an edge of the view. */
	#place(menu: HTMLElement): void {
		const button = this.querySelector('button')?.getBoundingClientRect();
		if (button === undefined) return;
		const margin = 6;
		const below = window.innerHeight - button.bottom - margin;
		const above = button.top - margin;
		const up = below < Math.min(menu.scrollHeight, 260) && above > below;
		menu.style.maxHeight = `${Math.max(80, Math.min(420, (up ? above : below) - 2))}px`;
		const box = menu.getBoundingClientRect();
		menu.style.left = `${Math.max(margin, Math.min(button.left, window.innerWidth - box.width - margin))}px`;
		menu.style.top = `${up ? Math.max(margin, button.top - box.height - 2) : button.bottom + 2}px`;
	}

	#buttons(): HTMLElement[] {
		return [...this.querySelectorAll<HTMLElement>('.menu-item')];
	}

	#toggle(): void {
		this.query = '';
		this.open = !this.open;
	}

	readonly #close = (): void => {
		this.open = false;
	};

	readonly #outside = (event: Event): void => {
		if (this.open && !event.composedPath().includes(this)) this.open = false;
	};

	#pick(item: MenuItem): void {
		if (item.disabled) return;
		this.open = false;
		this.querySelector('button')?.focus();
		this.dispatchEvent(new CustomEvent<string>('pick', { detail: item.id }));
	}

	#onButtonKey(event: KeyboardEvent): void {
		if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
		event.preventDefault();
		this.query = '';
		this.open = true;
	}

	#onKey(event: KeyboardEvent): void {
		if (event.isComposing) return;
		const buttons = this.#buttons();
		const at = buttons.indexOf(document.activeElement as HTMLElement);
		const box = this.querySelector<HTMLInputElement>('.menu-search');
		if (box !== null && box === document.activeElement) {
			if (event.key === 'Enter') buttons[0]?.click();
			// The caret is the box's own.
			if (event.key.length === 1 || event.key === 'Home' || event.key === 'End' || event.key === 'Enter') return;
		} else if (box !== null && event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey) {
			// The letter goes into the box.
			box.focus();
			return;
		}
		const target = menuTarget(event.key, at, buttons);
		if (target !== null) {
			event.preventDefault();
			buttons[target]?.focus();
		} else if (event.key === 'Escape' || event.key === 'Tab') {
			event.preventDefault();
			event.stopPropagation();
			this.open = false;
			this.querySelector('button')?.focus();
		}
	}
}

/** More items than this are searched. */
export const SEARCH_FROM = 12;

/** Items that a search finds, each group with its heading; without one those that are shown at once. */
export function foundItems(items: readonly MenuItem[], query: string): readonly MenuItem[] {
	const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
	let [group, shown]: (string | undefined)[] = [];
	return items.flatMap((item) => {
		group = item.group ?? group;
		const text = `${item.label} ${item.words ?? ''} ${group ?? ''}`.toLowerCase();
		if (wanted.length === 0 ? item.searchOnly : !wanted.every((word) => text.includes(word))) return [];
		const { group: _, ...rest } = item;
		const heading = group === shown ? undefined : group;
		shown = group;
		return [heading === undefined ? rest : { ...rest, group: heading }];
	});
}

/** Index that a key moves to, null for a key that does not move. */
function menuTarget(key: string, at: number, buttons: readonly HTMLElement[]): number | null {
	const count = buttons.length;
	if (key === 'ArrowDown') return (at + 1) % count;
	if (key === 'ArrowUp') return (at - 1 + count) % count;
	if (key === 'Home') return 0;
	if (key === 'End') return count - 1;
	if (key.length !== 1 || key === ' ') return null;
	const order = [...buttons.keys()].map((offset) => (at + 1 + offset) % count);
	return (
		order.find((index) => buttons[index]?.querySelector('.menu-item-label')?.textContent?.toLowerCase().startsWith(key.toLowerCase())) ??
		null
	);
}
