import type { ContextDocument } from '../../core/completion/types.ts';

/** What completions ask of the editor around them. Paths are those by which documents are kept: see host/completion/position.ts. */
export interface CompletionEditor {
	/** Open files that may be quoted; texts are read when they are needed. */
	documents(): readonly ContextDocument[];
	/** True for a file that must not leave the machine, and for every file while that is not known. */
	isPrivate(path: string): boolean;
	/** Edits of this file within the last minute. */
	recentEdits(path: string): number;
	/** File with the caret; null where completions have no place. */
	activeFile(): { readonly path: string; readonly languageId: string } | null;
	/** Lines around an accepted text as they are now, asked once a text; null where it is not known where it stands. */
	acceptedLines(requestId: string): readonly string[] | null;
	/** Another file is active, or the rules for private files are others. Returns the function that takes the listener away. */
	onChange(listener: () => void): () => void;
}
