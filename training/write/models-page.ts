import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog, CatalogModel } from '../../src/core/model/catalog.ts';
import type { QualityEstimate } from '../../src/core/routing/quality.ts';
import { predictQuality } from '../../src/predictor/item-response.ts';
import { abilityKey, type PredictorParameters, parsePredictor } from '../../src/predictor/parameters.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { modelFacts } from '../catalog/models.ts';
import { isPublishedAs } from '../catalog/published-names.ts';
import { FREE_MODELS } from '../data/anchors.ts';
import { splitCsv } from '../data/datasets.ts';
import type { Assembled, Prompt } from '../head/problem.ts';
import { markdownTable } from '../kit/tables.ts';

export interface ModelsPageInput {
	/** Text of models/predictor.json. */
	readonly predictor: string;
	/** With the vectors of the shipped encoder. */
	readonly assembled: Assembled;
	/** Folder with catalog.json. */
	readonly models: string;
	/** Folder of the training data. */
	readonly dataFolder: string;
}

/** Kinds of sources, by what stands in a row's `source`. The first that matches counts. */
const SOURCE_KINDS: readonly (readonly [string, RegExp])[] = [
	['votes', /arena/i],
	[
		'independent tests',
		/artificialanalysis|LiveBench|benchmark-stitching|Aider|evalplus|bigcode-bench|crux-eval|SWE-bench\/|OpenHands|LiveCodeBench/i,
	],
	['web pages', /^page:|gist/],
	['vendor', /./],
];

interface Evidence {
	scores: number;
	answers: number;
	readonly kinds: Set<string>;
}

