import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { LedgerRow } from '../../protocol/dashboard.ts';
import {
	formatDuration,
	formatEstimate,
	formatInterval,
	formatMoney,
	formatPercent,
	formatTokens,
	recipientName,
} from '../../protocol/format.ts';
import type { DecisionRow } from '../../protocol/insights.ts';
import { kindTag, purposeTag } from './ids-in-words.ts';

type Alternative = NonNullable<LedgerRow['decision']['alternatives']>[number];

/** The cells of a decision: what was said beside what came. On a narrow view some of them fold into a second line. */
export function decisionCells(row: DecisionRow, now: number): TemplateResult {
	const { decision: made } = row;
	const quality = Number.isFinite(made.quality ?? Number.NaN) ? formatPercent(made.quality) : '';
	const wait = row.durationMs === null ? '' : formatDuration(row.durationMs);
	const said = row.expected === 0 ? '' : formatEstimate(row.expected);
	return html`<span role="gridcell" class="c-time figure" title=${new Date(row.at).toLocaleString()}>${timeOf(row.at, now)}${isToday(row.at, now) ? nothing : html`<span class="clock">, ${clockOf(row.at)}</span>`}</span>
		<span role="gridcell" class="c-model name">${made.modelName}${purposeMark(row)}${endTag(row)}
			<span class="facts-narrow dim" aria-hidden="true">${[quality, said === '' ? '' : l10n.t('said {0}', said), wait].filter(Boolean).join(' · ')}</span></span>
		<span role="gridcell" class="c-kind dim">${kindTag(made.taskKind)}</span>
		<span role="gridcell" class="c-quality figure" title=${quality === '' ? nothing : l10n.t('between {0}', formatInterval({ low: made.qualityLow, high: made.qualityHigh }))}>${quality}</span>
		<span role="gridcell" class="c-expected figure">${said}</span>
		<span role="gridcell" class="c-cost figure">${costOf(row)}${doubtMark(row)}</span>
		<span role="gridcell" class="c-wait figure">${wait}</span>`;
}

/** What an opened row tells: why, of what, and what else could have answered. */
export function decisionDetail(row: DecisionRow): TemplateResult {
	const { decision: made, workspace } = row;
	const facts = [
		made.recipient === '' ? '' : l10n.t('to {0}', recipientName(made.recipient)),
		kindTag(made.taskKind),
		workspace === null ? '' : l10n.t('in {0}', workspace),
		tokensInWords(row),
	];
	const end = endOf(row);
	const doubt = row.claimed === null && !row.corrected ? '' : doubtInWords(row.claimed, row.corrected);
	return html`<div class="decision-detail">
		<p>${end === null ? '' : `${end.sentence} `}${made.reason}</p>
		${made.change === undefined ? nothing : html`<p class="change"><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i> ${made.change}</p>`}
		${doubt === '' ? nothing : html`<p>${doubt}</p>`}
		<p class="dim">${facts.filter((fact) => fact !== '').join(' · ')}</p>
		${made.alternatives === undefined ? html`<p class="dim">${notKept(row)}</p>` : alternatives(made.alternatives)}
	</div>`;
}

function tokensInWords({ usage, decision: { expectedOutput } }: DecisionRow): string {
	if (usage === null) return '';
	const [read, written] = [formatTokens(usage.input), formatTokens(usage.output)];
	const one = usage.input === 1;
	if (expectedOutput === undefined)
		return one ? l10n.t('1 token read, {0} written', written) : l10n.t('{0} tokens read, {1} written', read, written);
	const said = formatTokens(expectedOutput);
	return one
		? l10n.t('1 token read, {0} written (said {1})', written, said)
		: l10n.t('{0} tokens read, {1} written (said {2})', read, written, said);
}

function notKept({ purpose }: DecisionRow): string {
	return purpose === 'completion'
		? l10n.t('Of completions it is not kept what else could have written them.')
		: l10n.t('What else could have answered was not kept: nothing was compared, or the row is of an earlier version.');
}

function alternatives(all: readonly Alternative[]): TemplateResult {
	return html`<table class="models alternatives">
		<thead><tr><th scope="col">${l10n.t('model')}</th><th scope="col" class="end">${l10n.t('quality')}</th><th scope="col" class="share"><span class="visually-hidden">${l10n.t('as a bar')}</span></th><th scope="col" class="end">${l10n.t('said')}</th><th scope="col" class="end">${l10n.t('wait')}</th></tr></thead>
		<tbody>${all.map(
			({ modelName, quality, low, high, cost, waitMs }, index) => html`<tr>
				<th scope="row" class="name">${modelName}${index === 0 ? html` <span class="tag">${l10n.t('chosen')}</span>` : nothing}</th>
				<td class="end figure" title=${l10n.t('between {0}', formatInterval({ low, high }))}>${formatPercent(quality)}</td>
				<td class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-share" x="0" y="0" width=${quality * 100} height="8"></rect>`}</svg></td>
				<td class="end figure">${cost === 0 ? l10n.t('free') : formatEstimate(cost)}</td>
				<td class="end figure">${formatDuration(waitMs)}</td>
			</tr>`,
		)}</tbody>
	</table>`;
}

/** What is no message of the chat's. */
function purposeMark({ purpose }: LedgerRow): TemplateResult | typeof nothing {
	return purpose === 'chat' ? nothing : html` <span class="tag">${purposeTag(purpose)}</span>`;
}

/** What did not end with an answer. */
function endTag(row: LedgerRow): TemplateResult | typeof nothing {
	const end = endOf(row);
	return end === null ? nothing : html` <span class="tag">${end.tag}</span>`;
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
	if (row.state === 'released') return l10n.t('nothing');
	if (row.state === 'outstanding') return l10n.t('running');
	if (row.costSource === 'free') return l10n.t('free');
	return row.costSource === 'estimate' || row.state === 'orphaned' ? formatEstimate(row.cost) : formatMoney(row.cost);
}

/** What is to be known of an amount: a mark whose words are its tooltip. */
function doubtMark({ claimed, corrected }: LedgerRow): TemplateResult | typeof nothing {
	if (!corrected && claimed === null) return nothing;
	const words = doubtInWords(claimed, corrected);
	return html` <i class="codicon codicon-${corrected ? 'edit' : 'warning'}" role="img" title=${words} aria-label=${words}></i>`;
}

function doubtInWords(claimed: LedgerRow['claimed'], corrected: boolean): string {
	if (claimed === null) return l10n.t('Corrected by you');
	const said = formatMoney(claimed);
	return corrected
		? l10n.t('Corrected by you. The server said {0}, more than this request can cost', said)
		: l10n.t(
				'The server said {0}, more than this request can cost: the most it can is booked. Correct it with "Routoo: Correct a Booked Amount"',
				said,
			);
}

/** Null for what ended with its answer, or goes on. */
function endOf({ state, outcome }: LedgerRow): { readonly sentence: string; readonly tag: string } | null {
	if (state === 'orphaned') return { sentence: l10n.t('Lost with its window.'), tag: l10n.t('lost with its window') };
	if (state === 'released') return { sentence: l10n.t('No answer.'), tag: l10n.t('no answer') };
	if (outcome === 'cancelled') return { sentence: l10n.t('Stopped.'), tag: l10n.t('stopped') };
	return outcome === 'broken' ? { sentence: l10n.t('Broken off.'), tag: l10n.t('broken off') } : null;
}
