import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import { LONGEST_TEXT } from '../../protocol/common.ts';
import { formatQuality } from '../../protocol/format.ts';
import { errorAction } from './answer-error.ts';
import { type Draft, isWaiting } from './draft.ts';
import { budgetButton, budgetNotes, lineInWords, type NoteCommand, priceInWords, trialButton, trialNote } from './routing-line.ts';

/** The quiet line above the box: why nothing can be sent, or what would answer the text as typed. */
export function previewLine(
	{ composer, predictor, estimateLabel, session }: ChatState,
	draft: Draft,
	options: { readonly hideBlocked: boolean; post(message: FromChat): void },
): TemplateResult {
	const { blocked, preview } = composer;
	const { text } = draft;
	const empty = text.trim() === '';
	if (text.length > LONGEST_TEXT) {
		return warning(html`${l10n.t('A message can have {0} million characters at most.', (LONGEST_TEXT / 1e6).toFixed(0))}
				<span class="dim">${l10n.t('Shorten it, or attach the part that matters as a selection.')}</span>`);
	}
	// What the last answer's box says already is not said twice.
	const last = session.turns.at(-1);
	const told = last?.answers[last.shown]?.error?.message;
	if (blocked !== null && !options.hideBlocked && blocked.message !== told) {
		const action = errorAction(blocked, null);
		return warning(html`${blocked.message} <span class="dim">${blocked.nextStep}</span>
				${action === null ? nothing : html`<button type="button" class="quiet" @click=${() => options.post(action.message)}>${action.label}</button>`}`);
	}
	if (isWaiting(draft)) return html`<div class="preview">${l10n.t('sending…')}</div>`;
	if (preview === null || empty) {
		return html`<div class="preview">${predictor.kind === 'loading' && !empty ? l10n.t('the predictor is loading') : nothing}</div>`;
	}
	const notes = budgetNotes(preview);
	const run = (command: NoteCommand): void => options.post({ type: 'command', command });
	const budget = notes.length === 0 ? nothing : html` · ${notes.join(' · ')} ${budgetButton(preview, run)}`;
	const missing = preview.missing === undefined ? nothing : html` · <b>${l10n.t('not attached: “{0}”', preview.missing)}</b>`;
	const note = trialNote(preview);
	const trial = note === null ? nothing : html` · ${note} ${trialButton(preview, run)}`;
	return html`<div class="preview" title=${lineInWords(preview, estimateLabel)}>
		<span class="name">${preview.modelName}</span> · ${formatQuality(preview.quality)} · ${priceInWords(preview)}${missing}${budget}${trial}
	</div>`;
}

export function warning(words: TemplateResult): TemplateResult {
	return html`<div class="preview blocked" role="status">
		<i class="codicon codicon-warning" aria-hidden="true"></i>
		<span>${words}</span>
	</div>`;
}
