import { execFile, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
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

	it.runIf(process.platform === 'linux')('says in a line that nothing can be written where the disk is full, and is no success', () => {
		const full = openSync('/dev/full', 'w');
		const main = join(import.meta.dirname, '../../../src/cli/main.ts');
		const { status, stderr } = spawnSync(process.execPath, [main, '--help'], { stdio: ['ignore', full, 'pipe'], encoding: 'utf8' });
		closeSync(full);
		expect([status, stderr]).toEqual([1, 'routoo: What it says cannot be written (ENOSPC). Make room, or write it elsewhere.\n']);
	});
});
