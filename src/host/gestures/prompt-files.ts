import * as vscode from 'vscode';
import type { PromptFiles } from '../../app/chat/editor-port.ts';
import type { PromptFile } from '../../core/chat/prompt-file.ts';
import { fileText } from '../../core/workspace/attachments.ts';
import type { FileGuard } from '../editor/file-guard.ts';

const PLACE = '.github/prompts/*.prompt.md';
const MOST_FILES = 50;
const MOST_BYTES = 20_000;

/** The prompt files of the workspace's folders. None that is too large, no text, or that a link leads out to. */
export class WorkspacePromptFiles implements PromptFiles, vscode.Disposable {
	readonly #guard: Pick<FileGuard, 'offered'>;
	#watcher: vscode.FileSystemWatcher | null = null;

	constructor(guard: Pick<FileGuard, 'offered'>) {
		this.#guard = guard;
	}

	async read(): Promise<readonly PromptFile[]> {
		try {
			const found = await vscode.workspace.findFiles(`**/${PLACE}`, '**/node_modules/**', 4 * MOST_FILES);
			const own = found.filter((uri) => isOfFolder(uri)).sort((a, b) => (a.path < b.path ? -1 : 1));
			const files = await Promise.all((await this.#guard.offered(own)).slice(0, MOST_FILES).map(readFile));
			return files.filter((file) => file !== null);
		} catch {
			return [];
		}
	}

	/** Also where a folder is added to the workspace. */
	onChange(listener: () => void): () => void {
		this.#watcher ??= vscode.workspace.createFileSystemWatcher(`**/${PLACE}`);
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

/** At the top of a folder of the workspace: packages below bring prompts of their own. */
function isOfFolder(uri: vscode.Uri): boolean {
	const folder = vscode.workspace.getWorkspaceFolder(uri);
	const top = folder?.uri.path.replace(/\/$/, '');
	return top !== undefined && uri.path.startsWith(`${top}/.github/prompts/`);
}

async function readFile(uri: vscode.Uri): Promise<PromptFile | null> {
	const path = vscode.workspace.asRelativePath(uri, (vscode.workspace.workspaceFolders?.length ?? 0) > 1);
	try {
		if ((await vscode.workspace.fs.stat(uri)).size > MOST_BYTES) return null;
		return { path, text: fileText(path, await vscode.workspace.fs.readFile(uri)) };
	} catch {
		return null;
	}
}
