import { existsSync } from 'node:fs';
import path from 'node:path';
import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { matchModel } from '../../src/core/model/match.ts';
import { assemblePrediction } from '../../src/predictor/assemble.ts';
import { readCsv } from '../../training/catalog/csv.ts';
import { spearman } from '../../training/kit/metrics.ts';
import { rowRequest } from './path.ts';
import type { LiveSet } from './sets.ts';
import type { Shipped } from './shipped.ts';

/** Order of models, each at an effort, on a board of agents against the order of what is predicted of them on issues. */
export interface BoardFigures {
	readonly board: string;
	readonly entries: number;
	readonly spearman: number;
	/** Models at several efforts: mean over them of the share of pairs of efforts in the board's order. */
	readonly effortOrder: number | null;
}

const ISSUES = 100;

/** The official rows of DIR/published/deepswe_1_1.csv; null where there are none or no issues at hand. */
export function deepSwe(
	folder: string,
	catalog: Catalog,
	set: LiveSet | undefined,
	embeddings: readonly Float32Array[],
	shipped: Shipped,
): BoardFigures | null {
	const file = path.join(folder, 'published', 'deepswe_1_1.csv');
	if (!existsSync(file) || set === undefined) return null;
	const candidates = catalogCandidates(catalog);
	const entries = readCsv(file).flatMap((row) => {
		if (row.source_type !== 'official_leaderboard' || row.score_pct === '') return [];
		const model = matchModel(row.model!.toLowerCase(), catalog);
		const effort = row.effort === model?.defaultEffort ? null : row.effort!;
		const candidate = candidates.find(
			({ catalogId, effort: own }) => catalogId === model?.id && (own === effort || (effort === '' && own === null)),
		);
		return candidate === undefined ? [] : [{ candidate, score: Number(row.score_pct) }];
	});
	if (entries.length < 5) return null;
	const rows = [...set.rows.keys()].filter((_, i) => i % Math.ceil(set.rows.length / ISSUES) === 0);
	const sums = new Float64Array(entries.length);
	for (const row of rows) {
		const evidence = { parameters: shipped.live.parameters, embedding: embeddings[row]!, degraded: null };
		const prediction = assemblePrediction(
			rowRequest(set, row),
			entries.map(({ candidate }) => candidate),
			evidence,
		);
		for (const [i, { quality }] of prediction.candidates.entries()) sums[i]! += quality.mean;
	}
	const scores = entries.map(({ score }) => score);
	const byModel = [...Map.groupBy(entries.keys(), (i) => entries[i]!.candidate.catalogId).values()].filter((own) => own.length > 1);
	const ordered = byModel.map((own) => {
		const pairs = own.flatMap((a) => own.filter((b) => scores[a]! < scores[b]!).map((b) => (sums[a]! < sums[b]! ? 1 : 0)));
		return pairs.reduce((sum: number, value) => sum + value, 0) / pairs.length;
	});
	return {
		board: 'DeepSWE 1.1',
		entries: entries.length,
		spearman: spearman([...sums], scores),
		effortOrder: ordered.length === 0 ? null : ordered.reduce((sum, value) => sum + value, 0) / ordered.length,
	};
}
