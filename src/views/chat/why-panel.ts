import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Answer, RoutingLine, RoutingRow } from '../../protocol/chat.ts';
import {
	formatDuration,
	formatEstimate,
	formatInterval,
	formatPercent,
	formatPoints,
	formatQuality,
	qualityInWords,
	recipientName,
} from '../../protocol/format.ts';
import type { PreferenceView } from '../../protocol/preferences.ts';
import { qualityBar } from '../common/quality-bar.ts';
import { barsFrom, effortOf, type Role, type WhyModel, whyRows } from './why-rows.ts';
import { roleInWords, wonInWords } from './why-words.ts';

/** What the user prefers, and how to change it. */
export interface Preferring {
	readonly all: readonly PreferenceView[];
	/** Null: no model any more for this kind of task. */
	prefer(kind: string, model: string | null): void;
}

/** Why this model: one sentence, the few models that matter, the rest on request. */
export function whyPanel(line: RoutingLine, label: string, preferring: Preferring | null): TemplateResult {
	const { shown, rest, excluded } = whyRows(line);
	const from = barsFrom(
		[...shown, ...rest].map(({ row }) => row),
		line.goodEnough,
	);
	const context: Context = { line, from, preferring };
	return html`<section class="why" aria-label=${l10n.t('Why {0}', line.modelName)}>
		<p>${line.reason}</p>
		${line.reading === undefined ? nothing : html`<p><i class="codicon codicon-eye" aria-hidden="true"></i> ${line.reading}</p>`}
		${(line.learned ?? []).map((words) => html`<p><i class="codicon codicon-mortar-board" aria-hidden="true"></i> ${words}</p>`)}
		${shown.length === 0 ? nothing : html`${legend(line.goodEnough, from)} ${table(shown, l10n.t('Models compared'), context)}`} ${preferButton(context)}
		<p class="dim why-quality">${capital(qualityInWords(line.quality, line.modelName))}; ${label}.</p>
		${rest.length === 0 ? nothing : html`<details class="why-rest"><summary>${l10n.t('{0} more', rest.length)}</summary>${table(rest, l10n.t('Further models'), context)}</details>`}
		${
			excluded.length === 0
				? nothing
				: html`<details>
					<summary>${l10n.t('{0} not allowed', excluded.length)}</summary>
					<ul class="excluded">
						${excluded.map(({ name, whyNot }) => html`<li><span class="name">${name}</span> <span class="dim">${whyNot}</span></li>`)}
					</ul>
				</details>`
		}
	</section>`;
}

interface Context {
	readonly line: RoutingLine;
	/** Where the bars begin, 0..1. */
	readonly from: number;
	/** Null: nothing can be preferred here. */
	readonly preferring: Preferring | null;
}

function legend(goodEnough: number | undefined, from: number): TemplateResult {
	const enough = goodEnough === undefined ? [] : [l10n.t('Good enough from {0} quality (the line).', formatPercent(goodEnough))];
	return html`<p class="why-legend dim">${[...enough, l10n.t('Bars: {0} to 100 %.', Math.round(100 * from))].join(' ')}</p>`;
}

function table(models: readonly WhyModel[], label: string, context: Context): TemplateResult {
	return html`<div class="why-table" role="table" aria-label=${label}>
		<div class="why-row why-head" role="row">
			<span role="columnheader">${l10n.t('model')}</span><span role="columnheader">${l10n.t('quality')}</span><span role="columnheader">${l10n.t('price')}</span><span role="columnheader">${l10n.t('wait')}</span>
			<span role="columnheader" class="visually-hidden">${l10n.t('why')}</span>
		</div>
		${models.map((model) => whyRow(model, context))}
	</div>`;
}

function whyRow({ name, row, effort, otherEfforts, roles }: WhyModel, context: Context): TemplateResult {
	const chosen = roles.includes('chosen');
	const { line, from } = context;
	return html`<div class="why-row ${chosen ? 'chosen' : ''}" role="row">
		<span role="cell" class="name" title="${row.modelName}, ${recipientName(row.recipient)}">${name}${effort === null ? nothing : html` <span class="dim effort">${effort}</span>`}</span>
		<span role="cell" class="figure" title=${l10n.t('Quality {0} ({1})', formatQuality(row.quality), formatInterval(row.quality))}>${formatQuality(row.quality)}</span>
		<span role="cell" class="figure">${priceOf(row)}</span>
		<span role="cell" class="figure" title=${l10n.t('Wait: {0}', waitInWords(row))}>${formatDuration(row.firstUsefulMs ?? row.latencyMs)}</span>
		<span role="cell" class="why-more">
			${qualityBar(row.quality, { from, ...(line.goodEnough === undefined ? {} : { mark: line.goodEnough }) })}
			<span class="why-not dim">${words(row, roles, line)} ${chosen ? nothing : star(row, name, context)}</span>
			${otherEfforts.length === 0 ? nothing : efforts(otherEfforts)}
		</span>
	</div>`;
}

