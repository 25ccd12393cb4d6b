import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PredictorFile } from '../../src/predictor/parameters.ts';
import { TASK_KINDS, type TaskKind } from '../../src/predictor/task-kind.ts';
import { splitCsv } from '../data/datasets.ts';
import { effortOf } from './problem.ts';

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

function median(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)]!;
}

/** Prior of answer lengths and speeds from `published/costs_tokens.csv`. */
export function fitOutputLengths(folder: string): PredictorFile['outputLength'] {
	const rows = readFileSync(path.join(folder, 'published', 'costs_tokens.csv'), 'utf8')
		.trim()
		.split(/\r?\n/)
		.slice(1)
		.map((line) => {
			const [model, benchmark, metric, value] = splitCsv(line);
			return { effort: effortOf(model!), benchmark: benchmark!, metric: metric!, value: Number(value) };
		});
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
