import { describe, expect, it } from 'vitest';
import { buildContext } from '../../../../../src/core/completion/context/build.ts';
import type { CompletionPosition, Snippet } from '../../../../../src/core/completion/types.ts';
import { cellPath } from '../../../../../src/core/workspace/paths.ts';

const positionIn = (path: string): CompletionPosition => ({
	path,
	languageId: 'typescript',
	prefix: 'const total = ',
	suffix: ';\n',
	fileLines: 2,
	line: 0,
	selected: null,
});
const snippet = (path: string, similarity = 0.5): Snippet => ({ path, text: 'const sum = add(a, b);\n', similarity });

describe('what goes to the model', () => {
	it('names files of the workspace by their path in it, others by their name alone', () => {
		const names = ['src/a.ts', '/home/someone/secret project/a.ts', 'c:/Users/someone/a.ts', 'C:/Users/someone/b.ts'];
		expect(names.map((path) => buildContext(positionIn(path), [], 500).path)).toEqual(['src/a.ts', 'a.ts', 'a.ts', 'b.ts']);
		const { snippets } = buildContext(positionIn('a.ts'), [snippet('/home/someone/b.ts'), snippet('lib/c.ts')], 500);
		expect(snippets.map((own) => own.path)).toEqual(['b.ts', 'lib/c.ts']);
	});

	it('names a cell by its notebook', () => {
		const { path, snippets } = buildContext(positionIn(cellPath('nb/a.ipynb', 'W0')), [snippet(cellPath('/tmp/b.ipynb', 'W1'))], 500);
		expect([path, snippets[0]!.path]).toEqual(['nb/a.ipynb', 'b.ipynb']);
	});

	it('keeps the order of the snippets whatever their similarity is, so that prompt caches hit', () => {
		const orderOf = (a: number, b: number) =>
			buildContext(positionIn('a.ts'), [snippet('x.ts', a), snippet('b.ts', b)], 500).snippets.map((own) => own.path);
		expect(orderOf(0.9, 0.1)).toEqual(['b.ts', 'x.ts']);
		expect(orderOf(0.1, 0.9)).toEqual(['b.ts', 'x.ts']);
	});

	it('leaves the snippets no more than their share', () => {
		const many = Array.from({ length: 20 }, (_, i) => snippet(`f${i}.ts`));
		const { snippets, prefix } = buildContext(positionIn('a.ts'), many, 200);
		expect(snippets.length).toBeGreaterThan(0);
		expect(snippets.length).toBeLessThan(5);
		expect(prefix).toBe('const total = ');
	});
});
