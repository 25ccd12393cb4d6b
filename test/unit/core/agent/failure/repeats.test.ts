import { describe, expect, it } from 'vitest';
import { verifiedFailure } from '../../../../../src/core/agent/failure/verified-failure.ts';
import type { ToolStep } from '../../../../../src/core/agent/types.ts';
import { edit, pytest, run, step } from './support.ts';

const kindOf = (steps: readonly ToolStep[], since = 0) => verifiedFailure(steps, since)?.kind ?? null;
const times = (n: number, make: (n: number) => ToolStep) => Array.from({ length: n }, (_, at) => make(at));
const read = (file = 'a.ts', text = 'const a = 1;') => step('read_file', { filePath: `/w/${file}`, startLine: 1, endLine: 50 }, text);

describe('a call that fails three times', () => {
	const NO_MATCH = 'Could not find matching text to replace. Try making your search string more specific.';
	const replace = (explanation: string, oldString = 'total = 1', result = NO_MATCH) =>
		step('replace_string_in_file', { explanation, filePath: '/w/a.py', oldString, newString: 'total = 2' }, result);

	it('is found at the third, with tool and words', () => {
		const steps = [replace('one'), read(), replace('two'), read('b.ts'), replace('three', 'total  = 1')];
		expect(verifiedFailure(steps, 0)).toEqual({
			kind: 'failingCall',
			at: 4,
			what: 'replace_string_in_file: Could not find matching text to replace. Try making you…',
		});
		expect(kindOf(steps.slice(0, 4))).toBeNull();
		expect(kindOf(steps, 1)).toBeNull();
	});

	it('the order of its fields and its JSON matter as little as words of explanation', () => {
		const steps = ['{"path":"/w/x","view":1}', '{ "view": 1, "path": "/w/x" }', '{"path":"/w/x","view":1,"explanation":"again"}'];
		expect(kindOf(steps.map((args) => step('open', args, 'Error: file not found', true)))).toBe('failingCall');
		expect(kindOf(times(3, () => step('open', '{"path": /w', 'Error: malformed arguments', true)))).toBe('failingCall');
	});

	it('other arguments, another failure or a success between are no repetition', () => {
		expect(kindOf(times(5, (n) => replace('x', `total = ${n}`)))).toBeNull();
		expect(kindOf([replace('x'), replace('x'), replace('x', 'total = 1', 'Multiple matches found for the text to replace.')])).toBeNull();
		expect(kindOf([replace('x'), replace('x'), replace('x', 'total = 1', 'The file was edited.'), replace('x')])).toBeNull();
		expect(kindOf([replace('x'), replace('x'), step('replace_string_in_file', {}, null)])).toBeNull();
	});

	it('a command fails by its exit code, whatever the clock says', () => {
		const build = (seconds: number) =>
			run('npm run bundle', `bundling\nsomething went wrong after ${seconds}s\n\nCommand exited with code 2`);
		expect(kindOf([build(1.1), build(2.5), build(1.9)])).toBe('failingCall');
		expect(kindOf([build(1), run('npm run bundle', 'done'), build(1), build(1)])).toBeNull();
	});

	it('no match is no failure of a search, nor a difference one of diff', () => {
		expect(kindOf(times(3, () => run('grep -rn refund src', '\n\nCommand exited with code 1')))).toBeNull();
		expect(kindOf(times(3, () => run('diff a b', '1c1\n< a\n---\n> b\n\nCommand exited with code 1')))).toBeNull();
	});

	it('a file that talks of errors was read all the same', () => {
		expect(kindOf(times(3, (n) => read(`log${n}`, 'first line\nError: file not found')))).toBeNull();
	});

	it('waiting for a server is no failure', () => {
		const look = () => run('sleep 2; curl -s localhost:3000/health', 'curl: (7) Failed to connect\n\nCommand exited with code 7');
		expect(kindOf(times(6, look))).toBeNull();
	});
});

describe('a loop', () => {
	it('is the same call four times with the same result', () => {
		expect(kindOf(times(3, () => read()))).toBeNull();
		expect(
			verifiedFailure(
				times(4, () => read()),
				0,
			),
		).toEqual({ kind: 'loop', at: 3, what: 'read_file (/w/a.ts)' });
		expect(
			kindOf(
				times(5, () => read()),
				2,
			),
		).toBeNull();
		expect(kindOf(times(4, (n) => read('a.ts', `const a = ${n};`)))).toBeNull();
		expect(kindOf([read(), read(), read('b.ts'), read(), read()])).toBeNull();
	});

	it('is a cycle of some calls, three times', () => {
		const cycle = (n: number) => times(n, (at) => read(at % 2 ? 'a.ts' : 'b.ts'));
		expect(kindOf(cycle(5))).toBeNull();
		expect(verifiedFailure(cycle(6), 0)).toMatchObject({ kind: 'loop', at: 5 });
		expect(kindOf(times(9, (at) => read(`${at % 3}.ts`)))).toBe('loop');
		expect(kindOf(times(8, (at) => read(`${at % 3}.ts`)))).toBeNull();
		expect(kindOf(times(12, (at) => read(`${at % 5}.ts`)))).toBeNull();
	});

	it('is an edit that goes there and back', () => {
		const flip = times(6, (at) => (at % 2 ? edit('a.py', 'one', 'two') : edit('a.py', 'two', 'one')));
		expect(kindOf(flip)).toBe('loop');
	});

	it('is none where results change, or nothing came back yet', () => {
		expect(kindOf(times(6, (n) => run('git status', `changed ${n} files`)))).toBeNull();
		expect(kindOf(times(6, () => step('read_file', { filePath: '/w/a.ts' }, null)))).toBeNull();
		expect(
			kindOf([
				run('pytest', pytest({})),
				edit('a.py', '1', '2'),
				run('pytest', pytest({})),
				edit('a.py', '3', '4'),
				run('pytest', pytest({})),
			]),
		).toBeNull();
	});

	it('looking whether something is ready may take some looks', () => {
		const poll = (n: number) =>
			step('get_terminal_output', { id: 'x' }, `Output of terminal x unchanged since previous poll (${n} total characters in buffer).`);
		expect(kindOf(times(8, () => poll(120)))).toBeNull();
		expect(kindOf(times(30, (n) => poll(n)))).toBeNull();
		expect(kindOf(times(12, () => poll(120)))).toBe('loop');
		expect(kindOf(times(8, () => run('sleep 30 && gh run view 7', 'in progress')))).toBeNull();
	});
});
