import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatMoney, formatPercent, formatTokens } from '../../protocol/format.ts';
import type { EstimateFit } from '../../protocol/insights.ts';
import { decades, plot } from './plot.ts';

interface Kind {
	readonly title: string;
	/** Of what half of the answers did what. */
	readonly verb: string;
	readonly said: string;
	show(value: number): string;
}

const PRICE: Kind = { title: 'Price', verb: 'cost', said: 'what was said', show: (value) => formatMoney(Math.round(value)) };
const LENGTH: Kind = { title: 'Length', verb: 'came', said: 'the length that was said', show: formatTokens };
const HEIGHT = 220;

/** What was said before an answer against what came: as points, in words and as a table. */
export function fitSection(price: EstimateFit | null, length: EstimateFit | null, width: number): TemplateResult {
	return html`${one(PRICE, price, width)}${one(LENGTH, length, width)}`;
}

function one(kind: Kind, fit: EstimateFit | null, width: number): TemplateResult {
	if (fit === null)
		return html`<div class="plot-block"><h3>${kind.title}: said and real</h3><p class="dim">${
			kind === LENGTH
				? 'No answer with its expected length yet: it is recorded from this version on.'
				: 'No answer whose price was counted yet.'
		}</p></div>`;
	return html`<div class="plot-block">
		<h3>${kind.title}: said and real</h3>
		<p>${inWords(kind, fit)}</p>
		${points(kind, fit, width)}
		<details><summary>${kind.title} as a table</summary>
			<table class="models">
				<thead><tr><th scope="col">said</th><th scope="col" class="end wide">answers</th><th scope="col" class="end">a tenth below</th><th scope="col" class="end">half</th><th scope="col" class="end">nine tenths</th></tr></thead>
				<tbody>${fit.bands.map(
					({ from, to, count, p10, p50, p90 }) => html`<tr>
						<th scope="row" class="name">${kind.show(from)} to ${kind.show(to)}<span class="facts-narrow dim">${count} ${count === 1 ? 'answer' : 'answers'}</span></th><td class="end figure wide">${count}</td>
						<td class="end figure">${kind.show(p10)}</td><td class="end figure">${kind.show(p50)}</td><td class="end figure">${kind.show(p90)}</td>
					</tr>`,
				)}</tbody>
			</table>
		</details>
	</div>`;
}

export function inWords({ verb, said }: Pick<Kind, 'verb' | 'said'>, { count, halfWithin, withinTwo }: EstimateFit): string {
	const answers = `${count.toLocaleString('en-US')} ${count === 1 ? 'answer' : 'answers'}`;
	const half =
		halfWithin < 1
			? `within ${formatPercent(halfWithin)} of ${said}`
			: `more than ${formatPercent(Math.floor(halfWithin * 10) / 10)} away from ${said}`;
	return `Half of the ${answers} ${verb} ${half}; ${formatPercent(withinTwo)} between half and twice of it.`;
}

function points({ title, show }: Kind, { points: pairs, bands, count }: EstimateFit, width: number): TemplateResult | typeof nothing {
	const values = pairs.flat().filter((value) => value > 0);
	if (values.length === 0) return nothing;
	const [from, to] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
	const axis = { from, to, log: true, ticks: decades(from, to, width < 340 ? 3 : 5), label: show };
	const { x, y, frame } = plot(width, HEIGHT, axis, axis, { across: 'said', up: 'real' });
	const label = `${title} of ${count.toLocaleString('en-US')} answers, real against said: on the line both are the same.`;
	return html`<svg class="plot" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${label}>
		${frame()}
		${svg`<line class="same" x1=${x(from)} y1=${y(from)} x2=${x(to)} y2=${y(to)}></line>`}
		${pairs.map(([said, real]) => svg`<circle class="point" cx=${x(said)} cy=${y(Math.max(from, real))} r="2.2"></circle>`)}
		${
			bands.length < 2
				? nothing
				: bands.map(({ from: low, to: high, p10, p50, p90 }) => {
						const at = x(Math.sqrt(low * high));
						return svg`<line class="band" x1=${at} x2=${at} y1=${y(p10)} y2=${y(p90)}></line><rect class="band-middle" x=${at - 5} y=${y(p50) - 1.5} width="10" height="3"></rect>`;
					})
		}
	</svg>
	<p class="legend dim"><span><i class="key same"></i>as said</span>${bands.length < 2 ? nothing : html`<span><i class="key band-key"></i>half, and from a tenth to nine tenths</span>`}</p>`;
}
