import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isBinary } from '../../core/workspace/attachments.ts';
import type { Match } from '../../core/workspace/gathered.ts';
import { documentOf, uriOf } from './workspace-files.ts';

/** A larger file is data or made by a tool. */
const MOST_FILE_BYTES = 1_000_000;
const MOST_BYTES = 60_000_000;
const MOST_MATCHES = 500;
const MOST_MS = 4000;
const AT_ONCE = 16;
/** Characters that are searched in one go: some milliseconds. */
const PAUSE_AFTER = 1_000_000;

export interface SearchResult {
	readonly matches: readonly Match[];
	/** False where it ended before all files were read. */
	readonly isWhole: boolean;
}

/**
 * Lines of these files that hold a text, files in their order; letters in any case where the text has no capitals. Reads as long as its
 * bounds let it, with pauses for the editor. Never rejects: what cannot be read holds nothing.
 */
export async function searchText(paths: readonly string[], text: string): Promise<SearchResult> {
	const exact = text !== text.toLowerCase();
	const wanted = exact ? text : text.toLowerCase();
	const until = Date.now() + MOST_MS;
	const matches: Match[] = [];
	let bytes = 0;
	let unbroken = 0;
	for (let from = 0; from < paths.length; from += AT_ONCE) {
		if (Date.now() > until || bytes > MOST_BYTES || matches.length >= MOST_MATCHES) return { matches, isWhole: false };
		const some = paths.slice(from, from + AT_ONCE);
		const texts = await Promise.all(some.map((path) => fileTextOf(uriOf(path)).catch(() => null)));
		for (const [i, content] of texts.entries()) {
			if (content === null) continue;
			bytes += content.length;
			unbroken += content.length;
			if (unbroken > PAUSE_AFTER) {
				unbroken = 0;
				await new Promise((resolve) => setImmediate(resolve));
			}
			if ((exact ? content : content.toLowerCase()).includes(wanted)) matches.push(...matchesIn(some[i]!, content, wanted, exact));
		}
	}
	return { matches: matches.slice(0, MOST_MATCHES), isWhole: matches.length <= MOST_MATCHES };
}

function matchesIn(path: string, content: string, wanted: string, exact: boolean): readonly Match[] {
	return content.split(/\r\n|\r|\n/).flatMap((line, index) => {
		const at = (exact ? line : line.toLowerCase()).indexOf(wanted);
		if (at < 0) return [];
		// Of a long line the part around it.
		return [{ path, line: index + 1, text: line.slice(Math.max(0, at - 100), at + 200) }];
	});
}

/** As it is in the editor, else on the disk; null for what is no text or too large. */
export async function fileTextOf(uri: vscode.Uri): Promise<string | null> {
	const open = documentOf(uri);
	if (open !== undefined) return open.getText();
	const bytes = uri.scheme === 'file' ? await onDisk(uri.fsPath) : await elsewhere(uri);
	return bytes === null || isBinary(bytes) ? null : new TextDecoder().decode(bytes);
}

/** Some ten times as fast as through VS Code's other process. */
async function onDisk(path: string): Promise<Uint8Array | null> {
	const { size } = await stat(path);
	return size > MOST_FILE_BYTES ? null : readFile(path);
}

async function elsewhere(uri: vscode.Uri): Promise<Uint8Array | null> {
	const { size } = await vscode.workspace.fs.stat(uri);
	return size > MOST_FILE_BYTES ? null : vscode.workspace.fs.readFile(uri);
}
