import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, ComposerAttachment, OpenFileView } from '../../protocol/chat-state.ts';
import { countedTokens } from '../../protocol/format.ts';
import { instructionChips } from './instruction-chips.ts';

/** A chip of something that was attached on purpose. */
export function attachedChip(attached: ComposerAttachment, remove: () => void): TemplateResult {
	const { label, tokens, cut, thumb } = attached;
	if (thumb !== undefined) return imageChip(attached, remove);
	const size = countedTokens(tokens);
	const words = cut === undefined ? l10n.t('{0}, about {1}', label, size) : l10n.t('{0}, about {1}: {2}', label, size, cut);
	return html`<span class="chip" role="group" title=${words} aria-label=${words}
		><span class="chip-label">${label}</span> <span class="chip-tokens">${size}</span
		>${cut === undefined ? nothing : html` <span class="chip-cut">${l10n.t('cut')}</span>`}${removeButton(l10n.t('Remove {0}', label), remove)}</span>`;
}

/** What was done to an image stands on its chip in words: "cut" would say that a part is missing. */
function imageChip(
	{ label, tokens, cut, thumb }: Pick<ComposerAttachment, 'label' | 'tokens' | 'cut' | 'thumb'>,
	remove: () => void,
): TemplateResult {
	const size = countedTokens(tokens);
	const words =
		cut === undefined
			? l10n.t('Image {0}, about {1}. Place, camera and all else but the picture were taken out', label, size)
			: l10n.t('Image {0}, about {1}, {2}. Place, camera and all else but the picture were taken out', label, size, cut);
	return html`<span class="chip image" role="group" title=${words} aria-label=${words}
		><routoo-thumb .data=${thumb ?? ''} .label=${l10n.t('Picture of {0}', label)}></routoo-thumb><span class="chip-label">${label}</span> <span class="chip-tokens">${cut === undefined ? size : `${size}, ${cut}`}</span>${removeButton(l10n.t('Remove {0}', label), remove)}</span>`;
}

/** What goes along by itself. */
export function ownChips({ openFile, instructions }: ChatState['composer'], post: (message: FromChat) => void): unknown {
	return [instructionChips(instructions, post), openFileChip(openFile, post)];
}

/** The chip of the open file; where it does not go along, the button that adds it. */
function openFileChip(open: OpenFileView | null | undefined, post: (message: FromChat) => void): TemplateResult | typeof nothing {
	if (open == null) return nothing;
	const { name, lines, state, tokens, cut } = open;
	const label = lines === null ? name : `${name}:${lines.startLine}-${lines.endLine}`;
	const words = openFileWords(open);
	if (state === 'removed' || state === 'withheld') {
		const add: FromChat = state === 'removed' ? { type: 'openFile', on: true } : { type: 'attach', what: 'file' };
		const icon = state === 'removed' ? 'add' : 'lock';
		return html`<button type="button" class="chip open-file off" title=${words} aria-label=${words} @click=${() => post(add)}>
			<i class="codicon codicon-${icon}" aria-hidden="true"></i><span class="chip-label">${label}</span></button>`;
	}
	return html`<span class="chip open-file ${state}" role="group" title=${words} aria-label=${words}
		><i class="codicon codicon-file" aria-hidden="true"></i><span class="chip-label">${label}</span> ${state === 'sent' ? html`<span class="chip-tokens">${countedTokens(tokens)}</span>` : html`<i class="codicon codicon-check" aria-hidden="true"></i>`}${cut === null || state !== 'sent' ? nothing : html` <span class="chip-cut">${l10n.t('cut')}</span>`}${removeButton(state === 'known' ? l10n.t('Do not send {0} again in this chat', name) : l10n.t('Leave {0} out of this chat', name), () => post({ type: 'openFile', on: false }))}</span>`;
}

/** What is sent, in full. */
export function openFileWords(open: OpenFileView): string {
	const { name, state, tokens, cut, why } = open;
	const size = countedTokens(tokens);
	switch (state) {
		case 'sent':
			return cut === null
				? l10n.t('{0} goes along with your message: about {1}', openFileName(open), size)
				: l10n.t('{0} goes along with your message: about {1}, {2}', openFileName(open), size, cut);
		case 'known':
			return l10n.t('{0} is in this chat already and has not changed, so it is not sent again', openFileName(open));
		case 'removed':
			return l10n.t('Add the open file {0} to this chat', name);
		case 'withheld':
			return l10n.t('{0} is open and is not sent by itself. {1} Add it to this message', name, why ?? '');
	}
}

/** With what is selected in it. */
function openFileName({ name, lines }: OpenFileView): string {
	if (lines === null) return l10n.t('The open file {0}', name);
	const { startLine, endLine } = lines;
	return startLine === endLine
		? l10n.t('The open file {0} with line {1} selected', name, startLine)
		: l10n.t('The open file {0} with lines {1} to {2} selected', name, startLine, endLine);
}

function removeButton(label: string, remove: () => void): TemplateResult {
	return html`<button type="button" class="icon" title=${label} aria-label=${label} @click=${remove}>
		<i class="codicon codicon-close" aria-hidden="true"></i></button
	>`;
}
