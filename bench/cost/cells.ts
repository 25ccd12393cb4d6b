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
