import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import { readCsv } from '../catalog/csv.ts';

/** What each part of CodeRouterBench asks for. */
export const KINDS: Readonly<Record<string, string>> = {
	cruxeval: 'predict what code does',
	humaneval: 'write a function',
	mbpp: 'write a function',
	lcb: 'contest problem',
	lcb_testgen: 'tests for a contest problem',
	swebench: 'issue of a repository',
};

/** The problem's text alone is at hand; what was asked of it, in words of ours. */
const ASKED: Readonly<Record<string, string>> = { lcb_testgen: 'Write test cases for this problem.\n\n' };

/** One recorded answer whose text is at hand. */
export interface RecordedLength {
	readonly kind: string;
	readonly text: string;
	readonly model: string;
	/** Requests of one problem share it and never lie on both sides of a split. */
	readonly problem: string;
	/** Tokens, thinking included. */
	readonly output: number;
	/** Tokens of the prompt; null where only the sum was counted and `output` is what an estimate of the prompt leaves. */
	readonly input: number | null;
}

const FILE = 'token_counts.csv';

export function hasRecordedLengths(folder: string): boolean {
	return existsSync(path.join(folder, 'coderouterbench', FILE));
}

/** Single requests of DIR/coderouterbench; empty where DIR has none. */
export function recordedLengths(folder: string): RecordedLength[] {
	if (!hasRecordedLengths(folder)) return [];
	const texts = new Texts(folder);
	const rows = readCsv(path.join(folder, 'coderouterbench', FILE)).flatMap((row) => {
		const kind = KINDS[row.benchmark!];
		const text = kind === undefined || row.text_id === '' ? null : texts.of(row.text_id!);
		if (text === null) return [];
		const [input, output, total] = [row.input_tokens, row.output_tokens, row.total_tokens].map((value) => Number(value || 'NaN'));
		return [
			{
				kind: kind!,
				part: `${row.benchmark} ${row.model}`,
				text: (ASKED[row.benchmark!] ?? '') + text,
				model: row.model!,
				problem: problemOf(row.text_id!),
				...{ input: input!, output: output!, total: total! },
			},
		];
	});
	const prompts = new Map([...Map.groupBy(rows, ({ part }) => part)].map(([part, own]) => [part, promptTokens(own)]));
	return rows.flatMap(({ kind, part, text, model, problem, input, output, total }): RecordedLength[] => {
		if (output > 0) return [{ kind, text, model, problem, output, input: Number.isNaN(input) ? null : input }];
		const prompt = prompts.get(part) ?? null;
		if (prompt === null || !(total > 0)) return [];
		// What an error of the prompt's estimate could make up is no count: such an answer is short, and how short is not known.
		return [{ kind, text, model, problem, output: Math.max(2 * prompt.error, 5, total - prompt.of(text)), input: null }];
	});
}

/** CRUXEval: the sample; LiveCodeBench, HumanEval, MBPP and issues: the id's last part. */
function problemOf(reference: string): string {
	const last = reference.split('/').at(-1)!;
	return /crux/.test(reference) ? `crux/${last}` : last;
}

const LEAST_PROMPTS = 20;

interface Prompts {
	readonly of: (text: string) => number;
	/** Standard deviation, tokens. */
	readonly error: number;
}

/** A model's count of a prompt is linear in ours; null with too few to tell. */
function promptTokens(rows: readonly { readonly text: string; readonly input: number }[]): Prompts | null {
	const known = rows.filter(({ input }) => input > 0).map(({ text, input }) => [estimateTokens(text), input] as const);
	if (known.length < LEAST_PROMPTS) return null;
	const mean = (of: (pair: readonly [number, number]) => number): number => known.reduce((sum, pair) => sum + of(pair), 0) / known.length;
	const [x, y] = [mean(([own]) => own), mean(([, counted]) => counted)];
	const slope =
		mean(([own, counted]) => (own - x) * (counted - y)) /
		Math.max(
			1,
			mean(([own]) => (own - x) ** 2),
		);
	const of = (text: string): number => y + slope * (estimateTokens(text) - x);
	return { of, error: Math.sqrt(mean(([own, counted]) => (counted - y - slope * (own - x)) ** 2)) };
}

/** Texts by `set:id`, each set read once. */
class Texts {
	readonly #folder: string;
	readonly #sets = new Map<string, ReadonlyMap<string, string>>();

	constructor(folder: string) {
		this.#folder = folder;
	}

	of(reference: string): string | null {
		const colon = reference.indexOf(':');
		const set = reference.slice(0, colon);
		let texts = this.#sets.get(set);
		if (texts === undefined) {
			const file = path.join(this.#folder, set, 'prompts.jsonl');
			if (!existsSync(file)) return null;
			const lines = readFileSync(file, 'utf8').trim().split('\n');
			texts = new Map(lines.map((line) => JSON.parse(line) as { id: string; text: string }).map(({ id, text }) => [id, text]));
			this.#sets.set(set, texts);
		}
		return texts.get(reference.slice(colon + 1)) ?? texts.get(reference) ?? null;
	}
}
