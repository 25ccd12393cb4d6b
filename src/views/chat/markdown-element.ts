import { inFrames, notInFrames, timeLeft } from '../common/frames.ts';
import { type Block, BlockSplitter, renderProse } from '../common/markdown.ts';
import { isWebLink } from '../common/sanitize.ts';
import { applyAllBar, CodeBlock, upgradeNestedCode } from './code-block.ts';
import { fileOfLink, linkFiles } from './file-link-nodes.ts';
import { drawFormulas } from './formulas.ts';

/** What one call may take of a frame; the rest follows in the next ones. */
const BUDGET_MS = 10;
/** So many blocks stand in the element itself; those after them in groups of so many, of which only those that are seen are laid out. */
const GROUP = 40;
/** A last block that took longer than this is drawn anew only when so many times its own time have gone by. */
const DEAR_MS = 8;
const REST = 8;

/**
 * Renders markdown into its own light DOM, one child a block, and touches only the blocks that changed: while an answer streams that is the
 * last one. What takes longer than a part of a frame goes on in the next. Events that bubble: `code-action` (CodeActionDetail), `open-link`
 * (the URL, http or https) and `open-file` (FileLink).
 */
export class MarkdownElement extends HTMLElement {
	readonly #splitter = new BlockSplitter();
	#text = '';
	#blocks: readonly Block[] = [];
	/** One for each block that is shown, and the key of what it shows. */
	#holders: HTMLElement[] = [];
	#keys: string[] = [];
	/** Blocks before this one are as they should be. */
	#done = 0;
	/** From this one down to the first of the others they are put from the end on; 0 where not. */
	#upward = 0;
	#streaming = false;
	#restUntil = 0;
	#resting = 0;
	/** Below all blocks of a whole answer. */
	#all: HTMLElement | null = null;
	readonly #code = new WeakMap<Element, CodeBlock>();
	#whole: (() => void)[] = [];
	readonly #job = (): boolean => this.#putNext();

