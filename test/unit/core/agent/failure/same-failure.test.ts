import { describe, expect, it } from 'vitest';
import { verifiedFailure } from '../../../../../src/core/agent/failure/verified-failure.ts';
import type { ToolStep } from '../../../../../src/core/agent/types.ts';
import { edit, pytest, run, step } from './support.ts';

const REFUND = { test_refund: 'assert 110 == 90' };
const kindOf = (steps: readonly ToolStep[], since = 0) => verifiedFailure(steps, since)?.kind ?? null;
const twice = (command: string, result: string, between: ToolStep | null = edit()) =>
	kindOf([run(command, result), ...(between ? [between] : []), run(command, result)]);

describe('the same failure after an edit', () => {
	it('is found and named', () => {
		const steps = [run('pytest', pytest(REFUND)), edit(), run('pytest', pytest(REFUND, '0.31'))];
		expect(verifiedFailure(steps, 0)).toEqual({ kind: 'sameFailure', at: 2, what: 'test_refund (test_orders.py)' });
	});

	it('needs an edit that succeeded, of something that is no document', () => {
		expect(twice('pytest', pytest(REFUND), null)).toBeNull();
		expect(twice('pytest', pytest(REFUND), edit('README.md'))).toBeNull();
		expect(twice('pytest', pytest(REFUND), edit('src/orders.ts'))).toBe('sameFailure');
		const args = { filePath: '/w/src/orders.py', oldString: 'a', newString: 'b' };
		for (const refusal of [
			'Could not find matching text to replace.',
			'ERROR: Your input to the tool was invalid (must have required property)',
			'Error: file is read-only',
		])
			expect(twice('pytest', pytest(REFUND), step('replace_string_in_file', args, refusal))).toBeNull();
		expect(twice('pytest', pytest(REFUND), step('replace_string_in_file', args, 'done', true))).toBeNull();
		expect(twice('pytest', pytest(REFUND), step('replace_string_in_file', args, null))).toBeNull();
		expect(twice('pytest', pytest(REFUND), step('str_replace_editor', { command: 'view', path: '/w/a.py' }, 'text'))).toBeNull();
		expect(twice('pytest', pytest(REFUND), step('manage_todo_list', { todoList: [] }, 'Successfully wrote todo list'))).toBeNull();
	});

	it.each([
		['sed -i s/a/b/ src/orders.py', true],
		["perl -pi -e 's/a/b/' src/orders.py", true],
		["cat > src/orders.py <<'EOF'\na = 1 > 2\nEOF", true],
		['git apply fix.patch', true],
		["python3 - <<'EOF'\nopen('src/orders.py', 'w').write('a')\nEOF", true],
		["printf 'a' | tee src/orders.py", true],
		["sed -n '1,20p' src/orders.py", false],
		['cat src/orders.py > /tmp/copy.py', false],
		['echo done > run.log', false],
		['git stash', false],
		['grep -rn "sed -i" src', false],
		['ls -la && cat src/orders.py', false],
	])('shell: %s', (command, edits) => {
		expect(twice('pytest', pytest(REFUND), run(command, ''))).toBe(edits ? 'sameFailure' : null);
	});

	it('one command may edit and run', () => {
		const result = pytest(REFUND);
		expect(kindOf([run('pytest', result), run('sed -i s/a/b/ src/orders.py && pytest', result)])).toBe('sameFailure');
		expect(kindOf([run('pytest', result), run('cat notes.txt && pytest', result)])).toBeNull();
	});

	it('edits of other agents count', () => {
		for (const [name, args] of [
			['apply_patch', { input: '*** Begin Patch\n*** Update File: src/orders.py\n@@\n-a\n+b\n*** End Patch' }],
			['write_file', { path: 'src/orders.py', content: 'b' }],
			['Edit', { file_path: 'src/orders.py', old_string: 'a', new_string: 'b' }],
			['MultiEdit', { file_path: 'src/orders.py', edits: [{ old_string: 'a', new_string: 'b' }] }],
			['edit_notebook_file', { filePath: 'src/orders.ipynb', newCode: 'b' }],
			['insert_edit_into_file', { filePath: 'src/orders.py', code: 'b' }],
		] as const)
			expect(twice('pytest', pytest(REFUND), step(name, args, 'The file was edited.')), name).toBe('sameFailure');
	});

	it('is none where something changed', () => {
		const then = (later: string) => kindOf([run('pytest', pytest(REFUND)), edit(), run('pytest', later)]);
		expect(then(pytest({ test_refund: 'assert 89 == 90' }))).toBeNull();
		expect(then(pytest({ test_refund: "KeyError: 'fee'" }))).toBeNull();
		expect(then(pytest({ test_total: 'assert 110 == 90' }))).toBeNull();
		expect(then(pytest({}))).toBeNull();
		expect(kindOf([run('pytest', pytest({ ...REFUND, test_total: 'assert 7 == 6' })), edit(), run('pytest', pytest(REFUND))])).toBeNull();
		expect(then(pytest({ ...REFUND, test_total: 'assert 7 == 6' }))).toBe('sameFailure');
	});

	it('comes back after a detour, but not after a success', () => {
		const typo = { test_refund: "NameError: name 'fees' is not defined" };
		expect(kindOf([run('pytest', pytest(REFUND)), edit(), run('pytest', pytest(typo)), edit(), run('pytest', pytest(REFUND))])).toBe(
			'sameFailure',
		);
		expect(kindOf([run('pytest', pytest(REFUND)), edit(), run('pytest', pytest({})), edit(), run('pytest', pytest(REFUND))])).toBeNull();
	});

	it('one test asked for again, of several that failed', () => {
		const both = pytest({ ...REFUND, test_total: 'assert 7 == 6' });
		expect(kindOf([run('pytest', both), edit(), run('pytest test_orders.py::test_refund', pytest(REFUND))])).toBe('sameFailure');
		expect(kindOf([run('pytest', both), edit(), run('pytest -q', pytest(REFUND))])).toBeNull();
	});

	it('counts evidence once', () => {
		const steps = [run('pytest', pytest(REFUND)), edit(), run('pytest', pytest(REFUND)), edit(), run('pytest', pytest(REFUND))];
		expect(verifiedFailure(steps, 0)?.at).toBe(2);
		expect(verifiedFailure(steps, 2)?.at).toBe(4);
		expect(verifiedFailure(steps, 3)).toBeNull();
	});

	it('is none where the output only quotes one', () => {
		const result = pytest(REFUND);
		const first = run('pytest > test.log 2>&1; tail -50 test.log', result);
		for (const quote of [
			run('cat test.log', result),
			run("grep -n 'E ' test.log | head", result),
			run('git log -p -1', result),
			step('read_file', { filePath: '/w/test.log' }, result),
			step('grep_search', { query: 'AssertionError' }, result),
			step('fetch_webpage', { urls: [] }, result),
		])
			expect(kindOf([first, edit(), quote]), quote.name).toBeNull();
		expect(kindOf([first, edit(), run('pytest 2>&1 | tail -50', result)])).toBe('sameFailure');
	});

	it('is none where no edit could have helped, or nothing failed', () => {
		for (const result of [
			pytest({ test_api: 'ConnectionError: connection refused' }),
			pytest({ test_api: "ModuleNotFoundError: No module named 'requests'" }),
			'npm error code ENOTFOUND\nnpm error network request to the registry failed, reason: getaddrinfo ENOTFOUND\n\nCommand exited with code 1',
			'bash: pytest: command not found\n\nCommand exited with code 127',
			'src/a.c:3:5: warning: unused variable x [-Wunused-variable]\n1 warning generated.',
			'test_orders.py x..\n\n===== 2 passed, 1 xfailed in 0.02s =====',
			'stderr | a.test.ts\nsrc/a.ts:3:5: error: as expected\n\n Test Files  1 passed (1)\n      Tests  3 passed (3)',
		])
			expect(twice('make check', result), result).toBeNull();
		expect(twice('grep -rn TODO src', '\n\nCommand exited with code 1')).toBeNull();
		expect(twice('diff a b', '1c1\n< error: x\n---\n> error: y\n\nCommand exited with code 1')).toBeNull();
	});

	it('of a runner that nobody knows: the same words to the last, after a failing check', () => {
		const words = (seconds: number, value = 3) =>
			`spec/a.zz\n  ✗ adds up (${seconds} ms)\n  got ${value}, error\n\nCommand exited with code 1`;
		const check = (command: string, one: string, other: string) => kindOf([run(command, one), edit(), run(command, other)]);
		expect(check('zz test', words(12), words(19))).toBe('sameFailure');
		expect(check('zz test', words(12), words(12, 4))).toBeNull();
		expect(check('zz deploy', words(12), words(12))).toBeNull();
		expect(check('zz test', words(12).replace('code 1', 'code 0'), words(12).replace('code 1', 'code 0'))).toBeNull();
		expect(check('zz test', `connection refused\n${words(1)}`, `connection refused\n${words(1)}`)).toBeNull();
	});

	it('a terminal that is looked at again did not run again', () => {
		const id = '0d1f4a9e-3c57-4b42-9f0e-5a1f0c2d3e4f';
		const poll = () => step('get_terminal_output', { id }, pytest(REFUND));
		const start = run('pytest', `Command is running in terminal with ID=${id}`);
		expect(kindOf([start, poll(), edit(), poll()])).toBeNull();
		const again = run('pytest', `Command is running in terminal with ID=${id}`);
		expect(kindOf([start, poll(), edit(), again, step('get_terminal_output', { id }, pytest(REFUND, '0.4'))])).toBe('sameFailure');
		expect(kindOf([poll(), edit(), poll()])).toBeNull();
	});
});

