import type { Catalog } from '../../src/core/model/catalog.ts';
import { makerOf } from '../../src/core/model/recorded-name.ts';
import { LENGTH_FEATURES } from '../../src/predictor/length-features.ts';
import { encodeFloats } from '../../src/predictor/parameters.ts';
import type { PredictorFile } from '../../src/predictor/predictor-file.ts';
import { EMBEDDING_DIMS } from '../../src/predictor/runtime.ts';
import { TASK_KINDS, taskKind } from '../../src/predictor/task-kind.ts';
import { AGENT_SETS, readAgentSet } from '../runs/data.ts';
import { runCells } from '../runs/shapes.ts';
import { stepsTable } from '../runs/steps.ts';
import { judgedLengths } from './editor.ts';
import { fitLengths } from './fit.ts';
import { type HeldLength, heldLengths } from './folds.ts';
import { fitIssueSize } from './issue-size.ts';
import { publishedLengths, publishedVerbosity } from './published.ts';
import { type Embed, lengthRows } from './rows.ts';

const FOLDS = 3;
/** Judged messages of a kind that its own mean rests on. */
const LEAST_JUDGED = 4;

/** `outputLength` of models/predictor.json: the published tables, and the head that reads a request by the vectors of one encoder. */
export async function outputLengths(folder: string, catalog: Catalog, embed: Embed): Promise<PredictorFile['outputLength']> {
	const published = publishedLengths(folder);
	const tables = { ...published, visible: { ...published.visible, ...judgedKinds() } };
	const rows = await lengthRows(folder, catalog, embed);
	const spread = spreadOf(heldLengths(rows, FOLDS));
	const rich = fitLengths(rows, 0);
	const plain = fitLengths(rows, EMBEDDING_DIMS);
	const sets = AGENT_SETS.map((name) => readAgentSet(folder, name, catalog));
	const table = stepsTable(folder, catalog);
	const runs = fitIssueSize(
		sets,
		sets.flatMap((set) => runCells(set, table)),
	);
	const flat = (fitted: typeof rich): string => encodeFloats(fitted.rows.flatMap(({ ridge }) => [...ridge.weights]));
	return {
		...tables,
		request: {
			featureNames: [...LENGTH_FEATURES],
			rows: rich.rows.map(({ name, thinks }) => ({ name, thinks })),
			encoder: flat(rich),
			features: flat(plain),
			verbosity: besideRecorded(
				publishedVerbosity(folder, catalog, tables.thinking),
				rich.rows.flatMap(({ name, thinks }, i) => (i > 1 && thinks ? [name] : [])),
			),
			spread,
			runs,
		},
	};
}

/** The recorded models that think stand where their makers' published models do, which write more than the middle one. */
function besideRecorded(published: Readonly<Record<string, number>>, thinkers: readonly string[]) {
	const logs = thinkers.flatMap((name) => {
		const own = Object.entries(published).filter(([id]) => makerOf(id) === makerOf(name));
		return own.length === 0 ? [] : [own.reduce((sum, [, factor]) => sum + Math.log(factor), 0) / own.length];
	});
	const level = logs.length === 0 ? 1 : Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
	const beside = (factor: number): number => Number((factor / level).toPrecision(3));
	return { models: Object.fromEntries(Object.entries(published).map(([id, factor]) => [id, beside(factor)])), others: beside(1) };
}

/** Geometric mean of the judged answers of each kind of task that has enough of them. */
function judgedKinds(): Record<string, number> {
	const byKind = Map.groupBy(judgedLengths(), ({ request }) => taskKind(request));
	return Object.fromEntries(
		TASK_KINDS.flatMap((kind) => {
			const own = byKind.get(kind) ?? [];
			if (own.length < LEAST_JUDGED) return [];
			return [[kind, Math.round(Math.exp(own.reduce((sum, { tokens }) => sum + Math.log(tokens), 0) / own.length))]];
		}),
	);
}

/** Of held-out answers that were counted: what a recorded model's keep within, and what is added where its own row is not read. */
export function spreadOf(held: readonly HeldLength[]): NonNullable<PredictorFile['outputLength']['request']>['spread'] {
	const counted = held.filter(({ row }) => row.prompt !== null);
	const square = (own: readonly HeldLength[], of: (one: HeldLength) => number): number =>
		own.reduce((sum, one) => sum + (one.row.value - of(one)) ** 2, 0) / Math.max(1, own.length);
	const said = ({ said: own }: HeldLength): number => own;
	const rounded = (value: number): number => Number(value.toPrecision(3));
	const tokens = (of: (one: HeldLength) => number): number => counted.reduce((sum, one) => sum + Math.exp(of(one)), 0);
	const deviation = (thinks: boolean): number =>
		Math.sqrt(
			square(
				counted.filter(({ row }) => row.thinks === thinks),
				said,
			),
		);
	return {
		plain: rounded(deviation(false)),
		thinking: rounded(deviation(true)),
		model: rounded(Math.sqrt(Math.max(0, square(counted, ({ unknown }) => unknown) - square(counted, said)))),
		mean: rounded(tokens(({ row }) => row.value) / tokens(said)),
	};
}
