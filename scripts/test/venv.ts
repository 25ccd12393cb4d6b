import path from 'node:path';
import { built, folderFor } from '../kit/cached.ts';
import { runOrFail } from '../kit/run.ts';

const WINDOWS = process.platform === 'win32';

interface Venv {
	readonly name: string;
	/** Exact versions with their hashes. */
	readonly requirements: string;
	/** The Python that it is made with; asked where it has to be made. */
	python(): Promise<string>;
	/** Further options of `pip install`. */
	readonly options?: readonly string[];
}

/** The folder of programs of a virtual environment, made once in the cache. */
export async function venvPrograms({ name, requirements, python, options = [] }: Venv): Promise<string> {
	const programs = WINDOWS ? 'Scripts' : 'bin';
	const dir = await built(folderFor(name, [requirements]), async (target) => {
		await runOrFail(await python(), ['-m', 'venv', '--clear', target]);
		const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes', ...options, '-r', requirements];
		await runOrFail(path.join(target, programs, 'python'), pip, {
			nextStep: 'Check the network and the Python package index, then run the tests again.',
		});
	});
	return path.join(dir, programs);
}
