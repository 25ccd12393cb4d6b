import { html, nothing, type TemplateResult } from 'lit';
import type { LedgerRow, Run, RunRows } from '../../protocol/dashboard.ts';
import { formatExact, formatTokens } from '../../protocol/format.ts';

/** What the page knows of a run's requests: asked for, here, or in words why not. */
export type KnownRows =
	| { readonly kind: 'asked' }
	| { readonly kind: 'rows'; readonly of: RunRows }
	| { readonly kind: 'trouble'; readonly text: string };

const COLUMNS = ['step', 'model', 'in', 'cached', 'out', 'cost', 'source', 'change'] as const;

/** The ledger's rows of one run, to the micro-dollar, and their sum. */
export function runRows(run: Run, known: KnownRows, again: () => void): TemplateResult {
	if (known.kind === 'trouble')
		return html`<p class="notice" role="alert"><i class="codicon codicon-error" aria-hidden="true"></i> ${known.text}
			<button type="button" class="quiet" @click=${again}>read again</button></p>`;
	if (known.kind === 'asked') return html`<p class="dim" role="status">Reading the ledger…</p>`;
	const { rows, more, total } = known.of;
	let step = 0;
	return html`<div class="run-rows" role="table" aria-label="Requests of this run">
		<div class="run-row decisions-head" role="row">
			${COLUMNS.map((name) => html`<span role="columnheader" class="r-${name}">${name === 'in' ? 'tokens in' : name}</span>`)}
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
				: html`<div class="run-row" role="row"><span role="cell" class="r-step">…</span><span role="cell" class="r-model">${more.requests.toLocaleString('en-US')} more</span>
					<span role="cell" class="r-cost figure">${formatExact(more.cost)}</span></div>`
		}
		<div class="run-row sum" role="row">
			<span role="cell" class="r-step"></span><span role="cell" class="r-model">sum of ${requestsInWords(rows.length + more.requests)}</span>
			<span role="cell" class="r-cost figure">${formatExact(total)}</span>
			<span role="cell" class="r-source dim">${differs(run, total)}</span>
		</div>
	</div>`;
}

/** A correction made later, or a window that ended before it had counted everything: the ledger is right. */
function differs({ spent }: Run, total: number): string {
	return spent === total ? '' : `the receipt says ${formatExact(spent)}: the ledger was changed since`;
}

function requestsInWords(count: number): string {
	return count === 1 ? '1 request' : `${count.toLocaleString('en-US')} requests`;
}

function line(row: LedgerRow, step: number | null): TemplateResult {
	const { usage, decision } = row;
	const input = usage === null ? null : usage.input + usage.cachedInput + usage.cacheWrite;
	const tokens = (count: number | null | undefined): string => (count == null ? '–' : formatTokens(count));
	return html`<div class="run-row" role="row">
		<span role="cell" class="r-step figure">${step ?? '–'}</span>
		<span role="cell" class="r-model name" title="to ${decision.recipient}">${decision.modelName}${isBeside(row) ? html` <span class="tag">${row.purpose}</span>` : nothing}</span>
		<span role="cell" class="r-in figure">${tokens(input)}</span>
		<span role="cell" class="r-cached figure">${tokens(usage?.cachedInput)}</span>
		<span role="cell" class="r-out figure">${tokens(usage?.output)}</span>
		<span role="cell" class="r-cost figure">${row.state === 'outstanding' ? 'running' : formatExact(row.cost)}</span>
		<span role="cell" class="r-source dim">${sourceOf(row)}</span>
		<span role="cell" class="r-change"><span class="facts-narrow dim">${tokens(input)} in, ${tokens(usage?.cachedInput)} cached, ${tokens(usage?.output)} out · ${sourceOf(row)}</span>${decision.change === undefined ? nothing : html`<span class="change"><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i> ${decision.change}</span>`}</span>
	</div>`;
}

/** A title or summary, or the reading of the task: of the run, but no step of it. */
function isBeside({ purpose }: LedgerRow): boolean {
	return purpose === 'background' || purpose === 'reading';
}

const SOURCES = { provider: 'as reported', tokens: 'by its tokens', estimate: 'estimated', free: 'free' } as const;

function sourceOf({ state, costSource, outcome, corrected }: LedgerRow): string {
	if (state === 'outstanding') return 'not booked yet';
	if (state === 'released') return 'no answer';
	if (state === 'orphaned') return 'lost with its window, estimated';
	if (corrected) return 'corrected by you';
	const ended = outcome === 'cancelled' ? 'stopped, ' : outcome === 'broken' ? 'broken off, ' : '';
	return ended + SOURCES[costSource];
}
