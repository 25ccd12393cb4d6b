import type { PromptFile } from '../../core/chat/prompt-file.ts';
import type { Attachment } from '../../core/message/message.ts';
import type { NamedBlock } from '../../core/workspace/named-file.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';

/** What a code gesture works on. */
export interface CodeTarget {
	readonly code: Attachment;
	/** What the editor reports there; null: nothing. */
	readonly problems: Attachment | null;
	/** What the user chose: the code, or something that is reported there. */
	readonly pointedAt: 'code' | 'problems';
}

/** What became of an apply, where the editor does not show it by itself. */
export interface ApplyNews {
	readonly level: 'info' | 'warning';
	readonly text: string;
	/** It can be taken back in one step. */
	readonly undo: boolean;
	/** What it changed can be shown. */
	readonly compare: boolean;
}

/** An answer whose code goes into files. */
export interface CodeAnswer {
	readonly id: string;
	/** Null where it is not known any more. */
	readonly modelName: string | null;
	/** It is still being written, or ended early: its last block may go on. */
	readonly cut: boolean;
}

/** What the chat asks of the editor around it. Failures are RoutooErrors in words. */
export interface EditorPort {
	/** Name of the open folder or workspace; null, or absent, where none is open. */
	workspace?(): string | null;
	/** Language id of the active editor, null where there is none. */
	language(): string | null;
	/** Null where nothing is selected. */
	selection(): Attachment | null | Promise<Attachment | null>;
	/** Null where no editor is open. */
	currentFile(): Attachment | null | Promise<Attachment | null>;
	/**
	 * The selection, else the file in front; null where there is neither. `quiet`: nothing is asked. Errors: RoutooError 'invalidInput',
	 * when quiet also for a file that would have to be asked about.
	 */
	codeTarget(how: 'ask' | 'quiet'): Promise<CodeTarget | null>;
	/** Asks for a file; null when dismissed. */
	pickFile(): Promise<Attachment | null>;
	/** For an `@` mention, best first; without a query what is at hand. */
	find(of: 'file' | 'folder' | 'symbol', query: string): Promise<readonly FoundContext[]>;
	/** @param ref of what `find` gave; of a search the text that is looked for, case as it is written where it has capitals */
	read(of: 'file' | 'folder' | 'symbol' | 'search', ref: string): Promise<Attachment>;
	/**
	 * A file of the workspace that was dropped: as `read` of a file; of an image its bytes in base64, which are to be drawn anew.
	 * Errors: also for what is no file of the workspace.
	 */
	readDropped(uri: string): Promise<Attachment | { readonly name: string; readonly data: string }>;
	/** What languages and linters report, the open file's first; null where they report nothing. */
	problems(): Promise<Attachment | null>;
	/** Changes that are not committed; null where there are none. */
	changes(): Promise<Attachment | null>;
	/** The last command of the terminal in front with its output, or what is selected there; null where there is none. */
	terminal(what: 'command' | 'selection'): Promise<Attachment | null>;
	readonly openFile: OpenFileSource;
	/** Absent: there are none. */
	readonly instructions?: InstructionSource;
	/** @param answerId of the answer that the code is from; the editor tells where it went (app/learning/answer-watch.ts) */
	insertAtCursor(code: string, answerId: string): Promise<void>;
	/**
	 * Changes the file that a block names, or the active one for a lone block that names none, at once where that is sure, and makes it where
	 * it is not there. What is not sure, and several files, are opened as diffs and what they would become: nothing of them changes before
	 * it is accepted, all at once.
	 * @param review shows also what is sure as a diff first
	 */
	apply(blocks: readonly NamedBlock[], answer: CodeAnswer, review: boolean): Promise<ApplyNews | null>;
	newFile(code: string, info: string, answerId: string): Promise<void>;
	/**
	 * Lines around the code of an answer that was put into a file, as they are now; null where that is not known. It is not followed any
	 * more.
	 */
	placedLines(answerId: string): readonly string[] | null;
	copy(text: string): Promise<void>;
	openLink(url: string): Promise<void>;
	/**
	 * Shows a file that an answer names, with the lines selected (1-based, inclusive; null: none). Errors: 'invalidInput' for one that is not
	 * in the workspace.
	 */
	openPath(path: string, line: number | null, endLine: number | null): Promise<void>;
}

/** The prompt files of the workspace. */
export interface PromptFiles {
	/** As they are now, bounded. Never rejects. */
	read(): Promise<readonly PromptFile[]>;
	/** Some came, went or changed. Returns what ends it. */
	onChange(listener: () => void): () => void;
}
/** The workspace's instructions for the file in the editor, each bounded, none that does not go by itself. */
export interface InstructionSource {
	/** As they were looked at last. */
	current(): readonly Attachment[];
	/** Looks anew. Never rejects, and never asks the user. */
	look(): Promise<void>;
	/** Told where `current` gives something else than before. Returns the function that takes the listener away. */
	onChange(listener: () => void): () => void;
}

/** The file in the editor. */
export interface OpenFileSource {
	/** As it was looked at last; null where none is open. */
	current(): OpenFile | null;
	/** Looks anew. Never rejects, and never asks the user. */
	look(): Promise<void>;
	/** Told where `current` gives something else than before. Returns the function that takes the listener away. */
	onChange(listener: () => void): () => void;
}

export interface OpenFile {
	/** Without folders. */
	readonly name: string;
	/** What would go along by itself: what is selected, then the file; none where it is withheld or empty. */
	readonly attachments: readonly Attachment[];
	/** Something is selected in it. */
	readonly selected: boolean;
	/** Why it does not go by itself, one sentence; null where it may. */
	readonly withheld: string | null;
}
