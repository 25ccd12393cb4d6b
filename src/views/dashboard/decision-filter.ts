import { html, type TemplateResult } from 'lit';
import type { RequestEnd } from '../../protocol/insights.ts';
import type { DecisionFilter } from './decision-pages.ts';
import { PURPOSE_NAMES } from './purposes.ts';

const ENDS: Readonly<Record<RequestEnd, string>> = {
	...{ answered: 'answered', cancelled: 'stopped', broken: 'broken off' },
	...{ released: 'no answer', orphaned: 'lost with its window', outstanding: 'running' },
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
	return html`<div class="decision-filter" role="search" aria-label="Decisions">
		<input type="search" placeholder="Search names" aria-label="Search decisions by the name of a model, provider, kind or workspace" maxlength="200" .value=${filter.search} @input=${(event: Event) => change({ search: (event.target as HTMLInputElement).value })} />
		${select(
			'model',
			'Model',
			'all models',
			models.map((name) => [name, name]),
		)}
		${select(
			'purpose',
			'Purpose',
			'all purposes',
			purposes.map((name) => [name, PURPOSE_NAMES[name] ?? name]),
		)}
		${select('outcome', 'Outcome', 'all outcomes', Object.entries(ENDS))}
		${select(
			'day',
			'Day',
			'all days',
			[...days].reverse().map((day) => [day, day]),
		)}
		<span class="export">Export
			<button type="button" class="quiet" @click=${() => exportAs('csv')} aria-label="Export these decisions as CSV">CSV</button>
			<button type="button" class="quiet" @click=${() => exportAs('json')} aria-label="Export these decisions as JSON">JSON</button>
		</span>
	</div>`;
}

/** How many rows there are, and what can be done with them. */
export function counted(total: number, filter: DecisionFilter): string {
	if (total === 0) return isFiltered(filter) ? 'No decision is left by these filters.' : 'No decision yet. Ask something in the chat view.';
	return `${total.toLocaleString('en-US')} ${total === 1 ? 'decision' : 'decisions'}. Enter opens one; said is the price before the answer.`;
}

function isFiltered({ search, model, purpose, outcome, day }: DecisionFilter): boolean {
	return search.trim() !== '' || [model, purpose, outcome, day].some((each) => each !== null);
}
