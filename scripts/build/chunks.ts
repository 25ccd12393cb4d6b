import path from 'node:path';
import type * as esbuild from 'esbuild';
import { root } from '../kit/paths.ts';

/**
 * Leaves `import('./x.ts')` of a chunk in place, pointed at the chunk's own output file.
 * @param files source and output of each chunk
 * @param inside modules that stay in the bundle of their importer
 */
export function chunks(files: Readonly<Record<string, string>>, inside: readonly string[] = []): esbuild.Plugin {
	return {
		name: 'chunks',
		setup(build) {
			build.onResolve({ filter: /^\.\.?\// }, ({ path: request, resolveDir, kind }) => {
				if (kind !== 'dynamic-import' || resolveDir.includes('node_modules')) return undefined;
				const source = path.relative(root, path.resolve(resolveDir, request)).replaceAll('\\', '/');
				if (inside.includes(source)) return undefined;
				const file = files[source];
				if (!file) throw new Error(`${request} is loaded by import(): give it an output file in scripts/build/entries.ts`);
				return { path: `./${file}`, external: true };
			});
		},
	};
}
