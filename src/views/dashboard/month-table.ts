import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DashboardState } from '../../protocol/dashboard.ts';
import { formatEstimate, formatMoney } from '../../protocol/format.ts';
import type { InsightsState } from '../../protocol/insights.ts';
import { burndown } from './burndown.ts';

/** More than any period has. */
const MOST_DAYS = 32;

/** The burn-down's figures, for whoever does not see it. */
export function monthTable({ summary, projected, now }: DashboardState, band: InsightsState['band']): TemplateResult {
	const { times, spent } = burndown(summary, { projected, band }, now);
	const all = times.flatMap((time, index) => {
		const value = spent[index];
		return value == null || index === 0 ? [] : [{ time, value }];
	});
	const rows = all.slice(-MOST_DAYS);
	const day = (seconds: number): string => new Date(seconds * 1000 - 1).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
	const dollars = (value: number): string => formatMoney(Math.round(value * 1_000_000));
	const { limit } = summary.period;
	return html`<details class="month-table"><summary>${l10n.t('This month as a table')}</summary>
		<table class="models">
			<thead><tr><th scope="col">${l10n.t('up to')}</th><th scope="col" class="end">${l10n.t('spent')}</th><th scope="col" class="end">${l10n.t('of the budget left')}</th></tr></thead>
			<tbody>${rows.map(
				({ time, value }) => html`<tr><th scope="row" class="name">${day(time)}</th><td class="end figure">${dollars(value)}</td>
					<td class="end figure">${limit === null ? l10n.t('no limit') : formatMoney(Math.max(0, limit - Math.round(value * 1_000_000)))}</td></tr>`,
			)}
			${
				projected === null
					? nothing
					: html`<tr><th scope="row" class="name">${l10n.t('the end, projected')}</th><td class="end figure">${formatEstimate(projected)}${band === null ? nothing : ` (${l10n.t('{0} to {1}', formatEstimate(band.low), formatEstimate(band.high))})`}</td>
				<td class="end figure">${limit === null ? l10n.t('no limit') : formatEstimate(Math.max(0, limit - projected))}</td></tr>`
			}
			</tbody>
		</table>
	</details>`;
}
