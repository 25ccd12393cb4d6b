import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { isFaulty, isSoundRow, soundColumns } from './sound-cells.ts';
import { twinOf } from './twins.ts';

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

/**
 * Sets in the order in which they are read. routellm_mmlu holds the questions of mmlu_all, so both share groups. psych_swebench is not among them: it mixes
 * scaffold and model up, and openhands_swebench tells of the same issues.
 */
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
	'psych_swebench_pro',
	'openhands_swebench',
	'openhands_swtbench',
	'coderouterbench',
	'lcb_v5',
	'lcb_v6',
];

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
	const [names, matrix] = readMatrix(path.join(folder, set, 'matrix.csv'));
	const costs = path.join(folder, set, 'instance_costs.csv');
	const [priced, dollars]: [string[], CellsById | null] = existsSync(costs) ? readMatrix(costs) : [[], null];
	const sound = soundColumns(folder, set, names);
	const places = [...names.keys()].filter((i) => sound[i]);
	const columns = places.map((i) => names[i]!);
	const costAt = columns.map((column) => priced.indexOf(column));
	const rows: RecordedRow[] = [];
	for (const line of readFileSync(prompts, 'utf8').trim().split('\n')) {
		const prompt = JSON.parse(line) as { id: string; text: string; category: string; language?: string; repo?: string | null };
		const repository = prompt.repo ?? undefined;
		if (!isSoundRow(set, repository)) continue;
		const own = dollars?.get(prompt.id);
		const values = matrix.get(prompt.id) ?? [];
		const outcomes = columns.flatMap((name, column) => {
			const raw = values[places[column]!] ?? '';
			if (raw === '' || isFaulty(set, name, prompt.category)) return [];
			if (!twins && twinOf(set, name) !== null) return [];
			// A run with an outcome and no cost is in part one that crashed.
			if (dollars !== null && !(Number(own?.[costAt[column]!] ?? '') > 0)) return [];
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
			problem: problemOf(set, prompt.id, repository),
			category: prompt.category,
			outcomes,
		});
	}
	return { name: set, columns, rows };
}

type CellsById = ReadonlyMap<string, readonly string[]>;

/** Columns of a file of cells, and the cells of each id as they are written. */
function readMatrix(file: string): [string[], CellsById] {
	const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
	const rows = lines.map((line) => {
		const [id, ...values] = splitCsv(line);
		return [id!, values] as const;
	});
	return [splitCsv(header!).slice(1), new Map(rows)];
}

/** What a user would have asked for, where the set's texts do not say it: the issues of openhands_swtbench are those of openhands_swebench. */
const ASKED: Readonly<Record<string, string>> = { openhands_swtbench: 'Write a test that reproduces this issue:' };

/** A recorded prompt as the request that a user would have made of it. Issues of repositories are work of agents, which call tools. */
export function requestOf({ set, text, language, problem }: Pick<RecordedRow, 'set' | 'text' | 'language' | 'problem'>): RouteRequest {
	const asked = ASKED[set];
	const request = asRequest(asked === undefined ? text : `${asked}\n\n${text}`, language);
	return isIssue(problem) ? { ...request, needs: { tools: true, vision: false } } : request;
}

/** Whether a problem's name (of `RecordedRow`) is that of a repository's issue. */
export const isIssue = (problem: string | null): boolean => problem?.startsWith('repo/') ?? false;

/** A text as a message of chat: features read text and language only. */
export function asRequest(text: string, language = ''): RouteRequest {
	return { kind: 'chat', text, history: [], attachments: [], language: language || null, needs: { tools: false, vision: false } };
}
