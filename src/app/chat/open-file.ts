import type { ChatSession, Turn } from '../../core/chat/session.ts';
import { conversationOf } from '../../core/chat/session-ops.ts';
import { sentTurns } from '../../core/chat/summary.ts';
import type { Attachment } from '../../core/message/message.ts';
import { isSmallTalk } from '../../core/message/small-talk.ts';
import { estimateTokens } from '../../core/message/text-tokens.ts';
import type { OpenFileView } from '../../protocol/chat-state.ts';
import type { OpenFile, OpenFileSource } from './editor-port.ts';

export interface OpenFileDeps {
	readonly source: OpenFileSource;
	/** The setting. */
	readonly isOn: () => boolean;
	readonly session: () => ChatSession;
}

/**
 * The file in the editor, with what is selected in it: one chip that follows the editor, and goes along with a message until the user takes
 * it out of the chat. A text that an answered turn already holds is not sent again, for the model reads the conversation: not that of
 * turns that a summary stands for.
 */
export class OpenFileChip {
	readonly #deps: OpenFileDeps;
	readonly #tokens = new WeakMap<Attachment, number>();

	constructor(deps: OpenFileDeps) {
		this.#deps = deps;
	}

	/** What the box shows; null where nothing is open, or the setting is off. */
	view(): OpenFileView | null {
		const open = this.#open();
		if (open === null) return null;
		const { withoutOpenFile, turns } = this.#deps.session();
		const fresh = open.attachments.filter((one) => !holds(turns, one));
		const state =
			open.withheld !== null ? 'withheld' : withoutOpenFile ? 'removed' : fresh.length === 0 && turns.length > 0 ? 'known' : 'sent';
		const selected = open.attachments.find(({ kind }) => kind === 'selection');
		const cut = open.attachments.flatMap(({ cut: words }) => words ?? []).join('; ');
		return {
			name: open.name,
			lines: selected?.range ?? null,
			state,
			tokens: state === 'sent' ? fresh.reduce((sum, one) => sum + this.#tokensOf(one), 0) : 0,
			cut: cut === '' ? null : cut,
			why: open.withheld,
		};
	}

	/** What goes along with a text beside what is attached on purpose. */
	beside(text: string, attached: readonly Attachment[]): readonly Attachment[] {
		const open = this.#open();
		const { withoutOpenFile, turns } = this.#deps.session();
		// Who says hello sends no file.
		if (open === null || open.withheld !== null || withoutOpenFile || isSmallTalk(text)) return [];
		return open.attachments.filter(
			(one) => !holds(turns, one) && !attached.some((other) => isSameText(other, one) || isPartOf(one, other)),
		);
	}

	/** The same as the editor is now. */
	async besideNow(text: string, attached: readonly Attachment[]): Promise<readonly Attachment[]> {
		if (this.#deps.isOn() && !this.#deps.session().withoutOpenFile) await this.#deps.source.look();
		return this.beside(text, attached);
	}

	/** Whether the chip can be put back, or stands already, and holds the whole file. */
	isOffered(): boolean {
		const open = this.#open();
		return open?.withheld === null && !open.attachments.some(({ kind, cut }) => kind === 'file' && cut !== undefined);
	}

	#open(): OpenFile | null {
		const open = this.#deps.isOn() ? this.#deps.source.current() : null;
		return open === null || (open.attachments.length === 0 && open.withheld === null) ? null : open;
	}

	#tokensOf(attachment: Attachment): number {
		const known = this.#tokens.get(attachment);
		if (known !== undefined) return known;
		const tokens = estimateTokens(attachment.content);
		this.#tokens.set(attachment, tokens);
		return tokens;
	}
}

/**
 * What stood open in the editor when it was sent last: what "this file" still means where nothing is sent again. The predictor reads it
 * beside a message that brings no open file of its own; the prompt holds it already.
 */
export function openBefore(turns: readonly Turn[]): readonly Attachment[] {
	const last = sentTurns(turns).turns.findLast(({ attachments }) => attachments.some(({ open }) => open));
	return last?.attachments.filter(({ open }) => open) ?? [];
}

/** Whether the prompt of the next message holds the text, from a turn that was answered. */
export function holds(turns: readonly Turn[], attachment: Attachment): boolean {
	const sent = sentTurns(turns).turns;
	return sent.some((turn) => turn.attachments.some((one) => isSameText(one, attachment)) && conversationOf([turn]).length > 0);
}

/** Of a large file that was attached whole, the piece that goes by itself. */
function isPartOf(piece: Attachment, { kind, path, range, content }: Attachment): boolean {
	const lines = (text: string): string => text.replaceAll('\r\n', '\n');
	if (piece.kind !== 'file' || piece.cut === undefined || kind !== 'file' || path !== piece.path || range !== null) return false;
	return lines(content).includes(lines(piece.content));
}

/** Whatever breaks its lines; a selection may hold the break behind its last line or not. */
function isSameText(a: Attachment, b: Attachment): boolean {
	const plain = ({ content }: Attachment): string => content.replaceAll('\r\n', '\n').trimEnd();
	return a.path === b.path && a.range?.startLine === b.range?.startLine && plain(a) === plain(b);
}
