import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { formatInterval, formatQuality } from '../../protocol/format.ts';
import type { ModelView, QualityFigure } from '../../protocol/models-page.ts';
import { qualityBar } from '../common/quality-bar.ts';
import { modelDetail, type RowContext } from './model-detail.ts';
import { fileTag } from './model-file.ts';
import { agoInWords, contextShort, evidenceInWords, failedShort, qualityInWords, waitShort } from './model-words.ts';

const COLUMNS = ['use', 'name', 'quality', 'price', 'context', 'wait', 'failed', 'pin'] as const;
const HEADS: Readonly<Record<(typeof COLUMNS)[number], { readonly text: string; readonly title: string; readonly hidden?: true }>> = {
	use: { text: 'in Auto', title: 'Auto may use it', hidden: true },
	name: { text: 'model', title: '' },
	quality: {
		text: 'quality',
		title: 'Chance of an adequate answer on the chosen kind of task, and the range in which it lies 8 times in 10',
	},
	price: { text: 'price', title: 'US dollars per million tokens, read and written' },
	context: { text: 'context', title: 'Tokens that it reads at most' },
	wait: { text: 'wait', title: 'Measured time to the first token: half of the requests / 9 of 10' },
	failed: { text: 'failed', title: 'Share of your last requests that failed' },
	pin: { text: 'pinned', title: '', hidden: true },
};

export function modelHeads(): TemplateResult {
	return html`<div class="model model-heads" role="row">
		${COLUMNS.map((name) => {
			const { text, title, hidden } = HEADS[name];
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
	const pin = pinned ? `Unpin ${name}` : `Pin ${name}: it stands first`;
	return html`<div class="model ${open ? 'open' : ''} ${use === 'off' || blocked !== null ? 'out' : ''}" role="row">
			<span role="cell" class="m-use">
				<input
					type="checkbox"
					aria-label="Auto may use ${name}"
					.checked=${live(use === 'on')}
					.indeterminate=${live(use === 'part')}
					@change=${(event: Event) => actions.use('model', id, (event.target as HTMLInputElement).checked)}
				/>
			</span>
			<span role="cell" class="m-name name">
				<button type="button" class="disclose" aria-expanded=${open ? 'true' : 'false'} title=${model.wire} @click=${() => actions.toggle(id)}>
					<i class="codicon codicon-chevron-${open ? 'down' : 'right'}" aria-hidden="true"></i><span>${name}</span>
				</button>
				${newTag(model, context.now)} ${model.file === undefined ? nothing : fileTag(model.file)} ${blocked === null && resting === null ? nothing : html`<span class="tag warn" title=${blocked ?? resting ?? ''}>${blocked === null ? 'resting' : 'not usable'}<span class="visually-hidden">: ${blocked ?? resting}</span></span>`}
			</span>
			<span role="cell" class="m-quality" title=${figure === null ? 'Being estimated' : `${qualityInWords(figure, kinds[kind]?.label ?? '')} Rests on ${evidenceInWords(model.evidence)}.`}>${qualityCell(figure)}</span>
			<span role="cell" class="m-price figure" title=${model.price.source}>${model.price.text}</span>
			<span role="cell" class="m-context figure" title=${model.contextAssumed ? 'Assumed: its server does not tell' : nothing}>${contextShort(model)}</span>
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
	if (figure === null) return html`<span class="dim">estimating…</span>`;
	return html`<span class="figure">${formatQuality(figure)} <span class="dim">(${formatInterval(figure)})</span></span>${qualityBar(figure)}`;
}

function newTag({ newSince }: ModelView, now: number): TemplateResult | typeof nothing {
	if (newSince === null) return nothing;
	return html`<span class="tag new" title="First seen here ${agoInWords(newSince, now)}">new<span class="visually-hidden">, first seen here ${agoInWords(newSince, now)}</span></span>`;
}

/** What has no column of its own where the page is narrow. */
function narrowFacts(model: ModelView): string {
	const { measured } = model;
	const facts = [model.price.text, `reads ${contextShort(model)}`];
	if (measured?.firstTokenMs != null) facts.push(`begins in ${waitShort(measured)}`);
	if (measured !== null && measured.failed > 0) facts.push(`${failedShort(measured)} failed`);
	return facts.join(' · ');
}
