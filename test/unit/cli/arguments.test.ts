import { describe, expect, it } from 'vitest';
import { InputError, parseArguments } from '../../../src/cli/arguments.ts';

describe('arguments of route', () => {
	it('have defaults', () => {
		expect(parseArguments(['hello', 'there'])).toMatchObject({
			prompt: 'hello there',
			files: [],
			preset: 'balanced',
			pool: null,
			maxCost: null,
			minQuality: null,
			maxWaitMs: null,
			localOnly: false,
			json: false,
		});
	});

	it('read standard input without a prompt or with "-"', () => {
		expect(parseArguments([]).prompt).toBeNull();
		expect(parseArguments(['-']).prompt).toBeNull();
		expect(parseArguments(['']).prompt).toBe('');
	});

	it('are brought to the units of core', () => {
		const args = parseArguments([
			'x',
			'--max-cost',
			'0.02',
			'--min-quality',
			'80',
			'--max-wait',
			'12.5',
			'--pool',
			' a, b,',
			'--file',
			'p',
			'--file',
			'q',
		]);
		expect(args).toMatchObject({ maxCost: 20_000, minQuality: 0.8, maxWaitMs: 12_500, pool: ['a', 'b'], files: ['p', 'q'] });
		expect(parseArguments(['x', '--min-quality', '0.8']).minQuality).toBe(0.8);
		expect(parseArguments(['x', '--min-quality', '1']).minQuality).toBe(1);
	});

	it('may say the same twice', () => {
		expect(parseArguments(['x', '--json', '--json', '--preset', 'best', '--preset=best'])).toMatchObject({ json: true, preset: 'best' });
	});

	it('take a prompt that begins with a dash after "--"', () => {
		expect(parseArguments(['--json', '--', '--what', 'is this']).prompt).toBe('--what is this');
	});

	it.each([
		['--foo'],
		['--max-cost', 'cheap'],
		['--max-cost', '-1'],
		['--max-cost', ''],
		['--max-cost', 'Infinity'],
		['--min-quality', '101'],
		['--min-quality', 'NaN'],
		['--max-wait', 'soon'],
		['--max-wait'],
		['--preset', 'cheapest'],
		['--pool', ' , '],
		['--language', ''],
		['--preset', 'save', '--preset', 'best'],
		['--max-wait', '1', '--max-wait=2'],
		['-'],
	])('refuse %s %s', (...argv) => {
		expect(() => parseArguments(['x', ...argv])).toThrow(InputError);
	});
});
