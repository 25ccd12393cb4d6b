import { dollars, markdownTable, percent } from '../../training/kit/tables.ts';
import { differenceOf, figureOf, shown, TITLES } from './format.ts';
import type { Figure, PoolResult } from './json.ts';
import { ROUTERS } from './routers/router.ts';
import type { Pool } from './types.ts';

const HEADS: Partial<Record<Figure, string>> = {
	apgr: 'APGR',
	cpt50: 'CPT50',
	cpt80: 'CPT80',
	savingAtReference: 'saving at equal quality',
	savingWithin03: 'saving within 0.3 points',
	gainAtEqualCost: 'gain at equal cost',
};

const PAIR: readonly Figure[] = ['apgr', 'cpt50', 'cpt80', 'maxPgr'];
const MONEY: readonly Figure[] = ['savingAtReference', 'savingWithin03', 'gainAtEqualCost'];

/** Section of a pool: its models, its figures, where they come from, and its plot where `plot` names one. */
export function poolSection(result: PoolResult, pool: Pool, plot: string | null): string {
	const priced = result.singles.every((single) => single.costUsd !== null);
	const pair = result.routers.oracle.apgr !== null;
	const parts = [`### ${result.pool}`, `${result.note} ${result.n} prompts of ${pool.set}; reference ${result.reference}.`];
	if (plot) parts.push(`![Quality and cost of every router and model of ${result.pool}](${plot})`);
	if (pair) {
		const rows = ROUTERS.filter((name) => result.routers[name].apgr !== null).map((name) => [
			TITLES[name],
			...PAIR.map((figure) => figureOf(result.routers[name], figure)),
		]);
		parts.push(markdownTable(['router', 'APGR', 'CPT50', 'CPT80', 'largest PGR'], rows));
	}
	if (priced) parts.push(moneyTable(result), costsOf(result));
	const over = overBaseline(result);
	if (over) parts.push(over);
	parts.push(modelsTable(result, pool, priced));
	return parts.join('\n\n');
}

function moneyTable(result: PoolResult): string {
	const reference = result.singles.find((single) => single.model === result.reference)!;
	const rows = ROUTERS.map((name) => {
		const router = result.routers[name];
		const reached = router.quality === null ? '-' : shown('gainAtEqualCost', router.quality - reference.quality);
		return [TITLES[name], ...MONEY.map((figure) => figureOf(router, figure)), reached];
	});
	return markdownTable(
		[
			'router',
			'saving at equal quality',
			'saving within 0.3 points',
			'gain at equal cost, points',
			'quality reached at equal quality, points from the reference',
		],
		rows,
	);
}

/** What Routoo does at equal quality, and how the saving depends on the length of the answers. */
function costsOf(result: PoolResult): string {
	const { routoo } = result.routers;
	const lines: string[] = [];
	if (routoo.shares) {
		const shares = Object.entries(routoo.shares)
			.filter(([, share]) => share >= 0.0005)
			.sort(([, a], [, b]) => b - a)
			.map(([model, share]) => `${model} ${percent(share)}`);
		const predicted = routoo.meanEstimate === null ? '' : ` It predicted a quality of ${percent(routoo.meanEstimate)} for its choices`;
		lines.push(
			`At equal quality Routoo sends: ${shares.join(', ')}.${predicted}${predicted ? ` and reached ${percent(routoo.quality!)}.` : ''}`,
		);
	}
	for (const { outputTokens, routers } of result.sensitivity) {
		const own = routers.routoo;
		if (!own) continue;
		const figures = MONEY.map((figure) => `${HEADS[figure]} ${shown(figure, own[figure as 'savingAtReference'])}`).join(', ');
		lines.push(`With ${outputTokens === 0.5 ? 'half' : `${outputTokens} times`} the answer tokens: ${figures} points.`);
	}
	return lines.join('\n');
}

function overBaseline(result: PoolResult): string | null {
	const parts = Object.entries(result.overBaseline).map(([figure, { baseline, difference, ci }]) => {
		const text = differenceOf(figure as Figure, difference, ci);
		return `${HEADS[figure as Figure]} ${text} against ${TITLES[baseline]}`;
	});
	return parts.length === 0 ? null : `Difference to the best baseline of each figure: ${parts.join('; ')}.`;
}

function modelsTable(result: PoolResult, pool: Pool, priced: boolean): string {
	const facts = new Map(pool.models.map((model) => [model.column, model]));
	const rows = result.singles.map((single) => {
		const model = facts.get(single.model)!;
		const price = model.requestUsd !== undefined ? 'measured' : `${model.input ?? '-'} / ${model.output ?? '-'}`;
		return [single.model, percent(single.quality), price, single.costUsd === null ? '-' : dollars(single.costUsd), model.source];
	});
	const tokens = `Tokens of a request: ${pool.inputTokens} and ${pool.outputTokens} (${pool.tokensSource}).`;
	const table = markdownTable(['model', 'quality alone', '$ per million tokens', '$ of 1,000 requests', 'source'], rows);
	const open = `<details><summary>Models, prices and their sources${priced ? '' : ' (prices are missing: no money figures)'}</summary>`;
	return `${open}\n\n${tokens}\n\n${table}\n\n</details>`;
}

/** One line for each pool that has no section. */
export function briefTable(results: readonly PoolResult[]): string {
	const rows = results.map((result) => {
		const { routoo, oracle } = result.routers;
		const baseline = result.overBaseline.apgr;
		return [
			result.pool,
			String(result.n),
			result.singles.map((single) => `${single.model} ${percent(single.quality)}`).join(', '),
			figureOf(routoo, 'apgr'),
			baseline ? `${shown('apgr', result.routers[baseline.baseline].apgr)} (${TITLES[baseline.baseline]})` : '-',
			shown('apgr', oracle.apgr),
			figureOf(routoo, 'savingAtReference'),
			figureOf(routoo, 'gainAtEqualCost'),
		];
	});
	const header = [
		'pool',
		'prompts',
		'models alone',
		'APGR',
		'best baseline',
		'oracle',
		'saving at equal quality',
		'gain at equal cost, points',
	];
	return markdownTable(header, rows);
}
