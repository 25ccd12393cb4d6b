import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Run } from '../../protocol/dashboard.ts';
import { formatEstimate, formatInterval, formatMoney, formatQuality, qualityInWords, recipientName } from '../../protocol/format.ts';
import {
	changeInWords,
	estimateInWords,
	modelInWords,
	spentInWords,
	stateInWords,
	stepInWords,
	stepsInWords,
} from '../../protocol/run-words.ts';
import { kindTag } from './ids-in-words.ts';

export interface MeterActions {
	/** It runs in this window, and can be steered from here. */
	readonly here: boolean;
	/** The suggestion was taken, and its run has not changed yet. */
	readonly taken: boolean;
	escalate(): void;
	/** The button that opens the ledger's rows, and they. */
	readonly details: { readonly button: TemplateResult; readonly rows: TemplateResult | typeof nothing };
}

/** Changes that are shown; older ones stand in the rows. */
const CHANGES = 5;
/** From this share of its maximum on the bar warns: shortly before the answer is asked for (NEAR_CAP in core/agent/run-money.ts). */
const NEAR = 0.8;

/** A live run: what it is, how far it is, what it took of what it may. */
export function runMeter(run: Run, { here, taken, escalate, details }: MeterActions): TemplateResult {
	const { model, quality, taskKind, subAgents, suggestion } = run;
	const estimate = estimateInWords(run);
	const older = run.changes.length - CHANGES;
	return html`<article class="run" aria-label=${l10n.t('Run of {0}, {1}', modelInWords(model), stateInWords(run))}>
		<div class="run-head">
			<i class="codicon codicon-${run.state === 'running' ? 'loading' : 'watch'} run-state" aria-hidden="true"></i>
			<span class="run-model name">${modelInWords(model)}</span>
			<span class="figure" title=${qualityInWords(quality, model.modelName)}><span class="dim">${l10n.t('predicted quality')}</span> ${formatQuality(quality)} <span class="dim">(${formatInterval(quality)})</span></span>
			<span class="run-step figure">${stepInWords(run)}</span>
		</div>
		<p class="run-facts dim">${[stateInWords(run), ...(taskKind === '' ? [] : [kindTag(taskKind)]), model.local ? l10n.t('on this computer') : l10n.t('to {0}', recipientName(model.recipient)), ...(here ? [] : [l10n.t('in another window')])].join(' · ')}</p>
		${moneyBar(run)}
		<p class="run-money figure"><span>${spentInWords(run)}</span><span class="dim">${estimate ?? l10n.t('no estimate')}</span></p>
		${
			run.changes.length === 0
				? nothing
				: html`<ul class="run-list" aria-label=${l10n.t('Changes')}>
					${older > 0 ? html`<li class="dim">${older === 1 ? l10n.t('1 earlier change stands in the requests') : l10n.t('{0} earlier changes stand in the requests', older)}</li>` : nothing}
					${run.changes.slice(-CHANGES).map((change) => html`<li><i class="codicon codicon-arrow-swap run-icon" aria-hidden="true"></i><span>${changeInWords(change)}</span></li>`)}
				</ul>`
		}
		${
			subAgents.length === 0
				? nothing
				: html`<table class="models sub-agents">
					<thead><tr><th>${l10n.t('sub-agent')}</th><th class="end">${l10n.t('steps')}</th><th class="end">${l10n.t('spent')}</th></tr></thead>
					<tbody>${subAgents.map(
						({ name, steps, spent }) =>
							html`<tr><td class="name">${name}</td><td class="end figure" aria-label=${stepsInWords(steps)}>${steps}</td><td class="end figure">${formatMoney(spent)}</td></tr>`,
					)}</tbody>
				</table>`
		}
		${suggestion === null && !taken ? nothing : suggested(suggestion, here, taken, escalate)}
		${details.button}${details.rows}
	</article>`;
}

function suggested(suggestion: string | null, here: boolean, taken: boolean, escalate: () => void): TemplateResult {
	return html`<div class="run-suggestion"><i class="codicon codicon-lightbulb run-icon warn" aria-hidden="true"></i>
		<span>${taken ? l10n.t('A stronger setting is used from its next step on.') : suggestion}</span>
		${taken || !here ? nothing : html`<button type="button" class="secondary" @click=${escalate}>${l10n.t('Use a stronger setting')}</button>`}
	</div>`;
}

/**
 * What was spent of the most that the run may cost, with the interval of the estimate behind it and a mark at its middle. Without a
 * maximum the scale is what is expected at most.
 */
function moneyBar(run: Run): TemplateResult | typeof nothing {
	const { spent, cap, estimate } = run;
	const scale = Math.max(cap ?? 0, spent, cap === null ? (estimate?.high ?? 0) : 0);
	if (scale === 0) return nothing;
	const at = (micros: number): number => Math.min(100, (100 * micros) / scale);
	const near = cap !== null && spent >= NEAR * cap;
	const text = [spentInWords(run), ...(estimate === null ? [] : [l10n.t('{0} expected', formatEstimate(estimate.expected))])].join('; ');
	return html`<div
		class="money-bar ${near ? 'near' : ''}" role="meter" aria-label=${l10n.t('Money of this run')}
		aria-valuemin="0" aria-valuemax=${scale / 1_000_000} aria-valuenow=${spent / 1_000_000} aria-valuetext=${text} title=${text}
	>
		<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`
			<rect class="bar-track" x="0" y="2" width="100" height="6"></rect>
			${estimate === null ? nothing : svg`<rect class="bar-expected" x=${at(estimate.low)} y="2" width=${Math.max(0, at(estimate.high) - at(estimate.low))} height="6"></rect>`}
			<rect class="bar-spent" x="0" y="2" width=${at(spent)} height="6"></rect>
			${estimate === null ? nothing : svg`<line class="bar-mark" x1=${at(estimate.expected)} x2=${at(estimate.expected)} y1="0" y2="10"></line>`}
		`}</svg>
	</div>`;
}
