import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatMoney, formatPercent } from '../../protocol/format.ts';
import type { InsightsState, SpendPart } from '../../protocol/insights.ts';
import { purposeName } from './ids-in-words.ts';

/** Rows of a table before the rest is one row. */
const MOST_ROWS = 8;
const HEIGHT = 84;

/** Where the money of the range went: by day, and by what it went to. Every chart is its table, or has it behind it. */
export function spendSection(state: InsightsState, width: number): TemplateResult {
	const { spend, byTask, byWorkspace } = state;
	if (spend.requests === 0) return html`<p class="dim">${l10n.t('Nothing was booked in this time.')}</p>`;
	const models = spend.byModel.map(({ model, cost, requests }) => ({ name: model, cost, requests }));
	const purposes = Object.entries(spend.byPurpose).map(([purpose, { settled, requests }]) => ({
		...{ name: purposeName(purpose), cost: settled, requests },
	}));
	return html`${byDay(spend.byDay, width)}
		<div class="spend-tables">
			${partTable({ caption: l10n.t('By model'), head: l10n.t('model') }, models)} ${partTable({ caption: l10n.t('By kind of task'), head: l10n.t('kind of task'), unnamed: l10n.t('not recorded') }, byTask)} ${partTable({ caption: l10n.t('By purpose'), head: l10n.t('purpose') }, purposes)}
			${partTable(
				{
					...{ caption: l10n.t('By workspace'), head: l10n.t('workspace'), unnamed: l10n.t('not known') },
					note: l10n.t('Requests from before workspaces were recorded, or with no folder open'),
				},
				byWorkspace,
			)}
		</div>`;
}

interface PartWords {
	readonly caption: string;
	readonly head: string;
	/** Of what has no name, and why it has none. */
	readonly unnamed?: string;
	readonly note?: string;
}

function partTable({ caption, head, unnamed = '', note = '' }: PartWords, parts: readonly SpendPart[]): TemplateResult | typeof nothing {
	const rows = [...parts].filter(({ requests }) => requests > 0).sort((a, b) => b.cost - a.cost || b.requests - a.requests);
	if (rows.length === 0) return nothing;
	const rest = rows.slice(MOST_ROWS);
	const sum = Math.max(1, total(rows));
	const shown =
		rest.length < 2
			? rows
			: [...rows.slice(0, MOST_ROWS), { name: l10n.t('{0} more', rest.length), cost: total(rest), requests: count(rest) }];
	return html`<table class="models spend-part">
		<caption>${caption}</caption>
		<thead><tr><th scope="col">${head}</th><th scope="col" class="end">${l10n.t('requests')}</th><th scope="col" class="end">${l10n.t('spent')}</th><th scope="col" class="end">${l10n.t('share')}</th></tr></thead>
		<tbody>
			${shown.map(
				({ name, cost, requests }) => html`<tr>
					<th scope="row" class="name">${name === '' ? html`<span class="dim" title=${note || nothing}>${unnamed}</span>` : name}
						<svg class="under" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-share" x="0" y="0" width=${(cost / sum) * 100} height="3"></rect>`}</svg>
					</th>
					<td class="end figure">${requests.toLocaleString('en-US')}</td>
					<td class="end figure">${formatMoney(cost)}</td>
					<td class="end figure">${formatPercent(cost / sum)}</td>
				</tr>`,
			)}
		</tbody>
	</table>`;
}

type Day = InsightsState['spend']['byDay'][number];

/** More days than columns can be told apart become weeks. */
const MOST_COLUMNS = 62;

