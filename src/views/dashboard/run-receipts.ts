import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Run } from '../../protocol/dashboard.ts';
import { formatEstimate, formatInterval, formatMoney, formatQuality } from '../../protocol/format.ts';
import { modelsInWords, stateInWords, stepsInWords, subAgentInWords } from '../../protocol/run-words.ts';
import { timeOf } from './decision-row.ts';
import { kindTag } from './ids-in-words.ts';

export interface ReceiptActions {
	isOpen(runId: string): boolean;
	toggle(runId: string): void;
	rows(run: Run): TemplateResult;
}

const COLUMNS = ['time', 'model', 'task', 'steps', 'cost', 'quality', 'end'] as const;
const heads = (): Readonly<Record<(typeof COLUMNS)[number], string>> => ({
	time: l10n.t('when'),
	model: l10n.t('models'),
	task: l10n.t('task'),
	steps: l10n.t('steps'),
	cost: l10n.t('estimate → cost'),
	quality: l10n.t('quality'),
	end: l10n.t('ended'),
});

/** Runs that have ended, newest first; each opens to the ledger's rows that it is the sum of. */
export function receiptTable(runs: readonly Run[], now: number, actions: ReceiptActions): TemplateResult {
	const names = heads();
	return html`<div class="receipts" role="table" aria-label=${l10n.t('Ended runs')}>
		<div class="receipt decisions-head" role="row">
			${COLUMNS.map((name) => html`<span role="columnheader" class="e-${name}">${names[name]}</span>`)}
		</div>
		${runs.map((run) => receipt(run, now, actions))}
	</div>`;
}

function receipt(run: Run, now: number, { isOpen, toggle, rows }: ReceiptActions): TemplateResult {
	const open = isOpen(run.id);
	const when = timeOf(run.startedAt, now);
	const before = run.estimate === null ? '' : `${formatEstimate(run.estimate.expected)} → `;
	const cost = run.spent === 0 && run.model.local ? l10n.t('free') : formatMoney(run.spent);
	return html`<div class="receipt ${open ? 'open' : ''}" role="row">
			<span role="cell" class="e-time figure">
				<button type="button" class="disclose" aria-expanded=${open ? 'true' : 'false'} aria-label=${l10n.t('Requests of the run of {0}', when)} title=${new Date(run.startedAt).toLocaleString()} @click=${() => toggle(run.id)}>
					<i class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></i>${when}
				</button>
			</span>
			<span role="cell" class="e-model name">${modelsInWords(run)}</span>
			<span role="cell" class="e-task dim">${kindTag(run.taskKind)}</span>
			<span role="cell" class="e-steps figure">${run.steps}</span>
			<span role="cell" class="e-cost figure"><span class="dim">${before}</span>${cost}</span>
			<span role="cell" class="e-quality figure">${formatQuality(run.quality)} <span class="dim">(${formatInterval(run.quality)})</span></span>
			<span role="cell" class="e-end ${run.state}"><span class="facts-narrow dim">${[...(run.taskKind === '' ? [] : [kindTag(run.taskKind)]), stepsInWords(run.steps), formatQuality(run.quality)].join(' · ')} · </span>${stateInWords(run)}</span>
		</div>
		${
			open
				? html`<div class="receipt-rows" role="row"><div role="cell" aria-colspan=${COLUMNS.length}>
					${run.subAgents.length === 0 ? nothing : html`<p class="dim">${l10n.t('Sub-agents, in the sum: {0}', run.subAgents.map(subAgentInWords).join('; '))}</p>`}
					${run.state === 'stopped' ? html`<p>${l10n.t('Send "continue" in its chat to go on. If routoo.routing.maxCostPerRun, the agents’ share or the month’s budget stopped it, you can raise that instead.')}</p>` : nothing}
					${rows(run)}
				</div></div>`
				: nothing
		}`;
}
