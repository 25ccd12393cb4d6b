import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DashboardState, SpendSummary } from '../../protocol/dashboard.ts';
import { formatEstimate, formatMoney, formatPercent } from '../../protocol/format.ts';

type Spend = SpendSummary['byPurpose'][string];

const NOTHING: Spend = { settled: 0, outstanding: 0, requests: 0 };
const NAMES: Readonly<Record<string, string>> = {
	...{ chat: 'Chat', completion: 'Completions', agent: 'Agent runs', background: 'Background', reading: 'Reading' },
};
const NOTES: Readonly<Record<string, string>> = { background: 'titles, summaries', reading: 'tasks, before a model is chosen' };

export function figure(name: string, value: string, note: string, level = 'ok'): TemplateResult {
	return html`<div><dt>${name}</dt><dd class="value ${level}">${value}</dd><dd class="dim">${note}</dd></div>`;
}

/** The three figures of a share of the budget: spent, left, requests. */
export function shareFigures(what: string, { settled, outstanding, requests }: Spend, limit: number | null, note: string): TemplateResult {
	const share = limit ? ` (${formatPercent(settled / limit)})` : '';
	const left = limit === null ? 'no limit' : formatMoney(Math.max(0, limit - settled - outstanding));
	const each = requests === 0 ? '' : `${formatEstimate(Math.round(settled / requests))} each`;
	return html`<dl class="figures">
		${figure(`spent on ${what}`, formatMoney(settled) + share, note)}
		${figure('left for them', left, limit === null ? '' : `of ${formatMoney(limit)}`)}
		${figure('requests', requests.toLocaleString('en-US'), each)}
	</dl>`;
}

/** What runs took, with what they caused beside themselves: all of it takes from one share. */
export function agentSpend({ byPurpose }: SpendSummary): Spend {
	const parts = [byPurpose.agent, byPurpose.background, byPurpose.reading].map((part) => part ?? NOTHING);
	const sum = (of: keyof Spend): number => parts.reduce((total, part) => total + part[of], 0);
	return { settled: sum('settled'), outstanding: sum('outstanding'), requests: sum('requests') };
}

/** Where the month's money went, by what it was for; nothing while it is all for one thing. */
export function byPurpose({ summary, completionsLimit, agentsLimit }: DashboardState): TemplateResult | typeof nothing {
	const rows = Object.entries(summary.byPurpose).sort(([, a], [, b]) => b.settled - a.settled || b.requests - a.requests);
	if (rows.length < 2) return nothing;
	const limits: Readonly<Record<string, number | null>> = { completion: completionsLimit, agent: agentsLimit };
	const sum = Math.max(
		1,
		rows.reduce((total, [, { settled }]) => total + settled, 0),
	);
	return html`<section aria-labelledby="purposes">
		<div class="head"><h2 id="purposes">By purpose</h2></div>
		<table class="models purposes">
			<thead><tr><th>for</th><th class="end">requests</th><th class="end">spent</th><th class="end">share</th><th class="share"><span class="visually-hidden">as a bar</span></th></tr></thead>
			<tbody>
				${rows.map(([purpose, { settled, requests }]) => {
					const limit = limits[purpose] ?? null;
					const note = NOTES[purpose] ?? (limit === null ? '' : `of at most ${formatMoney(limit)}`);
					return html`<tr>
						<td class="name">${NAMES[purpose] ?? purpose}${note === '' ? nothing : html` <span class="dim note">${note}</span>`}</td>
						<td class="end figure">${requests.toLocaleString('en-US')}</td>
						<td class="end figure">${formatMoney(settled)}</td>
						<td class="end figure">${formatPercent(settled / sum)}</td>
						<td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-share" x="0" y="0" width=${(settled / sum) * 100} height="8"></rect>`}</svg></td>
					</tr>`;
				})}
			</tbody>
		</table>
	</section>`;
}
