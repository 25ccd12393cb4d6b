import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatInterval, formatQuality, formatTokens } from '../../protocol/format.ts';
import type { EffortView, ModelView } from '../../protocol/models-page.ts';
import { qualityBar } from '../common/quality-bar.ts';
import { type FileCommand, fileFacts } from './model-file.ts';
import { agoInWords, evidenceInWords, failedShort, measuredInWords, signalsInWords, waitShort } from './model-words.ts';

/** What a row can do. Ids are those of models and efforts. */
interface RowActions {
	use(of: 'model' | 'effort', id: string, on: boolean): void;
	pin(id: string, on: boolean): void;
	setPrice(id: string): void;
	runFile(command: FileCommand, id: string): void;
	toggle(id: string): void;
}

export interface RowContext {
	readonly kinds: readonly { readonly id: string; readonly label: string }[];
	/** Index of the chosen kind of task. */
	readonly kind: number;
	readonly now: number;
	readonly actions: RowActions;
}

/** What stands below an opened row: facts in sentences, efforts, figures by kind of task. */
export function modelDetail(model: ModelView, context: RowContext): TemplateResult {
	const { blocked, resting, price, contextTokens, contextAssumed, lastAt } = model;
	const why = blocked ?? resting;
	const asked = lastAt === null ? '' : ` ${l10n.t('Last asked {0}.', agoInWords(lastAt, context.now))}`;
	return html`
		${why === null ? nothing : html`<p class="detail-why"><i class="codicon codicon-warning detail-icon" aria-hidden="true"></i> ${blocked === null ? l10n.t('Resting: {0}', why) : l10n.t('Not usable: {0}', why)}</p>`}
		<dl class="facts">
			<div><dt>${l10n.t('id')}</dt><dd class="wire">${model.id}${model.vendor === '' ? nothing : html` <span class="dim">${l10n.t('made by {0}', model.vendor)}</span>`}</dd></div>
			<div>
				<dt>${l10n.t('price')}</dt>
				<dd>${price.text}<span class="dim">: ${price.source}</span>
					${price.canSet ? html`<button type="button" class="quiet" aria-label=${l10n.t('Set price of {0}', model.name)} @click=${() => context.actions.setPrice(model.id)}>${l10n.t('set price')}</button>` : nothing}
				</dd>
			</div>
			<div><dt>${l10n.t('reads')}</dt><dd>${contextAssumed ? l10n.t('{0} tokens at most, assumed: its server does not tell', formatTokens(contextTokens)) : l10n.t('{0} tokens at most', formatTokens(contextTokens))}</dd></div>
			${model.file === undefined ? nothing : fileFacts(model.name, model.file, (command) => context.actions.runFile(command, model.id))}
			<div><dt>${l10n.t('measured')}</dt><dd>${measuredInWords(model.measured)}${asked}</dd></div>
			<div><dt>${l10n.t('quality rests on')}</dt><dd>${evidenceInWords(model.evidence)}</dd></div>
		</dl>
		${model.efforts.length < 2 ? nothing : efforts(model, context)} ${byKind(model, context)}
	`;
}

function efforts({ name, efforts: all }: ModelView, context: RowContext): TemplateResult {
	const kind = context.kinds[context.kind]?.label ?? '';
	return html`<table class="models efforts" aria-label=${l10n.t('Reasoning efforts of {0}', name)}>
		<thead><tr><th>${l10n.t('effort')}</th><th>${kind}</th><th class="end">${l10n.t('wait')}</th><th class="end">${l10n.t('failed')}</th></tr></thead>
		<tbody>${all.map((effort) => effortRow(effort, name, context))}</tbody>
	</table>`;
}

function effortRow({ id, label, use, qualities, measured }: EffortView, name: string, { kind, actions }: RowContext): TemplateResult {
	const figure = qualities?.[kind] ?? null;
	return html`<tr>
		<td>
			<label><input type="checkbox" aria-label=${l10n.t('Auto may use {0} at {1}', name, label)} .checked=${live(use)} @change=${(event: Event) => actions.use('effort', id, (event.target as HTMLInputElement).checked)} /> ${label}</label>
		</td>
		<td class="figure">${figure === null ? html`<span class="dim">${l10n.t('estimating…')}</span>` : html`${formatQuality(figure)} <span class="dim">(${formatInterval(figure)})</span>`}</td>
		<td class="end figure">${waitShort(measured)}</td>
		<td class="end figure">${failedShort(measured)}</td>
	</tr>`;
}

/** Of the model as it runs by default. */
function byKind({ name, efforts: [usual], evidence }: ModelView, { kinds }: RowContext): TemplateResult | typeof nothing {
	const qualities = usual?.qualities ?? null;
	if (qualities === null) return html`<p class="dim" role="status">${l10n.t('Its quality by kind of task is being estimated…')}</p>`;
	return html`<table class="models kinds" aria-label=${l10n.t('Quality of {0} by kind of task', name)}>
		<thead><tr><th>${l10n.t('kind of task')}</th><th>${l10n.t('quality')}</th><th class="bar"><span class="visually-hidden">${l10n.t('range')}</span></th><th class="end">${l10n.t('your signals')}</th></tr></thead>
		<tbody>
			${kinds.map(({ label }, i) => {
				const figure = qualities[i];
				const signals = evidence.byKind[i] ?? 0;
				if (figure === undefined) return nothing;
				return html`<tr>
					<td>${label}</td>
					<td class="figure">${formatQuality(figure)} <span class="dim">(${formatInterval(figure)})</span></td>
					<td class="bar">${qualityBar(figure)}</td>
					<td class="end figure" title=${signalsInWords(signals)}>${signals === 0 ? '–' : signals.toLocaleString('en-US')}</td>
				</tr>`;
			})}
		</tbody>
	</table>`;
}
