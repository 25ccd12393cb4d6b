import type { ToolStep } from '../../../../../src/core/agent/types.ts';

let made = 0;

export function step(name: string, args: unknown, result: string | null, isError = false): ToolStep {
	made++;
	return { id: `call-${made}`, name, arguments: typeof args === 'string' ? args : JSON.stringify(args), result, isError };
}

export const run = (command: string, result: string) => step('run_in_terminal', { command, explanation: 'Runs it' }, result);

export const edit = (file = 'src/orders.py', before = 'a', after = 'b') =>
	step(
		'replace_string_in_file',
		{ filePath: `/w/${file}`, oldString: before, newString: after },
		`The following files were successfully edited:\n/w/${file}`,
	);

/** As pytest prints it; `words` by test. */
export function pytest(failed: Readonly<Record<string, string>>, seconds = '0.12'): string {
	const names = Object.keys(failed);
	if (names.length === 0) return `collected 3 items\n\ntest_orders.py ...\n\n===== 3 passed in ${seconds}s =====\n`;
	const sections = names.map(
		(name) =>
			`____________________ ${name} ____________________\n\n    def ${name}():\n>       assert call_${name}() == 1\nE       ${failed[name]}\n\ntest_orders.py:${10 + name.length}: AssertionError`,
	);
	const summary = names.map((name) => `FAILED test_orders.py::${name} - ${failed[name]}`);
	return `collected 3 items\n\n=========== FAILURES ===========\n${sections.join('\n')}\n===== short test summary info =====\n${summary.join('\n')}\n===== ${names.length} failed in ${seconds}s =====\n`;
}
