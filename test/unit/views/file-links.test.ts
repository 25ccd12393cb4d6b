import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { fileLinkOf, fileLinksIn, fileLinkText } from '../../../src/views/common/file-links.ts';

const link = (path: string, line: number | null = null, endLine: number | null = null) => ({ path, line, endLine });

describe('a whole text names', () => {
	it.each([
		['src/cart.ts', link('src/cart.ts')],
		['src/cart.ts:12', link('src/cart.ts', 12)],
		['src/cart.ts:12:5', link('src/cart.ts', 12)],
		['src/cart.ts:12-20', link('src/cart.ts', 12, 20)],
		['src/cart.ts#L12', link('src/cart.ts', 12)],
		['src/cart.ts#L12-L20', link('src/cart.ts', 12, 20)],
		['src/cart.ts#L20-L12', link('src/cart.ts', 20)],
		['./a.py', link('./a.py')],
		['cart.ts', link('cart.ts')],
		['src/Makefile', link('src/Makefile')],
		['.github/workflows/ci.yml', link('.github/workflows/ci.yml')],
	])('%j', (text, expected) => expect(fileLinkOf(text)).toEqual(expected));

	it.each([
		'console.log',
		'array.length',
		'https://x.example/a.ts',
		'javascript:alert(1)',
		'command:x.y',
		'example.com:443',
		'10.0.0.1:80',
		'//evil/a.ts',
		'a b/c.ts',
		'v1.2',
		'and/or',
		'',
		'x'.repeat(500),
	])('no file: %j', (text) => expect(fileLinkOf(text)).toBeNull());
});

test('prose is searched for what is surely a file', () => {
	const text = 'See src/cart.ts:12 and (test/a_b.test.ts), not example.com/a.b or https://x.example/src/a.ts or Node.js; cart.ts:7 too.';
	expect(fileLinksIn(text).map(({ start, end }) => text.slice(start, end))).toEqual(['src/cart.ts:12', 'test/a_b.test.ts', 'cart.ts:7']);
});

test('what is found is a piece of the text, and reads the same when it is read again', () => {
	const piece = fc.constantFrom('src', '/', '.', '..', 'a.ts', ':', '#L', '12', '-', ' ', '@', '\\', 'x', '(', ')', 'http', '\n');
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
			const text = pieces.join('');
			let before = 0;
			for (const { start, end, link: found } of fileLinksIn(text)) {
				expect(start).toBeGreaterThanOrEqual(before);
				expect(text.slice(start, end).startsWith(found.path)).toBe(true);
				expect(fileLinkOf(fileLinkText(found))).toEqual(found);
				before = end;
			}
		}),
	);
});

test('a long text takes no time', () => {
	const start = performance.now();
	for (const sign of ['a', 'a/', 'a.', './', 'a.a/', '-', 'a:1']) {
		fileLinksIn(sign.repeat(9_000));
		fileLinkOf(sign.repeat(190));
	}
	expect(performance.now() - start).toBeLessThan(3_000);
});
