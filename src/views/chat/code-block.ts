import { LONGEST_INFO } from '../../protocol/chat.ts';
import { highlight } from '../common/highlight.ts';
import { sanitize } from '../common/sanitize.ts';

export type CodeAction = 'copy' | 'insert' | 'apply' | 'new';

export interface CodeActionDetail {
	readonly action: CodeAction;
	readonly code: string;
	readonly language: string;
}

const ACTIONS: readonly { readonly action: CodeAction; readonly title: string }[] = [
	{ action: 'copy', title: 'Copy this code' },
	{ action: 'insert', title: 'Insert at the cursor of the active editor' },
	{ action: 'apply', title: 'Apply to the file that the block names, or to the active one; you see the change before it is made' },
	{ action: 'new', title: 'Open as a new file' },
];

/** Code with its language and actions. An action is told by a bubbling `code-action` event with a `CodeActionDetail`. */
export class CodeBlock {
	readonly element = document.createElement('div');
	readonly language: string;
	/** The fence's whole info string: it may name the file (`ts src/list.ts`), which "apply" needs. */
	readonly info: string;
	readonly #pre = document.createElement('pre');
	#code = '';

	constructor(code: string, language: string, info = language) {
		this.language = language;
		this.info = info.slice(0, LONGEST_INFO);
		this.element.className = 'code';
		const bar = document.createElement('div');
		bar.className = 'code-bar';
		const name = document.createElement('span');
		name.className = 'code-language';
		name.textContent = info;
		name.title = info;
		bar.append(name, ...ACTIONS.map(({ action, title }) => this.#button(action, title)));
		this.#pre.tabIndex = 0;
		this.#pre.setAttribute('aria-label', language === '' ? 'Code' : `Code, ${language}`);
		this.#pre.dir = 'ltr';
		this.element.append(bar, this.#pre);
		this.update(code);
	}

	/** Shows `code` and leaves bar, focus and scroll position alone, so that a streaming block can be used. */
	update(code: string): void {
		this.#code = code;
		this.#pre.replaceChildren(codeNode(code, this.language));
	}

	#button(action: CodeAction, title: string): HTMLButtonElement {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'quiet';
		button.textContent = action;
		button.title = title;
		button.setAttribute('aria-label', title);
		button.addEventListener('click', () => {
			const detail: CodeActionDetail = { action, code: this.#code, language: this.info };
			this.element.dispatchEvent(new CustomEvent('code-action', { detail, bubbles: true }));
			if (action !== 'copy') return;
			button.textContent = 'copied';
			setTimeout(() => {
				button.textContent = action;
			}, 1500);
		});
		return button;
	}
}

function codeNode(code: string, language: string): HTMLElement {
	const node = document.createElement('code');
	const html = highlight(code, language);
	if (html === null) node.textContent = code;
	else node.append(sanitize(html));
	return node;
}

/** Replaces every `pre` inside prose (code within a list or quote) by a full code block. */
export function upgradeNestedCode(root: ParentNode): void {
	for (const pre of root.querySelectorAll('pre')) {
		const code = pre.querySelector('code');
		const language = /language-([\w+#.-]+)/.exec(code?.className ?? '')?.[1] ?? '';
		pre.replaceWith(new CodeBlock((pre.textContent ?? '').replace(/\n$/, ''), language).element);
	}
}
