import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { expansionsOf } from '../../../src/views/chat/formula-renderer.ts';
import { formulaAt, formulaStart } from '../../../src/views/common/maths.ts';

/** All formulas of a text, found as the renderer finds them. */
function formulas(text: string): string[] {
	const found: string[] = [];
	let at = 0;
	while (at < text.length) {
		const next = formulaStart(text.slice(at));
		if (next === -1) break;
		at += next;
		const formula = formulaAt(text.slice(at), text[at - 1] ?? '');
		if (formula === null) at += 1;
		else {
			found.push(formula.tex);
			at += formula.raw.length;
		}
	}
	return found;
}

describe('a formula is', () => {
	it.each([
		['so \\(Ax = b\\) holds', ['Ax = b']],
		['\\[\\int_0^1 x\\,dx\\]', ['\\int_0^1 x\\,dx']],
		['\\[\nx = 1\n\\]', ['x = 1']],
		['$$E = mc^2$$', ['E = mc^2']],
		['where $x$ and $y_1$ are', ['x', 'y_1']],
		['$O(n \\log n)$ time', ['O(n \\log n)']],
		['$f(x)$', ['f(x)']],
		['a cost of \\$3 is $a+b$.', ['a+b']],
		['$1$ and $2.5$', ['1', '2.5']],
		['$2^{10}$', ['2^{10}']],
	])('%j', (text, tex) => expect(formulas(text)).toEqual(tex));
});

describe('no formula is', () => {
	it.each([
		'$5 and $10',
		'$5-$10',
		'$5/$10',
		'it costs $5, or 5$ more',
		'from $20k to $30k a year',
		'$HOME and $PATH',
		'$HOME:$PATH',
		'export PATH=$HOME/bin:$PATH',
		'echo $a$b',
		'US$5 and US$6',
		'$(cat file) and $(ls)$',
		'\u0024{NAME}$',
		'$FOO_BAR$',
		'$my_var$',
		'a $ b $ c',
		'\\(',
		'\\(x',
		'\\[\n\nx\\]',
		'$$',
		'$$$$',
		'$\n$',
		'costs $0.012 a turn, $1.20 for 100$',
	])('%j', (text) => expect(formulas(text)).toEqual([]));
});

test('whatever the text, a formula is a piece of it, and prices alone never are one', () => {
	const signs = fc.string({ unit: fc.constantFrom('$', '\\', '(', ')', '[', ']', 'x', '5', ' ', '\n', '_', '^', '{', '}') });
	fc.assert(
		fc.property(signs, signs, (before, text) => {
			const found = formulaAt(text, before.at(-1));
			if (found === null) return true;
			return text.startsWith(found.raw) && found.raw.includes(found.tex) && found.tex.trim() !== '' && !/\n[ \t]*\n/.test(found.tex);
		}),
	);
	const price = fc
		.tuple(fc.integer({ min: 0, max: 99_999 }), fc.constantFrom('', '.50', 'k', 'M', ' million'))
		.map(([n, more]) => `$${n}${more}`);
	fc.assert(
		fc.property(
			fc.array(price, { minLength: 1, maxLength: 6 }),
			fc.constantFrom(' and ', ', ', '-', '/', ' to ', ' vs. '),
			(prices, by) => {
				expect(formulas(`It is ${prices.join(by)} a month.`)).toEqual([]);
			},
		),
	);
});

test('a long text without an end takes no time', () => {
	const start = performance.now();
	for (const sign of ['$', '\\(', '$x', '$$', '\\[x', '$\\']) formulaAt(sign.repeat(50_000));
	expect(performance.now() - start).toBeLessThan(2_000);
});

test('a formula with macros of its own cannot grow without limit', () => {
	expect(expansionsOf('a^2')).toBe(200);
	expect(expansionsOf('\\definite')).toBe(200);
	expect(expansionsOf('\\newcommand{\\R}{\\mathbb{R}} x \\in \\R')).toBe(200);
	for (const define of ['\\def\\a{', '\\gdef\\a{', '\\newcommand\\a{', '\\renewcommand\\a{', '\\let\\a{']) {
		const tex = `${define}${'x'.repeat(3_000)}}${'\\a'.repeat(300)}`;
		expect(expansionsOf(tex) * tex.length).toBeLessThanOrEqual(20_000);
	}
});
