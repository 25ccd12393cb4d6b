import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { LedgerRow, Run, RunRows } from '../../protocol/dashboard.ts';
import { formatExact, formatTokens, recipientName } from '../../protocol/format.ts';
import { purposeTag } from './ids-in-words.ts';

/** What the page knows of a run's requests: asked for, here, or in words why not. */
export type KnownRows =
	| { readonly kind: 'asked' }
	| { readonly kind: 'rows'; readonly of: RunRows }
	| { readonly kind: 'trouble'; readonly text: string };

const heads = (): readonly (readonly [name: string, text: string])[] => [
	['step', l10n.t('step')],
	['model', l10n.t('model')],
	['in', l10n.t('tokens in')],
	['cached', l10n.t('cached')],
	['out', l10n.t('out')],
	['cost', l10n.t('cost')],
	['source', l10n.t('source')],
	['change', l10n.t('change')],
];

/** The ledger's rows of one run, to the micro-dollar, and their sum. */
export function runRows(run: Run, known: KnownRows, again: () => void): TemplateResult {
	if (known.kind === 'trouble')
		return html`<p class="notice" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i> ${known.text}
			<button type="button" class="quiet" @click=${again}>${l10n.t('read again')}</button></p>`;
	if (known.kind === 'asked') return html`<p class="dim" role="status">${l10n.t('Reading the ledger…')}</p>`;
	const { rows, more, total } = known.of;
	let step = 0;
	return html`<div class="run-rows" role="table" aria-label=${l10n.t('Requests of this run')}>
		<div class="run-row decisions-head" role="row">
			${heads().map(([name, text]) => html`<span role="columnheader" class="r-${name}">${text}</span>`)}
		</div>
		${rows.map((row) => {
			// Nothing was answered, or it is none of the run's own steps.
			const counts = row.state !== 'released' && !isBeside(row);
			if (counts) step++;
			return line(row, counts ? step : null);
		})}
		${
			more.requests === 0
				? nothing
				: html`<div class="run-row" role="row"><span role="cell" class="r-step">…</span><span role="cell" class="r-model">${l10n.t('{0} more', more.requests.toLocaleString('en-US'))}</span>
					<span role="cell" class="r-cost figure">${formatExact(more.cost)}</span></div>`
		}
		<div class="run-row sum" role="row">
			<span role="cell" class="r-step"></span><span role="cell" class="r-model">${sumInWords(rows.length + more.requests)}</span>
			<span role="cell" class="r-cost figure">${formatExact(total)}</span>
			<span role="cell" class="r-source dim">${differs(run, total)}</span>
		</div>
	</div>`;
}

/** A correction made later, or a window that ended before it had counted everything: the ledger is right. */
function differs({ spent }: Run, total: number): string {
	return spent === total ? '' : l10n.t('the receipt says {0}: the ledger was changed since', formatExact(spent));
}

function sumInWords(requests: number): string {
	return requests === 1 ? l10n.t('sum of 1 request') : l10n.t('sum of {0} requests', requests.toLocaleString('en-US'));
}

function line(row: LedgerRow, step: number | null): TemplateResult {
	const { usage, decision } = row;
	const input = usage === null ? null : usage.input + usage.cachedInput + usage.cacheWrite;
	const tokens = (count: number | null | undefined): string => (count == null ? '–' : formatTokens(count));
	return html`<div class="run-row" role="row">
		<span role="cell" class="r-step figure">${step ?? '–'}</span>
		<span role="cell" class="r-model name" title=${l10n.t('to {0}', recipientName(decision.recipient))}>${decision.modelName}${isBeside(row) ? html` <span class="tag">${purposeTag(row.purpose)}</span>` : nothing}</span>
		<span role="cell" class="r-in figure">${tokens(input)}</span>
		<span role="cell" class="r-cached figure">${tokens(usage?.cachedInput)}</span>
		<span role="cell" class="r-out figure">${tokens(usage?.output)}</span>
		<span role="cell" class="r-cost figure">${row.state === 'outstanding' ? l10n.t('running') : formatExact(row.cost)}</span>
		<span role="cell" class="r-source dim">${sourceOf(row)}</span>
		<span role="cell" class="r-change"><span class="facts-narrow dim">${l10n.t('{0} in, {1} cached, {2} out', tokens(input), tokens(usage?.cachedInput), tokens(usage?.output))} · ${sourceOf(row)}</span>${decision.change === undefined ? nothing : html`<span class="change"><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i> ${decision.change}</span>`}</span>
	</div>`;
}

/** A title or summary, or the reading of the task: of the run, but no step of it. */
function isBeside({ purpose }: LedgerRow): boolean {
	return purpose === 'background' || purpose === 'reading';
}

const SOURCES: Readonly<Record<LedgerRow['costSource'], () => string>> = {
	provider: () => l10n.t('as reported'),
	tokens: () => l10n.t('by its tokens'),
	estimate: () => l10n.t('estimated'),
	free: () => l10n.t('free'),
};

function sourceOf({ state, costSource, outcome, corrected }: LedgerRow): string {
	if (state === 'outstanding') return l10n.t('not booked yet');
	if (state === 'released') return l10n.t('no answer');
	if (state === 'orphaned') return l10n.t('lost with its window, estimated');
	if (corrected) return l10n.t('corrected by you');
	const source = SOURCES[costSource]();
	if (outcome === 'cancelled') return `${l10n.t('stopped')}, ${source}`;
	return outcome === 'broken' ? `${l10n.t('broken off')}, ${source}` : source;
}
