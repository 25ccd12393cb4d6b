import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { twinColumn } from './twins.ts';

/** One prompt of a recorded set with its outcomes: `column[i]` of the set's models, `value` in 0..1. */
export interface RecordedRow {
	readonly set: string;
	readonly id: string;
	readonly text: string;
	/** The text as it stands in the file. */
	readonly raw: string;
	readonly language: string;
	/** Name of the problem where the set has one that another set shares; rows of one problem never lie in different folds. */
	readonly problem: string | null;
	/** The set's own label of its kind: a target for the encoder's training, never something that a prediction reads. */
	readonly category: string;
	readonly outcomes: readonly { readonly column: number; readonly value: number }[];
}

export interface RecordedSet {
	readonly name: string;
	readonly columns: readonly string[];
	readonly rows: readonly RecordedRow[];
}

/** Sets in the order in which they are read. routellm_mmlu holds the questions of mmlu_all, so both share groups. */
export const SETS = [
	'routellm_mmlu',
	'mmlu_all',
	'mmlu_pro',
	'routellm_gsm8k',
	'routellm_mtbench',
	'llmrouter_dcrouter',
	'lcb_repair',
	'lcb_codegen_2024_02',
	'lcb_codegen_o1',
	'lcb_testgen',
	'cruxeval_input',
	'cruxeval_output',
	'evalperf_he_mbpp_plus',
	'mapcoder_direct',
	'swebench_pro',
];

const MULTIPLE_CHOICE_TASKS = /mmlu|gpqa|arc_challenge|openbook|commonsense_qa/;

/** Faults that the data's README names: these cells say something of the answer's format and nothing of ability. */
function isFaulty(set: string, column: string, category: string): boolean {
	if (set === 'llmrouter_dcrouter') {
		if (/chatqa|qwen/.test(column) && MULTIPLE_CHOICE_TASKS.test(category)) return true;
		return column.startsWith('mistral') && category === 'mbpp';
	}
	// Identical to writer_palmyra-x-v3.
	if (set === 'mmlu_all') return column.startsWith('google_text-unicorn');
	return false;
}

/** A judge's score 1..10 as a share: 8 and more is an adequate answer in words, 5 is a coin flip. */
const judged = (score: number) => 1 / (1 + Math.exp(-(score - 6.5) / 0.9));

function problemOf(set: string, id: string, repository: string | undefined): string | null {
	// Issues of one repository share its code, its words and its reviewers.
	if (repository !== undefined) return `repo/${repository}`;
	if (set.startsWith('lcb')) return `lcb/${id.split('/').at(-1)}`;
	if (set.startsWith('cruxeval')) return `crux/${id.split('/').at(-1)}`;
	if (set === 'routellm_mtbench') return `mtbench/${id.split('/')[0]}`;
	return null;
}

/** Comma-separated fields with optional double quotes. */
export function splitCsv(line: string): string[] {
	if (!line.includes('"')) return line.split(',');
	const fields: string[] = [];
	let field = '';
	let quoted = false;
	for (let i = 0; i < line.length; i++) {
		const character = line[i]!;
		if (quoted && character === '"' && line[i + 1] === '"') {
			field += '"';
			i++;
		} else if (character === '"') quoted = !quoted;
		else if (character === ',' && !quoted) {
			fields.push(field);
			field = '';
		} else field += character;
	}
	return [...fields, field];
}

/** Index of the first column of each set in a list of the columns of all sets. */
export function columnStarts(columns: readonly { readonly set: string }[]): Map<string, number> {
	const start = new Map<string, number>();
	for (const [i, { set }] of columns.entries()) if (!start.has(set)) start.set(set, i);
	return start;
}

/** A set of this many recorded cells weighs 1 a cell; a larger one less, so that no set rules a fit by its size. */
const FULL_WEIGHT_CELLS = 15_000;

/** Weight of a cell of each set, 0.15 to 1.5. */
export function setWeights(sets: readonly RecordedSet[]): Map<string, number> {
	return new Map(
		sets.map((set) => {
			const cells = set.rows.reduce((sum, row) => sum + row.outcomes.length, 0);
			return [set.name, Math.min(1.5, Math.max(0.15, Math.sqrt(FULL_WEIGHT_CELLS / cells)))];
		}),
	);
}

/** Reads a set of `folder`; null where it is not there. Without `twins` the columns that another set repeats are left empty: training reads each once. */
export function readSet(folder: string, set: string, { twins = false }: { readonly twins?: boolean } = {}): RecordedSet | null {
	const prompts = path.join(folder, set, 'prompts.jsonl');
	if (!existsSync(prompts)) return null;
	const [header, ...lines] = readFileSync(path.join(folder, set, 'matrix.csv'), 'utf8')
		.trim()
		.split(/\r?\n/);
	const columns = splitCsv(header!).slice(1);
	const cells = new Map(
		lines.map((line) => {
			const [id, ...values] = splitCsv(line);
			return [id!, values] as const;
		}),
	);
	const rows: RecordedRow[] = [];
	for (const line of readFileSync(prompts, 'utf8').trim().split('\n')) {
		const prompt = JSON.parse(line) as { id: string; text: string; category: string; language?: string; repo?: string };
		const outcomes = (cells.get(prompt.id) ?? []).flatMap((raw, column) => {
			if (raw === '' || isFaulty(set, columns[column]!, prompt.category)) return [];
			if (!twins && twinColumn(set, columns[column]!) !== null) return [];
			const value = set === 'routellm_mtbench' ? judged(Number(raw)) : Math.min(1, Math.max(0, Number(raw)));
			return [{ column, value }];
		});
		// The trailing cue belongs to one harness; without it the question is the same text as in mmlu_all.
		const text = prompt.text.replace(/\nAnswer:\s*$/, '');
		rows.push({
			set,
			id: prompt.id,
			text,
			raw: prompt.text,
			language: prompt.language ?? '',
			problem: problemOf(set, prompt.id, prompt.repo),
			category: prompt.category,
			outcomes,
		});
	}
	return { name: set, columns, rows };
}

/** A recorded prompt as the request that a user would have made of it: features read text and language only. */
export function asRequest(text: string, language = ''): RouteRequest {
	return { kind: 'chat', text, history: [], attachments: [], language: language || null, needs: { tools: false, vision: false } };
}
