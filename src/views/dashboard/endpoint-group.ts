import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { EndpointView, ModelView } from '../../protocol/models-page.ts';
import type { RowContext } from './model-detail.ts';
import { modelHeads, modelRow } from './model-row.ts';
import { counted, inAuto } from './model-words.ts';

export type EndpointCommand = Exclude<Extract<FromDashboard, { type: 'modelsCommand' }>['command'], 'setPrice'>;

export interface GroupContext extends RowContext {
	/** Something is searched for, and `models` are what was found. */
	readonly searching: boolean;
	isOpen(modelId: string): boolean;
	useAll(endpointId: string, on: boolean): void;
	run(command: EndpointCommand, endpointId: string): void;
}

interface Action {
	readonly command: EndpointCommand;
	readonly label: string;
	readonly title: string;
}

const TEST: Action = { command: 'testConnection', label: 'test', title: 'Ask it whether it answers' };
const KEY: Action = { command: 'setKey', label: 'key', title: 'Set its API key' };
const RENAME: Action = { command: 'renameEndpoint', label: 'rename', title: 'Give it another name' };
const ADDRESS: Action = { command: 'changeAddress', label: 'address', title: 'Change its address' };
const REMOVE: Action = { command: 'removeEndpoint', label: 'remove', title: 'Take it out of the settings; asks first' };
const OFF: Action = { command: 'removeEndpoint', label: 'turn off', title: 'Use none of its models any more; asks first' };

function actionsOf({ origin, needsKey }: EndpointView): readonly Action[] {
	if (origin === 'own') return [TEST, ...(needsKey ? [KEY] : []), RENAME, ADDRESS, REMOVE];
	if (origin === 'builtIn') return [TEST, KEY, OFF];
	return origin === 'found' ? [TEST, OFF] : [OFF];
}

/** One endpoint with those of its models that are to be shown. */
export function endpointGroup(endpoint: EndpointView, models: readonly ModelView[], context: GroupContext): TemplateResult {
	const { id, name, where, error } = endpoint;
	const heading = `endpoint-${id}`;
	return html`<section class="endpoint" aria-labelledby=${heading}>
		<div class="endpoint-head">
			${tickOfAll(endpoint, context)}
			<h2 id=${heading}>${name}</h2>
			<span class="dim endpoint-facts">${[...(where === '' || where === name ? [] : [where]), countOf(endpoint, models, context)].join(' · ')}</span>
			<span class="endpoint-actions">
				${actionsOf(endpoint).map(
					({ command, label, title }) =>
						html`<button type="button" class="quiet" title=${title} aria-label="${name}: ${label}" @click=${() => context.run(command, id)}>${label}</button>`,
				)}
			</span>
		</div>
		${error === null ? nothing : html`<p class="notice" role="status"><i class="codicon codicon-warning" aria-hidden="true"></i> ${error}</p>`}
		${models.length > 0 ? table(name, models, context) : error === null ? html`<p class="dim none">It lists no model that can answer a message.</p>` : nothing}
	</section>`;
}

function table(name: string, models: readonly ModelView[], context: GroupContext): TemplateResult {
	return html`<div class="model-table" role="table" aria-label="Models of ${name}">
		${modelHeads()} ${repeat(
			models,
			(model) => model.id,
			(model) => modelRow(model, context.isOpen(model.id), context),
		)}
	</div>`;
}

/**
 * Of all its models: a tick of what a search found would be taken for that of all, and the other way round. Where some are in, a click lets
 * in the rest, as with a model at some of its efforts: the only endpoint can never be left out.
 */
function tickOfAll({ id, name, models }: EndpointView, { searching, useAll }: GroupContext): TemplateResult {
	const on = models.filter(({ use }) => use !== 'off').length;
	const whole = models.every(({ use }) => use === 'on');
	const what = `Auto may use all models of ${name}`;
	return html`<input
		type="checkbox"
		aria-label=${what}
		title=${searching ? 'Clear the search to tick all of them' : what}
		?disabled=${searching || models.length === 0}
		.checked=${live(whole && on > 0)}
		.indeterminate=${live(on > 0 && !whole)}
		@change=${(event: Event) => useAll(id, (event.target as HTMLInputElement).checked)}
	/>`;
}

function countOf({ models: all }: EndpointView, shown: readonly ModelView[], { searching }: GroupContext): string {
	if (searching) return `${shown.length.toLocaleString('en-US')} of ${counted(all.length, 'model')}`;
	const on = all.filter(inAuto).length;
	return on === all.length ? counted(all.length, 'model') : `${counted(all.length, 'model')}, ${on.toLocaleString('en-US')} in Auto`;
}
