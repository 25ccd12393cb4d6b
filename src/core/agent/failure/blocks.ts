import type { Failure } from './report.ts';
import { baseName, steady } from './text.ts';

/** A failed test and the lines that its runner prints of it. */
export interface Block {
	readonly test: string;
	/** Where its header tells it. */
	readonly file: string | null;
	readonly lines: readonly string[];
}

const BLOCK_LINES = 120;
const MESSAGE_LINES = 24;

/** Behind these stands where it happened, no longer what. */
const STACK =
	/^\s*(?:at\s|stacktrace:|Stack Trace:|❯\s|stack backtrace:|goroutine \d|\[signal |#\d+\s|note: |\d+: 0x|\.{3}\s*$|stack: |Stacktrace:|# [./])|^\s*>?\s{0,6}\d+\s?\||^\s{0,8}\|\s*\^/;
const NOISE =
	/^\s*(?:[-=_⎯]{4,}.*|duration_ms: .*|location: .*|type: .*|-{3}|(?:failureType|exitCode|signal|code|operator|name): .*|[+-] (?:expected|actual).*|.*\b(?:Time elapsed|Duration):.*)$/;
const FRAME = /((?:[A-Za-z]:)?[\w.@/\\+~-]{0,300}[\w@+~-]\.[A-Za-z]{1,5})(?::|", line |\(|:\[)(\d{1,7})(?:[:,](\d{1,7}))?/;
const FOREIGN =
	/node_modules|site-packages|\/rustc\/|\/usr\/lib|[/\\]lib[/\\]python|node:internal|internal[/\\]|vendor[/\\]|\.cargo|_pytest|<frozen|unittest[/\\]|\/gems\/|\.rb:\d+:in `(?:run|block)|testing\.go|panic\.go/;
const TEST_FILE = /test|spec/i;

/** What a block says of its test; null where it says nothing. */
export function failureOf(block: Block): Failure | null {
	const lines = block.lines.slice(0, BLOCK_LINES);
	const python = lines.some((line) => /^E {2,}|^\s{2,}File "[^"]{1,400}", line \d|^Traceback /.test(line));
	const message = ordered(python ? pythonMessage(lines) : plainMessage(lines));
	if (message === '') return null;
	const frame = frameOf(lines);
	return {
		test: steady(block.test),
		file: frame?.file ?? block.file,
		line: frame?.line ?? null,
		column: null,
		message,
		source: python ? pythonSource(lines) : markedSource(lines),
	};
}

/** The first line, then the others in one order: sets and maps are printed in any. */
function ordered(message: string): string {
	const [first, ...rest] = message.split('\n');
	return [first, ...rest.sort()].join('\n');
}

function plainMessage(lines: readonly string[]): string {
	const kept: string[] = [];
	for (const line of lines) {
		if (STACK.test(line)) {
			if (kept.length > 0) break;
			continue;
		}
		if (NOISE.test(line) || line.trim() === '') continue;
		kept.push(steady(line));
		if (kept.length === MESSAGE_LINES) break;
	}
	return kept.filter((line) => line !== '').join('\n');
}

/** The `E` lines of pytest, else what follows the last frame of the last traceback. */
function pythonMessage(lines: readonly string[]): string {
	const marked = lines.filter((line) => /^E {2,}/.test(line)).map((line) => line.slice(1));
	if (marked.length > 0) return pythonLines(marked);
	let last = -1;
	for (const [n, line] of lines.entries()) if (/^\s+File "[^"]{1,400}", line \d/.test(line)) last = n;
	return pythonLines(lines.slice(last + 1).filter((line) => /^\S/.test(line) || last === -1));
}

function pythonLines(lines: readonly string[]): string {
	return lines
		.slice(0, MESSAGE_LINES)
		.filter((line) => !/^\s*[\^~]+\s*$|^Traceback |^\s*[-=]{10,}$/.test(line))
		.map(steady)
		.filter((line) => line !== '')
		.join('\n');
}

/** First line of code that pytest marks, or the code under the first frame: the test's own. */
function pythonSource(lines: readonly string[]): string | null {
	const marked = lines.find((line) => /^>\s/.test(line));
	if (marked !== undefined) return steady(marked.slice(1));
	for (const [n, line] of lines.entries()) {
		if (/^\s+File "[^"]{1,400}", line \d|^[\w./\\-]{1,300}\.py:\d{1,7}: in /.test(line) && !FOREIGN.test(line))
			return steady(lines[n + 1] ?? '') || null;
	}
	return null;
}

/** `> 5 | code`, or the line above a caret in `5| code`. */
function markedSource(lines: readonly string[]): string | null {
	for (const [n, line] of lines.entries()) {
		const marked = /^\s*>\s*\d{1,7}\s?\|(.*)/.exec(line);
		if (marked) return steady(marked[1]!);
		if (/^\s*\|\s*\^/.test(line)) {
			const above = /^\s*\d{1,7}\s*\|(.*)/.exec(lines[n - 1] ?? '');
			if (above) return steady(above[1]!);
		}
	}
	return null;
}

/** The first place in a file that looks like a test, else the first in one of the project. */
function frameOf(lines: readonly string[]): { file: string; line: number } | null {
	let first: { file: string; line: number } | null = null;
	for (const line of lines) {
		if (FOREIGN.test(line)) continue;
		const found = FRAME.exec(line.replace('file://', ''));
		if (!found) continue;
		const frame = { file: found[1]!, line: Number(found[2]) };
		if (TEST_FILE.test(baseName(frame.file))) return frame;
		first ??= frame;
	}
	return first;
}
