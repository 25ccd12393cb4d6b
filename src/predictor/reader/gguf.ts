import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { type BlockType, blockTypeOf } from './block-types.ts';

/** Header of a model file in the form of llama.cpp (github.com/ggml-org/ggml, docs/gguf.md, versions 2 and 3). */
export interface GgufHeader {
	readonly metadata: ReadonlyMap<string, GgufValue>;
	readonly tensors: ReadonlyMap<string, GgufTensor>;
}

export type GgufValue = number | boolean | string | readonly (number | boolean | string)[];

export interface GgufTensor {
	readonly type: BlockType;
	/** Numbers in a row: the innermost dimension. */
	readonly width: number;
	/** Product of the other dimensions. */
	readonly rows: number;
	/** Of the first byte in the file. */
	readonly offset: number;
	readonly bytes: number;
}

/** A vocabulary of 150,000 tokens with its merges takes 6 MB. */
export const MAX_HEADER_BYTES = 64 * 1024 * 1024;
const MAX_NAME_BYTES = 512;
const MAX_STRING_BYTES = 1024 * 1024;
const MAX_TENSORS = 10_000;
const MAX_ENTRIES = 10_000;
/** Of a vocabulary: the largest in use has some 260,000 tokens. */
const MAX_LIST = 1_000_000;
const MAX_DIMENSIONS = 4;
const MAX_ALIGNMENT = 1024 * 1024;

/** The bytes end inside the header. */
class Short extends Error {}

export type ReadRange = (offset: number, length: number) => Promise<Buffer>;

interface GgufReading {
	/** Bytes that are read at first. */
	readonly firstPiece?: number;
	/** Whoever reads no tensor takes forms of numbers that nobody here knows: such a tensor has 0 bytes. */
	readonly anyForm?: boolean;
}

/** A vocabulary is read in slices of this length, so that a thread with other work gets back to it, ms. */
const SLICE_MS = 4;
/** Values between two looks at the time. */
const LOOK_EVERY = 2048;

/**
 * Reads the header alone, in growing pieces. Every count and length is held against the bytes that are there before anything of that size
 * is made. Errors: RoutooError 'invalidInput' for a file that is no such file, is cut off or names bytes beyond its end.
 */
export async function readGgufHeader(read: ReadRange, fileBytes: number, reading: GgufReading = {}): Promise<GgufHeader> {
	const { firstPiece = 8 * 1024 * 1024, anyForm = false } = reading;
	for (let piece = firstPiece; ; piece *= 2) {
		const length = Math.min(piece, fileBytes, MAX_HEADER_BYTES);
		const bytes = await read(0, length);
		if (bytes.length < length) throw wrong(l10n.t('it became shorter while it was read'));
		try {
			return await inSlices(parseHeader(bytes, fileBytes, anyForm));
		} catch (error) {
			if (!(error instanceof Short)) throw error;
			if (fileBytes === 0) throw wrong(l10n.t('it is empty'));
			if (length === fileBytes) throw wrong(l10n.t('it is cut off inside its header'));
			if (length === MAX_HEADER_BYTES) throw wrong(l10n.t('its header is larger than {0} MB', MAX_HEADER_BYTES / 1024 / 1024));
		}
	}
}

async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
	for (let begun = performance.now(); ; ) {
		const step = steps.next();
		if (step.done) return step.value;
		if (performance.now() - begun < SLICE_MS) continue;
		await new Promise((resolve) => setImmediate(resolve));
		begun = performance.now();
	}
}

function* parseHeader(bytes: Buffer, fileBytes: number, anyForm: boolean): Generator<void, GgufHeader> {
	const cursor = new Cursor(bytes);
	if (cursor.u32() !== 0x46554747) throw wrong(l10n.t('it does not begin with the mark GGUF'));
	const version = cursor.u32();
	if (version !== 2 && version !== 3) throw wrong(l10n.t('its version {0} is not known here', version));
	const tensorCount = cursor.count(MAX_TENSORS, l10n.t('tensors'));
	const entryCount = cursor.count(MAX_ENTRIES, l10n.t('entries'));
	const metadata = new Map<string, GgufValue>();
	for (let i = 0; i < entryCount; i++) {
		const key = cursor.text(MAX_NAME_BYTES);
		if (metadata.has(key)) throw wrong(l10n.t('it names {0} twice', shown(key)));
		metadata.set(key, yield* readValue(cursor, cursor.u32()));
		yield;
	}
	const infos: { name: string; dimensions: number[]; typeId: number; offset: number }[] = [];
	for (let i = 0; i < tensorCount; i++) {
		const name = cursor.text(MAX_NAME_BYTES);
		const dimensions = Array.from({ length: cursor.dimensions() }, () => cursor.u64());
		infos.push({ name, dimensions, typeId: cursor.u32(), offset: cursor.u64() });
	}
	const alignment = metadata.get('general.alignment') ?? 32;
	if (typeof alignment !== 'number' || !Number.isInteger(alignment) || alignment < 1 || alignment > MAX_ALIGNMENT) {
		throw wrong(l10n.t('its alignment is no size'));
	}
	const dataStart = Math.ceil(cursor.position / alignment) * alignment;
	const tensors = new Map<string, GgufTensor>();
	for (const info of infos) {
		if (tensors.has(info.name)) throw wrong(l10n.t('it names {0} twice', shown(info.name)));
		tensors.set(info.name, located(info, dataStart, fileBytes, anyForm));
	}
	return { metadata, tensors };
}

