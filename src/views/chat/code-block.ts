import * as l10n from '@vscode/l10n';
import { fileOfBlock, LONGEST_ABOVE, LONGEST_INFO, MOST_BLOCKS } from '../../protocol/chat.ts';
import { CodeText } from './code-text.ts';
import { DiagramToggle } from './diagram.ts';

export type CodeAction = 'copy' | 'insert' | 'apply' | 'diff' | 'new';

/** A block as the host applies it; `language` is the fence's info string. */
export interface BlockToApply {
	readonly code: string;
	readonly language: string;
	readonly above: string;
}

export type CodeActionDetail =
	| ({ readonly action: CodeAction } & BlockToApply)
	| { readonly action: 'applyAll'; readonly blocks: readonly BlockToApply[] };

/** Label and tooltip of each, in the order of the bar. */
const actionWords = (): readonly (readonly [action: CodeAction, label: string, title: string])[] => [
	['copy', l10n.t('copy'), l10n.t('Copy this code')],
	['insert', l10n.t('insert'), l10n.t('Insert at the cursor of the active editor')],
	['apply', l10n.t('apply'), applyWords(null)],
	['diff', l10n.t('diff'), diffWords(null)],
	['new', l10n.t('new'), l10n.t('Open as a new file')],
];

function applyWords(file: string | null): string {
	return file === null
		? l10n.t('Apply to the active file: at once where it is sure what changes, else you see the change first. Undo takes it back.')
		: l10n.t('Apply to {0}: at once where it is sure what changes, else you see the change first. Undo takes it back.', file);
}

function diffWords(file: string | null): string {
	return file === null
		? l10n.t('Show as a diff what changes in the active file; nothing does before you accept it')
		: l10n.t('Show as a diff what changes in {0}; nothing does before you accept it', file);
}

/** Code with its language or file and actions. An action is told by a bubbling `code-action` event with a `CodeActionDetail`. */
export class CodeBlock {
	readonly element = document.createElement('div');
	readonly language: string;
	/** The fence's whole info string: it may name the file (`ts src/list.ts`), which "apply" needs. */
	readonly info: string;
	/** The text right above, which may name the file too. */
	readonly above: string;
	readonly #name = document.createElement('span');
	readonly #pre = document.createElement('pre');
	/** Those that say which file is meant, with their words. */
	readonly #meaning: readonly (readonly [button: HTMLButtonElement, words: typeof applyWords])[];
	readonly #text: CodeText;
	#diagram: DiagramToggle | null = null;
	#code = '';
	#file: string | null | undefined;

	constructor(code: string, language: string, info = language, above = '') {
		this.language = language;
		this.info = info.slice(0, LONGEST_INFO);
		this.above = above.slice(-LONGEST_ABOVE);
		this.element.className = 'code';
		const bar = document.createElement('div');
		bar.className = 'code-bar';
		const buttons = actionWords().map(([action, label, title]) => this.#button(action, label, title));
		this.#meaning = [
			[buttons[2]!, applyWords],
			[buttons[3]!, diffWords],
		];
		const actions = document.createElement('span');
		actions.className = 'code-actions';
		actions.append(...buttons);
		if (language === 'mermaid') {
			this.#diagram = new DiagramToggle(this.#pre, () => this.#code);
			actions.prepend(this.#diagram.button);
		}
		bar.append(this.#name, actions);
		this.#pre.tabIndex = 0;
		this.#pre.dir = 'ltr';
		this.#text = new CodeText(language);
		this.#pre.append(this.#text.element);
		this.element.append(bar, this.#pre);
		blocks.set(this.element, this);
		this.update(code);
	}

	/** The file that the block is for; null where nothing names one. */
	get file(): string | null {
		return this.#file ?? null;
	}

	toApply(): BlockToApply {
		return { code: this.#code, language: this.info, above: this.above };
	}

	/** Shows `code` and leaves bar, focus and scroll position alone, so that a streaming block can be used. */
	update(code: string): void {
		if (code !== this.#code) this.#diagram?.reset();
		this.#code = code;
		this.#text.update(code);
		const file = fileOfBlock({ info: this.info, code, above: this.above });
		if (file === this.#file) return;
		this.#file = file;
		this.#showName(file);
	}

	#showName(file: string | null): void {
		const shown = file ?? this.info;
		this.#name.className = file === null ? 'code-language' : 'code-language code-file';
		this.#name.title = shown;
		// Where it is cut, its end stays: see markdown.css.
		const text = document.createElement('bdi');
		text.dir = 'ltr';
		text.textContent = shown;
		this.#name.replaceChildren(text);
		const label = file ?? this.language;
		this.#pre.setAttribute('role', 'group');
		this.#pre.setAttribute('aria-label', label === '' ? l10n.t('Code') : l10n.t('Code, {0}', label));
		// A line that named a file may go on, and name none.
		for (const [button, words] of this.#meaning) {
			button.title = words(file);
			button.setAttribute('aria-label', button.title);
		}
	}

	#button(action: CodeAction, label: string, title: string): HTMLButtonElement {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'quiet';
		button.textContent = label;
		button.title = title;
		button.setAttribute('aria-label', title);
		button.addEventListener('click', () => {
			tell(this.element, { action, ...this.toApply() });
			if (action !== 'copy') return;
			button.textContent = l10n.t('copied');
			setTimeout(() => {
				button.textContent = label;
			}, 1500);
		});
		return button;
	}
}

const blocks = new WeakMap<Element, CodeBlock>();

function tell(element: Element, detail: CodeActionDetail): void {
	element.dispatchEvent(new CustomEvent('code-action', { detail, bubbles: true }));
}

/** One button for all blocks below `root` that name a file; null where they name less than two files. */
export function applyAllBar(root: ParentNode): HTMLElement | null {
	const all = [...root.querySelectorAll('.code')].flatMap((element) => blocks.get(element) ?? []).filter(({ file }) => file !== null);
	const named = all.slice(0, MOST_BLOCKS);
	const files = [...new Set(named.map(({ file }) => file!))];
	if (files.length < 2) return null;
	const bar = document.createElement('div');
	bar.className = 'apply-all';
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'quiet';
	button.textContent =
		named.length < all.length ? l10n.t('apply the first {0} files', files.length) : l10n.t('apply all {0} files', files.length);
	button.title = l10n.t('{0}: you see all changes before they are made, and one Undo takes them back', files.join(', '));
	button.addEventListener('click', () => tell(bar, { action: 'applyAll', blocks: named.map((block) => block.toApply()) }));
	bar.append(button);
	return bar;
}

/** Replaces every `pre` inside prose (code within a list or quote) by a full code block. */
export function upgradeNestedCode(root: ParentNode): void {
	for (const pre of root.querySelectorAll('pre')) {
		const code = pre.querySelector('code');
		const language = /language-([\w+#.-]+)/.exec(code?.className ?? '')?.[1] ?? '';
		const info = code?.getAttribute('title') || language;
		pre.replaceWith(new CodeBlock((pre.textContent ?? '').replace(/\n$/, ''), language, info, textBefore(pre)).element);
	}
}

/** What the list item says above its block. */
function textBefore(pre: Element): string {
	let text = '';
	for (let node = pre.previousSibling; node !== null && text.length < LONGEST_ABOVE; node = node.previousSibling) {
		if (node instanceof Element && node.classList.contains('code')) break;
		text = `${node.textContent ?? ''}${text}`;
	}
	return text;
}
