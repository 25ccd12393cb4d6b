import { withSelection } from '../text/selection.ts';
import type { CompletionPosition, FillContext } from '../types.ts';
import { buildContext } from './build.ts';

/** Each round brings a prompt that is too long nearly into its room; the text is not equally dense everywhere. */
const MAX_ROUNDS = 8;

/**
 * The context cut to `room` tokens by a count that no vocabulary exceeds, for models whose window is so small that the estimate's error
 * counts: a local server that gets more drops the beginning of the prompt in silence. The context itself where it fits.
 */
export function fitContext(position: CompletionPosition, context: FillContext, room: number): FillContext {
	let fitted = context;
	let budget = context.tokens;
	for (let round = 0; round < MAX_ROUNDS; round++) {
		const most = contextAtMost(fitted);
		if (most <= room) return fitted;
		budget = Math.floor(Math.min(budget, fitted.tokens) * Math.min(0.9, Math.max(0, room) / most));
		fitted = buildContext(withSelection(position), context.snippets, budget);
	}
	return contextAtMost(fitted) <= room ? fitted : { ...fitted, snippets: [], prefix: '', suffix: '', tokens: 0 };
}

function contextAtMost({ snippets, prefix, suffix, path }: FillContext): number {
	return [prefix, suffix, path, ...snippets.flatMap((snippet) => [snippet.text, snippet.path])].reduce(
		(sum, text) => sum + tokensAtMost(text),
		0,
	);
}

/**
 * Tokens of a text at most, by the vocabularies of code models of 32,000 words and more: a token for each sign and two characters of what
 * is no word (abbreviations, base64, hex), for four letters of a word, and for each character of other scripts; two for one beyond the
 * basic plane.
 */
export function tokensAtMost(text: string): number {
	let tokens = 0;
	for (const [run] of text.matchAll(/[A-Za-z0-9+/=]{24,}|[A-Z]?[a-z]+|[A-Z]+|[0-9]+|[ \t]+|[\r\n]+|./gs)) {
		const code = run.charCodeAt(0);
		if (code === 32 || code === 9) tokens += run.length > 1 ? Math.ceil(run.length / 16) : 0;
		else if (code === 10 || code === 13) tokens += 1;
		else if (code >= 128) tokens += 1;
		else if (run.length >= 24 && !/^[A-Z]?[a-z]+$/.test(run)) tokens += Math.ceil(run.length / 1.3);
		else tokens += Math.ceil(run.length / (isWord(run) ? 4 : 2));
	}
	return tokens;
}

/** Enough vowels to be spoken; what has none is cut into pairs of letters. */
function isWord(run: string): boolean {
	return /[a-z]/.test(run) && (run.match(/[aeiouy]/gi)?.length ?? 0) * 4 >= run.length;
}
