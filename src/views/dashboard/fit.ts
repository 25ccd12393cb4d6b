import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatMoney, formatTokens } from '../../protocol/format.ts';
import type { EstimateFit } from '../../protocol/insights.ts';
import { type Fitted, fitWords, inWords } from './fit-words.ts';
import { decades, plot } from './plot.ts';

/** µ$ or tokens. */
const SHOW: Readonly<Record<Fitted, (value: number) => string>> = {
	price: (value) => formatMoney(Math.round(value)),
	length: formatTokens,
};
const HEIGHT = 220;

/** What was said before an answer against what came: as points, in words and as a table. */
export function fitSection(price: EstimateFit | null, length: EstimateFit | null, width: number): TemplateResult {
	return html`${one('price', price, width)}${one('length', length, width)}`;
}

function one(kind: Fitted, fit: EstimateFit | null, width: number): TemplateResult {
	const { title, none, asTable } = fitWords(kind);
	if (fit === null) return html`<div class="plot-block"><h3>${title}</h3><p class="dim">${none}</p></div>`;
	const show = SHOW[kind];
	return html`<div class="plot-block">
		<h3>${title}</h3>
		<p>${inWords(kind, fit)}</p>
		${points(kind, fit, width)}
		<details><summary>${asTable}</summary>
			<table class="models">
				<thead><tr><th scope="col">${l10n.t('said')}</th><th scope="col" class="end wide">${l10n.t('answers')}</th><th scope="col" class="end">${l10n.t('a tenth below')}</th><th scope="col" class="end">${l10n.t('half')}</th><th scope="col" class="end">${l10n.t('nine tenths')}</th></tr></thead>
				<tbody>${fit.bands.map(
					({ from, to, count, p10, p50, p90 }) => html`<tr>
						<th scope="row" class="name">${l10n.t('{0} to {1}', show(from), show(to))}<span class="facts-narrow dim">${count === 1 ? l10n.t('1 answer') : l10n.t('{0} answers', count)}</span></th><td class="end figure wide">${count}</td>
						<td class="end figure">${show(p10)}</td><td class="end figure">${show(p50)}</td><td class="end figure">${show(p90)}</td>
					</tr>`,
				)}</tbody>
			</table>
		</details>
	</div>`;
}

function points(kind: Fitted, { points: pairs, bands, count }: EstimateFit, width: number): TemplateResult | typeof nothing {
	const show = SHOW[kind];
	const values = pairs.flat().filter((value) => value > 0);
	if (values.length === 0) return nothing;
	const [from, to] = [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
	const axis = { from, to, log: true, ticks: decades(from, to, width < 340 ? 3 : 5), label: show };
	const { x, y, frame } = plot(width, HEIGHT, axis, axis, { across: l10n.t('said'), up: l10n.t('real') });
	const label = fitWords(kind).plotOf(count);
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
	<p class="legend dim"><span><i class="key same"></i>${l10n.t('as said')}</span>${bands.length < 2 ? nothing : html`<span><i class="key band-key"></i>${l10n.t('half, and from a tenth to nine tenths')}</span>`}</p>`;
}
