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
}

/**
 * A button that opens a menu in the top layer, so that no scrolling container clips it. Arrow keys, Home, End, letters and Escape work as
 * in a native menu. Told by the event `pick` (detail: the item's id).
 */
export class MenuButton extends LitElement {
	static override properties = { label: {}, description: {}, items: { attribute: false }, open: { state: true } };
	declare label: string;
	/** Accessible name and tooltip. */
	declare description: string;
	declare items: readonly MenuItem[];
	declare private open: boolean;

	constructor() {
		super();
		this.label = '';
		this.description = '';
		this.items = [];
		this.open = false;
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
					? html`<div class="menu" role="menu" popover="manual" aria-label=${this.description || this.label} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
						${this.items.map((item) => this.#item(item))}
					</div>`
					: nothing
			}`;
	}

	#item(item: MenuItem): TemplateResult {
		const role = item.kind === 'radio' ? 'menuitemradio' : item.kind === 'check' ? 'menuitemcheckbox' : 'menuitem';
		return html`${item.group === undefined ? nothing : html`<div class="menu-group" role="presentation">${item.group}</div>`}
			<button
				type="button"
				class="menu-item"
				role=${role}
				tabindex="-1"
				aria-disabled=${item.disabled ? 'true' : 'false'}
				aria-checked=${item.checked === undefined ? nothing : String(item.checked)}
				@click=${() => this.#pick(item)}
			>
				<i class="codicon ${item.checked ? 'codicon-check' : 'codicon-blank'}" aria-hidden="true"></i>
				<span class="menu-item-label">${item.label}</span>
				<span class="menu-item-detail">${item.detail ?? ''}</span>
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
		this.open = true;
	}

	#onKey(event: KeyboardEvent): void {
		const buttons = this.#buttons();
		const at = buttons.indexOf(document.activeElement as HTMLElement);
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
