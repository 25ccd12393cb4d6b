import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { ChatState, ComposerAttachment, OpenFileView } from '../../protocol/chat-state.ts';
import { formatTokens } from '../../protocol/format.ts';
import { instructionChips } from './instruction-chips.ts';

/** A chip of something that was attached on purpose. */
export function attachedChip(attached: ComposerAttachment, remove: () => void): TemplateResult {
	const { label, tokens, cut, thumb } = attached;
	if (thumb !== undefined) return imageChip(attached, remove);
	const words = `${label}, about ${formatTokens(tokens)} tokens${cut === undefined ? '' : `: ${cut}`}`;
	return html`<span class="chip" role="group" title=${words} aria-label=${words}
		><span class="chip-label">${label}</span> <span class="chip-tokens">${formatTokens(tokens)} tokens</span
		>${cut === undefined ? nothing : html` <span class="chip-cut">cut</span>`}${removeButton(`Remove ${label}`, remove)}</span>`;
}

/** What was done to an image stands on its chip in words: "cut" would say that a part is missing. */
function imageChip(
	{ label, tokens, cut, thumb }: Pick<ComposerAttachment, 'label' | 'tokens' | 'cut' | 'thumb'>,
	remove: () => void,
): TemplateResult {
	const done = cut === undefined ? '' : `, ${cut}`;
	const words = `Image ${label}, about ${formatTokens(tokens)} tokens${done}. Place, camera and all else but the picture were taken out`;
	return html`<span class="chip image" role="group" title=${words} aria-label=${words}
		><routoo-thumb .data=${thumb ?? ''} .label=${`Picture of ${label}`}></routoo-thumb><span class="chip-label">${label}</span> <span class="chip-tokens">${formatTokens(tokens)} tokens${done}</span>${removeButton(`Remove ${label}`, remove)}</span>`;
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
		><i class="codicon codicon-file" aria-hidden="true"></i><span class="chip-label">${label}</span> ${state === 'sent' ? html`<span class="chip-tokens">${formatTokens(tokens)} tokens</span>` : html`<i class="codicon codicon-check" aria-hidden="true"></i>`}${cut === null || state !== 'sent' ? nothing : html` <span class="chip-cut">cut</span>`}${removeButton(state === 'known' ? `Do not send ${name} again in this chat` : `Leave ${name} out of this chat`, () => post({ type: 'openFile', on: false }))}</span>`;
}

/** What is sent, in full. */
export function openFileWords({ name, lines, state, tokens, cut, why }: OpenFileView): string {
	const selected =
		lines === null ? '' : lines.startLine === lines.endLine ? `line ${lines.startLine}` : `lines ${lines.startLine} to ${lines.endLine}`;
	const what = selected === '' ? `The open file ${name}` : `The open file ${name} with ${selected} selected`;
	switch (state) {
		case 'sent':
			return `${what} goes along with your message: about ${formatTokens(tokens)} tokens${cut === null ? '' : `, ${cut}`}`;
		case 'known':
			return `${what} is in this chat already and has not changed, so it is not sent again`;
		case 'removed':
			return `Add the open file ${name} to this chat`;
		case 'withheld':
			return `${name} is open and is not sent by itself. ${why ?? ''} Add it to this message`;
	}
}

function removeButton(label: string, remove: () => void): TemplateResult {
	return html`<button type="button" class="icon" title=${label} aria-label=${label} @click=${remove}>
		<i class="codicon codicon-close" aria-hidden="true"></i></button
	>`;
}
