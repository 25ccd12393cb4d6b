import * as l10n from '@vscode/l10n';
import { makeLegible } from './diagram-contrast.ts';

/** A diagram instead of its source, for blocks of Mermaid: asked for by a button, for what draws it is 3 MB. */
export class DiagramToggle {
	readonly button = document.createElement('button');
	readonly #source: () => string;
	readonly #text: HTMLElement;
	#shown: HTMLElement | null = null;
	#busy = false;

	/** @param text what holds the source; it is hidden while the diagram is shown */
	constructor(text: HTMLElement, source: () => string) {
		this.#text = text;
		this.#source = source;
		this.button.type = 'button';
		this.button.className = 'quiet';
		this.button.addEventListener('click', () => void this.#toggle());
		this.#label();
	}

	/** The source changed: a diagram of the old one would be wrong. */
	reset(): void {
		if (this.#shown !== null) this.#hide();
	}

	async #toggle(): Promise<void> {
		if (this.#busy) return;
		if (this.#shown !== null) {
			this.#hide();
			return;
		}
		this.#busy = true;
		this.button.textContent = l10n.t('drawing…');
		const source = this.#source();
		const shown = await drawn(source).catch((error: unknown) => failed(error));
		this.#busy = false;
		if (source === this.#source()) {
			this.#shown = shown;
			this.#text.after(shown);
			this.#text.hidden = shown.classList.contains('diagram');
			if (shown.shadowRoot !== null) makeLegible(shown.shadowRoot);
		}
		this.#label();
	}

	#hide(): void {
		this.#shown?.remove();
		this.#shown = null;
		this.#text.hidden = false;
		this.#label();
	}

	#label(): void {
		const drawnNow = this.#text.hidden;
		this.button.textContent = drawnNow ? l10n.t('source') : l10n.t('diagram');
		const title = drawnNow ? l10n.t('Show the source again') : l10n.t('Draw this diagram');
		this.button.title = title;
		this.button.setAttribute('aria-label', title);
		this.button.setAttribute('aria-pressed', drawnNow ? 'true' : 'false');
	}
}

/** Its own tree: ids and rules of a diagram reach nothing else on the page. */
async function drawn(source: string): Promise<HTMLElement> {
	const { drawDiagram } = await import('./diagram-renderer.ts');
	const { picture, sheet } = await drawDiagram(source);
	const holder = document.createElement('div');
	holder.className = 'diagram';
	holder.tabIndex = 0;
	const root = holder.attachShadow({ mode: 'open' });
	root.adoptedStyleSheets = [sheet];
	root.append(picture);
	return holder;
}

function failed(error: unknown): HTMLElement {
	const line = document.createElement('p');
	line.className = 'diagram-error';
	line.setAttribute('role', 'status');
	const said = error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\.$/, '') : '';
	line.textContent =
		said === ''
			? l10n.t('This diagram cannot be drawn. Its source stands above.')
			: l10n.t('This diagram cannot be drawn: {0}. Its source stands above.', said.slice(0, 200));
	return line;
}
