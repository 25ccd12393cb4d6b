import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FromChat } from '../../protocol/chat.ts';
import type { InstructionView } from '../../protocol/chat-state.ts';
import { countedTokens } from '../../protocol/format.ts';

/** A chip a file of instructions; one that was taken out is the button that puts it back. */
export function instructionChips(all: readonly InstructionView[] = [], post: (message: FromChat) => void): readonly TemplateResult[] {
	return all.map((one) => chip(one, (on) => post({ type: 'instructions', path: one.path, on })));
}

function chip(one: InstructionView, set: (on: boolean) => void): TemplateResult {
	const { path, state, tokens, cut } = one;
	const name = path.split('/').at(-1);
	const words = instructionWords(one);
	if (state === 'removed') {
		return html`<button type="button" class="chip open-file off" title=${words} aria-label=${words} @click=${() => set(true)}>
			<i class="codicon codicon-add" aria-hidden="true"></i><span class="chip-label">${name}</span></button>`;
	}
	const remove = state === 'known' ? l10n.t('Do not send {0} again in this chat', path) : l10n.t('Leave {0} out of this chat', path);
	return html`<span class="chip open-file ${state}" role="group" title=${words} aria-label=${words}
		><i class="codicon codicon-book" aria-hidden="true"></i><span class="chip-label">${name}</span> ${state === 'sent' ? html`<span class="chip-tokens">${countedTokens(tokens)}</span>` : html`<i class="codicon codicon-check" aria-hidden="true"></i>`}${cut === null || state !== 'sent' ? nothing : html` <span class="chip-cut">${l10n.t('cut')}</span>`}<button
			type="button" class="icon" title=${remove} aria-label=${remove} @click=${() => set(false)}>
			<i class="codicon codicon-close" aria-hidden="true"></i></button></span>`;
}

/** What is sent, in full. */
export function instructionWords({ path, state, tokens, cut }: InstructionView): string {
	switch (state) {
		case 'sent':
			return cut === null
				? l10n.t('The instructions in {0} go along with your message: about {1}', path, countedTokens(tokens))
				: l10n.t('The instructions in {0} go along with your message: about {1}, {2}', path, countedTokens(tokens), cut);
		case 'known':
			return l10n.t('The instructions in {0} are in this chat already and have not changed, so they are not sent again', path);
		case 'removed':
			return l10n.t('Add the instructions in {0} to this chat', path);
	}
}
