import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cleanCompletion } from '../../../../../src/core/completion/text/clean.ts';
import { completionShape } from '../../../../../src/core/completion/text/shape.ts';
import { streamStop } from '../../../../../src/core/completion/text/stop.ts';
import { type CompletionPosition, MAX_POSITION_PREFIX, MAX_POSITION_SUFFIX } from '../../../../../src/core/completion/types.ts';

/**
 * A model that knows the file: it says what was taken out, and goes on with what follows. What is shown is to be what was taken out. Sources of this repository.
 */
const sources = globSync('src/core/**/*.ts').map((path) => ({ path, text: readFileSync(path, 'utf8') }));

interface Cut {
	readonly at: number;
	readonly end: number;
}

function shown(source: { path: string; text: string }, { at, end }: Cut): string | null {
	const { text } = source;
	const position: CompletionPosition = {
		path: source.path,
		languageId: 'typescript',
		prefix: text.slice(Math.max(0, at - MAX_POSITION_PREFIX), at),
		suffix: text.slice(end, end + MAX_POSITION_SUFFIX),
		fileLines: text.split('\n').length,
		line: text.slice(0, at).split('\n').length - 1,
		selected: null,
	};
	const shape = completionShape(position);
	return cleanCompletion(position, shape, streamStop(position, shape).push(text.slice(at, end + 2_000)).text);
}

/** The share of cuts of which exactly what was cut out is shown. `find` gives the cuts of one line, which begins at `at`. */
function share(
	find: (text: string, at: number, line: string, index: number) => Cut | null,
	fits = (got: string | null, cut: string) => got === cut,
): number {
	let all = 0;
	let good = 0;
	for (const source of sources) {
		let at = 0;
		for (const [index, line] of source.text.split('\n').entries()) {
			const cut = find(source.text, at, line, index);
			at += line.length + 1;
			if (cut === null || cut.end - cut.at < 3) continue;
			all++;
			if (fits(shown(source, cut), source.text.slice(cut.at, cut.end))) good++;
		}
	}
	expect(all).toBeGreaterThan(100);
	return good / all;
}

it('shows the rest of a line that was cut anywhere', () => {
	const rest = (_text: string, at: number, line: string, index: number): Cut | null => {
		if (index % 3 !== 0) return null;
		const words = [...line.matchAll(/(?<=[(.{[ ])\w/g)].map((word) => word.index);
		const word = words[index % Math.max(1, words.length)];
		return word === undefined ? null : { at: at + word, end: at + line.trimEnd().length };
	};
	// A block that the rest of the line opens may be shown with it.
	expect(share(rest, (got, cut) => got?.startsWith(cut) ?? false)).toBeGreaterThan(0.98);
});

it('shows what stood within auto-closed brackets', () => {
	const inBrackets = (_text: string, at: number, line: string): Cut | null => {
		const call = /\w\(([^()'"`[\]{}]+)\);?$/.exec(line);
		if (call === null || /^\s*(?:\/\/|\/?\*)/.test(line)) return null;
		const start = at + call.index + 2;
		return { at: start, end: start + call[1]!.length };
	};
	expect(share(inBrackets)).toBeGreaterThan(0.98);
});

it('shows the body of a block that was cut out, and no line more', () => {
	const body = (text: string, at: number, line: string): Cut | null => {
		if (!line.endsWith('{')) return null;
		const indent = /^\t*/.exec(line)![0];
		const start = at + line.length + 1;
		const close = text.indexOf(`\n${indent}}`, start - 1);
		if (close < start || text.slice(start, close).split('\n').length > 25 || text[start] === '\n') return null;
		return { at: start + /^\t*/.exec(text.slice(start, start + 40))![0].length, end: close };
	};
	expect(share(body)).toBeGreaterThan(0.98);
});
