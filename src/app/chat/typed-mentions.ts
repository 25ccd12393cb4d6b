import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { MAX_ATTACHMENTS, sameAttachment } from '../../core/workspace/attachments.ts';
import type { NamedContext } from '../../protocol/mentions.ts';
import { tooMany } from './composer.ts';
import type { EditorPort } from './editor-port.ts';
import { type TypedMention, typedMentions, withWords } from './mention-text.ts';
import type { OutgoingBox } from './outgoing.ts';

type Reading = Pick<EditorPort, 'selection' | 'currentFile' | 'problems' | 'changes' | 'terminal' | 'find' | 'read'>;

/** What the editor has under a name of the list of "@"; where it has nothing, that in words. Errors: RoutooError, of private files too. */
export async function readNamed(editor: Omit<Reading, 'find' | 'read'>, what: NamedContext): Promise<Attachment | string> {
	switch (what) {
		case 'selection':
			return (await editor.selection()) ?? l10n.t('Nothing is selected in the editor.');
		case 'file':
			return (await editor.currentFile()) ?? l10n.t('No file is open.');
		case 'problems':
			return (await editor.problems()) ?? l10n.t('The editor reports no problems.');
		case 'diff':
			return (await editor.changes()) ?? l10n.t('Everything is committed: there are no changes.');
		case 'terminalSelection':
			return (await editor.terminal('selection')) ?? l10n.t('Nothing is selected in the terminal.');
		case 'terminal':
			return (
				(await editor.terminal('command')) ??
				l10n.t(
					'No command of a terminal is known. Run it again in a terminal with shell integration, or select its text and take @terminal selection.',
				)
			);
	}
}

/** A message with what its mentions bring. */
export interface Meant {
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** The chip of the open file stands for "@current file". */
	readonly withOpenFile: boolean;
}

/**
 * The message as if the mentions that stand in its text had been picked from the list. A path that is no file of the workspace is text.
 * @param hasChip whether the chip of the open file can stand for it
 * @returns what cannot be attached, in words, where there is such a one. Errors: 'invalidInput' for too many.
 */
export async function withMentions(editor: Reading, box: OutgoingBox, hasChip = false): Promise<Meant | { readonly why: string }> {
	const meant: TypedMention[] = [];
	// Twice named is read once: each may ask the user.
	const known = new Map<string, Attachment | string | null>();
	let withOpenFile = false;
	for (const mention of typedMentions(box.text)) {
		if (mention.kind === 'named' && mention.what === 'file' && hasChip) {
			withOpenFile = true;
			meant.push(mention);
			continue;
		}
		const key = mention.kind === 'named' ? mention.what : `${mention.of}:${mention.ref}`;
		if (!known.has(key)) known.set(key, await readMention(editor, mention));
		if (known.get(key) !== null) meant.push(mention);
	}
	const given = [...known.values()].filter((one) => one !== null);
	const lacking = new Set(given.filter((one) => typeof one === 'string'));
	if (lacking.size > 0) return { why: [...lacking].join(' ') };
	const read = given.filter((one) => typeof one !== 'string');
	const fresh = read.filter((one, index) => !read.slice(index + 1).some((later) => sameAttachment(later, one)));
	const attachments = [...box.attachments.filter((one) => !fresh.some((other) => sameAttachment(other, one))), ...fresh];
	const chosen = attachments.filter(({ open, kind }) => open !== true && kind !== 'instructions');
	if (fresh.length > 0 && chosen.length > MAX_ATTACHMENTS) throw tooMany();
	return { text: withWords(box.text, meant), attachments, withOpenFile };
}

/** Null for a path that is no file of the workspace. */
async function readMention(editor: Reading, mention: TypedMention): Promise<Attachment | string | null> {
	try {
		if (mention.kind === 'named') return await readNamed(editor, mention.what);
		const { of, ref } = mention;
		if (of === 'folder' || of === 'search') return await editor.read(of, ref);
		const rows = await editor.find(of, ref);
		const row = rows.find((one) => (of === 'file' ? one.ref === ref : one.label === ref));
		if (row !== undefined) return await editor.read(of, row.ref);
		return of === 'file' ? null : l10n.t('No symbol {0} is known.', ref);
	} catch (error) {
		if (error instanceof RoutooError) return `${error.message} ${error.nextStep}`;
		throw error;
	}
}