function byDay(days: readonly Day[], width: number): TemplateResult | typeof nothing {
	if (days.length === 0) return nothing;
	const columns = days.length > MOST_COLUMNS ? byMonth(days) : filled(days);
	const most = Math.max(1, ...columns.map(({ cost }) => cost));
	const dearest = columns.reduce((best, day) => (day.cost > best.cost ? day : best));
	const step = width / columns.length;
	const bar = Math.max(1, Math.min(28, step * 0.7));
	const sum = columns.reduce((all, { cost }) => all + cost, 0);
	const monthly = days.length > MOST_COLUMNS;
	const words = (monthly ? monthsInWords : daysInWords)(columns.length, formatMoney(sum), named(dearest.day), formatMoney(dearest.cost));
	return html`<figure class="by-day">
		<svg class="plot" width=${width} height=${HEIGHT + 18} viewBox="0 0 ${width} ${HEIGHT + 18}" role="img" aria-label=${words}>
			${columns.map(({ day, cost }, index) => {
				const height = cost === 0 ? 0 : Math.max(1.5, (cost / most) * (HEIGHT - 14));
				return svg`<rect class="column" x=${index * step + (step - bar) / 2} y=${HEIGHT - height} width=${bar} height=${height}><title>${named(day)}: ${formatMoney(cost)}</title></rect>`;
			})}
			${svg`<line class="axis" x1="0" x2=${width} y1=${HEIGHT} y2=${HEIGHT}></line>
			<text class="tick" x=${labelAt(columns.indexOf(dearest) * step + step / 2, width)} y=${Math.max(10, HEIGHT - (dearest.cost / most) * (HEIGHT - 14) - 4)} text-anchor="middle">${formatMoney(dearest.cost)}</text>
			<text class="tick" x="0" y=${HEIGHT + 14}>${named(columns[0]!.day)}</text>
			${columns.length > 1 ? svg`<text class="tick" x=${width} y=${HEIGHT + 14} text-anchor="end">${named(columns.at(-1)!.day)}</text>` : nothing}`}
		</svg>
		<figcaption class="dim">${words}</figcaption>
		<details><summary>${monthly ? l10n.t('By month as a table') : l10n.t('By day as a table')}</summary>
			<table class="models">
				<thead><tr><th scope="col">${monthly ? l10n.t('month') : l10n.t('day')}</th><th scope="col" class="end">${l10n.t('requests')}</th><th scope="col" class="end">${l10n.t('spent')}</th></tr></thead>
				<tbody>${columns.map(({ day, cost, requests }) => html`<tr><th scope="row" class="name">${named(day)}</th><td class="end figure">${requests.toLocaleString('en-US')}</td><td class="end figure">${formatMoney(cost)}</td></tr>`)}</tbody>
			</table>
		</details>
	</figure>`;
}

function daysInWords(count: number, sum: string, dearest: string, most: string): string {
	return count === 1
		? l10n.t('Spend by day: {0} on 1 day; most on {1}, {2}.', sum, dearest, most)
		: l10n.t('Spend by day: {0} on {1} days; most on {2}, {3}.', sum, count, dearest, most);
}

function monthsInWords(count: number, sum: string, dearest: string, most: string): string {
	return count === 1
		? l10n.t('Spend by month: {0} on 1 month; most on {1}, {2}.', sum, dearest, most)
		: l10n.t('Spend by month: {0} on {1} months; most on {2}, {3}.', sum, count, dearest, most);
}

/** Half a label stands on each side of it. */
function labelAt(x: number, width: number): number {
	return Math.min(width - 24, Math.max(24, x));
}

/** Days without a request too, so that the columns are a calendar. */
function filled(days: readonly Day[]): Day[] {
	const known = new Map(days.map((day) => [day.day, day]));
	const all: Day[] = [];
	const last = days.at(-1)!.day;
	for (const at = new Date(`${days[0]!.day}T12:00`); all.length <= MOST_COLUMNS * 2; at.setDate(at.getDate() + 1)) {
		const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
		all.push(known.get(day) ?? { day, cost: 0, requests: 0 });
		if (day >= last) break;
	}
	return all.length > MOST_COLUMNS ? byMonth(days) : all;
}

function byMonth(days: readonly Day[]): Day[] {
	const months = new Map<string, Day>();
	for (const { day, cost, requests } of days) {
		const key = day.slice(0, 7);
		const sum = months.get(key) ?? { day: key, cost: 0, requests: 0 };
		months.set(key, { day: key, cost: sum.cost + cost, requests: sum.requests + requests });
	}
	return [...months.values()];
}

/** `22 Nov`, or `Nov 2026` of a month. */
function named(day: string): string {
	const date = new Date(`${day.length === 7 ? `${day}-01` : day}T12:00`);
	return date.toLocaleDateString('en-GB', day.length === 7 ? { month: 'short', year: 'numeric' } : { day: 'numeric', month: 'short' });
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}

function total(parts: readonly SpendPart[]): number {
	return parts.reduce((sum, { cost }) => sum + cost, 0);
}

function count(parts: readonly SpendPart[]): number {
	return parts.reduce((sum, { requests }) => sum + requests, 0);
}
