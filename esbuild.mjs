/**
 * `node esbuild.mjs [--watch] [--tests] [--production]` writes dist/:
 *   extension.cjs                       the extension's entry
 *   ai-sdk.mjs                          loaded by import() with the first request
 *   predictor-worker.mjs, storage-worker.mjs   entries of worker threads
 *   webview/{chat,dashboard}.{js,css}, webview/codicon.{css,ttf}
 *   onnxruntime/native.cjs (+ bin/napi-v6/<os>/<arch>)   what the predictor requires as onnxruntime-node
 *   onnxruntime/wasm/ort.node.min.mjs (+ .mjs, .wasm)    where there is no native binary
 *   test/host/**.js                     with --tests
 * scripts/build/entries.ts names the source of each.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './scripts/build/build.ts';
import { watch } from './scripts/build/watch.ts';

const { values } = parseArgs({ options: { watch: { type: 'boolean' }, tests: { type: 'boolean' }, production: { type: 'boolean' } } });
const options = {
	outdir: path.join(import.meta.dirname, 'dist'),
	production: values.production ?? false,
	tests: values.tests ?? false,
	runtime: /** @type {const} */ ('both'),
};
await (values.watch ? watch(options) : build(options));
