import * as vscode from 'vscode';
import type { PromptFiles } from '../../app/chat/editor-port.ts';
import { PROMPT_ENDING, type PromptFile } from '../../core/chat/prompt-file.ts';
import { fileText } from '../../core/workspace/attachments.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import { pathOf } from '../editor/workspace-files.ts';

const PLACE = ['.github', 'prompts'];
const MOST_FILES = 50;
const MOST_BYTES = 20_000;

/**
 * The prompt files at the top of the workspace's folders; packages below bring prompts of their own. None that is too large, no text, or
 * that a link leads out to.
 */
export class WorkspacePromptFiles implements PromptFiles, vscode.Disposable {
	readonly #guard: Pick<FileGuard, 'offered'>;
	#watcher: vscode.FileSystemWatcher | null = null;

	constructor(guard: Pick<FileGuard, 'offered'>) {
		this.#guard = guard;
	}

	async read(): Promise<readonly PromptFile[]> {
		const folders = vscode.workspace.workspaceFolders ?? [];
		const found = await Promise.all(folders.map(({ uri }) => filesIn(vscode.Uri.joinPath(uri, ...PLACE))));
		const offered = await this.#guard.offered(found.flat().slice(0, MOST_FILES)).catch(() => []);
		const files = await Promise.all(offered.map(readFile));
		return files.filter((file) => file !== null);
	}

	/** Also where a folder is added to the workspace. */
	onChange(listener: () => void): () => void {
		this.#watcher ??= vscode.workspace.createFileSystemWatcher(`**/${PLACE.join('/')}/*${PROMPT_ENDING}`);
		const { onDidCreate, onDidChange, onDidDelete } = this.#watcher;
		const all = [
			onDidCreate(listener),
			onDidChange(listener),
			onDidDelete(listener),
			vscode.workspace.onDidChangeWorkspaceFolders(listener),
		];
		return () => vscode.Disposable.from(...all).dispose();
	}

	dispose(): void {
		this.#watcher?.dispose();
	}
}

/** By name; most workspaces have no such folder. */
async function filesIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
	try {
		const entries = await vscode.workspace.fs.readDirectory(folder);
		const names = entries.flatMap(([name, type]) =>
			(type & vscode.FileType.File) !== 0 && name.toLowerCase().endsWith(PROMPT_ENDING) ? [name] : [],
		);
		return names.sort().map((name) => vscode.Uri.joinPath(folder, name));
	} catch {
		return [];
	}
}

async function readFile(uri: vscode.Uri): Promise<PromptFile | null> {
	const path = pathOf(uri);
	try {
		if ((await vscode.workspace.fs.stat(uri)).size > MOST_BYTES) return null;
		return { path, text: fileText(path, await vscode.workspace.fs.readFile(uri)) };
	} catch {
		return null;
	}
}
