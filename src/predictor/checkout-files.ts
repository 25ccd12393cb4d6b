import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PredictorFiles } from './files.ts';

/** Paths in a checkout with node_modules: for the command line, training and tests. The packed extension has its own layout. */
export function checkoutFiles(root: string): PredictorFiles {
	const require = createRequire(join(root, 'package.json'));
	return {
		modelFolder: join(root, 'models'),
		nativeModulePath: require.resolve('onnxruntime-node'),
		wasmModulePath: join(dirname(require.resolve('onnxruntime-web')), 'ort.node.min.mjs'),
		runtimeManifestPath: null,
	};
}
