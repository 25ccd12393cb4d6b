import { existsSync } from 'node:fs';
import path from 'node:path';
import { readCsv } from './csv.ts';
import type { Row } from './scores.ts';

/** Where the table was read; it names the first source of each row. */
const TABLE = 'github:lprhodes/deepswe-tracker@7fa1eff9be:data/deepswe-1.1.csv';
/** Names of the board that are not the vendor's own with dots for dashes. */
const NAMES: Readonly<Record<string, string>> = {
	'claude-haiku-4.5': 'claude-haiku-4-5-20251001',
	'gemini-3.1-pro': 'gemini-3.1-pro-preview',
	'gemma-4-31b': 'gemma-4-31b-it',
};
/**
 * Who ran it: the board itself, the runs of one third party, and each lab's own, which are another experiment and count as reported. By
 * `source_type` of the table: what follows the benchmark's name, and the source in words.
 */
const RUNS: Readonly<Record<string, readonly [suffix: string, source: string]>> = {
	official_leaderboard: ['', 'DeepSWE 1.1 leaderboard'],
	official_launch_snapshot: ['', 'DeepSWE 1.1 leaderboard at its launch'],
	third_party_run: [':third-party', 'DeepSWE 1.1 run by a third party'],
	lab_self_reported: [':lab', "DeepSWE 1.1 by the model's own lab"],
};

/**
 * Rows of DIR/published/deepswe_1_1.csv in the form of published_scores.csv: long agent tasks, with the newest names and their efforts, that
 * the other tables lack. A row without a date has an empty one. Nothing where the folder has no such file.
 */
export function deepSweRows(folder: string): Row[] {
	const file = path.join(folder, 'published', 'deepswe_1_1.csv');
	if (!existsSync(file)) return [];
	return readCsv(file).flatMap((row) => {
		const run = RUNS[row.source_type!];
		if (run === undefined || row.score_pct === '') return [];
		const name = NAMES[row.model!] ?? (row.model!.startsWith('claude-') ? row.model!.replace('.', '-') : row.model!);
		return [
			{
				model: row.effort === '' ? name : `${name}@${row.effort}`,
				vendor: '',
				benchmark: `deepswe_1_1${run[0]}`,
				score: String(Number(row.score_pct) / 100),
				unit: 'fraction',
				date: row.date!,
				source: `${TABLE} (${run[1]})`,
			},
		];
	});
}
