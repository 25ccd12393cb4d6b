import * as l10n from '@vscode/l10n';
import { html, svg, type TemplateResult } from 'lit';
import { formatPercent } from '../../protocol/format.ts';
import type { InsightsState } from '../../protocol/insights.ts';
import { plot } from './plot.ts';

type Judged = InsightsState['judged'];

const HEIGHT = 220;
/** Below so many verdicts a share is as good as any other. */
const FEW = 30;
const SHARES = { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], label: (value: number) => `${Math.round(value * 100)}` };

/** Predicted quality against what the user's signals said. */
export function reliabilitySection({ count, adequate, bins }: Judged, width: number): TemplateResult {
	if (count === 0)
		return html`<div class="plot-block"><h3>${l10n.t('Quality: predicted and judged')}</h3>
			<p class="dim">${l10n.t('No answer was judged in this time. Say “good” or “bad” below an answer; code that you keep, tests that turn green and runs that end well count too.')}</p></div>`;
	return html`<div class="plot-block">
		<h3>${l10n.t('Quality: predicted and judged')}</h3>
		<p>${inWords({ count, adequate, bins })}</p>
		${points({ count, adequate, bins }, width)}
		<details><summary>${l10n.t('Quality as a table')}</summary>
			<table class="models">
				<thead><tr><th scope="col">${l10n.t('predicted')}</th><th scope="col" class="end">${l10n.t('answers')}</th><th scope="col" class="end">${l10n.t('on average')}</th><th scope="col" class="end">${l10n.t('judged adequate')}</th><th scope="col" class="end">${l10n.t('probably')}</th></tr></thead>
				<tbody>${bins.map(
					(bin) => html`<tr>
						<th scope="row" class="name">${l10n.t('{0} to {1}', Math.round(bin.from * 100), formatPercent(bin.to))}</th><td class="end figure">${bin.count}</td>
						<td class="end figure">${formatPercent(bin.predicted)}</td><td class="end figure">${formatPercent(bin.judged)}</td>
						<td class="end figure">${Math.round(bin.low * 100)}–${Math.round(bin.high * 100)}</td>
					</tr>`,
				)}</tbody>
			</table>
		</details>
	</div>`;
}

function inWords({ count, adequate, bins }: Judged): string {
	const predicted = bins.reduce((sum, bin) => sum + bin.predicted * bin.count, 0) / count;
	const [good, expected] = [formatPercent(adequate / count), formatPercent(predicted)];
	const said =
		count === 1
			? l10n.t('One answer was judged by what you did with it: {0} as adequate, {1} predicted.', good, expected)
			: l10n.t(
					'{0} answers were judged by what you did with them: {1} as adequate, {2} predicted.',
					count.toLocaleString('en-US'),
					good,
					expected,
				);
	const few = count < FEW ? [l10n.t('That is few: from {0} on the difference begins to say something.', FEW)] : [];
	return [said, ...few, l10n.t('People judge what went wrong more often than what went well.')].join(' ');
}

function plotLabel(answers: number, groups: number): string {
	if (answers === 1) return l10n.t('Judged against predicted quality of 1 answer; on the line both are the same.');
	return groups === 1
		? l10n.t('Judged against predicted quality of {0} answers in 1 group; on the line both are the same.', answers)
		: l10n.t('Judged against predicted quality of {0} answers in {1} groups; on the line both are the same.', answers, groups);
}

function binLabel(predicted: string, judged: string, answers: number): string {
	return answers === 1
		? l10n.t('{0} predicted, {1} judged adequate, 1 answer', predicted, judged)
		: l10n.t('{0} predicted, {1} judged adequate, {2} answers', predicted, judged, answers);
}

/** Filled where the prediction lies within what is probable, hollow where it does not: told apart without a colour. */
function points({ bins, count }: Judged, width: number): TemplateResult {
	const { x, y, frame } = plot(width, HEIGHT, SHARES, SHARES, { across: l10n.t('predicted, %'), up: l10n.t('judged adequate, %') });
	return html`<svg class="plot" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label=${plotLabel(count, bins.length)}>
		${frame()} ${svg`<line class="same" x1=${x(0)} y1=${y(0)} x2=${x(1)} y2=${y(1)}></line>`}
		${bins.map(({ predicted, judged, low, high, count: n }) => {
			const off = predicted < low || predicted > high;
			return svg`<line class="band" x1=${x(predicted)} x2=${x(predicted)} y1=${y(low)} y2=${y(high)}></line>
				<circle class="bin ${off ? 'off' : ''}" cx=${x(predicted)} cy=${y(judged)} r=${Math.min(9, 3 + Math.sqrt(n) / 3)}><title>${binLabel(formatPercent(predicted), formatPercent(judged), n)}</title></circle>`;
		})}
	</svg>
	<p class="legend dim"><span><i class="key same"></i>${l10n.t('as predicted')}</span><span>${l10n.t('bar: where 8 of 10 such shares lie; hollow: the prediction is outside')}</span></p>`;
}
