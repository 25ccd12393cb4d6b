import { estimateTokens } from '../../message/text-tokens.ts';
import { fileOf } from '../../workspace/paths.ts';
import { unixBreaks } from '../text/place.ts';
import type { CompletionPosition, FillContext, Snippet } from '../types.ts';
import { textWindow, wholeEdges } from './window.ts';

/** Share of the budget that snippets of other files may take. */
export const SNIPPET_SHARE = 0.25;
/** Tokens of a snippet beside its text: path and separators. */
const TOKENS_PER_SNIPPET = 12;

export function snippetTokens(snippet: Pick<Snippet, 'text' | 'path'>): number {
	return estimateTokens(snippet.text) + estimateTokens(snippet.path) + TOKENS_PER_SNIPPET;
}

/**
 * What goes to the model within `budgetTokens`: the most similar snippets up to SNIPPET_SHARE, then the text around the caret with the
 * rest. Snippets stand by path, not by similarity: their order must not change from key to key, or no prompt cache hits.
 */
export function buildContext(position: CompletionPosition, snippets: readonly Snippet[], budgetTokens: number): FillContext {
	const chosen: Snippet[] = [];
	let tokens = 0;
	for (const snippet of [...snippets].sort((a, b) => b.similarity - a.similarity || order(a, b))) {
		const more = tokens + snippetTokens(snippet);
		if (more > budgetTokens * SNIPPET_SHARE) continue;
		chosen.push(snippet);
		tokens = more;
	}
	const around = { ...position, prefix: unixBreaks(position.prefix), suffix: unixBreaks(position.suffix) };
	const { prefix, suffix, tokens: textTokens } = textWindow(around, budgetTokens - tokens);
	return {
		path: shownPath(position.path),
		languageId: position.languageId,
		snippets: chosen
			.sort(order)
			.map(({ path, text, similarity }) => ({ path: shownPath(path), text: wholeEdges(unixBreaks(text)), similarity })),
		prefix,
		suffix,
		tokens: tokens + textTokens,
	};
}

/**
 * Files outside of the workspace have an absolute path, which names the user and the machine's folders: of these only the file's name goes
 * out.
 */
function shownPath(path: string): string {
	const file = fileOf(path);
	return /^(?:\/|[a-z]:|~)/i.test(file) ? file.slice(file.lastIndexOf('/') + 1) : file;
}

function order(a: Snippet, b: Snippet): number {
	if (a.path !== b.path) return a.path < b.path ? -1 : 1;
	return a.text < b.text ? -1 : a.text > b.text ? 1 : 0;
}
