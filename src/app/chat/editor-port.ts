import type { Attachment } from '../../core/message/message.ts';
import type { NamedBlock } from '../../core/workspace/named-file.ts';

/** What became of an apply, where the editor does not show it by itself. */
export interface ApplyNews {
	readonly level: 'info' | 'warning';
	readonly text: string;
	/** It can be taken back in one step. */
	readonly undo: boolean;
}

/** What the chat asks of the editor around it. Failures are RoutooErrors in words. */
export interface EditorPort {
	/** Language id of the active editor, null where there is none. */
	language(): string | null;
	/** Null where nothing is selected. */
	selection(): Attachment | null | Promise<Attachment | null>;
	/** Null where no editor is open. */
	currentFile(): Attachment | null | Promise<Attachment | null>;
	/** Asks for a file; null when dismissed. */
	pickFile(): Promise<Attachment | null>;
	/** Workspace paths for an `@` mention, best first. */
	findFiles(query: string): Promise<readonly string[]>;
	readPath(path: string): Promise<Attachment>;
	/** @param answerId of the answer that the code is from; the editor tells where it went (app/learning/answer-watch.ts) */
	insertAtCursor(code: string, answerId: string): Promise<void>;
	/**
	 * Opens diffs of the files that the blocks name, or of the active one for a lone block that names none, and what they would become;
	 * nothing of them changes before it is accepted, all at once. A lone file that is not there is made and shown.
	 */
	apply(blocks: readonly NamedBlock[], answerId: string): Promise<ApplyNews | null>;
	newFile(code: string, info: string, answerId: string): Promise<void>;
	/**
	 * Lines around the code of an answer that was put into a file, as they are now; null where that is not known. It is not followed any
	 * more.
	 */
	placedLines(answerId: string): readonly string[] | null;
	copy(text: string): Promise<void>;
	openLink(url: string): Promise<void>;
}
