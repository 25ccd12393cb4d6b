import { describe, expect, it } from 'vitest';
import { SNIPPET_SHARE } from '../../../../../src/core/completion/context/build.ts';
import { SnippetFinder } from '../../../../../src/core/completion/context/snippets.ts';
import { CONTEXT_TOKENS } from '../../../../../src/core/completion/engine.ts';
import type { ContextDocument } from '../../../../../src/core/completion/types.ts';
import { cellPath } from '../../../../../src/core/workspace/paths.ts';
import { position } from '../routing/support.ts';

function document(path: string, text: string, over: Partial<ContextDocument> = {}): ContextDocument {
	return { path, languageId: 'typescript', version: 1, text, touchedAt: 0, ...over };
}

const filler = (name: string, count: number): string =>
	Array.from({ length: count }, (_, i) => `export const ${name}${i} = ${i};`).join('\n');
const invoice = 'export function totalOfInvoice(invoice: Invoice): Money {\n\treturn sumLines(invoice.lines).plus(invoice.tax);\n}';
const asking = position('function discountedTotal(invoice: Invoice): Money {\n\treturn sumLines(invoice.lines).', '');

describe('SnippetFinder', () => {
	it('finds the window that uses the same words, and not the file itself', () => {
		const found = new SnippetFinder().find(
			asking,
			[
				document('src/invoice.ts', `${filler('a', 100)}\n${invoice}\n${filler('b', 5)}`),
				document('src/colour.ts', filler('colour', 60)),
				document(asking.path, asking.prefix),
			],
			1000,
			3,
		);
		expect(found.map((s) => s.path)).toEqual(['src/invoice.ts']);
		expect(found[0]!.text).toContain('totalOfInvoice');
		expect(found[0]!.text.split('\n').length).toBeLessThanOrEqual(40);
		expect(found[0]!.similarity).toBeGreaterThan(0.12);
	});

	it('reads a document again when its version changes, not before', () => {
		const finder = new SnippetFinder();
		expect(finder.find(asking, [document('src/b.ts', invoice)], 1000, 3)).toHaveLength(1);
		expect(finder.find(asking, [document('src/b.ts', 'gone')], 1000, 3)).toHaveLength(1);
		expect(finder.find(asking, [document('src/b.ts', 'gone', { version: 2 })], 1000, 3)).toEqual([]);
	});

	it('works a large file off in slices, over several keys or in idle time', () => {
		const large = `${filler('a', 2500)}\n${invoice}`;
		const finder = new SnippetFinder();
		let keys = 0;
		while (finder.find(asking, [document('src/large.ts', large)], 1000, 3).length === 0) keys++;
		expect(keys).toBeGreaterThan(2);
		expect(keys).toBeLessThan(30);
		const idle = new SnippetFinder();
		expect(idle.index([document('src/large.ts', large)], 1000)).toBe(false);
		expect(idle.index([document('src/large.ts', large)], 1_000_000)).toBe(true);
		expect(idle.find(asking, [document('src/large.ts', large)], 1000, 3)).toHaveLength(1);
	});

	it('quotes ordinary code within the share that snippets have of a prompt', () => {
		const lines = Array.from({ length: 60 }, (_, i) => `\tconst total${i} = sumLines(invoice.lines, tax);`);
		const text = `function discountedTotal(invoice: Invoice): Money {\n${lines.join('\n')}\n}`;
		const found = new SnippetFinder().find(
			position(lines.slice(0, 30).join('\n'), ''),
			[document('src/b.ts', text)],
			CONTEXT_TOKENS * SNIPPET_SHARE,
			4,
		);
		expect(found).toHaveLength(1);
	});

	it('passes over lines that are too long to be quoted, as in a minified file', () => {
		const minified = invoice.replaceAll('\n', ' ').repeat(100);
		const finder = new SnippetFinder();
		expect(finder.index([document('dist/a.min.js', minified)], 1_000_000)).toBe(true);
		expect(finder.find(asking, [document('dist/a.min.js', minified)], 1_000_000, 3)).toEqual([]);
	});

	it('reads only the beginning of a huge file', () => {
		const finder = new SnippetFinder();
		const huge = [document('src/huge.ts', `${'x'.repeat(130_000)}\n${invoice}`)];
		finder.index(huge, 1_000_000);
		expect(finder.find(asking, huge, 1000, 3)).toEqual([]);
	});

	it('keeps to budget and number, the most similar first', () => {
		const documents = [
			document('src/d.ts', `${invoice}\n${filler('a', 20)}`),
			document('src/b.ts', invoice),
			document('src/c.ts', invoice),
		];
		const finder = new SnippetFinder();
		const all = finder.find(asking, documents, 10_000, 3);
		expect(all.map((s) => s.path)).toEqual(['src/b.ts', 'src/c.ts', 'src/d.ts']);
		expect(finder.find(asking, documents, 10_000, 1)).toHaveLength(1);
		expect(finder.find(asking, documents, 70, 3).length).toBe(1);
		expect(finder.find(asking, documents, 5, 3)).toEqual([]);
		expect(finder.find(position(''), documents, 10_000, 3)).toEqual([]);
	});

	it('wants more similarity of another language', () => {
		const weak = `${invoice}\n${filler('word', 17).replaceAll(' = ', ' = other')}`;
		const find = (languageId: string): number =>
			new SnippetFinder().find(asking, [document('src/a', weak, { languageId })], 2000, 3).length;
		expect(find('typescript')).toBe(1);
		expect(find('markdown')).toBe(0);
	});

	it('keeps the cells of a notebook apart, and quotes the others', () => {
		const cells = [invoice, 'x = 1', filler('a', 300)].map((text, i) => document(cellPath('a.ipynb', `W${i}`), text, { version: i + 1 }));
		const finder = new SnippetFinder();
		let rounds = 0;
		while (!finder.index(cells, 8000) && rounds < 20) rounds++;
		expect(rounds).toBeLessThan(20);
		expect(finder.find({ ...asking, path: cellPath('a.ipynb', 'W9') }, cells, 1000, 3).map((s) => s.text)).toEqual([invoice]);
	});

	it('forgets what is no longer open', () => {
		const finder = new SnippetFinder();
		finder.find(asking, [document('src/b.ts', invoice)], 1000, 3);
		finder.keepOnly(new Set());
		expect(finder.find(asking, [document('src/b.ts', 'gone')], 1000, 3)).toEqual([]);
	});
});
