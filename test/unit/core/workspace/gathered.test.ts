import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { estimateTokens } from '../../../../src/core/message/text-tokens.ts';
import { CHIP_TOKENS } from '../../../../src/core/workspace/attachments.ts';
import {
	diffAttachment,
	folderAttachment,
	type Problem,
	problemsAttachment,
	searchAttachment,
} from '../../../../src/core/workspace/gathered.ts';

const problem = (path: string, line: number, change: Partial<Problem> = {}): Problem => ({
	...{ path, line, column: 1, severity: 'error', message: 'no', source: 'ts 2304', code: null },
	...change,
});

describe('problems', () => {
	test('stand with their line, those of the open file and errors first', () => {
		const all = [problem('b.ts', 1), problem('a.ts', 9, { severity: 'warning' }), problem('a.ts', 2, { code: '\tx();' })];
		expect(problemsAttachment(all, 'a.ts')).toEqual({
			...{ kind: 'problems', path: 'problems', language: null, range: null },
			content: 'a.ts:2:1: error (ts 2304): no\n    x();\na.ts:9:1: warning (ts 2304): no\nb.ts:1:1: error (ts 2304): no',
		});
		expect(problemsAttachment([], 'a.ts')).toBeNull();
	});

	test('are counted where they are too many', () => {
		const many = problemsAttachment(
			Array.from({ length: 1000 }, (_, i) => problem('a.ts', i + 1, { message: 'm'.repeat(5000) })),
			null,
		)!;
		expect(estimateTokens(many.content)).toBeLessThanOrEqual(CHIP_TOKENS.problems);
		expect(many.cut).toMatch(/^the first \d+ of 1,000 problems$/);
	});
});

const part = (path: string, lines = '+a\n') =>
	`diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n${lines}`;

describe('a diff', () => {
	const isPrivate = (path: string): boolean => /\.env|secret/.test(path);
	test('leaves private files out by any of their names, and says so', () => {
		const rename = 'diff --git a/old.txt b/secret/new.txt\nsimilarity index 100%\nrename from old.txt\nrename to secret/new.txt\n';
		const deleted = 'diff --git a/.env b/.env\ndeleted file mode 100644\n--- a/.env\n+++ /dev/null\n@@ -1 +0,0 @@\n-KEY=1\n';
		const binary = 'diff --git a/secret.bin b/secret.bin\nBinary files a/secret.bin and b/secret.bin differ\n';
		const quoted = part('x').replaceAll('a/x', '"a/secret\\303\\244.txt"').replaceAll('b/x', '"b/secret\\303\\244.txt"');
		const merged = 'diff --cc secret.ts\nindex 1,2..3\n--- a/secret.ts\n+++ b/secret.ts\n@@@ -1 -1 +1 @@@\n++a\n';
		const diff = [part('a.ts'), part('.env'), rename, deleted, binary, quoted, merged, part('b.ts')].join('');
		const made = diffAttachment([diff, ''], ['new.ts', '.env.local'], isPrivate)!;
		expect(made.content).toBe(`New files that git does not know yet: new.ts\n${part('a.ts')}${part('b.ts')}`);
		expect(made.cut).toBe('7 private files left out');
	});

	test('in colours leaves the same out; of another program it is refused; a file with a key stays', () => {
		const coloured = (path: string) =>
			part(path)
				.split('\n')
				.map((line) => (line === '' ? '' : `\u001b[1m${line}\u001b[m`))
				.join('\n');
		const made = diffAttachment([coloured('.env') + coloured('a.ts')], [], isPrivate)!;
		expect([made.content, made.cut]).toEqual([part('a.ts'), '1 private file left out']);
		expect(() => diffAttachment(['.env --- Text\n1 TOKEN=abc\n'], [], isPrivate)).toThrow(/cannot be read/);
		const key = part('b.ts', `+const t = 'ghp_${'a1B2c3D4e5F6g7H8i9J0'.repeat(2).slice(0, 36)}';\n`);
		expect(diffAttachment([part('a.ts') + key], [], isPrivate)).toMatchObject({ content: part('a.ts'), cut: '1 file with a key left out' });
		expect(() => diffAttachment([key], [], isPrivate)).toThrow(/hold a key/);
		expect(searchAttachment('t', [{ path: 'b.ts', line: 1, text: key }], true)?.content).toBe('');
		expect(folderAttachment('src', [{ path: 'src/b.ts', text: key }]).content).not.toContain('ghp_');
		const merged = 'diff --cc secret.bin\nindex 1,2..3\nBinary files differ\n';
		expect(diffAttachment([merged], [], (path) => path === 'secret.bin')).toBeNull();
	});

	test('of private files alone, or of nothing, is none', () => {
		expect([diffAttachment(['', ''], [], isPrivate), diffAttachment([part('.env')], [], isPrivate)]).toEqual([null, null]);
	});

	test('is cut between files; one that is too large alone is cut within', () => {
		const lines = '+const a = compute(1, 2, 3);\n'.repeat(500);
		const many = diffAttachment(
			Array.from({ length: 40 }, (_, i) => part(`f${i}.ts`, lines)),
			[],
			isPrivate,
		)!;
		expect(many.cut).toMatch(/^the first \d+ of 40 changed files$/);
		expect(many.content.endsWith(lines)).toBe(true);
		const one = diffAttachment([part('a.ts', lines.repeat(40))], [], isPrivate)!;
		expect(one.cut).toBe('a part of the first of 1 changed file');
		expect(estimateTokens(one.content)).toBeLessThanOrEqual(CHIP_TOKENS.diff);
	});

	test('a line of the diff that looks like a head is a line', () => {
		const made = diffAttachment([part('a.ts', '+diff --git a/.env b/.env\n+--- a/.env\n')], [], isPrivate)!;
		expect(made).toMatchObject({ content: expect.stringContaining('+--- a/.env') });
		expect(made.cut).toBeUndefined();
	});
});

test('places of a search are bounded, and say whether all was searched', () => {
	const match = (line: number) => ({ path: 'a.ts', line, text: `  retry(${line})` });
	expect(searchAttachment('retry', [match(3)], true)).toEqual({
		...{ kind: 'search', path: 'retry', language: null, range: null, content: 'a.ts:3: retry(3)' },
	});
	expect(searchAttachment('retry', [match(3)], false)!.cut).toBe('not all files were searched');
	expect(searchAttachment('retry', [], true)).toBeNull();
});

test('a folder names its files and holds the text of as many as fit', () => {
	const small = folderAttachment('src', [
		{ path: 'src/a.ts', text: 'a' },
		{ path: 'src/b.png', text: null },
	]);
	expect(small.content).toBe('2 files:\nsrc/a.ts\nsrc/b.png\n\n==== src/a.ts\na\n');
	expect(small.cut).toBe('the text of 1 of 2 files, the others by name');
	const files = fc.array(
		fc.record({ path: fc.string(), text: fc.option(fc.string({ maxLength: 30_000, unit: fc.constantFrom('a', ' ', '(') })) }),
	);
	fc.assert(
		fc.property(files, (all) => {
			const made = folderAttachment('src', all);
			expect(estimateTokens(made.content)).toBeLessThanOrEqual(CHIP_TOKENS.folder + 10);
			expect(made.cut === undefined).toBe(all.every(({ text }) => text !== null && made.content.includes(text)));
		}),
		{ numRuns: 30 },
	);
});