describe('results of VS Code', () => {
	it('of its test runner', () => {
		const result = (actual: string) =>
			`<summary passed=3 failed=1 />\n<testFailure name="refunds" path="orders.test.ts > orders">\n<expectedOutput>\n90\n</expectedOutput>\n<actualOutput>\n${actual}\n</actualOutput>\n<stackFrame path="/w/orders.test.ts" line="5" col="29" />\n</testFailure>\n`;
		const call = (actual: string) => step('runTests', { files: ['/w/orders.test.ts'] }, result(actual));
		expect(verifiedFailure([call('110'), edit(), call('110')], 0)).toMatchObject({
			kind: 'sameFailure',
			what: 'orders.test.ts › orders › refunds',
		});
		expect(kindOf([call('110'), edit(), call('89')])).toBeNull();
		expect(kindOf([call('110'), edit(), step('testFailure', {}, result('110'))])).toBeNull();
	});

	it('of its terminal, which breaks lines at its width', () => {
		const output = (ms: string) =>
			`✖ failing tests:\n\ntest at discount.test.mjs:4:1\n✖ ten per cent off (${ms}ms)\n  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n\n  95 !== 90\n\n      at TestContext.<anonymous> (file:///home/dev/work/shop-and-more/src/tes/discou\nnt.test.mjs:6:9)\n`;
		const steps = [run('node --test', output('1.2')), edit('discount.mjs'), run('node --test', output('0.891'))];
		expect(verifiedFailure(steps, 0)).toEqual({ kind: 'sameFailure', at: 2, what: 'ten per cent off (discount.test.mjs)' });
	});

	it('of its errors', () => {
		const errors = (line: number, message: string) =>
			step(
				'get_errors',
				{ filePaths: ['/w/a.ts'] },
				`<errors path="/w/a.ts">\nThis code at line ${line}\n\`\`\`ts\nconst size: number = text;\n\`\`\`\nhas the problem reported:\n<compileError>\n${message}\n</compileError>\n</errors>`,
			);
		const type = "Type 'string' is not assignable to type 'number'.";
		expect(verifiedFailure([errors(5, type), edit('a.ts', 'x', 'x\ny\nz'), errors(7, type)], 0)).toMatchObject({
			kind: 'sameFailure',
			what: "Type 'string' is not assignable to type 'number'. (a.ts)",
		});
		expect(kindOf([errors(5, type), edit('a.ts'), errors(5, "Cannot find name 'texts'.")])).toBeNull();
		expect(kindOf([errors(5, type), edit('b.ts'), errors(9, type)])).toBeNull();
		expect(
			kindOf([errors(5, type), edit('a.ts'), step('get_errors', {}, '<errors path="/w/a.ts">\nNo errors found\n</errors>')]),
		).toBeNull();
	});
});
