import { describe, expect, it } from 'vitest';
import { readReport } from '../../../../../src/core/agent/failure/read-report.ts';
import { verifiedFailure } from '../../../../../src/core/agent/failure/verified-failure.ts';
import type { ToolStep } from '../../../../../src/core/agent/types.ts';
import { edit, pytest, run, step } from './support.ts';

const REFUND = { test_refund: 'assert 110 == 90' };
const kindOf = (steps: readonly ToolStep[]) => verifiedFailure(steps, 0)?.kind ?? null;
const poll = (id: string, result: string) => step('get_terminal_output', { id }, result);
const started = (id: string, command = 'pytest') => run(command, `Command is running in terminal with ID=${id}`);
const said = (prefix: string, text: string) => text.trimEnd().replaceAll(/^/gm, prefix);

describe('outputs that come through something else', () => {
	it.each(['tests-1  | ', '@acme/shop:test: ', 'packages/shop test: ', '[shop] '])('are read behind %s', (prefix) => {
		const text = said(prefix, pytest(REFUND));
		expect(readReport(text).failures).toHaveLength(1);
		expect(kindOf([run('npm test', text), edit(), run('npm test', text)])).toBe('sameFailure');
	});

	it('apart for each of several packages', () => {
		const web = run('npm test', said('web:test: ', pytest(REFUND)));
		const shop = run('npm test', said('shop:test: ', pytest(REFUND)));
		expect(kindOf([web, edit(), shop])).toBeNull();
		expect(kindOf([web, edit(), web])).toBe('sameFailure');
		const mixed = pytest(REFUND)
			.trimEnd()
			.split('\n')
			.flatMap((line, n) => [`web:test: ${line}`, `shop:test: ok ${n} case ${n}`]);
		expect(readReport(mixed.join('\n')).failures.map((failure) => failure.from)).toEqual(['web:test']);
	});

	it("keep Maven's own marks and a compiler's places", () => {
		const maven = '[ERROR] Tests run: 3, Failures: 1, Errors: 2, Skipped: 0';
		expect(readReport(Array.from({ length: 8 }, () => maven).join('\n')).counted).toBe(3);
		const gcc = Array.from({ length: 8 }, (_, n) => `a.c:${n}:3: error: bad thing ${n}`).join('\n');
		expect(readReport(gcc).failures).toHaveLength(8);
	});

	it('in parts, where a terminal is asked for what is new', () => {
		const text = pytest(REFUND);
		const [one, two] = [text.slice(0, 150), text.slice(150)];
		const delta = `Output of terminal a1 since previous poll (${two.length} new characters, ${text.length} total characters):\n${two}`;
		const first = [started('a1'), poll('a1', `Output of terminal a1:\n${one}`), poll('a1', delta)];
		const second = [started('b2'), poll('b2', `Output of terminal b2:\n${one}`), poll('b2', delta.replaceAll('a1', 'b2'))];
		expect(kindOf([...first, edit(), ...second])).toBe('sameFailure');
	});

	it('of what still runs say nothing yet', () => {
		const half = 'Output of terminal a1:\nShop.java:7: error: cannot find symbol\n    return items.size() * pri';
		const again = half.replace('a1', 'b2');
		expect(kindOf([started('a1'), poll('a1', half), edit('Shop.java'), started('b2'), poll('b2', again)])).toBeNull();
	});

	it('of a watcher, only what it says after the edit', () => {
		const text = pytest(REFUND);
		const first = [started('a1', 'ptw'), poll('a1', `Output of terminal a1:\n${text}`)];
		const since = (told: string) =>
			poll('a1', `Output of terminal a1 since previous poll (9 new characters, 99 total characters):\n${told}`);
		expect(kindOf([...first, edit(), since(text)])).toBe('sameFailure');
		expect(kindOf([...first, edit(), since('=== 3 passed in 0.31s ===')])).toBeNull();
		expect(kindOf([...first, edit(), poll('a1', `Output of terminal a1:\n${text}`)])).toBeNull();
		expect(kindOf([...first, edit(), poll('a1', `Output of terminal a1:\n${text}${text}`)])).toBeNull();
	});
});