/** docs/evidence/models.md: what the shipped predictor says of every catalog model, and on what evidence. */
export function modelsMarkdown(input: ModelsPageInput): string {
	const parameters = parsePredictor(input.predictor);
	const catalog = JSON.parse(readFileSync(path.join(input.models, 'catalog.json'), 'utf8')) as Catalog;
	const mix = input.assembled.prompts.filter(
		({ message, original }) => message !== null && message.outside === undefined && original === null,
	);
	const qualities = qualityOnMix(parameters, catalog.models, mix);
	const evidence = evidenceOf(input);
	const rows = catalog.models.map((model) => ({ model, quality: qualities.get(model.id)!, evidence: evidence.get(model.id)! }));
	rows.sort((a, b) => b.quality.mean - a.quality.mean || a.model.id.localeCompare(b.model.id));
	const unmeasured = rows.filter(({ evidence: { scores, answers } }) => scores + answers === 0).length;
	return `# Models of the catalog

Written by \`npm run train -- --data DIR\`. Everything in the column "quality" is an estimate, not a measurement of these models on these messages.

**Quality** is the chance of an adequate answer that the predictor shows, averaged over ${mix.length} editor messages written for this project, in percent. In brackets: the mean of the 10-90 %
intervals of the single messages, as the product shows them. The level rests on the author's judgement of these messages; the order of the models rests on the evidence. **Scores**: published
scores that the model's ability was fitted on, at any effort; *votes* are Arena ratings, *independent tests* ran all models alike. **Answers**: recorded answers of the model to single prompts. A model with neither is estimated from its family, size and age
alone${unmeasured > 0 ? ` (${unmeasured} of ${rows.length} here)` : ''}. How well such estimates predict stands in [benchmarks.md](benchmarks.md).
**Efforts**: the same estimate at each reasoning effort that the vendor offers, a star where no result of that effort is
known and the mean effect of the effort is taken.

${markdownTable(
	['model', 'quality', 'scores', 'answers', 'sources', 'efforts'],
	rows.map(({ model, quality, evidence: own }) => [
		`${model.displayName} (\`${model.id}\`)`,
		`${whole(quality.mean)} (${whole(quality.low)}-${whole(quality.high)})`,
		String(own.scores),
		String(own.answers),
		[...own.kinds].toSorted().join(', ') || 'name and size',
		effortsText(model, qualities, parameters),
	]),
)}
`;
}

const whole = (share: number) => (share * 100).toFixed(0);

function effortsText(model: CatalogModel, qualities: ReadonlyMap<string, QualityEstimate>, parameters: PredictorParameters): string {
	return model.efforts
		.map(({ name }) => {
			const quality = qualities.get(abilityKey(model.id, name))!;
			// Without a fit of its own the effort is the default's ability and the mean shift of the effort.
			const mark = parameters.abilities.has(abilityKey(model.id, name)) ? '' : '*';
			return `${name} ${whole(quality.mean)}${mark}`;
		})
		.join(', ');
}

/** Mean over the messages of mean, low and high, by model and by `model@effort`. */
function qualityOnMix(
	parameters: PredictorParameters,
	models: readonly CatalogModel[],
	mix: readonly Prompt[],
): Map<string, QualityEstimate> {
	const candidates = models.flatMap((model) =>
		[null, ...model.efforts.map((effort) => effort.name)].map((effort) => candidateOf(model, effort)),
	);
	const sums = candidates.map(() => ({ mean: 0, low: 0, high: 0 }));
	for (const { row, embedding } of mix) {
		const features = row.input.subarray(EMBEDDING_DIMS);
		const { qualities } = predictQuality(parameters, { embedding, features, options: row.options, candidates });
		for (const [i, quality] of qualities.entries())
			for (const key of ['mean', 'low', 'high'] as const) sums[i]![key] += quality[key] / mix.length;
	}
	return new Map(candidates.map((candidate, i) => [abilityKey(candidate.catalogId!, candidate.effort), sums[i]!]));
}

function candidateOf(model: CatalogModel, effort: string | null): Candidate {
	return {
		id: abilityKey(model.id, effort),
		endpointId: 'catalog',
		recipient: model.vendor,
		wireModel: model.id,
		catalogId: model.id,
		effort,
		displayName: model.displayName,
		local: false,
		included: false,
		contextTokens: model.contextTokens,
		maxOutputTokens: model.maxOutputTokens,
		tools: model.tools,
		vision: model.vision,
		fim: model.fim,
		prices: null,
		speed: null,
		parametersB: model.parametersB,
		reasoning: model.reasoning,
	};
}

/** Scores, answers and kinds of sources of each catalog model, over all of its published ids and efforts. */
function evidenceOf({ assembled, dataFolder }: ModelsPageInput): Map<string, Evidence> {
	const scores = countBy(assembled.problem.scores.map((score) => score.model));
	const answers = countBy(assembled.prompts.flatMap((prompt) => (prompt.row.set < 0 ? [] : prompt.row.cells.map((cell) => cell.model))));
	const kinds = sourceKinds(dataFolder);
	return new Map(
		modelFacts.map((facts) => {
			const own: Evidence = { scores: 0, answers: 0, kinds: new Set() };
			for (const [index, name] of assembled.models.entries()) {
				if (!isPublishedAs(facts, name)) continue;
				const fitted = scores.get(index) ?? 0;
				own.scores += fitted;
				own.answers += answers.get(index) ?? 0;
				if (fitted > 0) for (const kind of kinds.get(name) ?? []) own.kinds.add(kind);
				if (answers.has(index)) own.kinds.add('recorded answers');
				if (FREE_MODELS.has(name)) own.kinds.add("author's judgement");
			}
			return [facts.id, own];
		}),
	);
}

function countBy(values: readonly number[]): Map<number, number> {
	const counts = new Map<number, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

/** Kinds of sources of each published id. */
function sourceKinds(dataFolder: string): Map<string, Set<string>> {
	const kinds = new Map<string, Set<string>>();
	const [, ...lines] = readFileSync(path.join(dataFolder, 'published', 'published_scores.csv'), 'utf8')
		.trim()
		.split(/\r?\n/);
	for (const line of lines) {
		const fields = splitCsv(line);
		const kind = SOURCE_KINDS.find(([, pattern]) => pattern.test(fields[6]!))![0];
		kinds.set(fields[0]!, (kinds.get(fields[0]!) ?? new Set()).add(kind));
	}
	return kinds;
}
