import path from 'node:path';
import type { Catalog } from '../../src/core/model/catalog.ts';
import type { PredictorFile } from '../../src/predictor/predictor-file.ts';
import { TASK_KINDS, type TaskKind } from '../../src/predictor/task-kind.ts';
import { readCsv } from '../catalog/csv.ts';
import { columnCandidate } from '../data/candidates.ts';
import { effortOf } from '../head/problem.ts';
import { median } from '../kit/metrics.ts';

/** Exercises of Aider's polyglot benchmark, each with up to two attempts; the table holds totals of a run. */
const POLYGLOT_CASES = 225;
/** An author's judgement: an average request to write code takes this share of the tokens of a polyglot exercise with its second attempt. */
const SHARE_OF_EXERCISE = 0.35;

/** An author's judgement of the visible answer's length, relative to a request to write code. */
const RELATIVE_LENGTH: Readonly<Record<TaskKind, number>> = {
	chat: 0.15,
	explain: 0.75,
	write: 1,
	fix: 0.8,
	refactor: 1.4,
	test: 1.2,
	debug: 1,
	review: 1.1,
	design: 1.9,
	data: 0.6,
	math: 1,
	question: 0.5,
	edit: 0.4,
	completion: 0.06,
};

interface Row {
	/** Without its effort. */
	readonly model: string;
	readonly effort: string;
	readonly benchmark: string;
	readonly metric: string;
	readonly value: number;
}

function readRows(folder: string): Row[] {
	return readCsv(path.join(folder, 'published', 'costs_tokens.csv')).map(({ model, benchmark, metric, value }) => ({
		...{ model: model!.split('@')[0]!, effort: effortOf(model!), benchmark: benchmark!, metric: metric!, value: Number(value) },
	}));
}

/** Lengths by kind of task and effort, and speeds, from `published/costs_tokens.csv`: what holds where no head of lengths can be read. */
export function publishedLengths(folder: string): Omit<PredictorFile['outputLength'], 'request'> {
	const rows = readRows(folder);
	const polyglot = rows.filter((row) => row.benchmark === 'aider_polyglot' && row.metric === 'completion_tokens' && row.value > 0);
	const perCase = (effort: string) => median(polyglot.filter((row) => row.effort === effort).map((row) => row.value / POLYGLOT_CASES));
	const live = rows.filter((row) => row.benchmark.startsWith('livebench:') && row.metric === 'completion_tokens_per_case');
	const perLive = (effort: string) => median(live.filter((row) => row.effort === effort).map((row) => row.value));
	const plain = perCase('none');
	const thinking = (effort: string) => Math.round((perCase(effort) - plain) * SHARE_OF_EXERCISE);
	const high = thinking('high');
	const speeds = rows.filter((row) => row.metric === 'output_tokens_per_second').map((row) => row.value);
	return {
		visible: Object.fromEntries(TASK_KINDS.map((kind) => [kind, Math.round(plain * SHARE_OF_EXERCISE * RELATIVE_LENGTH[kind])])),
		thinking: {
			none: 0,
			// No run at this effort gives its tokens: a tenth of `low`.
			minimal: Math.round(thinking('low') / 10),
			low: thinking('low'),
			medium: thinking('medium'),
			high,
			xhigh: Math.round((high * perLive('xhigh')) / perLive('high')),
			max: Math.round((high * perLive('max')) / perLive('high')),
			thinking: thinking('thinking'),
			default: thinking('medium'),
		},
		logSpread: 0.75,
		hardness: 1.2,
		tokensPerSecond: Math.round(median(speeds)),
		firstTokenSeconds: 1,
	};
}

/** One board more is added to those that tell of a model, and says that it writes as much as others. */
const DOUBT_BOARDS = 1;
/** ln: no board takes a model further from the middle one. */
const FURTHEST = 1;

/**
 * How many tokens models that think write beside the middle one at the same effort, by the catalog's ids: LiveBench's tokens a case and
 * DeepSWE's a task.
 */
export function publishedVerbosity(folder: string, catalog: Catalog, thinking: Readonly<Record<string, number>>): Record<string, number> {
	const live = readRows(folder).filter(({ metric }) => metric === 'completion_tokens_per_case');
	const swe = readCsv(path.join(folder, 'published', 'deepswe_1_1.csv')).map((row) => ({
		...{ model: row.model!, effort: row.effort || 'default', benchmark: 'deepswe', value: Number(row.output_tokens_per_task || 'NaN') },
	}));
	const rows = [...live, ...swe].flatMap(({ model, effort, benchmark, value }) => {
		const ratio = (thinking[effort === 'unstated' ? 'default' : effort] ?? 0) / thinking.default!;
		return value > 0 && ratio > 0 ? [{ model, benchmark, value: Math.log(value / ratio) }] : [];
	});
	const boards = [...Map.groupBy(rows, ({ benchmark }) => benchmark).values()].map((own) => {
		const middle = median(own.map(({ value }) => value));
		return own.map(({ model, value }) => ({ model, away: value - middle }));
	});
	const ids = new Map(
		[...new Set(rows.map(({ model }) => model))].map((name) => [name, columnCandidate([name], null, null, catalog).catalogId]),
	);
	const seen = Map.groupBy(
		boards.flatMap((own) =>
			[...Map.groupBy(own, ({ model }) => ids.get(model) ?? null)].flatMap(([id, all]) =>
				id === null ? [] : [{ id, away: all.reduce((sum, { away }) => sum + away, 0) / all.length }],
			),
		),
		({ id }) => id,
	);
	return Object.fromEntries(
		[...seen]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([id, all]) => {
				const away = all.reduce((sum, one) => sum + one.away, 0) / (all.length + DOUBT_BOARDS);
				return [id, Number(Math.exp(Math.min(FURTHEST, Math.max(-FURTHEST, away))).toPrecision(3))];
			}),
	);
}
