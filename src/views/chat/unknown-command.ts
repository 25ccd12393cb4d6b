import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type Command, nearNames } from '../../protocol/slash.ts';
import { commandNames, sendingOf } from './commands.ts';
import { type Draft, isWaiting } from './draft.ts';
import { warning } from './preview-line.ts';

export interface UnknownActions {
	/** Sends the text as it is. */
	asText(text: string): void;
	/** Puts the text, with the command that was meant, into the box. */
	use(text: string): void;
}

/**
 * In place of the preview: that a command is none, before anything is sent. Null where there is nothing to say, and while its name is still
 * being typed.
 * @param refused the text that was to be sent and was not
 */
export function unknownCommand(
	draft: Draft,
	{ prompts, refused }: { readonly prompts: readonly Command[]; readonly refused: string | null },
	{ asText, use }: UnknownActions,
): TemplateResult | null {
	const text = draft.text.trim();
	const sending = sendingOf(text, prompts);
	if (sending.kind !== 'unknown' || isWaiting(draft) || (refused !== text && !/\s/.test(text))) return null;
	const { name } = sending;
	const near = nearNames(name, commandNames(prompts));
	const rest = text.slice(name.length + 1) || ' ';
	const buttons = near.map(
		(other) => html`<button type="button" class="quiet" @click=${() => use(`/${other}${rest}`)}>/${other}</button> `,
	);
	return warning(html`${l10n.t('/{0} is no command; nothing was sent.', name)}
			<button type="button" class="quiet" @click=${() => asText(text)}>${l10n.t('Send as text')}</button>
			<span class="dim">${near.length === 0 ? l10n.t('or type / for those that there are.') : l10n.t('or take')}</span> ${near.length === 0 ? nothing : buttons}`);
}
