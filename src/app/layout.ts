import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../core/base/errors.ts';
import type { PredictorFiles } from '../predictor/files.ts';

/** Where the parts of the extension lie below its folder; the build script and the packaging write them there. */
export interface Layout {
	readonly storageWorker: string;
	readonly predictorWorker: string;
	/** Entry of the reader's process; null where the package holds none. */
	readonly readerProcess: string | null;
	readonly predictor: PredictorFiles;
	readonly catalog: string;
	readonly completionHead: string;
}

/**
 * `root` is the folder of the extension. A missing worker is an installation that cannot work, and is said so; a missing runtime only
 * degrades the predictor.
 */
export function layoutOf(root: string): Layout {
	const dist = join(root, 'dist');
	return {
		storageWorker: worker(dist, 'storage-worker'),
		predictorWorker: worker(dist, 'predictor-worker'),
		readerProcess: ifThere(join(dist, 'reader-process.mjs')),
		predictor: {
			modelFolder: join(root, 'models'),
			nativeModulePath: ifThere(join(dist, 'onnxruntime', 'native.cjs')),
			wasmModulePath: ifThere(join(dist, 'onnxruntime', 'wasm', 'ort.node.min.mjs')),
			runtimeManifestPath: join(dist, 'onnxruntime', 'manifest.json'),
		},
		catalog: join(root, 'models', 'catalog.json'),
		completionHead: join(root, 'models', 'completion-head.json'),
	};
}

function worker(dist: string, name: string): string {
	const path = ifThere(join(dist, `${name}.mjs`));
	if (path !== null) return path;
	throw new RoutooError('damagedFile', l10n.t('A part of Routoo is missing ({0}).', name), l10n.t('Install Routoo again.'));
}

function ifThere(path: string): string | null {
	return existsSync(path) ? path : null;
}
