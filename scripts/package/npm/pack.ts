import fs from 'node:fs';
import path from 'node:path';
import { buildCommandLine } from '../../build/build.ts';
import { withLock } from '../../kit/lock.ts';
import { readManifest, root } from '../../kit/paths.ts';
import { runOrFail } from '../../kit/run.ts';
import { notices, shippedModels } from '../notices.ts';
import { npmManifest } from './manifest.ts';

function npmPath(): string {
	return path.join(root, `routoo-${readManifest().version}.tgz`);
}

/** Builds the npm package in a staging folder of its own: one for every platform, on WebAssembly. Returns its path. */
export async function packNpm(): Promise<string> {
	const stage = path.join(root, '.cache/package/npm');
	return withLock(`${stage}.lock`, async () => {
		fs.rmSync(stage, { recursive: true, force: true });
		fs.mkdirSync(path.join(stage, 'models'), { recursive: true });
		fs.writeFileSync(path.join(stage, 'package.json'), `${JSON.stringify(npmManifest(), null, 2)}\n`);
		fs.cpSync(path.join(import.meta.dirname, 'bin'), path.join(stage, 'bin'), { recursive: true });
		fs.copyFileSync(path.join(import.meta.dirname, 'README.md'), path.join(stage, 'README.md'));
		fs.copyFileSync(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
		for (const name of shippedModels()) fs.copyFileSync(path.join(root, 'models', name), path.join(stage, 'models', name));
		const metafiles = await buildCommandLine({ outdir: path.join(stage, 'dist'), production: true, tests: false, runtime: 'universal' });
		fs.writeFileSync(path.join(stage, 'THIRD_PARTY_NOTICES.txt'), notices(metafiles));
		// npm gives every file the same time, so that the same content is the same bytes.
		await runOrFail('npm', ['pack', '--ignore-scripts', '--pack-destination', root], { cwd: stage, shell: process.platform === 'win32' });
		fs.rmSync(stage, { recursive: true });
		return npmPath();
	});
}
