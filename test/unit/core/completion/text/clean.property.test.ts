import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanCompletion } from '../../../../../src/core/completion/text/clean.ts';
import { languageRules } from '../../../../../src/core/completion/text/languages.ts';
import { LexicalScanner } from '../../../../../src/core/completion/text/scanner.ts';
import { completionShape } from '../../../../../src/core/completion/text/shape.ts';
import { streamStop } from '../../../../../src/core/completion/text/stop.ts';
import type { CompletionPosition, CompletionShape } from '../../../../../src/core/completion/types.ts';
import { streamed } from './support.ts';

const LANGUAGES = [
	'typescript',
	'python',
	'go',
	'rust',
	'java',
	'cpp',
	'csharp',
	'ruby',
	'html',
	'css',
	'yaml',
	'haskell',
	'shellscript',
	'sql',
	'vue',
	'nonesuch',
];
const PIECES = [
	...[
		'(',
		')',
		'[',
		']',
		'{',
		'}',
		'\n',
		'\n',
		'\n',
		'\r\n',
		' ',
		'    ',
		'\t',
		'"',
		"'",
		'`',
		'${',
		'//',
		'/*',
		'*/',
		'"""',
		'#',
		'<!--',
		'-->',
		'<<EOF',
	],
	...[
		';',
		':',
		',',
		'.',
		' = ',
		'=>',
		'if (x) {',
		'else',
		'end',
		'def f(a):',
		'return x;',
		'foo(bar)',
		'const a = 1;',
		'<ul>',
		'</ul>',
		'- item',
		"'a",
	],
	...[
		'```',
		'```ts\n',
		'<|fim_middle|>',
		'<｜fim▁end｜>',
		'<fim_suffix>',
		'[SUFFIX]',
		'</s>',
		'Here is the code:',
		'aaaa',
		'é',
		'漢',
		'😀',
		'\ud83d',
		'\udc00',
		'\0',
		'\u2028',
	],
];

const code = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));
const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes));
const text = fc.oneof({ weight: 4, arbitrary: code }, { weight: 1, arbitrary: units });
const shape = fc.constantFrom<CompletionShape>('line', 'block');

const position: fc.Arbitrary<CompletionPosition> = fc
	.record({
		languageId: fc.constantFrom(...LANGUAGES),
		prefix: text,
		suffix: text,
		more: fc.boolean(),
		selected: fc.option(text, { nil: null, freq: 6 }),
		replaced: fc.nat(6),
	})
	.map(({ languageId, prefix, suffix, more, selected, replaced }) => ({
		path: 'a/file',
		languageId,
		prefix,
		suffix,
		fileLines: prefix.split('\n').length + suffix.split('\n').length - 1 + (more ? 500 : 0),
		line: prefix.split('\n').length - 1,
		selected:
			selected === null ? null : { text: selected, replacedLength: Math.min(replaced, prefix.length - prefix.lastIndexOf('\n') - 1) },
	}));
/** Of a file that is wholly in sight. */
const plainPosition = position.map(
	(one): CompletionPosition => ({ ...one, selected: null, fileLines: one.prefix.split('\n').length + one.suffix.split('\n').length - 1 }),
);

/** Brackets, strings and comments that are wrong in a whole text. */
function faults(languageId: string, whole: string): number {
	const scanner = new LexicalScanner(languageRules(languageId));
	scanner.scanText(whole.replace(/\r\n?/g, '\n'));
	scanner.finishLine();
	return scanner.faults + scanner.stack.length;
}

