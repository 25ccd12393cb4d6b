import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { SpendSummary } from '../../protocol/dashboard.ts';
import { formatEstimate, formatMoney, formatPercent } from '../../protocol/format.ts';

type Spend = SpendSummary['byPurpose'][string];

const NOTHING: Spend = { settled: 0, outstanding: 0, requests: 0 };

export function figure(name: string, value: string, note: string, level = 'ok'): TemplateResult {
	return html`<div><dt>${name}</dt><dd class="value ${level}">${value}</dd><dd class="dim">${note}</dd></div>`;
}

/**
 * The three figures of a share of the budget: spent, left, requests.
 * @param spentOn name of the first
 */
export function shareFigures(
	spentOn: string,
	{ settled, outstanding, requests }: Spend,
	limit: number | null,
	note: string,
): TemplateResult {
	const share = limit ? ` (${formatPercent(settled / limit)})` : '';
	const left = limit === null ? l10n.t('no limit') : formatMoney(Math.max(0, limit - settled - outstanding));
	const each = requests === 0 ? '' : l10n.t('{0} each', formatEstimate(Math.round(settled / requests)));
	return html`<dl class="figures">
		${figure(spentOn, formatMoney(settled) + share, note)}
		${figure(l10n.t('left for them'), left, limit === null ? '' : l10n.t('of {0}', formatMoney(limit)))}
		${figure(l10n.t('requests'), requests.toLocaleString('en-US'), each)}
	</dl>`;
}

/** What runs took, with what they caused beside themselves: all of it takes from one share. */
export function agentSpend({ byPurpose }: SpendSummary): Spend {
	const parts = [byPurpose.agent, byPurpose.background, byPurpose.reading].map((part) => part ?? NOTHING);
	const sum = (of: keyof Spend): number => parts.reduce((total, part) => total + part[of], 0);
	return { settled: sum('settled'), outstanding: sum('outstanding'), requests: sum('requests') };
}
