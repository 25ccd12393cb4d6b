import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { RouteRequest } from '../../../src/core/routing/types.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import { FEATURE_NAMES } from '../../../src/predictor/features.ts';
import { type PredictorFiles, sha256OfFile } from '../../../src/predictor/files.ts';
import { TRAIT_NAMES } from '../../../src/predictor/model-prior.ts';
import { encodeFloats } from '../../../src/predictor/parameters.ts';
import type { PredictorFile } from '../../../src/predictor/predictor-file.ts';
import { writeManifest } from '../../../training/write/manifest.ts';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
export const WORKER = join(ROOT, 'src/predictor/worker.ts');

export interface TemporaryModels {
	readonly files: PredictorFiles;
	remove(): Promise<void>;
}

/** A copy of the real encoder and tokenizer with a small head of known weights and a manifest that fits, so that a test may damage any of it. */
export async function temporaryModels(): Promise<TemporaryModels> {
	const folder = await mkdtemp(join(tmpdir(), 'routoo-models-'));
	for (const name of ['encoder.onnx', 'tokenizer.json']) await copyFile(join(ROOT, 'models', name), join(folder, name));
	const file = smallHead(await sha256OfFile(join(folder, 'encoder.onnx')));
	await writeFile(join(folder, 'predictor.json'), JSON.stringify(file));
	await writeManifest(folder);
	return {
		files: { ...checkoutFiles(ROOT), modelFolder: folder },
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}

const DIMENSIONS = 2;
const EMBEDDING = 384;

/** Weights by a formula: not trained, but every input moves the output. */
function smallHead(encoderSha256: string): PredictorFile {
	const wave = (length: number, size: number) => encodeFloats(Array.from({ length }, (_, i) => size * Math.sin(i * 1.7)));
	const zeros = (length: number) => encodeFloats(new Float32Array(length));
	const identity = encodeFloats([0.1, 0, 0, 0.1]);
	const features = FEATURE_NAMES.length;
	const outputs = DIMENSIONS + 1;
	const trunk = (inputs: number) => ({
		hidden: null,
		output: { inputs, outputs, weights: wave(inputs * outputs, 0.2), bias: zeros(outputs) },
	});
	return {
		format: 1,
		version: 'test',
		encoderSha256,
		dimensions: DIMENSIONS,
		embeddingSize: EMBEDDING,
		featureNames: [...FEATURE_NAMES],
		encoderTrunk: trunk(EMBEDDING + features),
		featureTrunk: trunk(features),
		guess: 0.8,
		ceiling: 0.98,
		novelty: { centroids: encodeFloats([1, ...new Float32Array(EMBEDDING - 1)]), near: 0.2, far: 1.2, features: [] },
		variance: { request: 0.2, requestNew: 0.5, requestFeatures: 0.4, model: 0.05 },
		abilities: { entries: [{ id: 'known', effort: null, evidence: 5 }], means: encodeFloats([1, 2]), covariances: identity },
		efforts: {},
		prior: { traits: [...TRAIT_NAMES], weights: wave(DIMENSIONS * TRAIT_NAMES.length, 0.3), covariance: identity },
		outputLength: {
			visible: { question: 300, write: 600, chat: 50 },
			thinking: { none: 0, default: 1000 },
			logSpread: 0.8,
			hardness: 0.5,
			tokensPerSecond: 60,
			firstTokenSeconds: 1,
		},
		trainedOn: [],
	};
}

export function chat(text: string, more: Partial<RouteRequest> = {}): RouteRequest {
	return { kind: 'chat', text, history: [], attachments: [], language: null, needs: { tools: false, vision: false }, ...more };
}

export function candidates(count: number): Candidate[] {
	return Array.from({ length: count }, (_, i) => ({
		id: `test/model-${i}`,
		endpointId: 'test',
		recipient: 'Test',
		wireModel: `model-${i}`,
		catalogId: i === 0 ? 'known' : null,
		effort: null,
		displayName: `Model ${i}`,
		local: false,
		included: false,
		contextTokens: 128_000,
		maxOutputTokens: null,
		tools: true,
		vision: false,
		fim: false,
		prices: { input: 100_000 * (i + 1), output: 400_000 * (i + 1), cachedInput: null, cacheWrite: null },
		speed: null,
		parametersB: 2 ** i,
		reasoning: false,
	}));
}

/** Flips one bit in the middle of a file. */
export async function damage(path: string): Promise<void> {
	const { open, stat } = await import('node:fs/promises');
	const at = Math.floor((await stat(path)).size / 2);
	const file = await open(path, 'r+');
	const byte = Buffer.alloc(1);
	await file.read(byte, 0, 1, at);
	byte[0] = (byte[0] ?? 0) ^ 1;
	await file.write(byte, 0, 1, at);
	await file.close();
}

export function cosine(a: Float32Array, b: Float32Array): number {
	return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}
