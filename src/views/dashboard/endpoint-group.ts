import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { EndpointView, ModelView } from '../../protocol/models-page.ts';
import type { RowContext } from './model-detail.ts';
import type { FileCommand } from './model-file.ts';
import { modelHeads, modelRow } from './model-row.ts';
import { inAuto } from './model-words.ts';

export type EndpointCommand = Exclude<Extract<FromDashboard, { type: 'modelsCommand' }>['command'], 'setPrice' | FileCommand>;

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

const TEST = (): Action => ({ command: 'testConnection', label: l10n.t('test'), title: l10n.t('Ask it whether it answers') });
const KEY = (): Action => ({ command: 'setKey', label: l10n.t('key'), title: l10n.t('Set its API key') });
const RENAME = (): Action => ({ command: 'renameEndpoint', label: l10n.t('rename'), title: l10n.t('Give it another name') });
const ADDRESS = (): Action => ({ command: 'changeAddress', label: l10n.t('address'), title: l10n.t('Change its address') });
const REMOVE = (): Action => ({
	command: 'removeEndpoint',
	label: l10n.t('remove'),
	title: l10n.t('Take it out of the settings; asks first'),
});
const OFF = (): Action => ({
	command: 'removeEndpoint',
	label: l10n.t('turn off'),
	title: l10n.t('Use none of its models any more; asks first'),
});

function actionsOf({ origin, needsKey }: EndpointView): readonly Action[] {
	// Each file has its own.
	if (origin === 'files') return [];
	if (origin === 'own') return [TEST(), ...(needsKey ? [KEY()] : []), RENAME(), ADDRESS(), REMOVE()];
	if (origin === 'builtIn') return [TEST(), KEY(), OFF()];
	return origin === 'found' ? [TEST(), OFF()] : [OFF()];
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
		${models.length > 0 ? table(name, models, context) : error === null ? html`<p class="dim none">${l10n.t('It lists no model that can answer a message.')}</p>` : nothing}
	</section>`;
}

function table(name: string, models: readonly ModelView[], context: GroupContext): TemplateResult {
	return html`<div class="model-table" role="table" aria-label=${l10n.t('Models of {0}', name)}>
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
	const what = l10n.t('Auto may use all models of {0}', name);
	return html`<input
		type="checkbox"
		aria-label=${what}
		title=${searching ? l10n.t('Clear the search to tick all of them') : what}
		?disabled=${searching || models.length === 0}
		.checked=${live(whole && on > 0)}
		.indeterminate=${live(on > 0 && !whole)}
		@change=${(event: Event) => useAll(id, (event.target as HTMLInputElement).checked)}
	/>`;
}

function countOf({ models: all }: EndpointView, shown: readonly ModelView[], { searching }: GroupContext): string {
	const count = all.length.toLocaleString('en-US');
	if (searching) {
		const found = shown.length.toLocaleString('en-US');
		return all.length === 1 ? l10n.t('{0} of 1 model', found) : l10n.t('{0} of {1} models', found, count);
	}
	const models = all.length === 1 ? l10n.t('1 model') : l10n.t('{0} models', count);
	const on = all.filter(inAuto).length;
	return on === all.length ? models : l10n.t('{0}, {1} in Auto', models, on.toLocaleString('en-US'));
}
