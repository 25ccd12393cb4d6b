import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POSITION_FEATURE_NAMES } from '../../../../../src/core/completion/routing/feature-names.ts';
import { positionFeatures } from '../../../../../src/core/completion/routing/features.ts';
import type { CompletionPosition } from '../../../../../src/core/completion/types.ts';
import { position } from './support.ts';

type Name = (typeof POSITION_FEATURE_NAMES)[number];

/** One feature of the position at `|`. */
function feature(name: Name, text: string, over: Partial<CompletionPosition> = {}, edits = 0): number {
	const at = text.indexOf('|');
	return positionFeatures(position(text.slice(0, at), text.slice(at + 1), over), edits).values[POSITION_FEATURE_NAMES.indexOf(name)]!;
}

describe('features of a position', () => {
	const yes: readonly (readonly [Name, string, string])[] = [
		['line start', 'const a = 1;\n  |', 'const a = |'],
		['in string', 'const a = "x |', 'const a = x |'],
		['in comment', '// note |', 'note |'],
		['in identifier', 'const a = fo|', 'const a = |'],
		['after dot', 'list.|', 'list|'],
		['after opener', 'call(|)', 'call|()'],
		['after comma', 'call(a, |)', 'call(a |)'],
		['after assignment', 'const a = |', 'a === |'],
		['after space', 'const |', 'const|'],
		['middle of line', 'call(|a, b)', 'call(|)'],
		['only closers follow', 'call(|);', 'call(|a);'],
		['no suffix', 'const a|\n', 'const a|\nconst b = 1;'],
		['after blank line', 'a\n\nb|', 'a\nb|'],
		['after comment line', '// sum of all\nconst a|', 'sum()\nconst a|'],
		['line begun before', 'const a = f(1);\nconst a = f|', 'const b = g(1);\nconst a = f|'],
		['identifier seen before', 'const total = 1;\nconst b = tot|', 'const subtotal = 1;\nconst b = tot|'],
		['block', 'function f() {\n\t|\n}', 'const a = |;'],
	];
	it.each(yes)('%s', (name, with_, without) => {
		expect(feature(name, with_)).toBe(1);
		expect(feature(name, without)).toBe(0);
	});

	it('lengths and counts', () => {
		expect(feature('log identifier length', 'const a = foo|')).toBeCloseTo(Math.log(4), 9);
		expect(feature('log indentation depth', '\t\t|')).toBeCloseTo(Math.log(3), 9);
		expect(feature('log indentation depth', '    |')).toBeCloseTo(Math.log(3), 9);
		expect(feature('log open brackets', 'f(g([|')).toBeCloseTo(Math.log(4), 9);
		expect(feature('log recent edits', 'a|', {}, 6)).toBeCloseTo(Math.log(7), 9);
		expect(feature('log file lines', 'a|', { fileLines: 99 })).toBeCloseTo(Math.log(100), 9);
		expect(feature('place in file', 'a\nb|', { fileLines: 4 })).toBe(0.25);
		expect(feature('list open', 'a.|', { selected: { text: 'b', replacedLength: 0 } })).toBe(1);
	});

	it('languages fall into groups, an unknown one into none', () => {
		const flags = (languageId: string): Name[] => {
			const { values } = positionFeatures(position('a', '', { languageId }), 0);
			return POSITION_FEATURE_NAMES.filter((name, i) => name.startsWith('language ') && values[i] === 1);
		};
		expect(flags('rust')).toEqual(['language braces']);
		expect(flags('python')).toEqual(['language indented']);
		expect(flags('yaml')).toEqual(['language data']);
		expect(flags('vue')).toEqual(['language markup']);
		expect(flags('markdown')).toEqual(['language prose']);
		expect(flags('brainfuck')).toEqual([]);
	});

	it('expects a block to be longer than a line, and the rest of a begun line shorter than a whole one', () => {
		const above = 'const first = compute(alpha, beta);\n'.repeat(10);
		const tokens = (text: string): number => positionFeatures(position(`${above}${text}`, ''), 0).predictedTokens;
		expect(tokens('const second = comp')).toBeLessThan(tokens('const'));
		expect(positionFeatures(position(`${above}function f() {\n\t`, '\n}'), 0).predictedTokens).toBeGreaterThan(2 * tokens('const'));
	});

	const odd = fc.constantFrom(
		'a',
		'if ',
		'\n',
		'\r\n',
		'\t',
		' ',
		'"',
		"'",
		'`',
		'${',
		'{',
		'(',
		')',
		'//',
		'/*',
		'.',
		'=',
		'é',
		'漢',
		'😀',
		'\ud83d',
		'\0',
	);
	const text = (maxLength: number): fc.Arbitrary<string> => fc.string({ unit: odd, maxLength });
	it('gives one finite number a name for any text', () => {
		fc.assert(
			fc.property(
				text(300),
				text(100),
				fc.constantFrom('typescript', 'python', 'html', 'x'),
				fc.nat(50),
				(prefix, suffix, languageId, edits) => {
					const { values, predictedTokens } = positionFeatures(position(prefix, suffix, { languageId }), edits);
					expect(values).toHaveLength(POSITION_FEATURE_NAMES.length);
					expect(values.every(Number.isFinite)).toBe(true);
					expect(predictedTokens).toBeGreaterThanOrEqual(2);
				},
			),
			{ numRuns: 300 },
		);
	});
});
