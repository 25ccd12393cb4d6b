import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatInterval, formatQuality } from '../../protocol/format.ts';
import type { ModelView, QualityFigure } from '../../protocol/models-page.ts';
import { qualityBar } from '../common/quality-bar.ts';
import { modelDetail, type RowContext } from './model-detail.ts';
import { fileTag } from './model-file.ts';
import { agoInWords, contextShort, evidenceInWords, failedShort, qualityInWords, waitShort } from './model-words.ts';

const COLUMNS = ['use', 'name', 'quality', 'price', 'context', 'wait', 'failed', 'pin'] as const;
interface Head {
	readonly text: string;
	readonly title: string;
	readonly hidden?: true;
}

const heads = (): Readonly<Record<(typeof COLUMNS)[number], Head>> => ({
	use: { text: l10n.t('in Auto'), title: l10n.t('Auto may use it'), hidden: true },
	name: { text: l10n.t('model'), title: '' },
	quality: {
		text: l10n.t('quality'),
		title: l10n.t('Chance of an adequate answer on the chosen kind of task, and the range in which it lies 8 times in 10'),
	},
	price: { text: l10n.t('price'), title: l10n.t('US dollars per million tokens, read and written') },
	context: { text: l10n.t('context'), title: l10n.t('Tokens that it reads at most') },
	wait: { text: l10n.t('wait'), title: l10n.t('Measured time to the first token: half of the requests / 9 of 10') },
	failed: { text: l10n.t('failed'), title: l10n.t('Share of your last requests that failed') },
	pin: { text: l10n.t('pinned'), title: '', hidden: true },
});

export function modelHeads(): TemplateResult {
	const all = heads();
	return html`<div class="model model-heads" role="row">
		${COLUMNS.map((name) => {
			const { text, title, hidden } = all[name];
			return html`<span role="columnheader" class="m-${name}" title=${title || nothing}>${hidden ? html`<span class="visually-hidden">${text}</span>` : text}</span>`;
		})}
	</div>`;
}

/** One model; opened, its efforts and its figures by kind of task stand below. */
export function modelRow(model: ModelView, open: boolean, context: RowContext): TemplateResult {
	const { actions, kinds, kind } = context;
	const { id, name, use, pinned, blocked, resting } = model;
	const [usual] = model.efforts;
	const figure = usual?.qualities?.[kind] ?? null;
	const pin = pinned ? l10n.t('Unpin {0}', name) : l10n.t('Pin {0}: it stands first', name);
	return html`<div class="model ${open ? 'open' : ''} ${use === 'off' || blocked !== null ? 'out' : ''}" role="row">
			<span role="cell" class="m-use">
				<input
					type="checkbox"
					aria-label=${l10n.t('Auto may use {0}', name)}
					.checked=${live(use === 'on')}
					.indeterminate=${live(use === 'part')}
					@change=${(event: Event) => actions.use('model', id, (event.target as HTMLInputElement).checked)}
				/>
			</span>
			<span role="cell" class="m-name name">
				<button type="button" class="disclose" aria-expanded=${open ? 'true' : 'false'} title=${model.wire} @click=${() => actions.toggle(id)}>
					<i class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></i><span>${name}</span>
				</button>
				${newTag(model, context.now)} ${model.file === undefined ? nothing : fileTag(model.file)} ${blocked === null && resting === null ? nothing : html`<span class="tag warn" title=${blocked ?? resting ?? ''}>${blocked === null ? l10n.t('resting') : l10n.t('not usable')}<span class="visually-hidden">: ${blocked ?? resting}</span></span>`}
			</span>
			<span role="cell" class="m-quality" title=${figure === null ? l10n.t('Being estimated') : `${qualityInWords(figure, kinds[kind]?.label ?? '')} ${l10n.t('Rests on {0}.', evidenceInWords(model.evidence))}`}>${qualityCell(figure)}</span>
			<span role="cell" class="m-price figure" title=${model.price.source}>${model.price.text}</span>
			<span role="cell" class="m-context figure" title=${model.contextAssumed ? l10n.t('Assumed: its server does not tell') : nothing}>${contextShort(model)}</span>
			<span role="cell" class="m-wait figure">${waitShort(model.measured)}</span>
			<span role="cell" class="m-failed figure">${failedShort(model.measured)}</span>
			<span role="cell" class="m-narrow dim">${narrowFacts(model)}</span>
			<span role="cell" class="m-pin">
				<button type="button" class="icon" aria-pressed=${pinned ? 'true' : 'false'} aria-label=${pin} title=${pin} @click=${() => actions.pin(id, !pinned)}>
					<i class="codicon codicon-${pinned ? 'pinned' : 'pin'}" aria-hidden="true"></i>
				</button>
			</span>
		</div>
		${open ? html`<div class="model-detail" role="row"><div role="cell" aria-colspan=${COLUMNS.length}>${modelDetail(model, context)}</div></div>` : nothing}`;
}

/** The chosen kind's figure with its interval, or that it is still estimated. */
export function qualityCell(figure: QualityFigure | null): TemplateResult {
	if (figure === null) return html`<span class="dim">${l10n.t('estimating…')}</span>`;
	return html`<span class="figure">${formatQuality(figure)} <span class="dim">(${formatInterval(figure)})</span></span>${qualityBar(figure)}`;
}

function newTag({ newSince }: ModelView, now: number): TemplateResult | typeof nothing {
	if (newSince === null) return nothing;
	const ago = agoInWords(newSince, now);
	return html`<span class="tag new" title=${l10n.t('First seen here {0}', ago)}>${l10n.t('new')}<span class="visually-hidden">, ${l10n.t('first seen here {0}', ago)}</span></span>`;
}

/** What has no column of its own where the page is narrow. */
function narrowFacts(model: ModelView): string {
	const { measured } = model;
	const facts = [model.price.text, l10n.t('reads {0}', contextShort(model))];
	if (measured?.firstTokenMs != null) facts.push(l10n.t('begins in {0}', waitShort(measured)));
	if (measured !== null && measured.failed > 0) facts.push(l10n.t('{0} failed', failedShort(measured)));
	return facts.join(' · ');
}
