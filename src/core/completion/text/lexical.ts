import { languageRules } from './languages.ts';
import { LexicalScanner } from './scanner.ts';

/** What a caret stands in. */
export interface LexicalState {
	readonly inside: 'code' | 'string' | 'comment';
	/** What ends that string or comment; null in code and in a comment that ends with its line. */
	readonly closer: string | null;
	/** Opening brackets that are still open, outermost first: `(`, `[`, `{`. */
	readonly openBrackets: readonly string[];
	/** The part of an identifier or number that ends at the caret; '' where there is none. */
	readonly word: string;
}

/** How far back a scan begins, UTF-16 code units: far enough for nearly every function, short enough for every key. */
export const MAX_SCAN = 8_000;

/** Lines that stand at the top level of a file, outside of every string and comment, in most languages. */
const TOP_LEVEL =
	/\n(?=(?:(?:export|import|from|package|use|using|pub|fn|func|function|def|class|struct|enum|interface|trait|impl|module|namespace|public|private|static|async|const|let|var|type|data|instance|describe|test)\b|@\w|#include|#define))/;

/** Heads of functions and classes at any depth: seldom the beginning of a line of text. */
const HEAD = /\n(?=[ \t]*(?:(?:async )?def |class |function |fn |func |public |private |protected |static |@\w+[\n(]))/;

/**
 * Where a scan of `prefix` begins: its start, else within the last MAX_SCAN units the first top-level line, else the first head of a
 * function or class, else the first line.
 */
export function scanStart(prefix: string): number {
	if (prefix.length <= MAX_SCAN) return 0;
	const from = prefix.length - MAX_SCAN;
	// A window may begin within a string of many lines, which would turn all that follows inside out.
	const window = prefix.slice(from);
	const top = TOP_LEVEL.exec(window) ?? HEAD.exec(window);
	if (top !== null) return from + top.index + 1;
	const line = prefix.indexOf('\n', from);
	return line < 0 ? from : line + 1;
}

/**
 * Reads what the caret at the end of `prefix` stands in: one linear scan over at most MAX_SCAN units. Never throws; a guess where the
 * window cuts something open.
 */
export function lexicalState(languageId: string, prefix: string): LexicalState {
	const scanner = new LexicalScanner(languageRules(languageId));
	scanner.scanText(prefix.slice(scanStart(prefix)));
	const { top } = scanner;
	const inside = top === null || top.kind === 'bracket' ? 'code' : top.kind === 'comment' ? 'comment' : 'string';
	return {
		inside,
		closer: top === null || inside === 'code' || top.close === '' ? null : top.close,
		openBrackets: scanner.stack.filter((frame) => frame.kind === 'bracket').map((frame) => frame.open),
		word: /[\p{L}\p{N}_$]*$/u.exec(prefix.slice(-128))![0],
	};
}
