import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseCatalog } from '../src/core/model/load-catalog.ts';
import { checkoutFiles } from '../src/predictor/checkout-files.ts';
import { PredictorEngine } from '../src/predictor/engine.ts';
import { isSampled } from '../training/data/corpus.ts';
import { readTrainingData } from '../training/data/training-data.ts';
import { FineTuning, SHIPPED, STOCK } from '../training/encoder/fine-tune.ts';
import { MODELS, progressLog, ROOT } from '../training/kit/checkout.ts';
import { readIssues } from '../training/reading/issues.ts';
import { issueVectors } from '../training/reading/vectors.ts';
import { heldReadings } from '../training/reading/weights.ts';
import { writePage } from './kit/pages.ts';
import { deepSwe } from './live/boards.ts';
import { type FixtureMessage, measureDecisions, measureThread } from './live/decisions.ts';
import { lackingEncoders, trainEncoders } from './live/encoders.ts';
import { corpusWithout } from './live/folds.ts';
import { measureLengths } from './live/lengths.ts';
import { hiddenColumns, measureFolds, measureShipped, trainedRows } from './live/measure.ts';
import { type LiveResult, liveJson, liveSection } from './live/report.ts';
import { type LiveSet, liveSetsIn, partOf, readLiveSet } from './live/sets.ts';
import { encoderTexts, readShipped } from './live/shipped.ts';
import { type LanguageMessage, measureForms, measureLanguages } from './live/steadiness.ts';

/**
 * What a live request gets, set by set, and how steady it is. Cross-validated by fold encoders out of the cache, or, with --models, by
 * shipped weights as they are on rows that they were not trained on. --encoders: fine-tunes the encoders that the cache lacks, the live
 * path's and the published-only path's, and measures nothing. --stock: by the encoder as its authors trained it, which has seen no
 * answer. --sample: a quick look, heads on N items of a set and as many rows predicted. --blend: the heads of recorded columns too, which
 * takes a cross-validation of all folds. --vectors: the slower reader of a file too, whose vectors `npm run read:issues` has kept. --page:
 * writes docs/evidence/benchmarks/live.md too, with --models live-shipped.md, with --stock live-stock.md.
 */
const USAGE =
	'usage: npm run -s bench:live -- --data DIR [--models DIR [--train DIR]] [--sets a,b] [--folds 3] [--fold K] [--epochs 2] [--encoders] [--stock] [--sample N] [--blend] [--vectors] [--page] [--json OUT]';

const { values: args } = parseArgs({
	options: {
		data: { type: 'string' },
		models: { type: 'string' },
		train: { type: 'string' },
		sets: { type: 'string' },
		folds: { type: 'string', default: '3' },
		fold: { type: 'string' },
		sample: { type: 'string' },
		encoders: { type: 'boolean', default: false },
		stock: { type: 'boolean', default: false },
		blend: { type: 'boolean', default: false },
		vectors: { type: 'boolean', default: false },
		epochs: { type: 'string', default: String(SHIPPED.epochs) },
		page: { type: 'boolean', default: false },
		json: { type: 'string' },
	},
});

function stop(message: string): never {
	console.error(message);
	process.exit(2);
}

if (!args.data) stop(USAGE);
const dataFolder = path.resolve(args.data);
for (const folder of [dataFolder, args.models, args.train])
	if (folder !== undefined && !existsSync(folder)) stop(`${folder} does not exist.\n${USAGE}`);
if (args.train !== undefined && args.models === undefined)
	stop('--train belongs to --models: without it every fold is fitted on the others of --data.');
if (args.encoders && (args.stock || args.models !== undefined))
	stop('--encoders fine-tunes what the folds are measured by: neither --models nor --stock reads any.');
const folds = Number(args.folds);
if (!Number.isInteger(folds) || folds < 2 || folds > 20) stop('--folds is a whole number from 2 to 20.');
const fold = args.fold === undefined ? null : Number(args.fold);
if (fold !== null && !(Number.isInteger(fold) && fold >= 0 && fold < folds)) stop(`--fold is a whole number from 0 to ${folds - 1}.`);
const present = liveSetsIn(dataFolder);
const names = args.sets?.split(',') ?? present;
const absent = names.filter((name) => !present.includes(name));
if (absent.length > 0 || names.length === 0) stop(`${dataFolder} holds no set ${absent.join(', ')}; it holds: ${present.join(', ')}`);

const log = progressLog();
const models = path.resolve(args.models ?? MODELS);
const catalog = parseCatalog(JSON.parse(readFileSync(path.join(models, 'catalog.json'), 'utf8')));
const shipped = readShipped(models);

