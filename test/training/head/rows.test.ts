import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { pick, readCorpus } from '../../../training/data/corpus.ts';
import type { RecordedSet } from '../../../training/data/datasets.ts';
import { writeRows } from '../../../training/encoder/rows.ts';
import { ROOT } from '../../unit/predictor/model-folder.ts';

function set(name: string, columns: string[], texts: [text: string, values: number[]][]): RecordedSet {
	const rows = texts.map(([text, values], i) => ({
		set: name,
		id: `${name}/${i}`,
		text,
		raw: text,
		language: '',
		problem: null,
		category: 'law',
		outcomes: values.map((value, column) => ({ column, value })),
	}));
	return { name, columns, rows };
}

const corpus = readCorpus(
	[
		set('routellm_mmlu', ['a', 'b'], [['Is this question asked in two sets?', [1, 0]]]),
		set(
			'mmlu_all',
			['c'],
			[
				['Is this question asked in two sets?', [1]],
				['And this one only in the second of them?', [0.5]],
			],
		),
	],
	[{ ease: 90, text: 'rename this variable' }],
	[],
);

const folder = mkdtempSync(path.join(tmpdir(), 'rows-'));
const meta = writeRows(corpus, path.join(ROOT, 'models'), folder, 3);
const read = (name: string) => readFileSync(path.join(folder, name));

describe('files for the fine-tuning', () => {
	it('hold each text once, with the cells of all its sets', () => {
		expect(meta.texts).toBe(3);
		expect(meta.columns.slice(0, 3)).toEqual([
			{ set: 'routellm_mmlu', column: 'a' },
			{ set: 'routellm_mmlu', column: 'b' },
			{ set: 'mmlu_all', column: 'c' },
		]);
		const offsets = new Int32Array(new Uint8Array(read('cell-offsets.i32')).buffer);
		expect([...offsets].slice(0, 3)).toEqual([0, 3, 4]);
		const values = new Float32Array(new Uint8Array(read('cell-values.f32')).buffer);
		expect([...values].slice(0, 4)).toEqual([1, 0, 1, 0.5]);
		const columns = new Int16Array(new Uint8Array(read('cell-columns.i16')).buffer);
		expect([...columns].slice(0, 4)).toEqual([0, 1, 2, 2]);
	});

	it('give the judged classes of an editor message columns of their own, stronger ones first', () => {
		const values = [...new Float32Array(new Uint8Array(read('cell-values.f32')).buffer)].slice(4);
		expect(values).toEqual(values.toSorted((a, b) => b - a));
		expect(meta.columns.filter((column) => column.set === 'editor')).toHaveLength(values.length);
	});

	it('hold ids of 2 to 128 tokens and no text', () => {
		const at = new Int32Array(new Uint8Array(read('token-offsets.i32')).buffer);
		for (let i = 0; i < meta.texts; i++) expect(at[i + 1]! - at[i]!).toBeGreaterThan(2);
		expect(at[meta.texts]).toBe(meta.tokens);
		expect(read('meta.json').toString()).not.toContain('question');
	});
});

describe('a part of the corpus', () => {
	it('names the original of a variant by its new place, and none that is left out', () => {
		const items = corpus.items.map((item, i) => ({ ...item, original: i === 2 ? 1 : null }));
		const whole = { ...corpus, items };
		expect(pick(whole, [1, 2]).items.map(({ original }) => original)).toEqual([null, 0]);
		expect(pick(whole, [0, 2]).items.map(({ original }) => original)).toEqual([null, null]);
		expect(pick(whole, [2]).texts).toEqual([corpus.items[2]!.text]);
	});
});
