import { type FileHandle, open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { isSoundText } from '../../core/model/names.ts';
import { type GgufHeader, type GgufValue, readGgufHeader } from '../../predictor/reader/gguf.ts';

/** What the header of a model file tells. Texts are the file's own words, fit for one line; null where it says nothing, or nothing fit. */
export interface ModelCard {
	readonly name: string | null;
	readonly architecture: string;
	readonly licence: string | null;
	/** Tokens that it was trained to read. */
	readonly contextTokens: number | null;
	/** Counted, not claimed, in billions. */
	readonly parametersB: number;
	/** Bytes of all its parts. */
	readonly bytes: number;
	/** Bytes that one token of the context takes while it runs; null where the header does not tell. */
	readonly contextBytes: number | null;
	/** It says how a conversation is written for it. Without, it was not made for talking. */
	readonly hasTemplate: boolean;
	/** That form has a place for tools. */
	readonly tools: boolean;
}

/** Of a model in parts: more than any has. */
const MAX_PARTS = 100;
const PART = /-(\d{5})-of-(\d{5})\.gguf$/i;
/** Of a weight, in the smallest form that anyone has published. */
const LEAST_BITS = 0.4;
/** Models that give vectors. */
const EMBEDDING = /^(?:bert|nomic-bert|jina-bert|modern-bert|neo-bert|gemma-embedding|t5encoder)/;

/**
 * Reads the header of a model file, of all parts where it comes in parts; nothing else of it is read, and the header's sizes are bounded.
 * Errors: RoutooError 'invalidInput' for a file that is missing, is no model file, or holds no model that can answer.
 */
export async function readModelCard(path: string): Promise<ModelCard> {
	const first = await headerOf(path);
	const meta = first.header.metadata;
	refuseOthers(meta);
	const rest = await Promise.all(otherParts(path, meta).map(headerOf));
	const parts = [first, ...rest];
	const parameters = parts.reduce((sum, { header }) => sum + weights(header), 0);
	const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
	if (parameters === 0) throw unfit(l10n.t('It holds no weights, only a vocabulary.'));
	if ((bytes * 8) / parameters < LEAST_BITS) throw unfit(l10n.t('It names more weights than its size can hold.'));
	const architecture = textOf(meta.get('general.architecture')) ?? '';
	const template = meta.get('tokenizer.chat_template');
	const licence = textOf(meta.get('general.license.name')) ?? textOf(meta.get('general.license'));
	return {
		...{ name: textOf(meta.get('general.name')), architecture, licence },
		contextTokens: count(meta.get(`${architecture}.context_length`), 100_000_000),
		parametersB: parameters / 1e9,
		bytes,
		contextBytes: contextBytes(meta, architecture),
		hasTemplate: typeof template === 'string' && template.trim() !== '',
		tools: typeof template === 'string' && /\btools\b/.test(template),
	};
}

interface Part {
	readonly header: GgufHeader;
	readonly bytes: number;
}

async function headerOf(path: string): Promise<Part> {
	let file: FileHandle | null = null;
	try {
		file = await open(path, 'r');
		const opened = file;
		const stat = await file.stat();
		if (!stat.isFile()) throw unfit(l10n.t('{0} is not a file.', basename(path)));
		const read = async (offset: number, length: number): Promise<Buffer> => {
			const { buffer, bytesRead } = await opened.read(Buffer.alloc(length), 0, length, offset);
			return buffer.subarray(0, bytesRead);
		};
		return { header: await readGgufHeader(read, stat.size, { anyForm: true }), bytes: stat.size };
	} catch (error) {
		if (error instanceof RoutooError) throw error;
		const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
		if (code === 'ENOENT') throw unfit(l10n.t('{0} is not there any more.', path));
		throw unfit(l10n.t('{0} cannot be read ({1}).', path, code));
	} finally {
		await file?.close();
	}
}

function refuseOthers(meta: GgufHeader['metadata']): void {
	const kind = meta.get('general.type');
	const architecture = textOf(meta.get('general.architecture'));
	if (architecture === null) throw unfit(l10n.t('It does not say what model it holds.'));
	if (kind === 'mmproj' || architecture === 'clip') throw unfit(l10n.t('It holds only the part of a model that reads pictures.'));
	if (kind === 'adapter') throw unfit(l10n.t('It holds an adapter (LoRA), which changes a model and is none.'));
	if (EMBEDDING.test(architecture)) throw unfit(l10n.t('It holds a model for vectors ({0}), which answers nothing.', architecture));
}

/** Paths of the further parts. Their names are made of the first one's, never of what stands in the file. */
function otherParts(path: string, meta: GgufHeader['metadata']): string[] {
	const parts = meta.get('split.count') ?? 0;
	if (typeof parts !== 'number' || parts <= 1) return [];
	const named = PART.exec(basename(path));
	const total = Number(named?.[2] ?? 0);
	if (named === null || total !== parts || total > MAX_PARTS) {
		throw unfit(l10n.t('It is one part of {0}, and its name does not end in -00001-of-{1}.gguf.', parts, String(parts).padStart(5, '0')));
	}
	if (Number(named[1]) !== 1) throw unfit(l10n.t('It is a later part of a model: choose the one whose name has 00001.'));
	const stem = basename(path).slice(0, named.index);
	return Array.from({ length: total - 1 }, (_, i) =>
		join(dirname(path), `${stem}-${String(i + 2).padStart(5, '0')}-of-${named[2]}${path.slice(-5)}`),
	);
}

function weights({ tensors }: GgufHeader): number {
	let sum = 0;
	for (const { width, rows } of tensors.values()) sum += width * rows;
	return sum;
}

/** Keys and values of all layers, in halves of 2 bytes: an upper bound for those that look back only so far. */
function contextBytes(meta: GgufHeader['metadata'], architecture: string): number | null {
	const at = (name: string): GgufValue | undefined => meta.get(`${architecture}.${name}`);
	const layers = count(at('block_count'), 10_000);
	const heads = count(at('attention.head_count'), 10_000);
	const size = count(at('embedding_length'), 1_000_000);
	if (layers === null || heads === null || size === null) return null;
	const each = at('attention.head_count_kv');
	const ofHead = size / heads;
	const width = (count(at('attention.key_length'), 100_000) ?? ofHead) + (count(at('attention.value_length'), 100_000) ?? ofHead);
	const ofLayers = Array.isArray(each)
		? each.slice(0, layers).reduce((sum: number, one) => sum + (typeof one === 'number' && one > 0 && one <= heads ? one : 0), 0)
		: layers * Math.min(heads, count(each, 10_000) ?? heads);
	return ofLayers * width * 2;
}

/** A whole number from 1 to `most`; null for anything else. */
function count(value: GgufValue | undefined, most: number): number | null {
	return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most ? value : null;
}

function textOf(value: GgufValue | undefined): string | null {
	if (typeof value !== 'string') return null;
	const text = value.trim();
	return text.length <= 120 && isSoundText(text) ? text : null;
}

function unfit(why: string): RoutooError {
	return new RoutooError('invalidInput', why, l10n.t('Choose the GGUF file of a chat model.'));
}
