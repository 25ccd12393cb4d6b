import { Lexer, type MarkedOptions, type TokensList } from 'marked';

/** Marked is square in some texts that no person writes: those are shown as they are. */

/** Prose of one paragraph or cell. */
const LONGEST_INLINE = 8_000;
const MOST_MARKS = 300;
/** Quotes and items inside of each other, in one line or by its indentation. */
const DEEP = /^(?:[ \t]{0,3}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){24}|^[ \t]{80,}(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])/m;

/** Tokens of a section of Markdown; `links` are `[name]: address` lines from elsewhere. Never throws. */
export function boundedTokens(source: string, links: string, options: MarkedOptions): TokensList {
	if (!DEEP.test(source)) {
		try {
			return tokens(source, links, options);
		} catch {
			// Too deep for the stack.
		}
	}
	return Object.assign([{ type: 'paragraph', raw: source, text: source, tokens: [plain(source)] }], { links: {} });
}

function tokens(source: string, links: string, options: MarkedOptions): TokensList {
	const lexer = new Lexer(options);
	if (links !== '') lexer.tokens.links = readLinks(links, options);
	lexer.blockTokens(source, lexer.tokens);
	for (const { src, tokens: into } of lexer.inlineQueue) {
		if (tooDense(src)) into.push(plain(src));
		else lexer.inlineTokens(src, into);
	}
	return lexer.tokens;
}

function readLinks(links: string, options: MarkedOptions): TokensList['links'] {
	const lexer = new Lexer(options);
	lexer.blockTokens(`${links}\n`, lexer.tokens);
	return lexer.tokens.links;
}

function plain(text: string): TokensList[number] {
	return { type: 'text', raw: text, text };
}

function tooDense(text: string): boolean {
	if (text.length > LONGEST_INLINE) return true;
	const marks = text.length < MOST_MARKS ? 0 : (text.match(/[[_*<~`]/g)?.length ?? 0);
	return marks > MOST_MARKS && marks * 8 > text.length;
}
