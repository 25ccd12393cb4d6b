import { Marked, type Tokens, type TokensList } from 'marked';
import { sanitize } from './sanitize.ts';

/** The only markup a model may write itself; anything else is shown as the text that it is. */
const PLAIN_TAG = /^<\/?(br|sub|sup|kbd|del|s)\s*\/?>$/i;

/** Of an info string. */
const LONGEST_SHOWN = 200;

const marked = new Marked({
	gfm: true,
	breaks: false,
	async: false,
	renderer: {
		html({ text, block }): string {
			if (PLAIN_TAG.test(text.trim())) return text;
			return block ? `<p>${escapeHtml(text.trim())}</p>` : escapeHtml(text);
		},
		// Inside of lists and quotes: the whole info string, which may name a file.
		code({ text, lang }): string {
			const info = (lang ?? '').trim().slice(0, LONGEST_SHOWN);
			return `<pre><code class="language-${escapeHtml(fenceLanguage(info))}" title="${escapeHtml(info)}">${escapeHtml(text)}\n</code></pre>\n`;
		},
		// Nothing is loaded from anywhere: a picture becomes a link to itself.
		image({ href, text }): string {
			return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
		},
	},
});

function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One top-level piece of markdown. `key` is equal exactly where the rendered result is equal. */
export interface Block {
	readonly key: string;
	readonly tokens: TokensList;
	/** Set for a fenced or indented block of code. */
	readonly code: { readonly text: string; readonly language: string; readonly info: string } | null;
}

/** The first word of a fence's info string: `ts title=x` is `ts`. */
export function fenceLanguage(info: string | undefined): string {
	return /^[\w+#.-]{1,40}/.exec((info ?? '').trim())?.[0].toLowerCase() ?? '';
}

/**
 * Splits a growing text into blocks and re-reads only its tail: everything before the last block is settled, because markdown never
 * reaches back over a finished block (reference links defined later are the exception; `finish` reads the whole text once more).
 */
export class BlockSplitter {
	#text = '';
	#settled: Block[] = [];
	#tail: Block[] = [];
	#tailStart = 0;

	/** All blocks of `text`. Where it does not continue the text of the last call, or `finish` is set, the whole is read again. */
	split(text: string, finish: boolean): readonly Block[] {
		if (finish || !text.startsWith(this.#text)) {
			this.#settled = [];
			this.#tailStart = 0;
		}
		this.#text = text;
		const tokens = marked.lexer(text.slice(this.#tailStart));
		const blocks = tokens.flatMap((token, index) => (token.type === 'space' || token.type === 'def' ? [] : [{ token, index }]));
		const last = blocks.at(-1);
		this.#tail = blocks.map(({ token }) => toBlock(token, tokens.links));
		if (!finish && last !== undefined && last.index > 0) {
			this.#tailStart += tokens.slice(0, last.index).reduce((sum, token) => sum + token.raw.length, 0);
			// The lexer normalises line ends, so offsets hold only for a text without carriage returns.
			if (text.includes('\r')) this.#tailStart = 0;
			else this.#settled.push(...this.#tail.splice(0, this.#tail.length - 1));
		}
		return [...this.#settled, ...this.#tail];
	}
}

function toBlock(token: TokensList[number], links: TokensList['links']): Block {
	const tokens = Object.assign([token], { links });
	if (token.type !== 'code') return { key: `${Object.keys(links).length}:${token.raw}`, tokens, code: null };
	const code = token as Tokens.Code;
	return {
		key: token.raw,
		tokens,
		code: { text: code.text, language: fenceLanguage(code.lang), info: (code.lang ?? '').trim().slice(0, LONGEST_SHOWN) },
	};
}

/** Sanitized nodes of a block that is not code. */
export function renderProse(block: Block): DocumentFragment {
	return sanitize(marked.parser(block.tokens));
}
