import type { AfterSignals } from './after-signals.ts';
import { dropBound } from './bound.ts';
import { POLICIES, type PolicyName } from './policies.ts';
import { REQUESTS, SCENARIOS, type Scenario, type Signals } from './scenario.ts';
import type { StreamResult } from './simulate.ts';

/** The streams of all seeds under one policy. */
export interface Cell {
	readonly scenario: Scenario;
	readonly policy: PolicyName;
	readonly signals: Signals;
	readonly results: readonly StreamResult[];
}

export interface LearningResult {
	readonly seeds: readonly number[];
	readonly requests: number;
	readonly inSample: number;
	readonly changing: string;
	/** Its share of adequate answers before. */
	readonly chance: number;
	readonly cells: readonly Cell[];
}

const AIMS = { adopted: 140, noticed: 150 };

export function learningSection({ seeds, requests, inSample, changing, chance, cells }: LearningResult): string {
	const groups = [...Map.groupBy(cells, ({ signals }) => JSON.stringify(signals)).values()];
	return [
		'## Learning from the user, simulated',
		'',
		`Streams of 1,000 requests from ${requests} questions of MMLU that all models of a pool answered, through the real decoder (Balanced) and the real learner. Five models at their list prices of 2024; a request is taken to hold 4,000 tokens and its answer 500, as in an editor, where the recorded ones are a question and a letter. Predictions are those of the weights that ship, which were fitted on ${inSample === requests ? 'these very answers' : `${inSample} of these answers`}: the static head knows its models better here than it will know a user's, so what learning adds is counted too low, what it costs too high. The newcomer alone is predicted by its size, its answers unread.`,
		'',
		`Regret: points by which the best model's utility lies above that of the chosen one, mean a request; utility is the decoder's own (points above the bar count a tenth, less the price) at the best guess of each model's chance, which is the shipped prediction shifted by model and domain to the recorded share. "After" counts from the change on. The model that drops or gets cheaper is ${changing}, the one that is asked most. *Noticed*: requests until it is asked half as often as in the 150 before, in the last 40. *Adopted*: requests until half of the last 20 that the newcomer is best for went to it. Median of ${seeds.length} seeds (${seeds.join(', ')}), in brackets the least and the most; – is never. The learner's constants and the widths of LinUCB and Thompson sampling were chosen on other seeds (101 to 108). Signals are drawn at the figures above each table; every policy takes them for .8 and .8. Exploration 3 %.`,
		...groups.flatMap(tableOf),
		'',
		...aims(cells),
		'',
		...bounds(
			chance,
			groups.map(([first]) => first!.signals),
		),
		'',
		...beside(cells),
		'',
	].join('\n');
}

function tableOf(cells: readonly Cell[]): string[] {
	const { sensitivity, specificity, share } = cells[0]!.signals;
	return [
		'',
		`### Sensitivity ${sensitivity}, specificity ${specificity}, a signal on ${Math.round(100 * share)} % of the answers`,
		'',
		'| scenario | policy | regret | after | dollars | adequate | noticed | adopted |',
		'|---|---|---|---|---|---|---|---|',
		...SCENARIOS.flatMap((scenario) => POLICIES.flatMap((policy) => rowOf(cells, scenario, policy))),
	];
}

function rowOf(cells: readonly Cell[], scenario: Scenario, policy: PolicyName): string[] {
	const results = cells.find((cell) => cell.scenario === scenario && cell.policy === policy)?.results;
	if (results === undefined) return [];
	const of = (value: (result: StreamResult) => number | null, digits: number): string => range(results.map(value), digits);
	const drop = scenario === 'drop' || scenario === 'no drop';
	return [
		`| ${scenario} | ${policy} | ${of(({ regret }) => regret, 2)} | ${of(({ regretAfter }) => regretAfter, 2)} | ${of(({ dollars }) => dollars, 2)} | ${of(({ adequate }) => 100 * adequate, 1)} % | ${drop ? of(({ noticed }) => noticed, 0) : ''} | ${scenario.includes('newcomer') ? of(({ adopted }) => adopted, 0) : ''} |`,
	];
}

