/** Installs the clients of Python that are tested into the cache folder; a second call does nothing. */
import path from 'node:path';
import { root } from '../kit/paths.ts';
import { run } from '../kit/run.ts';
import { apt } from '../try/tools.ts';
import { venvPrograms } from './venv.ts';

const REQUIREMENTS = path.join(root, 'test/clients/python/requirements.txt');

/** The program of a virtual environment that holds them; about 350 MB. */
export async function ensurePythonClients(): Promise<string> {
	const programs = await venvPrograms({ name: 'clients-python', requirements: REQUIREMENTS, python: pythonWithVenv });
	return path.join(programs, process.platform === 'win32' ? 'python.exe' : 'python');
}

async function pythonWithVenv(): Promise<string> {
	const python = process.platform === 'win32' ? 'python' : 'python3';
	const canMake = await run(python, ['-c', 'import venv, ensurepip']).catch(() => ({ code: 1 }));
	if (canMake.code !== 0) await apt(['python3', 'python3-venv'], 'Python with venv (its clients are tested)');
	return python;
}
