import { createHash } from 'node:crypto';
import path from 'node:path';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { encoderText, subjectText } from '../../src/predictor/request-text.ts';
import { type EditorMessage, editorRequest, readEditorMessages } from './anchors.ts';
import { type RecordedRow, type RecordedSet, requestOf } from './datasets.ts';
import { foldOf, groupsOf } from './groups.ts';
import { type Variant, variantsOf } from './variants.ts';

/** One prompt of the training data: a recorded row or a judged editor message, with the request that the product would have seen. */
export interface CorpusItem {
	readonly request: RouteRequest;
	/** What the encoder reads. */
	readonly text: string;
	readonly group: string;
	readonly row: RecordedRow | null;
	readonly message: EditorMessage | null;
	/** Index of the item that this one says in another form; null: it is none. */
	readonly original: number | null;
}

export interface Corpus {
	readonly sets: readonly RecordedSet[];
	/** Recorded rows in the order of their sets, then editor messages, then other forms of these. */
	readonly items: readonly CorpusItem[];
	/** Texts of the items without repetition, in order of appearance. */
	readonly texts: readonly string[];
	/** Index in `texts` of the text of each item. */
	readonly textOf: Int32Array;
}

export const EDITOR_MESSAGES = path.join(import.meta.dirname, 'editor-messages.jsonl');

export function readCorpus(
	sets: readonly RecordedSet[],
	messages: readonly EditorMessage[] = readEditorMessages(EDITOR_MESSAGES),
	variants: readonly Variant[] = variantsOf(messages),
): Corpus {
	const rows = sets.flatMap((set) => set.rows);
	const requests = [...rows.map(requestOf), ...messages.map(editorRequest)];
	const groups = groupsOf(
		requests.map((request, i) => ({ text: rows[i] ? rows[i].text : subjectText(request), problem: rows[i]?.problem ?? null })),
	);
	const own = requests.map(
		(request, i): CorpusItem => ({
			request,
			text: encoderText(request),
			group: groups[i]!,
			row: rows[i] ?? null,
			message: rows[i] ? null : messages[i - rows.length]!,
			original: null,
		}),
	);
	const forms = variants.map(({ of, message }): CorpusItem => {
		const request = editorRequest(message);
		return { request, text: encoderText(request), group: groups[rows.length + of]!, row: null, message, original: rows.length + of };
	});
	const items = [...own, ...forms];
	const texts = [...new Set(items.map((item) => item.text))];
	const index = new Map(texts.map((text, i) => [text, i]));
	return { sets, items, texts, textOf: Int32Array.from(items, (item) => index.get(item.text)!) };
}

/** Vector of each item of the corpus out of the vectors of its texts. */
export function perItem(corpus: Corpus, vectors: readonly Float32Array[]): Float32Array[] {
	return Array.from(corpus.textOf, (text) => vectors[text]!);
}

/** Fold of each text of the corpus. The same text lies in one group. */
export function textFolds(corpus: Corpus, folds: number): Int8Array {
	const byText = new Map(corpus.items.map((item) => [item.text, foldOf(item.group, folds)]));
	return Int8Array.from(corpus.texts, (text) => byText.get(text)!);
}

/** First 24 hex digits of SHA-256: the name of a text in the caches. */
export const textKey = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);

/** About `most` items of each set at most, by hash of their text: one that two sets share stands in both or in none. All editor messages. */
export function sampled(corpus: Corpus, most: number): Corpus {
	const sizes = new Map(corpus.sets.map((set) => [set.name, set.rows.length]));
	const places = [...corpus.items.keys()].filter((i) => {
		const { row } = corpus.items[i]!;
		return row === null || isSampled(row.text, most / sizes.get(row.set)!);
	});
	return pick(corpus, places);
}

/** The items at some places, with their texts alone. */
export function pick(corpus: Corpus, places: readonly number[]): Corpus {
	const moved = new Map(places.map((place, i) => [place, i]));
	const items = places.map((place) => {
		const item = corpus.items[place]!;
		return { ...item, original: item.original === null ? null : (moved.get(item.original) ?? null) };
	});
	const texts = [...new Set(items.map((item) => item.text))];
	const index = new Map(texts.map((text, i) => [text, i]));
	return { ...corpus, items, texts, textOf: Int32Array.from(items, ({ text }) => index.get(text)!) };
}

/** True for this share of all texts, always of the same ones. */
export function isSampled(text: string, share: number): boolean {
	return Number.parseInt(textKey(text).slice(0, 8), 16) < share * 2 ** 32;
}
