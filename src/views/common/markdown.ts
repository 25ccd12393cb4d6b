import * as l10n from '@vscode/l10n';
import { Marked, type TokenizerAndRendererExtension } from 'marked';
import { boundedTokens } from './bounded-lexer.ts';
import { fileLinkOf, fileLinkText } from './file-links.ts';
import { formulaAt, formulaStart } from './maths.ts';
import { isWebLink, sanitize } from './sanitize.ts';
import { definitionsIn, FOLDS, type Section, Sections } from './sections.ts';

/** The only markup a model may write itself; anything else is shown as the text that it is. */
const PLAIN_TAG = /^<\/?(br|sub|sup|kbd|del|s)\s*\/?>$/i;

/** Of an info string. */
const LONGEST_SHOWN = 200;

const DETAILS = /^ {0,3}<details(?:\s+open(?:="[^"\n]*")?)?\s*>/i;
const SUMMARY = /^\s*<summary>([\s\S]{0,2000}?)<\/summary>/i;
/** Folds inside of folds. */
const DEEPEST = 4;

/** `<details>` with Markdown inside; without an end it is open and goes on to the end of what is there. */
const details: TokenizerAndRendererExtension = {
	name: 'details',
	level: 'block',
	// At the start of a line: prose may speak of `<details>`.
	start: (source) => {
		const at = source.search(/\n {0,3}<details[\s>]/i);
		return at === -1 ? -1 : at + 1;
	},
	tokenizer(source) {
		const open = DETAILS.exec(source)?.[0];
		if (open === undefined) return undefined;
		const end = endOfDetails(source);
		if (end === null) return undefined;
		let inner = source.slice(open.length, end.inner);
		const summary = SUMMARY.exec(inner);
		if (summary !== null) inner = inner.slice(summary[0].length);
		const token = { type: 'details', raw: source.slice(0, end.raw), open: !end.closed, summary: [], tokens: [] };
		this.lexer.inline(summary?.[1]?.trim() || l10n.t('Details'), token.summary);
		this.lexer.blockTokens(`${inner.trim()}\n`, token.tokens);
		return token;
	},
	renderer({ summary, tokens, open }) {
		return `<details${open ? ' open' : ''}><summary>${this.parser.parseInline(summary)}</summary>${this.parser.parse(tokens ?? [])}</details>\n`;
	},
};

/** Where what is folded ends; null for one that is folded too deep. */
function endOfDetails(source: string): { readonly inner: number; readonly raw: number; readonly closed: boolean } | null {
	let depth = 0;
	for (const match of source.matchAll(FOLDS)) {
		if (match[1] === undefined) continue;
		depth += match[1] === '' ? 1 : -1;
		if (depth > DEEPEST) return null;
		if (depth === 0) return { inner: match.index, raw: match.index + match[0].length, closed: true };
	}
	return { inner: source.length, raw: source.length, closed: false };
}

const formula: TokenizerAndRendererExtension = {
	name: 'formula',
	level: 'inline',
	start: formulaStart,
	tokenizer(source, tokens) {
		const found = formulaAt(source, tokens.at(-1)?.raw.at(-1));
		return found === null ? undefined : { type: 'formula', ...found };
	},
	renderer: ({ raw, tex, display }) =>
		`<span class="maths${display ? ' maths-display' : ''}" title="${escapeHtml(tex)}">${escapeHtml(raw)}</span>`,
};

const marked = new Marked({
	gfm: true,
	breaks: false,
	async: false,
	extensions: [details, formula],
	renderer: {
		html({ text, block }): string {
			if (PLAIN_TAG.test(text.trim())) return text;
			return block ? `<p class="as-text">${escapeHtml(text.trim())}</p>` : escapeHtml(text);
		},
		// Inside of lists and quotes: the whole info string, which may name a file.
		code({ text, lang }): string {
			const info = (lang ?? '').trim().slice(0, LONGEST_SHOWN);
			return `<pre><code class="language-${escapeHtml(fenceLanguage(info))}" title="${escapeHtml(info)}">${escapeHtml(text)}\n</code></pre>\n`;
		},
		codespan({ text }): string {
			const file = fileLinkOf(text);
			const code = `<code>${escapeHtml(text)}</code>`;
			return file === null ? code : `<a class="file-link" title="${escapeHtml(fileLinkText(file))}">${code}</a>`;
		},
		link({ href, tokens }): string | false {
			const file = isWebLink(href) ? null : fileLinkOf(decoded(href));
			return file === null
				? false
				: `<a class="file-link" title="${escapeHtml(fileLinkText(file))}">${this.parser.parseInline(tokens)}</a>`;
		},
		// Nothing is loaded from anywhere: a picture becomes a link to itself.
		image({ href, text }): string {
			return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
		},
	},
});

function decoded(href: string): string {
	try {
		return decodeURIComponent(href);
	} catch {
		return href;
	}
}

function escapeHtml(text: string): string {
	return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A section of an answer, that is rendered by itself. `key` is equal exactly where the rendered result is equal. */
export interface Block {
	readonly key: string;
	/** As it was written. */
	readonly raw: string;
	/** What is read before it. */
	readonly head: string;
	/** `[name]: address` lines of the whole text, where it may need them. */
	readonly links: string;
	/** Set for a fenced block of code. */
	readonly code: { readonly text: string; readonly language: string; readonly info: string } | null;
}

/** The first word of a fence's info string: `ts title=x` is `ts`. */
export function fenceLanguage(info: string | undefined): string {
	return /^[\w+#.-]{1,40}/.exec((info ?? '').trim())?.[0].toLowerCase() ?? '';
}

/** Splits a growing text into blocks, reading only its tail anew. Nothing is rendered before it is shown. */
export class BlockSplitter {
	readonly #sections = new Sections();
	readonly #blocks = new WeakMap<Section, Block>();
	#links = '';

	/**
	 * All blocks of `text`; those that did not change are the same objects. Links that are defined elsewhere in it are read
	 * where `finish` is set.
	 */
	split(text: string, finish: boolean): readonly Block[] {
		const source = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
		if (finish) this.#links = definitionsIn(source);
		return this.#sections.of(source).map((section) => this.#blockOf(section));
	}

	#blockOf(section: Section): Block {
		const links = section.code === null && section.raw.includes('[') ? this.#links : '';
		const known = this.#blocks.get(section);
		if (known?.links === links) return known;
		const block = toBlock(section, links);
		this.#blocks.set(section, block);
		return block;
	}
}

function toBlock({ raw, head, code }: Section, links: string): Block {
	if (code === null) return { key: `${links}\n${head}${raw}`, raw, head, links, code };
	const info = code.info.slice(0, LONGEST_SHOWN);
	return { key: raw, raw, head, links, code: { text: code.text, language: fenceLanguage(info), info } };
}

/** HTML of a block that is not code, not yet sanitized. */
export function proseHtml({ raw, head, links }: Block): string {
	return marked.parser(boundedTokens(head + raw, links, marked.defaults));
}

/** Sanitized nodes of a block that is not code. */
export function renderProse(block: Block): DocumentFragment {
	return sanitize(proseHtml(block));
}
