import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifiedFailure } from '../../../../../src/core/agent/failure/verified-failure.ts';
import type { ToolStep } from '../../../../../src/core/agent/types.ts';
import { edit, pytest, run, step } from './support.ts';

const TOOLS = [
	'run_in_terminal',
	'bash',
	'runTests',
	'get_errors',
	'get_terminal_output',
	'replace_string_in_file',
	'apply_patch',
	'read_file',
	'x',
];
const COMMANDS = ['pytest', 'sed -i s/a/b/ a.py', 'cat log', 'sleep 1; curl x', "cat > a.py <<'E'\nx\nE", 'make && pytest'];
const PIECES = [
	pytest({ test_a: 'assert 1 == 2' }),
	pytest({ test_b: 'assert 1 == 2' }),
	pytest({}),
	'a.c:3:4: error: no',
	'Error: no',
	'Command exited with code 1',
	'',
	'\u001b[31m',
	'{"output":"x"}',
];

const anyText = fc.oneof(
	fc.string(),
	fc.string({ unit: 'binary' }),
	fc.constantFrom(...PIECES),
	fc.array(fc.constantFrom(...PIECES)).map((parts) => parts.join('\n')),
);
const anyArguments = fc.oneof(
	anyText,
	fc.json(),
	fc.constantFrom(...COMMANDS).map((command) => JSON.stringify({ command })),
	fc
		.record({ filePath: fc.constantFrom('a.py', 'b.md', '__proto__'), oldString: fc.string(), newString: fc.string() })
		.map((args) => JSON.stringify(args)),
);
const anyStep: fc.Arbitrary<ToolStep> = fc.record({
	id: fc.oneof(fc.uuid(), fc.constantFrom('a', '', '__proto__')),
	name: fc.oneof(fc.constantFrom(...TOOLS), fc.string()),
	arguments: anyArguments,
	result: fc.oneof(fc.constant(null), anyText),
	isError: fc.boolean(),
});
const anyRun = fc.array(anyStep, { maxLength: 40 });
const seconds = fc.integer({ min: 1, max: 99_999 }).map((n) => (n / 100).toFixed(2));

/** A run's calls have ids of their own. */
const own = (steps: readonly ToolStep[]) => steps.map((one, n) => ({ ...one, id: `${one.id} ${n}` }));

describe('verifiedFailure', () => {
	it('never throws; what it gives lies in the run, is short, one line, and without markdown', () => {
		fc.assert(
			fc.property(
				anyRun,
				fc.oneof(fc.integer({ min: -3, max: 50 }), fc.constantFrom(Number.NaN, 0.5, Number.POSITIVE_INFINITY)),
				(steps, since) => {
					const failure = verifiedFailure(steps, since);
					if (failure === null) return;
					expect(failure.at).toBeGreaterThanOrEqual(Math.max(0, Math.trunc(since) || 0));
					expect(failure.at).toBeLessThan(steps.length);
					expect([...failure.what].length).toBeLessThanOrEqual(80);
					expect(failure.what.trim()).not.toBe('');
					expect(failure.what).not.toMatch(/[`*[\]<>|\\\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
				},
			),
			{ numRuns: 400 },
		);
	});

	it('says the same of the same steps, read before or not', () => {
		fc.assert(
			fc.property(anyRun, (steps) => {
				const run = own(steps);
				const first = verifiedFailure(run, 0);
				expect(verifiedFailure(run, 0)).toEqual(first);
				expect(
					verifiedFailure(
						run.map((one) => ({ ...one, id: `again ${one.id}` })),
						0,
					),
				).toEqual(first);
			}),
		);
	});

	it('steps that come later take nothing back, and tell nothing of those before `since`', () => {
		fc.assert(
			fc.property(anyRun, anyRun, (before, after) => {
				const first = own(before);
				const whole = own([...before, ...after]);
				const found = verifiedFailure(first, 0);
				if (found !== null) expect(verifiedFailure(whole, 0)).toEqual(found);
				const later = verifiedFailure(whole, first.length);
				const alone = verifiedFailure(whole.slice(first.length), 0);
				if (later !== null) expect(later.at).toBeGreaterThanOrEqual(first.length);
				if (alone?.kind === 'loop' || alone?.kind === 'failingCall') expect(later).toEqual({ ...alone, at: alone.at + first.length });
			}),
		);
	});

	it('an unrelated step at the end shows nothing', () => {
		fc.assert(
			fc.property(anyRun, fc.string(), (steps, query) => {
				const whole = own([...steps, step('semantic_search', { query }, `nothing of ${query}`)]);
				expect(verifiedFailure(whole, steps.length)).toBeNull();
				const before = verifiedFailure(whole.slice(0, -1), 0);
				if (before === null) expect(verifiedFailure(whole, 0)).toBeNull();
			}),
		);
	});

	it('no failure is the same again without an edit', () => {
		const still = anyStep.filter(
			(one) => !/replace|patch|edit|write|insert|create|bash|run_in/i.test(one.name) && !/sed -i|cat >|\.py/.test(one.arguments),
		);
		const results = fc.constantFrom(...PIECES.slice(0, 4));
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						still,
						results.map((result) => run('pytest', result)),
					),
					{ maxLength: 30 },
				),
				(steps) => {
					expect(verifiedFailure(own(steps), 0)?.kind).not.toBe('sameFailure');
				},
			),
		);
	});

	it('durations, colours, folders, other tests’ order and prompts do not matter', () => {
		const names = fc.uniqueArray(fc.constantFrom('test_a', 'test_b', 'test_c', 'test_d'), { minLength: 1 });
		const noise = fc.record({
			one: seconds,
			other: seconds,
			folder: fc.stringMatching(/^[a-z0-9]{1,12}$/),
			colours: fc.boolean(),
			prompt: fc.boolean(),
		});
		fc.assert(
			fc.property(names, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), noise, (tests, order, noisy) => {
				const shuffled = tests.toSorted((a, b) => order[tests.indexOf(a)]! - order[tests.indexOf(b)]!);
				const output = (own: readonly string[], time: string, folder: string) =>
					pytest(
						Object.fromEntries(
							own.map((name) => [name, `OSError: ${name} /tmp/${folder}/x at 0x7f${folder === 'one' ? '1' : '2'}ab took ${time}s`]),
						),
						time,
					);
				let second = output(shuffled, noisy.other, noisy.folder);
				if (noisy.colours) second = second.replaceAll(/^(FAILED|E {3}|>|_+)/gm, '\u001b[1m\u001b[31m$1\u001b[0m');
				if (noisy.prompt) second = `dev@host:~/w$ pytest\n${second}dev@host:~/w$ \n\nCommand exited with code 1`;
				const steps = [run('pytest', output(tests, noisy.one, 'one')), edit(), run('pytest', second)];
				expect(verifiedFailure(steps, 0)?.kind).toBe('sameFailure');
				const missing = [run('pytest', output([...tests, 'test_e'], noisy.one, 'one')), edit(), run('pytest', second)];
				expect(verifiedFailure(missing, 0)).toBeNull();
			}),
		);
	});

	it('a value that differs is another failure', () => {
		fc.assert(
			fc.property(fc.integer(), fc.integer(), (one, other) => {
				const result = (value: number) => pytest({ test_a: `assert ${value} == 3` });
				const kind = verifiedFailure([run('pytest', result(one)), edit(), run('pytest', result(other))], 0)?.kind ?? null;
				expect(kind).toBe(one === other ? 'sameFailure' : null);
			}),
		);
	});
});
