import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { RequestEnd } from '../../protocol/insights.ts';
import type { DecisionFilter } from './decision-pages.ts';
import { purposeName } from './ids-in-words.ts';

/** In the order in which they can be chosen. */
const ENDS: Readonly<Record<RequestEnd, () => string>> = {
	answered: () => l10n.t('answered'),
	cancelled: () => l10n.t('stopped'),
	broken: () => l10n.t('broken off'),
	released: () => l10n.t('no answer'),
	orphaned: () => l10n.t('lost with its window'),
	outstanding: () => l10n.t('running'),
};

export interface FilterChoices {
	readonly models: readonly string[];
	readonly purposes: readonly string[];
	readonly days: readonly string[];
}

/** Search and filters above the decisions, and what can be done with the rows that are left. */
export function decisionFilter(
	filter: DecisionFilter,
	{ models, purposes, days }: FilterChoices,
	change: (change: Partial<DecisionFilter>) => void,
	exportAs: (format: 'csv' | 'json') => void,
): TemplateResult {
	const select = (
		name: 'model' | 'purpose' | 'outcome' | 'day',
		label: string,
		all: string,
		options: readonly (readonly [string, string])[],
	): TemplateResult => html`<select aria-label=${label} .value=${filter[name] ?? ''} @change=${(event: Event) => {
		const { value } = event.target as HTMLSelectElement;
		change({ [name]: value === '' ? null : value });
	}}>
		<option value="" ?selected=${filter[name] === null}>${all}</option>
		${options.map(([value, text]) => html`<option value=${value} ?selected=${filter[name] === value}>${text}</option>`)}
	</select>`;
	return html`<div class="decision-filter" role="search" aria-label=${l10n.t('Decisions')}>
		<input type="search" placeholder=${l10n.t('Search names')} aria-label=${l10n.t('Search decisions by the name of a model, vendor, kind or workspace')} maxlength="200" .value=${filter.search} @input=${(event: Event) => change({ search: (event.target as HTMLInputElement).value })} />
		${select(
			'model',
			l10n.t('Model'),
			l10n.t('all models'),
			models.map((name) => [name, name]),
		)}
		${select(
			'purpose',
			l10n.t('Purpose'),
			l10n.t('all purposes'),
			purposes.map((name) => [name, purposeName(name)]),
		)}
		${select(
			'outcome',
			l10n.t('Outcome'),
			l10n.t('all outcomes'),
			Object.entries(ENDS).map(([end, say]) => [end, say()] as const),
		)}
		${select(
			'day',
			l10n.t('Day'),
			l10n.t('all days'),
			[...days].reverse().map((day) => [day, day]),
		)}
		<span class="export">${l10n.t('Export')}
			<button type="button" class="quiet" @click=${() => exportAs('csv')} aria-label=${l10n.t('Export these decisions as CSV')}>CSV</button>
			<button type="button" class="quiet" @click=${() => exportAs('json')} aria-label=${l10n.t('Export these decisions as JSON')}>JSON</button>
		</span>
	</div>`;
}

/** How many rows there are, and what can be done with them. */
export function counted(total: number, filter: DecisionFilter): string {
	if (total === 0)
		return isFiltered(filter)
			? l10n.t('No decision is left by these filters.')
			: l10n.t('No decision yet. Ask something in the chat view.');
	if (total === 1) return l10n.t('1 decision. Enter opens one; said is the price before the answer.');
	return l10n.t('{0} decisions. Enter opens one; said is the price before the answer.', total.toLocaleString('en-US'));
}

function isFiltered({ search, model, purpose, outcome, day }: DecisionFilter): boolean {
	return search.trim() !== '' || [model, purpose, outcome, day].some((each) => each !== null);
}
