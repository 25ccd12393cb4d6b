import type { Attachment } from '../../core/message/message.ts';

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
	/** Opens a diff of the file and what it would become; nothing changes before it is accepted. `info` is the fence's info string. */
	applyWithPreview(code: string, info: string, answerId: string): Promise<void>;
	newFile(code: string, info: string, answerId: string): Promise<void>;
	/**
	 * Lines around the code of an answer that was put into a file, as they are now; null where that is not known. It is not followed any
	 * more.
	 */
	placedLines(answerId: string): readonly string[] | null;
	copy(text: string): Promise<void>;
	openLink(url: string): Promise<void>;
}