function located(
	{ name, dimensions, typeId, offset }: { name: string; dimensions: number[]; typeId: number; offset: number },
	dataStart: number,
	fileBytes: number,
	anyForm: boolean,
): GgufTensor {
	const type = blockTypeOf(typeId) ?? (anyForm ? { id: typeId, name: String(typeId), block: 1, bytes: 0, dequantise: null } : null);
	if (type === null) throw wrong(l10n.t('{0} is kept in a form ({1}) that is not known here', shown(name), typeId));
	const [width = 1, ...outer] = dimensions;
	const rows = outer.reduce((product, size) => product * size, 1);
	const bytes = (width / type.block) * type.bytes * rows;
	if (width < 1 || rows < 1 || width % type.block !== 0 || !Number.isSafeInteger(bytes))
		throw wrong(l10n.t('{0} has an impossible shape', shown(name)));
	if (offset > fileBytes || dataStart + offset + bytes > fileBytes) throw wrong(l10n.t('{0} reaches beyond its end', shown(name)));
	return { type, width, rows, offset: dataStart + offset, bytes };
}

/** Bytes of each scalar by its number in the format; 8 is a string and 9 a list. */
const SCALAR_BYTES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const LIST = 9;

/** Lists of lists are allowed by the format and in no model: refused, so that nothing recurses. */
function* readValue(cursor: Cursor, type: number): Generator<void, GgufValue> {
	if (type === STRING) return cursor.text(MAX_STRING_BYTES);
	if (type !== LIST) return cursor.scalar(type);
	const element = cursor.u32();
	if (element === LIST) throw wrong(l10n.t('it holds lists within lists'));
	const smallest = element === STRING ? 8 : SCALAR_BYTES[element];
	if (smallest === undefined) throw wrong(l10n.t('it holds a value of an unknown kind ({0})', element));
	const count = cursor.count(MAX_LIST, l10n.t('values of a list'));
	cursor.require(count * smallest);
	const values: (number | boolean | string)[] = [];
	for (let i = 0; i < count; i++) {
		values.push(element === STRING ? cursor.text(MAX_STRING_BYTES) : cursor.scalar(element));
		if (i % LOOK_EVERY === LOOK_EVERY - 1) yield;
	}
	return values;
}

/** Reads little-endian values one after the other. Throws Short past the end. */
class Cursor {
	readonly #bytes: Buffer;
	position = 0;

	constructor(bytes: Buffer) {
		this.#bytes = bytes;
	}

	require(length: number): void {
		if (this.position + length > this.#bytes.length) throw new Short();
	}

	#advance(length: number): number {
		this.require(length);
		const at = this.position;
		this.position += length;
		return at;
	}

	u32(): number {
		return this.#bytes.readUInt32LE(this.#advance(4));
	}

	/** Errors: a number that no size in a file can be. */
	u64(): number {
		const value = this.#bytes.readBigUInt64LE(this.#advance(8));
		if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw wrong(l10n.t('it names a size that no file has'));
		return Number(value);
	}

	count(most: number, what: string): number {
		const count = this.u64();
		if (count > most) throw wrong(l10n.t('it claims {0} {1}', count, what));
		return count;
	}

	dimensions(): number {
		const count = this.u32();
		if (count < 1 || count > MAX_DIMENSIONS) throw wrong(l10n.t('a tensor has {0} dimensions', count));
		return count;
	}

	text(mostBytes: number): string {
		const length = this.u64();
		if (length > mostBytes) throw wrong(l10n.t('it holds a text of {0} bytes', length));
		const at = this.#advance(length);
		return this.#bytes.toString('utf8', at, at + length);
	}

	scalar(type: number): number | boolean {
		const size = SCALAR_BYTES[type];
		if (size === undefined) throw wrong(l10n.t('it holds a value of an unknown kind ({0})', type));
		const at = this.#advance(size);
		const bytes = this.#bytes;
		switch (type) {
			case 0:
				return bytes.readUInt8(at);
			case 1:
				return bytes.readInt8(at);
			case 2:
				return bytes.readUInt16LE(at);
			case 3:
				return bytes.readInt16LE(at);
			case 4:
				return bytes.readUInt32LE(at);
			case 5:
				return bytes.readInt32LE(at);
			case 6:
				return bytes.readFloatLE(at);
			case 7:
				return bytes.readUInt8(at) !== 0;
			case 10:
				return Number(bytes.readBigUInt64LE(at));
			case 11:
				return Number(bytes.readBigInt64LE(at));
			default:
				return bytes.readDoubleLE(at);
		}
	}
}

function wrong(why: string): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('This is no model file that Routoo can read: {0}.', why),
		l10n.t('Choose or download the file again.'),
	);
}

/** A name from the file, fit for a message. */
function shown(name: string): string {
	return JSON.stringify(name.slice(0, 60));
}
