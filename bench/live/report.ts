import { markdownTable, percent, signed } from '../../training/kit/tables.ts';
import type { Interval } from '../kit/bootstrap.ts';
import type { BoardFigures } from './boards.ts';
import type { Decisions, ThreadFigures } from './decisions.ts';
import type { PathFigures, PathName, SetFigures } from './figures.ts';
import type { LengthFigures } from './lengths.ts';
import type { PairResult, Saved } from './routed.ts';
import type { FormFigures, LanguageFigures } from './steadiness.ts';

export interface LiveResult {
	/** How the rows were kept from what predicts them, in words. */
	readonly method: string;
	readonly sets: readonly SetFigures[];
	/** Rows left out, with the reason, by set. */
	readonly dropped: Readonly<Record<string, number>>;
	readonly boards: readonly BoardFigures[];
	readonly lengths: readonly LengthFigures[];
	readonly decisions: readonly Decisions[];
	readonly thread: ThreadFigures;
	readonly forms: readonly FormFigures[];
	readonly languages: readonly LanguageFigures[];
}

const three = (value: number | null): string => (value === null ? '-' : value.toFixed(3));
const points = (value: number | null): string => (value === null ? '-' : (100 * value).toFixed(1));
const share = (value: number | null): string => (value === null ? '-' : percent(value));

const between = (interval: Interval | null, shown: (value: number) => string): string =>
	interval === null ? '' : ` (${shown(interval[0])} to ${shown(interval[1])})`;

const PATHS = ['live', 'judged', 'read', 'publishedOnly', 'nearest', 'blend'] as const;
const TITLES: Readonly<Record<PathName, string>> = {
	live: 'live',
	judged: 'live, judged',
	read: 'live, read',
	publishedOnly: 'published only',
	nearest: 'nearest',
	blend: 'blend',
};

/** The paths of a set with their titles; one row where nobody recorded a strong model, so that the live path is the published-only one. */
function pathsOf({ paths }: SetFigures): { readonly name: PathName; readonly title: string; readonly own: PathFigures }[] {
	const same = paths.publishedOnly === paths.live;
	return PATHS.flatMap((name) => {
		const own = paths[name];
		if (own === null || (same && name === 'publishedOnly')) return [];
		return [{ name, title: same && name === 'live' ? 'live, published only' : TITLES[name], own }];
	});
}

/** Seven significant digits; every share of 1. */
export function liveJson(result: LiveResult): string {
	return JSON.stringify(result, (_key, value) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value), '\t');
}