/** Median, least and most; what never came is the most there is. */
function range(values: readonly (number | null)[], digits: number): string {
	const sorted = values.map((value) => value ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
	const text = (value: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '–');
	return `${text(sorted[Math.floor((sorted.length - 1) / 2)]!)} (${text(sorted[0]!)} to ${text(sorted.at(-1)!)})`;
}

function drawnOf({ sensitivity, specificity, share }: Signals): string {
	return `(${sensitivity}, ${specificity}), ${Math.round(100 * share)} %`;
}

/** Every aim, reached or missed, by kind of signals. */
function aims(cells: readonly Cell[]): string[] {
	const lines = cells.flatMap(({ scenario, policy, signals, results }) => {
		if (policy !== 'learner') return [];
		const drawn = drawnOf(signals);
		const within = (key: 'noticed' | 'adopted'): string => {
			const met = results.filter((result) => (result[key] ?? Number.POSITIVE_INFINITY) <= AIMS[key]).length;
			return `${met} of ${results.length} streams`;
		};
		if (scenario === 'drop') return [`| a drop of 15 points noticed within ${AIMS.noticed} | ${drawn} | ${within('noticed')} |`];
		if (scenario === 'no drop') return [`| the same where nothing dropped: a false alarm | ${drawn} | ${within('noticed')} |`];
		if (scenario.includes('newcomer')) return [`| ${scenario} adopted within ${AIMS.adopted} | ${drawn} | ${within('adopted')} |`];
		return [];
	});
	return ['### Aims', '', '| aim | signals | reached in |', '|---|---|---|', ...lines.sort()];
}

/** What the signals can tell of the drop at all: an alarm before that is luck, or comes where nothing dropped, too. */
function bounds(chance: number, all: readonly Signals[]): string[] {
	const lines = all.map((signals) => {
		const { before, after, nats, requests } = dropBound(chance, signals);
		const drawn = drawnOf(signals);
		return `| ${drawn} | ${(100 * before).toFixed(1)} to ${(100 * after).toFixed(1)} % | ${nats.toFixed(4)} | ${requests.toFixed(0)} |`;
	});
	return [
		'### What can be known of the drop',
		'',
		`Mean requests that the best possible test needs, by Lorden's bound, with a false alarm in ${REQUESTS} requests, where every request goes to the model and the test knows its chance before (${(100 * chance).toFixed(1)} %), the drop and what a signal is worth. The policies know none of them, and ask the model for a part of the requests. *Noticed* above counts whoever asks it half as often, for whatever reason: what a policy does where nothing dropped says how much of that is noticing.`,
		'',
		'| signals | that speak for the answer | nats a signal | requests |',
		'|---|---|---|---|',
		...lines,
	];
}

/** In how many of the tables' cells a policy's median regret lies below that of another. */
function beside(cells: readonly Cell[]): string[] {
	const median = (policy: PolicyName, { scenario, signals }: Cell): number => {
		const own = cells.find((cell) => cell.policy === policy && cell.scenario === scenario && cell.signals === signals)!;
		return own.results.map(({ regret }) => regret).sort((a, b) => a - b)[Math.floor((own.results.length - 1) / 2)]!;
	};
	const places = cells.filter(({ policy }) => policy === 'learner');
	const below = (policy: PolicyName, other: PolicyName): string =>
		`${places.filter((cell) => median(policy, cell) < median(other, cell)).length} of ${places.length}`;
	return [
		`Median regret of the learner lies below that of the static head in ${below('learner', 'static')} cells, below LinUCB's in ${below('learner', 'LinUCB')} and Thompson sampling's in ${below('learner', 'Thompson')}; LinUCB's lies below the static head's in ${below('LinUCB', 'static')}. The static head takes a newcomer up as soon where its prior thinks well of it: that aim is owed to the prior as much as to learning. A model's drop is told apart from a harder task or a stricter user by other models' signals alone, so where one model gets nearly all requests it is noticed late.`,
	];
}

/** A pair that was known by published scores alone, by figures of each seed. */
export function afterSignalsSection(
	path: string,
	rows: readonly { readonly name: string; readonly seeds: readonly AfterSignals[] }[],
): string {
	const mean = (values: readonly number[]): string => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
	return [
		`## A pair after 100 signals of the user's own`,
		'',
		`${path} APGR on the rows that got no signal, means over the seeds, in brackets the least and the most of them. Aim: .66.`,
		'',
		'| pair, signals | before | after 100 signals |',
		'|---|---|---|',
		...rows.map(({ name, seeds }) => {
			const after = seeds.map((seed) => seed.after);
			return `| ${name} | ${mean(seeds.map(({ before }) => before))} | ${mean(after)} (${Math.min(...after).toFixed(3)} to ${Math.max(...after).toFixed(3)}) |`;
		}),
		'',
	].join('\n');
}