	constructor() {
		super();
		this.addEventListener('click', (event) => this.#onClick(event));
		// The middle button would open a link past the click handler.
		this.addEventListener('auxclick', (event) => this.#onClick(event));
		this.addEventListener('keydown', (event) => {
			if (event.key === 'Enter') this.#onClick(event);
		});
	}

	/** Shows `text`; `streaming` says that more may follow, `fromEnd` that its end is what is seen of it at first. */
	show(text: string, streaming: boolean, fromEnd = false): void {
		this.#blocks = this.#splitter.split(text, !streaming);
		this.#streaming = streaming;
		// Another text, or one that is whole, does not wait.
		if (!streaming || !text.startsWith(this.#text)) this.#restUntil = 0;
		this.#text = text;
		this.#all?.remove();
		this.#all = null;
		for (const holder of this.#holders.splice(this.#blocks.length)) {
			const group = holder.parentElement;
			holder.remove();
			if (group !== this && group?.firstChild === null) group.remove();
		}
		this.#keys.length = this.#holders.length;
		this.#done = this.#blocks.findIndex((block, index) => this.#keys[index] !== block.key);
		if (this.#done === -1) this.#done = this.#blocks.length;
		if (fromEnd && this.#holders.length === 0) {
			for (const index of this.#blocks.keys()) this.#holderAt(index);
			this.#upward = this.#blocks.length;
		}
		this.#upward = Math.min(this.#upward, this.#blocks.length);
		const start = performance.now();
		let more = true;
		while (more && timeLeft(start, BUDGET_MS)) more = this.#putNext();
		if (more) inFrames(this.#job);
		else notInFrames(this.#job);
	}

	/** When everything of a whole answer is shown. One that is being written shows at once what still waits. */
	whole(): Promise<void> {
		if (this.#streaming) this.finish();
		if (this.isWhole) return Promise.resolve();
		return new Promise((resolve) => this.#whole.push(resolve));
	}

	/** Shows everything that is still waiting. */
	finish(): void {
		this.#restUntil = 0;
		while (this.#putNext());
		notInFrames(this.#job);
	}

	/** Nothing waits. */
	get isWhole(): boolean {
		return this.#done >= this.#blocks.length;
	}

	/** Shows the next block that changed; false where none is left. */
	#putNext(): boolean {
		if (this.#upward > this.#done) {
			this.#upward -= 1;
			this.#putAt(this.#upward);
			return true;
		}
		const index = this.#done;
		const block = this.#blocks[index];
		if (block === undefined) {
			this.#end();
			return false;
		}
		const last = this.#streaming && index === this.#blocks.length - 1;
		const start = performance.now();
		const wait = this.#restUntil - start;
		if (last && wait > 0 && block.code === null && this.#holders[index] !== undefined) {
			clearTimeout(this.#resting);
			this.#resting = window.setTimeout(() => inFrames(this.#job), wait);
			return false;
		}
		this.#putAt(index);
		this.#done = index + 1;
		const took = performance.now() - start;
		this.#restUntil = last && took > DEAR_MS ? start + took * REST : 0;
		return true;
	}

	#putAt(index: number): void {
		const block = this.#blocks[index]!;
		if (this.#keys[index] !== block.key) this.#put(index, block, this.#blocks[index - 1]);
		this.#keys[index] = block.key;
	}

	#end(): void {
		for (const tell of this.#whole.splice(0)) tell();
		if (this.#all !== null || this.#streaming || !this.classList.contains('answer-text')) return;
		this.#all = applyAllBar(this);
		if (this.#all !== null) this.append(this.#all);
	}

	#put(index: number, block: Block, above: Block | undefined): void {
		const holder = this.#holderAt(index);
		if (block.code === null) {
			holder.setAttribute('dir', 'auto');
			holder.replaceChildren(proseOf(block));
			this.#code.delete(holder);
			return;
		}
		const shown = this.#code.get(holder);
		if (shown?.language === block.code.language && shown.info === block.code.info) {
			shown.update(block.code.text);
			return;
		}
		const code = new CodeBlock(block.code.text, block.code.language, block.code.info, above?.code === null ? above.raw.trim() : '');
		holder.removeAttribute('dir');
		holder.replaceChildren(code.element);
		this.#code.set(holder, code);
	}

	#holderAt(index: number): HTMLElement {
		const known = this.#holders[index];
		if (known !== undefined) return known;
		const holder = document.createElement('div');
		this.#holders[index] = holder;
		holder.className = 'block';
		this.#place(index, holder);
		return holder;
	}

	#place(index: number, holder: HTMLElement): void {
		const before = this.#holders[index - 1]?.parentElement;
		if (index < GROUP) this.insertBefore(holder, this.#all);
		else if (index % GROUP !== 0 && before != null) before.append(holder);
		else {
			const group = document.createElement('div');
			group.className = 'blocks';
			group.append(holder);
			this.insertBefore(group, this.#all);
		}
	}

	#onClick(event: Event): void {
		const link = (event.target as Element).closest('a');
		if (link === null) return;
		event.preventDefault();
		const href = link.getAttribute('href') ?? '';
		const file = fileOfLink(link);
		if (file !== null) this.dispatchEvent(new CustomEvent('open-file', { detail: file, bubbles: true }));
		else if (isWebLink(href)) this.dispatchEvent(new CustomEvent<string>('open-link', { detail: href, bubbles: true }));
	}
}

/** What cannot be rendered, because it is nested too deep for the browser, is shown as it was written. */
function proseOf(block: Block): Node {
	try {
		const prose = renderProse(block);
		upgradeNestedCode(prose);
		linkFiles(prose);
		drawFormulas(prose);
		// A wide one scrolls in itself, which the keys do only where it can have the focus.
		for (const table of prose.querySelectorAll('table')) table.tabIndex = 0;
		return prose;
	} catch {
		const text = document.createElement('p');
		text.className = 'as-text';
		text.textContent = block.raw;
		return text;
	}
}
