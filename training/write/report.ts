import { readFileSync } from 'node:fs';
import type { RecordedSet } from '../data/datasets.ts';
import type { SetFigures } from '../head/evaluate.ts';

export interface TrainingResult {
	readonly folds: number;
	readonly held: readonly number[];
	readonly sets: readonly SetFigures[];
	readonly editorMessages: number;
	readonly editorRank: number;
	readonly apgr: Readonly<Record<string, number | null>>;
	readonly sharedErrorVariance: number;
	readonly novelty: { readonly near: number; readonly far: number };
}

const number = (value: number) => value.toFixed(3);

export const PUBLISHED_ORIGIN =
	'Published scores as gathered on 2026-11-22 from Artificial Analysis (artificialanalysis.ai), LiveBench, LMArena, Epoch AI, llm-stats, Aider, EvalPlus, BigCodeBench, CRUXEval, SWE-bench, OpenHands, simple-evals, LiveCodeBench, models.dev and model cards; only fitted abilities are kept, no score of them';
export const PUBLISHED_LICENCES =
	'Artificial Analysis: attribution; Epoch AI: CC-BY; llm-stats: CC BY 4.0; Aider, EvalPlus: Apache-2.0; simple-evals, CRUXEval, models.dev: MIT; LiveBench, LMArena, BigCodeBench, OpenHands, LiveCodeBench: none stated';

/** docs/evidence/predictor.md: cross-validated figures only. */
export function reportMarkdown(result: TrainingResult, sets: readonly RecordedSet[], publishedRows: number, folder: string): string {
	const columns = new Map(sets.map((set) => [set.name, set.columns.length]));
	const rows = result.sets.map((set) => {
		const excess = number(set.ece - set.eceOfPerfect);
		return `| ${set.set} | ${set.prompts} | ${columns.get(set.set)} | ${number(set.auc)} | ${number(set.ece)} | ${excess} | ${number(set.brierSkill)} |`;
	});
	const apgr = Object.entries(result.apgr).map(([set, value]) => `| ${set} | ${value === null ? 'not read' : number(value)} |`);
	return `# The predictor, measured

Written by \`npm run train -- --data DIR\`. Every figure is out of fold: ${result.folds} folds by problem${result.held.length < result.folds ? `, of which ${result.held.length} was held out,` : ''} across all sets at once (rows that share their first 20 words, one
LiveCodeBench problem or one CRUXEval function lie in the same fold). Offsets of sets and columns are fitted on the other folds.

| set | prompts | models | AUC | ECE | excess ECE | Brier skill |
|---|---|---|---|---|---|---|
${rows.join('\n')}

AUC is the mean over a set's models of the AUC within each model. ECE: 15 bins of equal mass over all cells; excess: less the ECE that a perfectly calibrated
predictor would show on as many cells. Brier skill: over each model's base rate.

| pair | APGR |
|---|---|
${apgr.join('\n')}

routellm_mmlu: Mixtral-8x7B-Instruct and GPT-4-1106. lcb_repair: GPT-4o-mini and Claude 3.5 Sonnet (20241022).

Editor messages: ${result.editorMessages} messages written for this project, with difficulty judged by their author, anchor the level of the predictions for what people ask
an editor for; nobody measured those. The rank correlation of the held-out messages' judged ease with the predicted quality of a middle-class model is ${number(result.editorRank)}.

Error that all models share on one kind of request, held out: standard deviation ${number(Math.sqrt(result.sharedErrorVariance))} logits. A request counts as familiar up to a cosine distance of
${number(result.novelty.near)} from the training data and as new from ${number(result.novelty.far)}.

## Fitted on

No prompt of these sets is part of the project; only numbers derived from them are.

| set | rows | licence |
|---|---|---|
${sets.map((set) => `| ${set.name} | ${set.rows.length} | ${sourceOf(folder, set.name).licence} |`).join('\n')}
| published scores | ${publishedRows} | ${PUBLISHED_LICENCES} |

${PUBLISHED_ORIGIN}. The origin of each recorded set stands in models/predictor.json under trainedOn.
`;
}

/** First lines of a set's SOURCE.txt, for the provenance in predictor.json. */
export function sourceOf(folder: string, set: string): { licence: string; origin: string } {
	const text = readFileSync(`${folder}/${set}/SOURCE.txt`, 'utf8').replace(/\s+/g, ' ').trim();
	const licences = [...new Set(text.match(/\b(MIT|Apache-2\.0|CC-BY-4\.0|CC)\b/g) ?? ['not stated'])];
	return { licence: licences.join(', '), origin: text.slice(0, 260) };
}