function efforts(rows: readonly RoutingRow[]): TemplateResult {
	return html`<details class="why-efforts">
		<summary>${rows.length === 1 ? l10n.t('1 other effort') : l10n.t('{0} other efforts', rows.length)}</summary>
		<ul>
			${rows.map((row) => html`<li><span>${effortOf(row)}</span> <span class="figure">${formatQuality(row.quality)}</span> <span class="figure">${priceOf(row)}</span> <span class="figure">${formatDuration(row.firstUsefulMs ?? row.latencyMs)}</span></li>`)}
		</ul>
	</details>`;
}

/** `chosen: wins by price`, `runner-up, better · quality 3 % higher for $0.024 more, but haiku-4.5 is good enough` */
function words(row: RoutingRow, roles: readonly Role[], { wonBy }: RoutingLine): string {
	const role = roles.includes('chosen') ? roleInWords('chosen') : roles.map(roleInWords).join(', ');
	const why = roles.includes('chosen') ? (wonBy === undefined ? '' : wonInWords(wonBy)) : row.whyNot;
	return [[role, why].filter(Boolean).join(roles.includes('chosen') ? ': ' : ' · '), ...movedBy(row)].filter(Boolean).join(' · ');
}

/** `4 points less by your signals` */
function movedBy({ moved }: RoutingRow): string[] {
	if (moved === undefined) return [];
	return [moved > 0 ? l10n.t('{0} more by your signals', formatPoints(moved)) : l10n.t('{0} less by your signals', formatPoints(moved))];
}

interface Preference {
	readonly label: string;
	/** It is preferred now: a click takes that back. */
	readonly on: boolean;
	run(): void;
}

/** What one click makes of the preference for this kind of request; null where the answer does not say which kind it is. */
function preferenceOf(
	{ task }: Pick<RoutingLine, 'task'>,
	model: string | undefined,
	name: string,
	preferring: Preferring | null,
): Preference | null {
	if (task === undefined || model === undefined || preferring === null) return null;
	const { all, prefer } = preferring;
	const on = all.some((one) => one.kind === task.kind && one.model === model);
	const label = on ? l10n.t('Stop preferring {0} for {1}', name, task.words) : l10n.t('Prefer {0} for {1}', name, task.words);
	return { label, on, run: () => prefer(task.kind, on ? null : model) };
}

function star(row: RoutingRow, name: string, { line, preferring }: Context): TemplateResult | typeof nothing {
	const asked = preferenceOf(line, row.model, name, preferring);
	if (asked === null) return nothing;
	return html`<button type="button" class="icon star" title=${asked.label} aria-label=${asked.label} aria-pressed=${asked.on ? 'true' : 'false'} @click=${asked.run}
		><i class="codicon codicon-star-${asked.on ? 'full' : 'empty'}" aria-hidden="true"></i></button>`;
}

/** The same for the model that answered. */
function preferenceOfLine(line: RoutingLine, preferring: Preferring | null): Preference | null {
	const chosen = whyRows(line).shown[0];
	return chosen === undefined ? null : preferenceOf(line, chosen.row.model, chosen.name, preferring);
}

export function preferenceOfAnswer({ routing }: Pick<Answer, 'routing'>, preferring: Preferring): Preference | null {
	return routing === null ? null : preferenceOfLine(routing, preferring);
}

/** In words. */
function preferButton({ line, preferring }: Context): TemplateResult | typeof nothing {
	const asked = preferenceOfLine(line, preferring);
	if (asked === null) return nothing;
	return html`<p class="why-prefer"><button type="button" class="quiet" @click=${asked.run}
		><i class="codicon codicon-star-${asked.on ? 'full' : 'empty'}" aria-hidden="true"></i> ${asked.label}</button></p>`;
}

function priceOf({ expectedCost }: RoutingRow): string {
	if (expectedCost === null) return l10n.t('unknown');
	return expectedCost === 0 ? l10n.t('free') : formatEstimate(expectedCost);
}

/** `about 2.1 s until it begins, 6.0 s to the end` */
export function waitInWords({ firstUsefulMs, latencyMs }: Pick<RoutingLine, 'firstUsefulMs' | 'latencyMs'>): string {
	if (firstUsefulMs === undefined) return l10n.t('about {0}', formatDuration(latencyMs));
	return l10n.t('about {0} until it begins, {1} to the end', formatDuration(firstUsefulMs), formatDuration(latencyMs));
}

export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
