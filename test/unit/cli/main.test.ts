import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };

const run = (...args: string[]) =>
	promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../../src/cli/main.ts'), ...args]).then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
	);

describe('the command line', () => {
	it('says its version and its commands', async () => {
		expect(await run('--version')).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
		expect((await run('--help')).stdout).toContain('routoo COMMAND');
	});

	it.each([[[]], [['rout']], [['constructor']], [['--json']]])('refuses %j in one line that says what to do', async (args) => {
		const { code, stdout, stderr } = await run(...args);
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).toMatch(/^routoo: .*One of: .*route.*\n$/);
	});
});
