import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LedgerRow } from '../../protocol/dashboard.ts';
import { formatDuration, formatEstimate, formatInterval, formatMoney, formatPercent, formatTokens } from '../../protocol/format.ts';
import type { DecisionRow } from '../../protocol/insights.ts';

type Alternative = NonNullable<LedgerRow['decision']['alternatives']>[number];

/** The cells of a decision: what was said beside what came. On a narrow view some of them fold into a second line. */
export function decisionCells(row: DecisionRow, now: number): TemplateResult {
	const { decision: made } = row;
	const quality = Number.isFinite(made.quality ?? Number.NaN) ? formatPercent(made.quality) : '';
	const wait = row.durationMs === null ? '' : formatDuration(row.durationMs);
	const said = row.expected === 0 ? '' : formatEstimate(row.expected);
	return html`<span role="gridcell" class="c-time figure" title=${new Date(row.at).toLocaleString()}>${timeOf(row.at, now)}${isToday(row.at, now) ? nothing : html`<span class="clock">, ${clockOf(row.at)}</span>`}</span>
		<span role="gridcell" class="c-model name">${made.modelName}${purposeTag(row)}${endTag(row)}
			<span class="facts-narrow dim" aria-hidden="true">${[quality, said === '' ? '' : `said ${said}`, wait].filter(Boolean).join(' · ')}</span></span>
		<span role="gridcell" class="c-kind dim">${made.taskKind}</span>
		<span role="gridcell" class="c-quality figure" title=${quality === '' ? nothing : `between ${formatInterval({ low: made.qualityLow, high: made.qualityHigh })}`}>${quality}</span>
		<span role="gridcell" class="c-expected figure">${said}</span>
		<span role="gridcell" class="c-cost figure">${costOf(row)}${doubtMark(row)}</span>
		<span role="gridcell" class="c-wait figure">${wait}</span>`;
}

/** What an opened row tells: why, of what, and what else could have answered. */
export function decisionDetail(row: DecisionRow): TemplateResult {
	const { decision: made, usage, workspace } = row;
	const tokens = usage === null ? '' : `${formatTokens(usage.input)} tokens read, ${formatTokens(usage.output)} written`;
	const expected = made.expectedOutput === undefined ? '' : ` (said ${formatTokens(made.expectedOutput)})`;
	const facts = [
		`to ${made.recipient}`,
		made.taskKind,
		workspace === null ? '' : `in ${workspace}`,
		tokens === '' ? '' : tokens + expected,
	];
	const doubt = row.claimed === null && !row.corrected ? '' : doubtInWords(row.claimed, row.corrected);
	return html`<div class="decision-detail">
		<p>${endOf(row)}${made.reason}</p>
		${made.change === undefined ? nothing : html`<p class="change"><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i> ${made.change}</p>`}
		${doubt === '' ? nothing : html`<p>${doubt}</p>`}
		<p class="dim">${facts.filter((fact) => fact !== '' && fact !== 'to ').join(' · ')}</p>
		${made.alternatives === undefined ? html`<p class="dim">${notKept(row)}</p>` : alternatives(made.alternatives)}
	</div>`;
}

function notKept({ purpose }: DecisionRow): string {
	return purpose === 'completion'
		? 'Of completions it is not kept what else could have written them.'
		: 'What else could have answered was not kept: nothing was compared, or the row is of an earlier version.';
}

function alternatives(all: readonly Alternative[]): TemplateResult {
	return html`<table class="models alternatives">
		<thead><tr><th scope="col">model</th><th scope="col" class="end">quality</th><th scope="col" class="share"><span class="visually-hidden">as a bar</span></th><th scope="col" class="end">said</th><th scope="col" class="end">wait</th></tr></thead>
		<tbody>${all.map(
			({ modelName, quality, low, high, cost, waitMs }, index) => html`<tr>
				<th scope="row" class="name">${modelName}${index === 0 ? html` <span class="tag">chosen</span>` : nothing}</th>
				<td class="end figure" title="between ${formatInterval({ low, high })}">${formatPercent(quality)}</td>
				<td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-share" x="0" y="0" width=${quality * 100} height="8"></rect>`}</svg></td>
				<td class="end figure">${cost === 0 ? 'free' : formatEstimate(cost)}</td>
				<td class="end figure">${formatDuration(waitMs)}</td>
			</tr>`,
		)}</tbody>
	</table>`;
}

/** What is no message of the chat's. */
function purposeTag({ purpose }: LedgerRow): TemplateResult | typeof nothing {
	return purpose === 'chat' ? nothing : html` <span class="tag">${purpose}</span>`;
}

/** What did not end with an answer. */
function endTag(row: LedgerRow): TemplateResult | typeof nothing {
	const words = endOf(row).replace(/\. $/, '').toLowerCase();
	return words === '' ? nothing : html` <span class="tag">${words}</span>`;
}

/** Today's rows by the clock, older ones by the day. */
export function timeOf(at: number, now: number): string {
	return isToday(at, now) ? clockOf(at) : new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
}

function isToday(at: number, now: number): boolean {
	return new Date(at).toDateString() === new Date(now).toDateString();
}

function clockOf(at: number): string {
	return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
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
