import { html, type TemplateResult } from 'lit';
import type { SpendSummary } from '../../protocol/dashboard.ts';
import { formatEstimate, formatMoney, formatPercent } from '../../protocol/format.ts';

type Spend = SpendSummary['byPurpose'][string];

const NOTHING: Spend = { settled: 0, outstanding: 0, requests: 0 };
export const PURPOSE_NAMES: Readonly<Record<string, string>> = {
	...{ chat: 'Chat', completion: 'Completions', agent: 'Agent runs', background: 'Background', reading: 'Reading' },
};

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
