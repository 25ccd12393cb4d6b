import { html, nothing, svg, type TemplateResult } from 'lit';
import { formatMoney, formatPercent } from '../../protocol/format.ts';
import type { InsightsState, SpendPart } from '../../protocol/insights.ts';
import { PURPOSE_NAMES } from './purposes.ts';

/** Rows of a table before the rest is one row. */
const MOST_ROWS = 8;
const HEIGHT = 84;

/** Where the money of the range went: by day, and by what it went to. Every chart is its table, or has it behind it. */
export function spendSection(state: InsightsState, width: number): TemplateResult {
	const { spend, byTask, byWorkspace } = state;
	if (spend.requests === 0) return html`<p class="dim">Nothing was booked in this time.</p>`;
	const models = spend.byModel.map(({ model, cost, requests }) => ({ name: model, cost, requests }));
	const purposes = Object.entries(spend.byPurpose).map(([purpose, { settled, requests }]) => ({
		...{ name: PURPOSE_NAMES[purpose] ?? purpose, cost: settled, requests },
	}));
	return html`${byDay(spend.byDay, width)}
		<div class="spend-tables">
			${partTable('model', models)} ${partTable('kind of task', byTask, 'not recorded')} ${partTable('purpose', purposes)}
			${partTable('workspace', byWorkspace, 'not known', 'Requests from before workspaces were recorded, or with no folder open')}
		</div>`;
}

function partTable(what: string, parts: readonly SpendPart[], unnamed = '', note = ''): TemplateResult | typeof nothing {
	const rows = [...parts].filter(({ requests }) => requests > 0).sort((a, b) => b.cost - a.cost || b.requests - a.requests);
	if (rows.length === 0) return nothing;
	const rest = rows.slice(MOST_ROWS);
	const sum = Math.max(1, total(rows));
	const shown =
		rest.length < 2 ? rows : [...rows.slice(0, MOST_ROWS), { name: `${rest.length} more`, cost: total(rest), requests: count(rest) }];
	return html`<table class="models spend-part">
		<caption>By ${what}</caption>
		<thead><tr><th scope="col">${what}</th><th scope="col" class="end">requests</th><th scope="col" class="end">spent</th><th scope="col" class="end">share</th></tr></thead>
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
	const unit = days.length > MOST_COLUMNS ? 'month' : 'day';
	const words = `Spend by ${unit}: ${formatMoney(sum)} on ${columns.length} ${columns.length === 1 ? unit : `${unit}s`}; most on ${named(dearest.day)}, ${formatMoney(dearest.cost)}.`;
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
		<details><summary>By ${unit} as a table</summary>
			<table class="models">
				<thead><tr><th scope="col">${unit}</th><th scope="col" class="end">requests</th><th scope="col" class="end">spent</th></tr></thead>
				<tbody>${columns.map(({ day, cost, requests }) => html`<tr><th scope="row" class="name">${named(day)}</th><td class="end figure">${requests.toLocaleString('en-US')}</td><td class="end figure">${formatMoney(cost)}</td></tr>`)}</tbody>
			</table>
		</details>
	</figure>`;
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
