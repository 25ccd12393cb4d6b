import * as l10n from '@vscode/l10n';
import { type GestureOf, gestureText } from '../../core/chat/gestures.ts';
import type { Attachment } from '../../core/message/message.ts';
import { CODE_GESTURES, COMMANDS, type CodeGesture, readTyped } from '../../protocol/slash.ts';
import type { CodeTarget, EditorPort } from './editor-port.ts';

/** What sending a text does. */
export type Outgoing =
	| {
			readonly kind: 'message';
			readonly text: string;
			readonly attachments: readonly Attachment[];
			/** As it was typed: what stands open in the editor may go along. A gesture brings what it is about. */
			readonly asIs: boolean;
	  }
	| { readonly kind: 'summary'; readonly wish: string }
	/** Nothing is sent; why, and what to do, in one or two sentences. */
	| { readonly kind: 'nothing'; readonly why: string };

export function noTarget(): string {
	return l10n.t('Nothing is selected and no file is open. Select code or open a file, or say behind the command what it is about.');
}

/** Whether a text goes to a model as a message: it is no command, or a code gesture. */
export function isMessage(text: string): boolean {
	const typed = readTyped(
		text,
		COMMANDS.map(({ name }) => name),
	);
	return typed.kind === 'text' || (typed.kind === 'command' && isGesture(typed.name));
}

const isGesture = (name: string): name is CodeGesture => (CODE_GESTURES as readonly string[]).includes(name);

/** Of the box: its text and what is attached there. */
export interface OutgoingBox {
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** The user sends it as it is, whatever it begins with. */
	readonly asText?: boolean;
}

/**
 * What sending the box does. The code gestures take what is attached there, else the selection, else the open file.
 * @param how `quiet` asks the user nothing: a file that would be asked about is an error then
 * Errors: RoutooError 'invalidInput' for a file that is too large or was not agreed to.
 */
export async function readOutgoing(editor: Pick<EditorPort, 'codeTarget'>, box: OutgoingBox, how: 'ask' | 'quiet'): Promise<Outgoing> {
	const { text, attachments } = box;
	const asIs: Outgoing = { kind: 'message', text, attachments, asIs: true };
	if (box.asText === true) return asIs;
	const typed = readTyped(
		text,
		COMMANDS.map(({ name }) => name),
	);
	if (typed.kind === 'text') return asIs;
	if (typed.kind === 'unknown')
		return { kind: 'nothing', why: l10n.t('/{0} is no command. /help lists those that there are.', typed.name) };
	const { name, rest } = typed;
	if (name === 'compact') return { kind: 'summary', wish: rest };
	// The others are no requests: the view does them itself.
	if (!isGesture(name)) return { kind: 'nothing', why: l10n.t('/{0} stands alone: send it without other words.', name) };
	if (attachments.length > 0) return gestureMessage(name, attachments, null, rest);
	const target = await editor.codeTarget(how);
	if (target !== null) return gestureOn(name, target, rest);
	return rest === '' ? { kind: 'nothing', why: noTarget() } : gestureMessage(name, [], null, rest);
}

/**
 * What a code gesture that is to wait is about: by the time it goes something else may be selected. Nothing where the text is none, or
 * where something is attached to it. Errors: as `readOutgoing`.
 */
export async function aimedNow(
	editor: Pick<EditorPort, 'codeTarget'>,
	{ text, attachments, asText }: OutgoingBox,
): Promise<readonly Attachment[]> {
	if (asText === true || attachments.length > 0) return [];
	const typed = readTyped(
		text,
		COMMANDS.map(({ name }) => name),
	);
	if (typed.kind !== 'command' || !isGesture(typed.name)) return [];
	const target = await editor.codeTarget('ask');
	return target === null ? [] : gestureOn(typed.name, target).attachments;
}

type Message = Outgoing & { readonly kind: 'message' };

/** A gesture on something that is known. What is reported goes along where it is to be fixed or was pointed at: else it only costs. */
export function gestureOn(gesture: CodeGesture, { code, problems, pointedAt }: CodeTarget, wish = ''): Message {
	const wanted = gesture === 'fix' || (gesture === 'explain' && pointedAt === 'problems');
	return gestureMessage(gesture, [code], wanted ? problems : null, wish);
}

function gestureMessage(gesture: CodeGesture, attachments: readonly Attachment[], reported: Attachment | null, wish: string): Message {
	const [first, ...others] = attachments;
	const name = first?.path.split(/[\\/]/).at(-1) ?? '';
	const part = first === undefined ? null : first.kind === 'selection' || first.kind === 'file' ? first.kind : 'other';
	const of: GestureOf = { part, name, problems: reported !== null || others.some(({ kind }) => kind === 'problems') };
	const goes = reported === null ? attachments : [...attachments, reported];
	return { kind: 'message', text: gestureText(gesture, of, wish), attachments: goes, asIs: false };
}