describe('what is no verified failure', () => {
	const same = (one: string, other: string, between: ToolStep = edit()) =>
		kindOf([run(one, pytest(REFUND)), between, run(other, pytest(REFUND))]);

	it('the test of the same name in another folder or package', () => {
		expect(same('cd packages/a && pytest', 'cd packages/b && pytest')).toBeNull();
		expect(same('npm test -w a', 'npm test -w b')).toBeNull();
		expect(same('cd packages/a && pytest', 'cd /w/packages/a && pytest')).toBe('sameFailure');
		expect(same('cd packages/a && pytest', 'pytest')).toBe('sameFailure');
	});

	it('a failure with the edits put away', () => {
		expect(same('pytest', 'git stash && pytest; git stash pop')).toBeNull();
		expect(kindOf([run('pytest', pytest(REFUND)), edit(), run('git stash', 'Saved'), run('pytest', pytest(REFUND))])).toBeNull();
		expect(same('pytest', 'git stash list; pytest')).toBe('sameFailure');
	});

	it.each([
		'The user chose to skip the tool call, they want to proceed without running it',
		'The user cancelled the tool call.',
		'The edit was rejected by the user.',
	])('one after an edit that was refused: %s', (answer) => {
		const args = { filePath: '/w/src/orders.py', oldString: 'a', newString: 'b' };
		expect(same('pytest', 'pytest', step('replace_string_in_file', args, answer))).toBeNull();
	});

	it('a log line of a test before two different errors', () => {
		const go = (error: string) => `=== RUN   TestPeek\n    s_test.go:9: peeking into [1 2]\n${error}--- FAIL: TestPeek (0.00s)\nFAIL\n`;
		const crash = go('').replace('FAIL\n', 'panic: runtime error: index out of range [2]\nFAIL\n');
		expect(kindOf([run('go test -v', go('    s_test.go:11: Peek() = 1; want 2\n')), edit('s.go'), run('go test -v', crash)])).toBeNull();
	});

	it.each([
		['patch -p1 < a.patch', 'patching file orders.py\nHunk #1 FAILED at 3.\n1 out of 1 hunk FAILED'],
		['git apply a.patch', 'error: patch failed: orders.py:3\nerror: orders.py: patch does not apply'],
		['sed -i s/a/b/ nothere.py', "sed: can't read nothere.py: No such file or directory"],
		["python3 - <<'E'\nopen('a.py','w').write(1)\nE", 'Traceback (most recent call last):\n  File "<stdin>", line 1\nTypeError: not str'],
	])('one after an edit by the shell that failed: %s', (command, answer) => {
		expect(same('pytest', 'pytest', run(command, answer))).toBeNull();
		expect(same('pytest', 'pytest', run(command, ''))).toBe('sameFailure');
	});

	it('one in another environment, or in the folder that the shell was left in', () => {
		expect(same('DB=sqlite pytest', 'DB=postgres pytest')).toBeNull();
		expect(same('DB=sqlite pytest', 'DB=sqlite pytest')).toBe('sameFailure');
		expect(same('tox -e py310', 'tox -e py311')).toBeNull();
		const moved = [
			run('cd packages/a', ''),
			run('pytest', pytest(REFUND)),
			edit(),
			run('cd packages/b', ''),
			run('pytest', pytest(REFUND)),
		];
		expect(kindOf(moved)).toBeNull();
		expect(kindOf(moved.toSpliced(3, 1))).toBe('sameFailure');
	});

	it('one after the same tests passed, by whatever command', () => {
		const passedBetween = (passing: ToolStep) =>
			kindOf([run('pytest', pytest(REFUND)), edit(), passing, edit(), run('pytest', pytest(REFUND))]);
		expect(passedBetween(run('pytest -q', '=== 3 passed in 0.31s ==='))).toBeNull();
		expect(passedBetween(step('runTests', { files: ['/w/test_orders.py'] }, '<summary passed=3 failed=0 />'))).toBeNull();
		expect(passedBetween(run('pytest test_other.py', '=== 3 passed in 0.31s ==='))).toBe('sameFailure');
	});

	it('one after an edit of what no test reads', () => {
		for (const file of ['.gitignore', '.prettierignore', 'LICENSE']) expect(same('pytest', 'pytest', edit(file))).toBeNull();
	});

	it('a plugin that cannot be had', () => {
		const maven = '[INFO] BUILD FAILURE\n[ERROR] Plugin a:b:1 or one of its dependencies could not be resolved\nCommand exited with code 1';
		expect(kindOf([run('mvn test', maven), edit('A.java'), run('mvn test', maven)])).toBeNull();
	});
});

it('what is said of a failure holds no password and no key', () => {
	const secrets = [
		'sk-ant-api03-AbCdEfGhIjKlMnOp',
		'PASSWORD=hunter2 x',
		'-H "Authorization: Bearer abcdefgh1234"',
		'postgres://me:hunter2@db/x',
	];
	for (const secret of secrets) {
		const result = `error: ${secret}\n\nCommand exited with code 3`;
		const call = () => run(`deploy ${secret}`, result);
		const loop = () => run(`deploy ${secret}`, 'ok');
		const test = () => run('pytest', pytest({ [`test_a[${secret}]`]: 'assert 1 == 2' }));
		for (const steps of [
			[call(), call(), call()],
			[loop(), loop(), loop(), loop()],
			[test(), edit(), test()],
		]) {
			const what = verifiedFailure(steps, 0)?.what;
			expect(what).toMatch(/\w/);
			expect(what).not.toMatch(/hunter2|AbCdEf|abcdefgh/);
		}
	}
});
