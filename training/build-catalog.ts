/**
 * Writes models/catalog.json (and models/manifest.json anew) from the published tables, the price package and the facts kept by hand.
 * Usage: npm run train:catalog -- --data DIR, where DIR/published holds published_scores.csv and costs_tokens.csv.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Catalog, CatalogModel, Provenance } from '../src/core/model/catalog.ts';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { readCsv } from './catalog/csv.ts';
import { deepSweRows } from './catalog/deepswe.ts';
import { type ModelFacts, modelFacts } from './catalog/models.ts';
import { packageContext, packagePrices } from './catalog/prices.ts';
import { catalogScores, listPrice, outputSpeed, type Row } from './catalog/scores.ts';
import { writeManifest } from './write/manifest.ts';

/** Day on which the cautious context values were last looked over. */
const factsDate = '2026-11-22';

function catalogModel(facts: ModelFacts, scores: readonly Row[], costs: readonly Row[]): CatalogModel {
	const context = packageContext(facts.prices);
	const contextSource: Provenance = context
		? { source: context.source, date: context.date }
		: { source: `family default (${facts.family})`, date: factsDate };
	return {
		id: facts.id,
		vendor: facts.vendor,
		family: facts.family,
		displayName: facts.displayName,
		aliases: facts.aliases,
		released: facts.released ?? releaseDate(facts),
		...(facts.tier === null ? {} : { tier: facts.tier }),
		parametersB: facts.parametersB,
		openWeights: facts.openWeights,
		contextTokens: context?.tokens ?? facts.contextTokens,
		contextSource,
		maxOutputTokens: facts.maxOutputTokens,
		tools: facts.tools,
		vision: facts.vision,
		fim: facts.fim,
		reasoning: facts.reasoning,
		efforts: facts.efforts.map((name) => ({ name, wire: name })),
		defaultEffort: facts.defaultEffort,
		ollama: facts.ollama,
		prices: packagePrices(facts.prices) ?? listPrice(facts, costs),
		speed: outputSpeed(facts, costs),
		scores: catalogScores(facts, scores),
	};
}

/** Vendors put the day of release into their ids; null where no id has one. */
function releaseDate(facts: ModelFacts): string | null {
	const match = /-(20\d\d)-?([01]\d)-?([0-3]\d)$/.exec(facts.published[0] ?? '');
	return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

function newestDate(models: readonly CatalogModel[]): string {
	const dates = models.flatMap(({ scores, prices, speed }) =>
		[...scores, prices, speed].flatMap((figure) => (figure ? [figure.date] : [])),
	);
	return dates.sort().at(-1)!;
}

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string', default: 'models' } } });
if (!values.data) throw new Error('usage: npm run train:catalog -- --data DIR');
const scores = [...readCsv(join(values.data, 'published', 'published_scores.csv')), ...deepSweRows(values.data)];
const costs = readCsv(join(values.data, 'published', 'costs_tokens.csv'));
const models = modelFacts.map((facts) => catalogModel(facts, scores, costs));
const catalog: Catalog = { version: 1, date: newestDate(models), models };
parseCatalog(catalog);
mkdirSync(values.out, { recursive: true });
// One line for each innermost object keeps a change of one figure a change of one line.
const json = JSON.stringify(catalog, null, '\t').replace(/[{[][^{}[\]]*[}\]]/g, (inner) => inner.replace(/\s*\n\s*/g, ' '));
writeFileSync(join(values.out, 'catalog.json'), `${json}\n`);
await writeManifest(values.out);

const count = (has: (model: CatalogModel) => boolean) => models.filter(has).length;
console.log(
	`${models.length} models, ${models.reduce((sum, model) => sum + model.scores.length, 0)} scores, newest figure ${catalog.date}`,
);
console.log(`with prices ${count((m) => m.prices !== null)}, with speed ${count((m) => m.speed !== null)}, without any score:`);
console.log(models.flatMap((m) => (m.scores.length === 0 ? [m.id] : [])).join(' ') || 'none');
console.log(`context by family default: ${models.flatMap((m) => (m.contextSource?.source.startsWith('family') ? [m.id] : [])).join(' ')}`);
console.log(`remote without price: ${models.flatMap((m) => (m.prices === null ? [m.id] : [])).join(' ')}`);
