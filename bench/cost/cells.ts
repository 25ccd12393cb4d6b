import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { matchModel } from '../../src/core/model/match.ts';
import { requestCost } from '../../src/core/money/request-cost.ts';
import { usageCost } from '../../src/core/money/usage-cost.ts';
import type { RouteRequest } from '../../src/core/routing/types.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import type { PredictorParameters } from '../../src/predictor/parameters.ts';
import { readCsv } from '../../training/catalog/csv.ts';
import type { CostCell } from './measure.ts';

/** What each part of the benchmark asks for. */
export const KINDS: Readonly<Record<string, string>> = {
	cruxeval: 'predict what code does',
	humaneval: 'write a function',
	mbpp: 'write a function',
	lcb: 'contest problem',
	lcb_testgen: 'tests for a contest problem',
	swebench: 'issue of a repository',
};

/** The recorded requests of DIR/coderouterbench whose text and tokens are at hand, with what they were expected to cost. */
export function costCells(folder: string, catalog: Catalog, parameters: PredictorParameters): CostCell[] {
	const texts = new Texts(folder);
	const candidates = catalogCandidates(catalog);
	const found = new Map<string, Candidate | null>();
	const candidateOf = (name: string): Candidate | null => {
		if (!found.has(name)) {
			const id = matchModel(name.toLowerCase(), catalog)?.id;
			found.set(name, candidates.find((c) => c.catalogId === id && c.effort === null && c.prices !== null && !c.local) ?? null);
		}
		return found.get(name)!;
	};
	return readCsv(path.join(folder, 'coderouterbench', 'token_counts.csv')).flatMap((row): CostCell[] => {
		const kind = KINDS[row.benchmark!];
		const candidate = candidateOf(row.model!);
		const text = row.text_id === '' ? null : texts.of(row.text_id!);
		if (kind === undefined || candidate === null || text === null || row.input_tokens === '' || row.output_tokens === '') return [];
		const usage = { input: Number(row.input_tokens), cachedInput: 0, cacheWrite: 0, output: Number(row.output_tokens), reasoning: 0 };
		const expected = expectedCost(text, candidate, parameters);
		return [
			{
				kind,
				model: candidate.displayName,
				problem: row.text_id!.split('/').at(-1)!,
				recorded: usageCost(usage, candidate.prices!),
				expected,
			},
		];
	});
}

function expectedCost(text: string, candidate: Candidate, parameters: PredictorParameters): number {
	const request: RouteRequest = {
		kind: 'chat',
		text,
		language: null,
		attachments: [],
		history: [],
		needs: { tools: false, vision: false },
	};
	const prediction = assemblePrediction(request, [candidate], { parameters, embedding: null, degraded: null });
	const { outputTokens } = prediction.candidates[0]!;
	return requestCost(candidate, { inputTokens: estimateTokens(text), outputTokens, cache: null, now: 0, spendable: null }).expected;
}

/** Texts by `set:id`, each set read once. */
export class Texts {
	readonly #folder: string;
	readonly #sets = new Map<string, ReadonlyMap<string, string>>();

	constructor(folder: string) {
		this.#folder = folder;
	}

	has(set: string, file: string): boolean {
		return existsSync(path.join(this.#folder, set, file));
	}

	of(reference: string): string | null {
		const colon = reference.indexOf(':');
		const set = reference.slice(0, colon);
		let texts = this.#sets.get(set);
		if (texts === undefined) {
			if (!this.has(set, 'prompts.jsonl')) return null;
			const lines = readFileSync(path.join(this.#folder, set, 'prompts.jsonl'), 'utf8')
				.trim()
				.split('\n');
			texts = new Map(lines.map((line) => JSON.parse(line) as { id: string; text: string }).map(({ id, text }) => [id, text]));
			this.#sets.set(set, texts);
		}
		return texts.get(reference.slice(colon + 1)) ?? texts.get(reference) ?? null;
	}
}
