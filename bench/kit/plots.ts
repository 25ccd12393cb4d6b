import { TITLES } from '../routing/format.ts';
import type { PoolResult } from '../routing/json.ts';
import type { RouterName } from '../routing/routers/router.ts';
import { type Series, svgPlot } from './svg.ts';

/** Order of drawing: what matters most lies on top. The last three are drawn as points among the single models. */
const LINES: readonly (readonly [RouterName, string, Partial<Series>])[] = [
	['oracle', '#8a8f98', { dashes: '6 4' }],
	['random', '#8a8f98', { dashes: '2 3' }],
	['domain', '#c98a00', {}],
	['knn', '#2f86d6', {}],
	['mf', '#a05bd0', {}],
	['logistic', '#2e9e5b', {}],
	['routoo', '#e0492e', { width: 2.6 }],
];

/** Model names without their vendor and version, for the labels of a plot. */
export function shortName(column: string): string {
	return column
		.replace(/^.*\//, '')
		.replace(/^(openai|google|meta|mistralai|anthropic|writer|qwen)_/, '')
		.replace(/ \((N=1|RouteLLM)\)$/, '')
		.replace(/-(preview-)?(\d{4,8}|\d{4}-\d{2}-\d{2})$/, '')
		.replace(/-250-turns-\d+$|-10132025$/, '');
}

/** Quality over cost of every router of a pool, the single models as points; null where the pool has no prices. Costs are of 1,000 requests. */
export function poolPlot(pool: PoolResult): string | null {
	const singles = pool.singles.flatMap(({ model, quality, costUsd }) =>
		costUsd === null ? [] : [{ x: costUsd * 1000, y: quality * 100, label: shortName(model) }],
	);
	if (singles.length < pool.singles.length) return null;
	const lines = LINES.map(
		([name, colour, style]): Series => ({
			name: TITLES[name],
			colour,
			...style,
			at: pool.routers[name].curve.map(({ costUsd, quality }) => ({ x: costUsd * 1000, y: quality * 100 })).sort((a, b) => a.x - b.x),
		}),
	);
	return svgPlot({
		title: `${pool.pool}: quality and cost (${pool.n} prompts)`,
		x: 'US dollars of 1,000 requests',
		y: 'quality, %',
		formatX: (value) => `$${Number(value.toPrecision(3))}`,
		formatY: (value) => String(Number(value.toFixed(1))),
		series: [...lines, { name: 'one model alone', colour: '#8a8f98', points: true, at: singles }],
	});
}
