import {
	copyFileSync,
	cpSync,
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { blockTypeOf } from '../../../../src/predictor/reader/block-types.ts';
import { convertReader } from '../../../../src/predictor/reader/convert.ts';
import { convertedFolder, readStamp } from '../../../../src/predictor/reader/converted.ts';
import { outputName, readerGraph } from '../../../../src/predictor/reader/graph.ts';
import { encodeModel } from '../../../../src/predictor/reader/onnx-model.ts';
import { Reader } from '../../../../src/predictor/reader/reader.ts';
import { plainForward } from './plain-forward.ts';
import { byteLetters, TINY, tinyFile, tinyTensors } from './tiny-model.ts';

const nativeModulePath = createRequire(import.meta.url).resolve('onnxruntime-node');
const work = mkdtempSync(join(tmpdir(), 'routoo-reader-'));
const file = tinyFile(work);
const root = join(work, 'reader');
let folder: string;

beforeAll(async () => {
	folder = await convertReader(file.path, root, file, () => undefined);
});
const readers: Reader[] = [];
// Of tests that fail too: an open one would outlive its thread.
afterEach(async () => {
	for (const reader of readers.splice(0)) await reader.dispose();
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function load(layers: readonly number[], at = folder): Promise<Reader> {
	const reader = await Reader.load({ folder: at, source: file.sha256, nativeModulePath, layers });
	readers.push(reader);
	return reader;
}

/** The graph with products in single precision, as the formulas have them. */
async function exactStates(ids: readonly number[]): Promise<readonly Float32Array[]> {
	const { network } = (await readStamp(folder, file.sha256))!;
	const graph = readerGraph(network, [1, 2]);
	const nodes = graph.nodes.map((node) => ({
		...node,
		whole: { ...node.whole, ...(node.type === 'MatMulNBits' ? { accuracy_level: 1 } : {}) },
	}));
	const path = join(folder, 'exact.onnx');
	writeFileSync(path, encodeModel({ ...graph, nodes }, 'numbers.bin'));
	const session = await ort.InferenceSession.create(path, { intraOpNumThreads: 1 });
	const outputs = await session.run({
		x: new ort.Tensor('float32', embedded(ids), [1, ids.length, TINY.width]),
		past: new ort.Tensor('int32', Int32Array.of(ids.length - 1), [1]),
		total: new ort.Tensor('int32', Int32Array.of(ids.length), []),
	});
	const states = [1, 2].map((layer) => meanOf(outputs[outputName(layer)]!.data as Float32Array));
	await session.release();
	return states;
}

function embedded(ids: readonly number[]): Float32Array {
	const { data, type } = tinyTensors()[0]!;
	const table = new Float32Array((data.length / 34) * 32);
	blockTypeOf(type)!.dequantise!(data, table);
	return Float32Array.from(ids.flatMap((id) => [...table.subarray(id * TINY.width, (id + 1) * TINY.width)]));
}

/** Of the tokens' states. */
function meanOf(rows: Float32Array, from = 0): Float32Array {
	const own = rows.subarray(from * TINY.width);
	const count = own.length / TINY.width;
	return Float32Array.from({ length: TINY.width }, (_, k) =>
		own.reduce((sum, value, i) => sum + (i % TINY.width === k ? value / count : 0), 0),
	);
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) => Math.hypot(...Array.from(a, (value, i) => value - b[i]!));

test('the graph gives what the formulas give, after each layer', async () => {
	const ids = [...Buffer.from('Rename it to the other, please.')];
	const plain = plainForward(tinyTensors(), ids, 10_000, 1e-6).map((states) => meanOf(Float32Array.from(states.flat())));
	const exact = await exactStates(ids);
	const reader = await load([1, 2]);
	const { states } = await reader.readIds(ids);
	for (const layer of [0, 1]) {
		const added = distance(plain[layer]!, layer === 0 ? meanOf(embedded(ids)) : plain[layer - 1]!);
		expect(added).toBeGreaterThan(0.1);
		expect(distance(plain[layer]!, exact[layer]!) / added).toBeLessThan(1e-4);
		// What is shipped counts with activations in 8 bits.
		expect(distance(plain[layer]!, states[layer]!) / added).toBeLessThan(0.1);
	}
	// Where a token stands matters, and so does what came before it.
	const elsewhere = await reader.readIds([...ids.slice(1, 10), ids[0]!, ...ids.slice(10)]);
	expect(distance(states[1]!, elsewhere.states[1]!) / Math.hypot(...states[1]!)).toBeGreaterThan(0.01);
});

test('what stands before a text is not read, and of no text its last token is', async () => {
	const reader = await load([1]);
	const ids = [...Buffer.from('before, and the text')];
	const from = 8;
	const [all, own, none] = [await reader.readIds(ids), await reader.readIds(ids, from), await reader.readIds(ids, ids.length)];
	const last = await reader.readIds(ids, ids.length - 1);
	expect(none.states[0]).toEqual(last.states[0]);
	const first = await reader.readIds(ids.slice(0, from));
	const whole = first.states[0]!.map((value, k) => (from * value + (ids.length - from) * own.states[0]![k]!) / ids.length);
	// A token does not know what stands behind it.
	expect(distance(whole, all.states[0]!) / Math.hypot(...whole)).toBeLessThan(0.02);
});

test('a graph that ends early gives the same state as a deeper one there', async () => {
	const [short, deep] = [await load([1]), await load([2, 1])];
	const ends = { head: 'Fix the test.', tail: null };
	const [one, two] = [await short.read(ends), await deep.read(ends)];
	expect(one.tokens).toBeGreaterThan(60);
	expect(one.states[0]).toEqual(two.states[1]);
	expect(one.states[0]).toHaveLength(TINY.width);
	expect(statSync(join(folder, 'graph-1.onnx')).size).toBeLessThan(statSync(join(folder, 'graph-2-1.onnx')).size);
});

test('ids that no vocabulary or graph has are refused', async () => {
	const reader = await load([1]);
	await expect(reader.readIds([])).rejects.toThrow();
	await expect(reader.readIds(Array<number>(1025).fill(1))).rejects.toThrow('1025 tokens');
	await expect(reader.readIds([byteLetters().length + 100])).rejects.toMatchObject({ kind: 'damagedFile' });
});

describe('conversion', () => {
	test('once: what is there is kept', async () => {
		const before = statSync(join(folder, 'numbers.bin')).mtimeMs;
		expect(await convertReader('/nowhere', root, file, () => undefined)).toBe(folder);
		expect(statSync(join(folder, 'numbers.bin')).mtimeMs).toBe(before);
		expect(readdirSync(root)).toEqual([folder.slice(root.length + 1)]);
	});

	test('tells how far it is, and removes what an interrupted one left', async () => {
		const other = join(work, 'other');
		await convertReader(file.path, other, file, () => undefined);
		rmSync(convertedFolder(other, file.sha256), { recursive: true });
		// No process has this number: it is beyond what systems give out.
		writeFileSync(join(other, 'partial-99999999'), '');
		const told: number[] = [];
		await convertReader(file.path, other, file, (done) => told.push(done));
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(told.at(-1)).toBeCloseTo(1);
		expect(readdirSync(other)).toHaveLength(1);
	});

	test.each([
		['is not there', '/nowhere/x.gguf', /x\.gguf cannot be read\./],
		['has another size', join(work, 'cut.gguf'), /cut\.gguf is not the reader's file: it has 100 bytes/],
		[
			'has another checksum',
			join(work, 'changed.gguf'),
			/changed\.gguf is not the reader's file, or is damaged: its SHA-256 is [0-9a-f]{64}/,
		],
	])('a file that %s is refused in words, and nothing is written', async (_, path, message) => {
		writeFileSync(join(work, 'cut.gguf'), Buffer.alloc(100));
		writeFileSync(join(work, 'changed.gguf'), Buffer.alloc(file.bytes));
		const empty = join(work, 'empty');
		await expect(convertReader(path, empty, file, () => undefined)).rejects.toMatchObject({ kind: 'invalidInput', message });
		expect(existsSync(empty)).toBe(false);
	});

	const changes: readonly (readonly [string, (path: string) => void])[] = [
		['replaced', (path) => replaced(path)],
		['written to', (path) => writeFileSync(path, changedBytes())],
		[
			'led elsewhere by a link',
			(path) => {
				writeFileSync(`${path}.other`, changedBytes());
				rmSync(path);
				symlinkSync(`${path}.other`, path);
			},
		],
	];
	const changedBytes = (): Buffer => {
		const bytes = readFileSync(file.path);
		bytes[bytes.length - 40]! ^= 1;
		return bytes;
	};
	const replaced = (path: string): void => {
		writeFileSync(`${path}.new`, changedBytes());
		renameSync(`${path}.new`, path);
	};

	test.each(changes)('a file that is %s after its checksum was compared is refused, and nothing stays', async (what, change) => {
		const own = join(work, `changing ${what}`);
		const path = join(work, `${what}.gguf`);
		copyFileSync(file.path, path);
		let isChanged = false;
		const onProgress = () => {
			if (!isChanged) change(path);
			isChanged = true;
		};
		await expect(convertReader(path, own, file, onProgress)).rejects.toMatchObject({ kind: 'invalidInput', message: /was changed while/ });
		expect(readdirSync(own)).toEqual([]);
	});

	test('what another window converted meanwhile stays: it reads from it', async () => {
		const own = join(work, 'two windows');
		const target = convertedFolder(own, file.sha256);
		const there = () => statSync(join(target, 'numbers.bin')).ino;
		let first = 0;
		await convertReader(file.path, own, file, (done) => {
			if (done < 1 || first !== 0) return;
			cpSync(folder, target, { recursive: true });
			first = there();
		});
		expect(there()).toBe(first);
		expect(first).toBeGreaterThan(0);
		expect(readdirSync(own)).toHaveLength(1);
	});

	test('a folder that cannot be written is said so', async () => {
		writeFileSync(join(work, 'a-file'), '');
		await expect(convertReader(file.path, join(work, 'a-file'), file, () => undefined)).rejects.toMatchObject({ kind: 'storage' });
	});
});

describe('a converted folder that is not whole', () => {
	const damage: readonly (readonly [string, (at: string) => void, boolean])[] = [
		['without a stamp', (at) => rmSync(join(at, 'stamp.json')), true],
		['with a stamp of something else', (at) => writeFileSync(join(at, 'stamp.json'), '{"format":1}'), true],
		['with half the numbers', (at) => truncateSync(join(at, 'numbers.bin'), 1000), true],
		['without embeddings', (at) => rmSync(join(at, 'embedding.bin')), true],
		['with a number changed', (at) => writeFileSync(join(at, 'numbers.bin'), 'x', { flag: 'r+' }), false],
	];
	test.each(damage)('%s is not loaded, and made anew', async (_, break_, isSeenAtOnce) => {
		const own = mkdtempSync(join(work, 'own-'));
		const at = await convertReader(file.path, own, file, () => undefined);
		break_(at);
		expect((await readStamp(at, file.sha256)) === null).toBe(isSeenAtOnce);
		await expect(load([1], at)).rejects.toMatchObject({ kind: 'damagedFile' });
		expect(await readStamp(at, file.sha256)).toBeNull();
		await convertReader(file.path, own, file, () => undefined);
		await load([1], at);
	});

	test('of another file, or asked for a layer that it does not have', async () => {
		await expect(Reader.load({ folder, source: 'f'.repeat(64), nativeModulePath, layers: [1] })).rejects.toMatchObject({
			kind: 'damagedFile',
		});
		await expect(load([3])).rejects.toMatchObject({ kind: 'damagedFile', message: 'The converted reader has 2 layers.' });
	});
});