/** Whether what follows `text` at the position stands in a string, read from the file's beginning. */
function isInLiteral(at: CompletionPosition, text: string): boolean {
	const scanner = new LexicalScanner(languageRules(at.languageId));
	const prefix = at.prefix.slice(0, at.prefix.length - (at.selected?.replacedLength ?? 0));
	scanner.scanText((prefix + text).replace(/\r\n?/g, '\n'));
	const line = (prefix + text).split(/\r\n?|\n/).at(-1)!;
	if (scanner.top?.kind === 'comment') return /[`"]/.test(line);
	if (scanner.top === null || scanner.top.kind === 'bracket') return languageRules(at.languageId).regex && line.includes('/');
	return scanner.top.kind === 'string' || scanner.top.kind === 'heredoc';
}

/** Round brackets alone, counted without any scanner. */
function unmatched(whole: string): number {
	let open = 0;
	let extra = 0;
	for (const char of whole) {
		if (char === '(') open++;
		else if (char === ')' && open > 0) open--;
		else if (char === ')') extra++;
	}
	return open + extra;
}

const RUNS = { numRuns: 1_500 };

describe('a cleaned completion', () => {
	it('is null or has something in it, keeps no control token or fence, and begins with the selected entry', () => {
		fc.assert(
			fc.property(position, shape, text, (at, form, raw) => {
				const clean = cleanCompletion(at, form, raw);
				if (clean === null) return;
				const selected = at.selected?.text ?? '';
				expect(clean.startsWith(selected)).toBe(true);
				const own = clean.slice(selected.length);
				expect(own.trim()).not.toBe('');
				expect(own.split('\n').filter((line) => /^\s*```/.test(line))).toEqual([]);
				// A token is text where it stands in a literal of the user's language, a regular expression counted, or quoted in a comment.
				for (const token of own.matchAll(/<\|\w+\|>|<｜fim|<fim_suffix>/g)) {
					expect(isInLiteral(at, selected + own.slice(0, token.index))).toBe(true);
				}
			}),
			RUNS,
		);
	});

	it('stays as it is when it is cleaned again', () => {
		fc.assert(
			fc.property(position, shape, text, (at, form, raw) => {
				const clean = cleanCompletion(at, form, raw);
				if (clean !== null) expect(cleanCompletion(at, form, clean)).toBe(clean);
			}),
			RUNS,
		);
	});

	it('leaves the brackets of the whole no worse than they were', () => {
		fc.assert(
			fc.property(plainPosition, shape, text, (at, form, raw) => {
				const clean = cleanCompletion(at, form, raw);
				if (clean === null) return;
				expect(faults(at.languageId, at.prefix + clean + at.suffix)).toBeLessThanOrEqual(faults(at.languageId, at.prefix + at.suffix));
			}),
			RUNS,
		);
		const round = fc.array(fc.constantFrom('(', ')', 'a', ' ', ';', '\n', '\t', 'foo'), { maxLength: 24 }).map((pieces) => pieces.join(''));
		fc.assert(
			fc.property(round, round, round, shape, (prefix, suffix, raw, form) => {
				const at: CompletionPosition = {
					path: 'a',
					languageId: 'go',
					prefix,
					suffix,
					fileLines: 1,
					line: prefix.split('\n').length - 1,
					selected: null,
				};
				const clean = cleanCompletion(at, form, raw);
				if (clean !== null) expect(unmatched(prefix + clean + suffix)).toBeLessThanOrEqual(unmatched(prefix + suffix));
			}),
			RUNS,
		);
	});

	it('shows nothing where the line break behind it uncovers a bracket', () => {
		const at: CompletionPosition = { path: 'a', languageId: 'sql', prefix: '```ts\n', suffix: '}', fileLines: 2, line: 1, selected: null };
		const clean = cleanCompletion(at, 'line', '\n"""');
		expect(faults('sql', `${at.prefix}${clean ?? ''}${at.suffix}`)).toBeLessThanOrEqual(faults('sql', at.prefix + at.suffix));
	});

	it('is one line where the shape is one line', () => {
		fc.assert(
			fc.property(plainPosition, text, (at, raw) => {
				const clean = cleanCompletion(at, 'line', raw);
				// A blank line may part a top-level definition from the code above.
				if (clean !== null) expect(clean.trim()).not.toMatch(/\n/);
			}),
			RUNS,
		);
	});

	it('is in the line breaks of the file', () => {
		fc.assert(
			fc.property(plainPosition, shape, text, (at, form, raw) => {
				const crlf = { ...at, prefix: `a\r\n${at.prefix}` };
				expect(cleanCompletion(crlf, form, raw) ?? '').not.toMatch(/(?<!\r)\n|\r(?!\n)/);
			}),
			{ numRuns: 500 },
		);
	});

	it('never cuts a pair of surrogates', () => {
		const pairs = fc.array(fc.constantFrom('😀', '𝒳', '(', ')', '{', '\n', ' ', 'x'), { maxLength: 400 }).map((pieces) => pieces.join(''));
		fc.assert(
			fc.property(plainPosition, shape, pairs, (at, form, raw) => {
				const state = streamed(at, form, raw, [5]);
				expect(state.isWellFormed() || !raw.slice(0, state.length).isWellFormed()).toBe(true);
				expect((cleanCompletion(at, form, raw) ?? '').isWellFormed()).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});
});

describe('the stop', () => {
	const long = fc
		.tuple(text, fc.constantFrom('', 'ab, ', 'x', '😀'), fc.nat(400), text)
		.map(([a, piece, times, b]) => a + piece.repeat(times) + b);

	it('gives the same text however the answer comes in pieces', () => {
		fc.assert(
			fc.property(
				position,
				shape,
				long,
				fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
				(at, form, raw, sizes) => {
					const whole = streamStop(at, form).push(raw).text;
					expect(streamed(at, form, raw, sizes)).toBe(whole);
					expect(streamed(at, form, raw, [1])).toBe(whole);
					expect(raw.startsWith(whole)).toBe(true);
				},
			),
			RUNS,
		);
	});

	it('stays done, and stops in time', () => {
		fc.assert(
			fc.property(position, text, (at, raw) => {
				const stop = streamStop(at, 'block');
				let state = stop.push(raw);
				for (let i = 0; i < 200 && !state.done; i++) state = stop.push(`line ${i}\n`);
				expect(state.done).toBe(true);
				expect(stop.push('more\n\n\n')).toEqual(state);
			}),
			{ numRuns: 300 },
		);
	});
});

it('finds a shape for any position', () => {
	fc.assert(fc.property(position, (at) => ['line', 'block'].includes(completionShape(at))));
});
