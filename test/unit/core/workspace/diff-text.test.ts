import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffParts, shownDiff } from '../../../../src/core/workspace/diff-text.ts';

const part = (path: string, lines: readonly string[], head = `--- a/${path}\n+++ b/${path}\n`): string =>
	`diff --git a/${path} b/${path}\nindex 1..2 100644\n${head}@@ -1 +1 @@\n${lines.map((line) => `+${line}\n`).join('')}`;
const all = (): null => null;
const paths = (diff: string): string[] => diffParts(diff).map((one) => one.paths[0]!);

describe('the files of a diff', () => {
	it.each([
		['a changed one', part('src/a.ts', ['x']), 'src/a.ts'],
		['one with spaces', part('my file.ts', ['x']), 'my file.ts'],
		['a new one', part('src/n.ts', ['x'], '--- /dev/null\n+++ b/src/n.ts\n'), 'src/n.ts'],
		['a deleted one', part('.env', ['x'], '--- a/.env\n+++ /dev/null\n'), '.env'],
		['a renamed one', 'diff --git a/old.ts b/new.ts\nsimilarity index 100%\nrename from old.ts\nrename to new.ts\n', 'new.ts'],
		['a binary one', 'diff --git a/x.png b/x.png\nindex 1..2\nBinary files a/x.png and b/x.png differ\n', 'x.png'],
		[
			'an odd name',
			'diff --git "a/\\303\\274.ts" "b/\\303\\274.ts"\n--- "a/\\303\\274.ts"\n+++ "b/\\303\\274.ts"\n@@ -1 +1 @@\n+x\n',
			'ü.ts',
		],
		['other prefixes', 'diff --git i/src/a.ts w/src/a.ts\n--- i/src/a.ts\n+++ w/src/a.ts\n@@ -1 +1 @@\n+x\n', 'src/a.ts'],
		['a merge', 'diff --cc src/a.ts\nindex 1,2..3\n--- a/src/a.ts\n+++ b/src/a.ts\n@@@ -1 -1 +1 @@@\n++x\n', 'src/a.ts'],
	])('%s', (_, diff, path) => {
		expect(paths(diff)).toEqual([path]);
	});

	it('also in colours', () => {
		const esc = String.fromCharCode(27);
		const coloured = part('.env', ['x']).replaceAll(/^(.*)$/gm, `${esc}[1;32m$1${esc}[m`);
		expect(diffParts(coloured)).toEqual(diffParts(part('.env', ['x'])));
		expect(diffParts('1 file changed')).toEqual([]);
	});

	it('also without prefixes, where the first folder may look like one', () => {
		const diff = 'diff --git a/x.ts a/x.ts\n--- a/x.ts\n+++ a/x.ts\n@@ -1 +1 @@\n+x\n';
		expect(diffParts(diff)[0]!.paths).toEqual(['x.ts', 'a/x.ts']);
	});

	it('are not those that a changed line speaks of', () => {
		const inside = part('notes.md', ['+++ b/.env', ' diff --git a/x b/x']);
		expect(diffParts(inside).map((one) => one.paths)).toEqual([['notes.md', 'b/notes.md', 'a/notes.md']]);
	});

	it('are all there, and nothing of their text is lost', () => {
		fc.assert(
			fc.property(
				fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '+', '-', '@', 'd') }), { maxLength: 4 }), { maxLength: 6 }),
				(files) => {
					const diff = files.map((lines, i) => part(`f${i}.ts`, lines)).join('');
					const parts = diffParts(diff);
					expect(parts.map(({ text }) => text).join('')).toBe(diff);
					expect(parts.map((one) => one.paths[0])).toEqual(files.map((_, i) => `f${i}.ts`));
				},
			),
		);
	});
});

describe('what is shown of a diff', () => {
	it('is all of it where that fits, else small files whole and large ones in part', () => {
		const small = part('small.ts', ['x']);
		const large = part('large.ts', Array(500).fill('a line of code'));
		expect(shownDiff(diffParts(small + large), 1e6, all)).toEqual({ text: (small + large).trimEnd(), leftOut: [], cut: false });
		const cut = shownDiff(diffParts(large + small), 2000, all);
		expect(cut.cut).toBe(true);
		expect(cut.text).toContain(small.trimEnd());
		expect(cut.text).toContain('(the rest of large.ts is not shown)');
		expect(cut.text.length).toBeLessThan(2100);
	});

	it('names what is kept back, and shows nothing of it', () => {
		const diff = part('.env', ['TOKEN=abc']) + part('a.ts', ['x']);
		const shown = shownDiff(diffParts(diff), 1e4, (names) => (names.includes('.env') ? 'private' : null));
		expect(shown.leftOut).toEqual([{ path: '.env', why: 'private' }]);
		expect(shown.text).not.toContain('TOKEN');
		expect(shown.text).toContain('.env (not shown)');
	});

	it('is bounded for any number of files of any size, and asks with no more than it shows', () => {
		const size = fc.integer({ min: 0, max: 3000 });
		fc.assert(
			fc.property(fc.array(size, { maxLength: 300 }), fc.integer({ min: 100, max: 20_000 }), (sizes, most) => {
				let seen = 0;
				const parts = sizes.map((length, i) => ({ paths: [`f${i}`], text: 'x'.repeat(length) }));
				const { text } = shownDiff(parts, most, (_, shown) => {
					seen += shown.length;
					return null;
				});
				expect(seen).toBeLessThanOrEqual(most);
				// One line of words a file beside what is shown.
				expect(text.length).toBeLessThanOrEqual(most + 60 * sizes.length + 40);
			}),
		);
	});
});
