import { html, nothing, type TemplateResult } from 'lit';
import type { LedgerRow } from '../../protocol/dashboard.ts';
import { formatDuration, formatEstimate, formatInterval, formatMoney, formatPercent } from '../../protocol/format.ts';

/** The last decisions, newest first. On a narrow view each row folds to two lines; the roles stay those of a table. */
export function decisionTable(rows: readonly LedgerRow[], now: number, label: string): TemplateResult {
	const quality = rows[0]?.purpose === 'completion' ? 'kept' : 'quality';
	const columns = ['time', 'model', 'to', 'quality', 'cost', 'wait', 'reason'];
	return html`<div class="decisions" role="table" aria-label=${label}>
		<div class="decision decisions-head" role="row">
			${columns.map((name) => html`<span role="columnheader" class="c-${name}">${name === 'quality' ? quality : name}</span>`)}
		</div>
		${rows.map((row) => decision(row, now))}
	</div>`;
}

function decision(row: LedgerRow, now: number): TemplateResult {
	const { decision: made } = row;
	return html`<div class="decision" role="row">
		<span role="cell" class="c-time figure" title=${new Date(row.at).toLocaleString()}>${timeOf(row.at, now)}</span>
		<span role="cell" class="c-model name">${made.modelName}${purposeTag(row)}</span>
		<span role="cell" class="c-to dim">${made.recipient}</span>
		<span role="cell" class="c-quality figure" title="between ${formatInterval({ low: made.qualityLow, high: made.qualityHigh })}">${formatPercent(made.quality)}</span>
		<span role="cell" class="c-cost figure">${costOf(row)}${doubtMark(row)}</span>
		<span role="cell" class="c-wait figure">${row.durationMs === null ? '' : formatDuration(row.durationMs)}</span>
		<span role="cell" class="c-reason">${made.change === undefined ? nothing : html`<span class="change"><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i> ${made.change}</span> `}<span class="facts-narrow">${formatPercent(made.quality)}${row.durationMs === null ? '' : ` · ${formatDuration(row.durationMs)}`} · </span><span class="to-narrow">to ${made.recipient} · </span>${endOf(row)}${made.reason}</span>
	</div>`;
}

/** What is no message of the chat's. */
function purposeTag({ purpose }: LedgerRow): TemplateResult | typeof nothing {
	return purpose === 'chat' || purpose === 'completion' ? nothing : html` <span class="tag">${purpose}</span>`;
}

/** Today's rows by the clock, older ones by the day. */
export function timeOf(at: number, now: number): string {
	const date = new Date(at);
	if (date.toDateString() === new Date(now).toDateString())
		return date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	return date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}

/** What was not reported wears a tilde. */
export function costOf(row: LedgerRow): string {
	if (row.state === 'released') return 'nothing';
	if (row.state === 'outstanding') return 'running';
	if (row.costSource === 'free') return 'free';
	return row.costSource === 'estimate' || row.state === 'orphaned' ? formatEstimate(row.cost) : formatMoney(row.cost);
}

/** What is to be known of an amount: a mark whose words are its tooltip. */
function doubtMark({ claimed, corrected }: LedgerRow): TemplateResult | typeof nothing {
	if (!corrected && claimed === null) return nothing;
	const words = doubtInWords(claimed, corrected);
	return html` <i class="codicon codicon-${corrected ? 'edit' : 'warning'}" role="img" title=${words} aria-label=${words}></i>`;
}

function doubtInWords(claimed: LedgerRow['claimed'], corrected: boolean): string {
	if (claimed === null) return 'Corrected by you';
	const said = `The server said ${formatMoney(claimed)}, more than this request can cost`;
	return corrected ? `Corrected by you. ${said}` : `${said}: the most it can is booked. Correct it with "Routoo: Correct a Booked Amount"`;
}

function endOf(row: LedgerRow): string {
	if (row.state === 'orphaned') return 'Lost with its window. ';
	if (row.state === 'released') return 'No answer. ';
	if (row.outcome === 'cancelled') return 'Stopped. ';
	if (row.outcome === 'broken') return 'Broken off. ';
	return '';
}
