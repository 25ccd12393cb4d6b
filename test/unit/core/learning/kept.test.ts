import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEPT_SHARE, keptShare, lineShare } from '../../../../src/core/learning/kept.ts';

const accepted = '(items: Item[]): number {\n\tconst sum = items.reduce((a, b) => a + b.price, 0);\n\treturn sum * 1.19;\n}';
const file = (...lines: string[]): string[] => ['import x;', 'export function total(items: Item[]): number {', ...lines, '}', 'other();'];

describe('what is left of an accepted text', () => {
	it('all of it, wherever it has moved and however it is indented now', () => {
		const lines = file('    const sum = items.reduce((a, b) => a + b.price, 0);', '    return sum * 1.19;');
		expect(keptShare(accepted, lines)).toBe(1);
		expect(keptShare(accepted, ['// new above', '', ...lines])).toBe(1);
	});

	it('a small edit leaves most, another text next to nothing', () => {
		expect(keptShare(accepted, file('\tconst sum = items.reduce((a, b) => a + b.price, 0);', '\treturn sum * TAX;'))).toBeGreaterThan(0.85);
		expect(keptShare(accepted, file('\treturn items.map((i) => i.price).sum();'))).toBeLessThan(KEPT_SHARE);
		expect(keptShare(accepted, ['import x;', 'other();'])).toBeLessThan(0.1);
		expect(keptShare(accepted, [])).toBe(0);
	});

	it('lines count by their length, and their order matters', () => {
		const long = 'const configuration = loadConfiguration(path);';
		expect(keptShare(`${long}\nx();`, [long])).toBeGreaterThan(0.9);
		expect(keptShare(`${long}\nx();`, ['x();'])).toBeLessThan(0.2);
		expect(keptShare('first(alpha);\nsecond(beta);', ['second(beta);', 'first(alpha);'])).toBeCloseTo(0.5, 1);
		expect(keptShare('first(alpha);\nsecond(beta);', ['first(alpha); second(beta);'])).toBe(1);
	});

	it('white space alone counts as there', () => {
		expect(keptShare('\n\t\n', [])).toBe(1);
	});

	it('finds the part of a longer line', () => {
		expect(lineShare('compute(a, b)', 'const x = compute(a, b);')).toBe(1);
		expect(lineShare('compute(a, b)', 'const x = compute(a, c);')).toBeCloseTo(12 / 13, 9);
		expect(lineShare('compute(a, b)', 'zzz')).toBe(0);
	});

	it('is a share, 1 for the same text, and never grows when lines are taken away', () => {
		const line = fc.string({ unit: fc.constantFrom('a', 'b', '(', ')', ' ', '=', ';', 'é'), maxLength: 30 });
		fc.assert(
			fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), fc.nat(), (wanted, current, drop) => {
				const share = keptShare(wanted.join('\n'), current);
				expect(share).toBeGreaterThanOrEqual(0);
				expect(share).toBeLessThanOrEqual(1 + 1e-9);
				expect(keptShare(wanted.join('\n'), wanted)).toBeCloseTo(1, 9);
				const fewer = current.filter((_, i) => i !== drop % Math.max(1, current.length));
				expect(keptShare(wanted.join('\n'), fewer)).toBeLessThanOrEqual(share + 1e-9);
			}),
			{ numRuns: 300 },
		);
	});

	it('stays quick on the longest texts it reads', () => {
		const text = Array.from({ length: 60 }, (_, i) => `${'abcdefghij '.repeat(16)}${i}`).join('\n');
		const current = Array.from({ length: 200 }, (_, i) => `${'jihgfedcba '.repeat(16)}${i}`);
		// Of this thread: others on the same computer cost it no time.
		const start = process.threadCpuUsage().user;
		keptShare(text, current);
		expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(1000);
	});
});