async function measureSets(): Promise<Pick<LiveResult, 'method' | 'sets' | 'dropped'>> {
	if (args.models !== undefined) {
		const seen = trainedRows(path.join(models, 'training-rows.bin'));
		const whole = names.flatMap((name) => readLiveSet(dataFolder, name, catalog) ?? []);
		const sets = withParts(whole.map((set) => partOf(set, set.name, (row) => !seen(row))).filter(({ rows }) => rows.length > 0));
		const left = new Map(sets.map(({ name, rows }) => [name, rows.length]));
		return {
			method: 'The shipped weights as they are, on rows that they were not trained on.',
			sets: await measureShipped(sets, shipped, args.train ? path.resolve(args.train) : null, models, catalog, log),
			dropped: Object.fromEntries(whole.map(({ name, rows }) => [name, rows.length - (left.get(name) ?? 0)])),
		};
	}
	const sample = args.sample === undefined ? null : Number(args.sample);
	const all = names.flatMap((name) => readLiveSet(dataFolder, name, catalog) ?? []);
	const sets = withParts(
		sample === null
			? all
			: all.map((set) => partOf(set, set.name, ({ text }) => isSampled(text, ((fold === null ? 1 : folds) * sample) / set.rows.length))),
	);
	const data = readTrainingData(dataFolder, null, folds, log);
	const settings = args.stock ? STOCK : { ...SHIPPED, epochs: Number(args.epochs) };
	// Whatever part is measured, the strong models of all sets are hidden: one encoder serves every call.
	const everything = withParts(present.flatMap((name) => readLiveSet(dataFolder, name, catalog) ?? []));
	const hidden = hiddenColumns([...everything, ...sets], data);
	const without = args.stock ? null : new FineTuning(corpusWithout(data.corpus, hidden), models, folds, log);
	const wanted = Array.from({ length: folds }, (_, k) => k).filter((k) => fold === null || k === fold);
	if (without !== null) {
		const lacking = lackingEncoders(data.tuning, without, wanted, settings);
		if (args.encoders) {
			await trainEncoders(lacking, settings, log);
			process.exit(0);
		}
		const missing = lacking.filter((encoder) => encoder.path === 'live');
		if (missing.length > 0)
			stop(
				`There is no encoder of fold ${missing.map((encoder) => encoder.fold).join(', ')} for this data and code. Run npm run -s bench:live -- --data ${args.data} --folds ${folds}${fold === null ? '' : ` --fold ${fold}`} --encoders first.`,
			);
	}
	const issues = readIssues(dataFolder);
	const readings = {
		judged: heldReadings(issues, 'judge'),
		read: args.vectors ? heldReadings(issues, 'file', issueVectors(issues)) : new Map(),
	};
	const input = { data, dataFolder, models, settings, sample, hidden, without, catalog, readings, blend: args.blend, log };
	const { figures, dropped, sharedEncoder } = await measureFolds(sets, input, fold);
	const quick = sample === null ? '' : ` A quick look: heads on at most about ${sample} items of a set.`;
	const shared = sharedEncoder
		? " The published-only path reads the live path's encoder here: the strong models' answers on other problems took part in its fine-tuning."
		: '';
	const parts = fold === null ? `${folds} folds` : `fold ${fold + 1} of ${folds}`;
	return {
		method: `Every row is predicted by an encoder (${args.stock ? 'as its authors trained it, not fine-tuned; ' : ''}${parts}) and heads that saw nothing of its problem or, where it is an issue, of its repository; sets that training does not read lie in the fold of what they share.${quick}${shared}`,
		sets: figures,
		dropped,
	};
}

/** Two thirds of the issues of SWE-bench Verified are Django's: the sets stand without it too. */
function withParts(sets: readonly LiveSet[]): LiveSet[] {
	return sets.flatMap((set) => {
		const other = partOf(set, `${set.name}, without django`, ({ problem }) => problem !== 'repo/django/django');
		return other.rows.length > 0 && other.rows.length < set.rows.length ? [set, other] : [set];
	});
}

const fixture = <T>(name: string): T => JSON.parse(readFileSync(path.join(ROOT, 'test/fixtures', name), 'utf8')) as T;
const messages = fixture<FixtureMessage[]>('editor-messages.json');
const measured = await measureSets();
const issues = names.flatMap((name) => (/swebench|swtbench/.test(name) ? (readLiveSet(dataFolder, name, catalog) ?? []) : []));
const board = issues.find(({ name }) => name.startsWith('openhands'));
const engine = await PredictorEngine.load({ ...checkoutFiles(ROOT), modelFolder: models });
const { status } = engine;
if (status.kind !== 'ready') stop(`The predictor in ${models} cannot run: ${status.kind === 'degraded' ? status.reason : status.kind}`);
const result: LiveResult = {
	...measured,
	boards: [board === undefined ? null : deepSwe(dataFolder, catalog, board, await shipped.embed(encoderTexts(board)), shipped)].filter(
		(own) => own !== null,
	),
	lengths: await measureLengths(dataFolder, catalog, shipped),
	decisions: await measureDecisions(engine, catalog, messages),
	thread: await measureThread(engine, catalog, messages),
	forms: await measureForms(engine, catalog, messages),
	languages: await measureLanguages(engine, catalog, fixture<LanguageMessage[]>('messages-in-ten-languages.json')),
};
await engine.dispose();
const section = liveSection(result);
console.log(section);
if (args.json) writeFileSync(args.json, liveJson(result));
const page = args.models ? 'live-shipped' : args.stock ? 'live-stock' : 'live';
if (args.page) writePage(page, `npm run -s bench:live -- ${commandLine()}`, section);

/** As it was called, without the user's folders. */
function commandLine(): string {
	const given = (['sets', 'fold', 'epochs', 'sample'] as const).filter((name) => process.argv.includes(`--${name}`));
	const flags = [
		...(['stock', 'blend', 'vectors'] as const).flatMap((name) => (args[name] ? [`--${name}`] : [])),
		...given.map((name) => `--${name} ${args[name]}`),
	];
	return ['--data DIR', ...(args.models ? ['--models models'] : []), ...(args.train ? ['--train DIR'] : []), ...flags, '--page'].join(' ');
}
