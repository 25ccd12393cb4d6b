import type { PromptFile } from '../../core/chat/prompt-file.ts';
import type { Attachment } from '../../core/message/message.ts';

/** What a code gesture works on. */
export interface CodeTarget {
	readonly code: Attachment;
	/** What the editor reports there; null: nothing. */
	readonly problems: Attachment | null;
	/** What the user chose: the code, or something that is reported there. */
	readonly pointedAt: 'code' | 'problems';
}

/** What the chat asks of the editor around it. Failures are RoutooErrors in words. */
export interface EditorPort {
	/** Language id of the active editor, null where there is none. */
	language(): string | null;
	/** Null where nothing is selected. */
	selection(): Attachment | null | Promise<Attachment | null>;
	/** Null where no editor is open. */
	currentFile(): Attachment | null | Promise<Attachment | null>;
	/**
	 * The selection, else the file in front; null where there is neither. `quiet`: nothing is asked, and a file that would have to be asked
	 * about counts as none.
	 */
	codeTarget(how: 'ask' | 'quiet'): Promise<CodeTarget | null>;
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

/** The prompt files of the workspace. */
export interface PromptFiles {
	/** As they are now, bounded. Never rejects. */
	read(): Promise<readonly PromptFile[]>;
	/** Some came, went or changed. Returns what ends it. */
	onChange(listener: () => void): () => void;
}
