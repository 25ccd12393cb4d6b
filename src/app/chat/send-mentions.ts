import * as l10n from '@vscode/l10n';
import type { ChatStore } from './chat-store.ts';
import type { EditorPort } from './editor-port.ts';
import { isMessage, type Outgoing, type OutgoingBox, readOutgoing } from './outgoing.ts';
import { type Meant, withMentions } from './typed-mentions.ts';

/** A message that was held back for what it mentions, as long as it stands in the box as it was. */
export const UNATTACHED = 'unattached';

export interface SendHow {
	/** Also where it begins like a command. */
	readonly asText?: boolean;
	/** Mentions are left as they stand in the text. */
	readonly bare?: boolean;
}

/** The box with what its text mentions; why not, where something of it cannot be attached. Errors: as `withMentions`. */
export async function meantBy(
	editor: EditorPort,
	box: OutgoingBox,
	{ asText = false, bare = false }: SendHow,
	hasChip: boolean,
): Promise<Meant | { readonly why: string }> {
	const { text, attachments } = box;
	// What is no message takes nothing along.
	if (bare || !(asText || isMessage(text))) return { text, attachments, withOpenFile: false };
	return withMentions(editor, { text, attachments }, hasChip);
}

/** What sending the box does, with what its text mentions. Errors: as `readOutgoing` and `withMentions`. */
export async function readMeant(
	editor: EditorPort,
	store: ChatStore,
	box: OutgoingBox,
	how: SendHow,
): Promise<Outgoing | { readonly kind: 'unattached'; readonly why: string }> {
	const meant = await meantBy(editor, box, how, store.openFile.isOffered());
	if ('why' in meant) return { kind: 'unattached', why: meant.why };
	if (meant.withOpenFile) store.setOpenFile(true);
	return readOutgoing(editor, { ...box, ...meant }, 'ask');
}

/** Says that nothing was sent, and why. @param how absent: it does not stand in the box, and cannot be sent from there */
export function tellUnattached(store: ChatStore, why: string, text: string, how?: SendHow): void {
	const args = [store.session().id, text.trim(), ...(how?.asText === true ? ['asText'] : [])];
	const actions = how === undefined ? [] : [{ label: l10n.t('Send as text'), command: 'sendAsTyped' as const, args }];
	store.notices.add('info', `${l10n.t('Nothing was sent.')} ${why}`, { subject: UNATTACHED, actions, until: 'message', asked: true });
}
