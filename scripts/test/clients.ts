/** Installs the clients of Python that are tested into the cache folder; a second call does nothing. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { built } from '../kit/cached.ts';
import { cacheDir, root } from '../kit/paths.ts';
import { run, runOrFail } from '../kit/run.ts';
import { apt } from '../try/tools.ts';

const REQUIREMENTS = path.join(root, 'test/clients/python/requirements.txt');

/** Changes with what is installed, so that two checkouts never share what differs. */
function folder(): string {
	const hash = createHash('sha256').update(`${process.platform}-${process.arch}`).update(fs.readFileSync(REQUIREMENTS));
	return path.join(cacheDir(), `clients-python-${hash.digest('hex').slice(0, 12)}`);
}

const program = (dir: string): string =>
	process.platform === 'win32' ? path.join(dir, 'Scripts', 'python.exe') : path.join(dir, 'bin', 'python');

/** The program of a virtual environment that holds them; about 350 MB. */
export async function ensurePythonClients(): Promise<string> {
	return program(
		await built(folder(), async (dir) => {
			const python = process.platform === 'win32' ? 'python' : 'python3';
			const canMake = await run(python, ['-c', 'import venv, ensurepip']).catch(() => ({ code: 1 }));
			if (canMake.code !== 0) await apt(['python3', 'python3-venv'], 'Python with venv (its clients are tested)');
			await runOrFail(python, ['-m', 'venv', '--clear', dir]);
			await runOrFail(
				program(dir),
				['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', '-r', REQUIREMENTS],
				{
					nextStep: 'Check the network and the Python package index, then run: npm test clients',
				},
			);
		}),
	);
}
