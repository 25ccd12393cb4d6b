import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const MULTIPLE_CHOICE_TASKS = /mmlu|gpqa|arc_challenge|openbook|commonsense_qa/;
/** Only these columns of coderouterbench were graded often enough, and only on the issues (its SOURCE). */
const GRADED = new Set(['gpt-5.4', 'claude-opus-4-6', 'claude-sonnet-4-6']);

/** Faults that the data's README names: these cells say something of the answer's format, or of another model, and nothing of ability. */
export function isFaulty(set: string, column: string, category: string): boolean {
	if (set === 'llmrouter_dcrouter') {
		if (/chatqa|qwen/.test(column) && MULTIPLE_CHOICE_TASKS.test(category)) return true;
		return column.startsWith('mistral') && category === 'mbpp';
	}
	// Identical to writer_palmyra-x-v3.
	if (set === 'mmlu_all') return column.startsWith('google_text-unicorn');
	// One run under two names; psych_swebench_pro has the runs of both models.
	if (set === 'swebench_pro') return /^claude-.*-paper$/.test(column);
	return false;
}

/** Columns of a set that are a model on the set's own scaffold, graded soundly: of others no prediction is fitted and none is compared. */
export function soundColumns(folder: string, set: string, columns: readonly string[]): boolean[] {
	const file = path.join(folder, set, 'columns.json');
	const facts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, { readonly common_scaffold?: boolean }>) : {};
	return columns.map((column) => facts[column]?.common_scaffold !== false && (set !== 'coderouterbench' || GRADED.has(column)));
}

/** Whether the outcomes of a row were graded soundly: of coderouterbench those of issues alone. */
export function isSoundRow(set: string, repository: string | undefined): boolean {
	return set !== 'coderouterbench' || repository !== undefined;
}