/** Markdown of docs/evidence/benchmarks/live.md under a heading of the second level. */
export function liveSection(result: LiveResult): string {
	return [
		'## What a live request gets',
		`${result.method} *Live*: the function that chat, agent runs and \`route\` call, for the model as its endpoint lists it; a recorded model that the catalog lacks is taken for one that it has, with what its recorded answers say. *Live, judged*, *live, read*: the same with what a slower reader says of an issue, by a fit that saw nothing of its repository: the strong model whose fifteen judgements were published, a bound for a judge of one’s own pool; the small model of a file, on this computer (\`bench:reading\`). *Published only*: the answers of the strong model of every pair, in all sets, are hidden. *Nearest*: every model is taken for the other one that the catalog's rule of kinship names (the newest of its line, else the nearest size of its family), and nothing that was recorded of itself is read. *Blend*: the heads of recorded columns, which no live request has; an upper bound.`,
		"AUC is the mean within a model; APGR the mean over the pairs (a coin: .5); in brackets 95 % intervals, by draws of whole problems, of whole repositories where a row is an issue: with seven of them, and two thirds of the rows in one, rough ones; none below four. *level*: mean |predicted - recorded| of a model, points; *inside*: share of the models' recorded levels, and of bins of like predictions, within the mean 10-90 % interval (aim 75 to 88 %).",
		setTable(result.sets),
		droppedLine(result.dropped),
		'### Pairs',
		'Saved: of the cost of always asking the strong model, where half, 80 % and all of its gain over the weak one is reached; in brackets an order that knows nothing, read off its curve in the same way. Costs: as recorded, by list price, or calls to the strong model alone.',
		pairTable(result.sets),
		'### Cost of a run',
		'Over all models and issues at once, which is what a choice between models rests on, and over the issues of one model. In sample: the shipped factors of a run are fitted on these costs; `bench:cost` holds out each repository.',
		markdownTable(
			[
				'set',
				'path',
				'rank correlation',
				'r of the logarithms',
				'rank correlation within a model',
				'r of the logarithms within a model',
				'within a factor of two',
			],
			result.sets.flatMap(({ set, paths }) =>
				(['live', 'judged', 'read'] as const).flatMap((name) => {
					const own = paths[name];
					if (own === null || own.costWithin2 === null) return [];
					const figures = [own.spearmanCost, own.logCost, own.spearmanCostWithin, own.logCostWithin].map(three);
					return [[set, TITLES[name], ...figures, share(own.costWithin2)]];
				}),
			),
		),
		...boardPart(result.boards),
		'### Length of an answer',
		'In sample: the shipped head of lengths is fitted on these answers; `bench:cost` holds out each problem.',
		markdownTable(
			[
				'kind of task',
				'answers',
				'rank correlation within a model',
				'within a factor of two',
				'median of model and kind, in sample',
				'expected over counted (median)',
			],
			result.lengths.map((row) => [
				row.kind,
				String(row.cells),
				three(row.spearman),
				share(row.within2),
				share(row.medianWithin2),
				row.ratio.toFixed(2),
			]),
		),
		'### Decisions',
		`Messages of \`test/fixtures/editor-messages.json\`: trivial (level 1) and hard (levels 4 and 5), each alone, no budget. *Largest*: share of one model over all messages.`,
		decisionTable(result.decisions),
		threadLine(result.thread),
		'### Steadiness',
		'Every English message of the fixture beside the same with another end, courtesy, one typo, other capitals, blanks, an emphasised word, or a small unrelated file (`bench/live/forms.ts`), in a pool of seven models of four vendors, Balanced. Moves are of Claude Haiku 4.5, points.',
		markdownTable(
			['change', 'pairs', 'another candidate', 'another model', 'mean move', 'largest move'],
			result.forms.map((row) => [
				row.form,
				String(row.pairs),
				percent(row.choice),
				percent(row.model),
				row.meanMove.toFixed(1),
				row.mostMove.toFixed(1),
			]),
		),
		'`test/fixtures/messages-in-ten-languages.json`, 24 messages beside their English:',
		markdownTable(
			['language', 'easy, points', 'hard, points', 'another model'],
			result.languages.map((row) => [row.language, signed(row.easy, 1), signed(row.hard, 1), percent(row.model)]),
		),
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

function setTable(sets: readonly SetFigures[]): string {
	const row = (set: SetFigures, { name, title, own }: ReturnType<typeof pathsOf>[number]): string[] => [
		...(name === 'live' ? [set.set, String(set.n), String(set.groups), `${set.known} / ${set.columns}`] : ['', '', '', '']),
		title,
		`${three(own.auc)}${between(own.intervals.auc, three)}`,
		`${three(own.apgr)}${between(own.intervals.apgr, three)}`,
		`${points(own.levelError)}${between(own.intervals.levelError, points)}`,
		share(own.coverage),
		share(own.binCoverage),
	];
	return markdownTable(
		['set', 'rows', 'groups', 'models known', 'path', 'AUC', 'APGR', 'level', 'inside, levels', 'inside, bins'],
		sets.flatMap((set) => pathsOf(set).map((path) => row(set, path))),
	);
}

function droppedLine(dropped: LiveResult['dropped']): string {
	const own = Object.entries(dropped).filter(([, rows]) => rows > 0);
	return own.length === 0
		? ''
		: `Left out, because what predicts has seen them or their problem: ${own.map(([set, rows]) => `${set} ${rows}`).join(', ')}.`;
}

function pairTable(sets: readonly SetFigures[]): string {
	const both = (own: Saved, blind: Saved, of: keyof Saved) => `${share(own[of])} (${share(blind[of])})`;
	const row = (set: string, path: string, pair: PairResult) => [
		set,
		`${pair.weak} / ${pair.strong}`,
		String(pair.n),
		path,
		`${three(pair.apgr)}${between(pair.ci, three)}`,
		both(pair.saved, pair.noSignal, 'half'),
		both(pair.saved, pair.noSignal, 'eighty'),
		both(pair.saved, pair.noSignal, 'equal'),
		pair.unit,
	];
	return markdownTable(
		['set', 'weak / strong', 'rows', 'path', 'APGR (95 %)', 'saved at half', 'at 80 %', 'at equal', 'cost'],
		sets.flatMap((set) =>
			pathsOf(set).flatMap(({ name, title, own }) => (name === 'nearest' ? [] : own.pairs.map((pair) => row(set.set, title, pair)))),
		),
	);
}

function boardPart(boards: readonly BoardFigures[]): string[] {
	return boards.map(
		({ board, entries, spearman, effortOrder }) =>
			`${board}: rank correlation of what is predicted on issues with the board's score over ${entries} models and efforts ${three(spearman)}; pairs of efforts of one model in the board's order ${share(effortOrder)}. In sample: the fit reads the board's scores.`,
	);
}

function decisionTable(decisions: readonly Decisions[]): string {
	const shares = (own: Readonly<Record<string, number>>) =>
		Object.entries(own)
			.sort(([, a], [, b]) => b - a)
			.map(([id, value]) => `${id} ${Math.round(100 * value)} %`)
			.join(', ');
	return markdownTable(
		['pool', 'preset', 'trivial', 'hard', 'largest'],
		decisions.map((row) => [row.pool, row.preset, shares(row.trivial), shares(row.hard), share(row.largest)]),
	);
}

function threadLine({ questions, lost, changed, toDearest }: ThreadFigures): string {
	return `After one hard turn ${questions} trivial questions in the same thread lose ${lost.toFixed(1)} points of Haiku's quality on average; ${percent(changed)} get another model than on their own, ${percent(toDearest)} the pool's dearest (Anthropic, Balanced).`;
}
