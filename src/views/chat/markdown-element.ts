import { type Block, BlockSplitter, renderProse } from '../common/markdown.ts';
import { isWebLink } from '../common/sanitize.ts';
import { applyAllBar, CodeBlock, upgradeNestedCode } from './code-block.ts';

/**
 * Renders markdown into its own light DOM, one child a block, and touches only the blocks that changed: while an answer streams that is the
 * last one. Events that bubble: `code-action` (CodeActionDetail) and `open-link` (the URL, http or https).
 */
export class MarkdownElement extends HTMLElement {
	readonly #splitter = new BlockSplitter();
	#keys: string[] = [];
	/** Below all blocks of a whole answer. */
	#all: HTMLElement | null = null;
	readonly #code = new WeakMap<Element, CodeBlock>();

	constructor() {
		super();
		this.addEventListener('click', (event) => this.#onClick(event));
		// The middle button would open a link past the click handler.
		this.addEventListener('auxclick', (event) => this.#onClick(event));
	}

	/** Shows `text`; `streaming` says that more may follow. */
	show(text: string, streaming: boolean): void {
		const blocks = this.#splitter.split(text, !streaming);
		this.#all?.remove();
		blocks.forEach((block, index) => {
			if (this.#keys[index] !== block.key) this.#put(index, block, blocks[index - 1]);
		});
		while (this.children.length > blocks.length) this.lastElementChild?.remove();
		this.#keys = blocks.map((block) => block.key);
		this.#all = streaming || !this.classList.contains('answer-text') ? null : applyAllBar(this);
		if (this.#all !== null) this.append(this.#all);
	}

	#put(index: number, block: Block, above: Block | undefined): void {
		const old = this.children[index];
		const holder = old ?? this.appendChild(document.createElement('div'));
		if (block.code === null) {
			const prose = renderProse(block);
			upgradeNestedCode(prose);
			holder.setAttribute('dir', 'auto');
			holder.replaceChildren(prose);
			this.#code.delete(holder);
			return;
		}
		const shown = this.#code.get(holder);
		if (shown?.language === block.code.language && shown.info === block.code.info) {
			shown.update(block.code.text);
			return;
		}
		const code = new CodeBlock(block.code.text, block.code.language, block.code.info, textOf(above));
		holder.removeAttribute('dir');
		holder.replaceChildren(code.element);
		this.#code.set(holder, code);
	}

	#onClick(event: Event): void {
		const link = (event.target as Element).closest('a');
		if (link === null) return;
		event.preventDefault();
		const href = link.getAttribute('href') ?? '';
		if (isWebLink(href)) this.dispatchEvent(new CustomEvent<string>('open-link', { detail: href, bubbles: true }));
	}
}

/** A paragraph as it was written; empty for code. */
function textOf(block: Block | undefined): string {
	return block === undefined || block.code !== null ? '' : (block.tokens[0]?.raw ?? '');
}
