import * as vscode from 'vscode';
import { RealPaths } from '../../app/completion/real-paths.ts';
import { Emitter } from '../../core/base/emitter.ts';
import { fileOf } from '../../core/workspace/paths.ts';
import { type GitIgnoreFile, PrivateFiles } from '../../core/workspace/private-files.ts';
import { pathOf, relative } from './position.ts';

/** A workspace with more is a store of packages. */
const MOST_FILES = 2000;
const SKIPPED = /\/(?:node_modules|\.git)\//;
const MOST_BYTES = 500_000;
const MOST_PARENTS = 20;
/** Changes come in bursts: a checkout writes many files. */
const RELOAD_MS = 300;

/** The rules of a folder above the workspace, and what lies between. */
interface Above {
	readonly prefix: string;
	readonly files: PrivateFiles;
}

/**
 * Which files of this workspace never leave the machine. Until the `.gitignore` files are read every file counts as private: better no
 * completion for a moment than one from a file that must not be sent.
 */
export class WorkspacePrivateFiles implements vscode.Disposable {
	readonly #exclude: () => readonly string[];
	readonly #changed = new Emitter();
	readonly #subscriptions: vscode.Disposable[];
	#gitignores: readonly GitIgnoreFile[] = [];
	#above: readonly Above[] = [];
	#rules: PrivateFiles | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#reading = 0;
	#newest: Promise<void> = Promise.resolve();
	#loaded = Promise.withResolvers<void>();
	readonly #links: RealPaths;

	constructor(exclude: () => readonly string[]) {
		this.#exclude = exclude;
		const watcher = vscode.workspace.createFileSystemWatcher('**/.gitignore');
		const later = (): void => this.#later();
		this.#links = new RealPaths(relative, () => this.#changed.emit());
		for (const document of vscode.workspace.textDocuments) this.#opened(document);
		this.#subscriptions = [
			vscode.workspace.onDidOpenTextDocument((document) => this.#opened(document)),
			vscode.workspace.onDidCloseTextDocument((document) => this.#links.closed(pathOf(document))),
			watcher,
			watcher.onDidChange(later),
			watcher.onDidCreate(later),
			watcher.onDidDelete(later),
			vscode.workspace.onDidChangeConfiguration((event) => {
				if (event.affectsConfiguration('files.exclude')) this.#later();
			}),
			vscode.workspace.onDidChangeWorkspaceFolders(() => {
				this.#rules = null;
				const waiting = this.#loaded;
				this.#loaded = Promise.withResolvers<void>();
				// Who waits already waits on: the reading under way is of the folders before.
				void this.#loaded.promise.then(waiting.resolve);
				this.#later();
			}),
		];
	}

	/** Other files may be private now. Returns the function that takes the listener away. */
	onChange(listener: () => void): () => void {
		return this.#changed.on(listener);
	}

	isPrivate(path: string): boolean {
		return this.#links.isPrivate(fileOf(path), (one) => this.matches(one));
	}

	/** Whether everything below a folder of the workspace is left out by a `.gitignore`. */
	hidesFolder(path: string): boolean {
		return this.#rules?.hidesFolder(path) ?? false;
	}

	/** When the `.gitignore` files are read, so that nothing is private merely because nobody knows. */
	ready(): Promise<void> {
		return this.#loaded.promise;
	}

	/** By this name alone, wherever a link of it leads. */
	matches(path: string): boolean {
		if (this.#rules === null || this.#rules.isPrivate(path)) return true;
		return this.#above.some(({ prefix, files }) => files.isPrivate(`${prefix}/${withoutFolder(path)}`));
	}

	/**
	 * Reads all `.gitignore` files. Never rejects: one that cannot be read counts as empty, as it does for git. A reading that a newer one
	 * overtakes ends with that.
	 */
	load(): Promise<void> {
		this.#newest = this.#read(++this.#reading);
		return this.#newest;
	}

	async #read(reading: number): Promise<void> {
		const folders = vscode.workspace.workspaceFolders ?? [];
		const [found, above] = await Promise.all([this.#find(), Promise.all(folders.map((folder) => rulesAbove(folder.uri)))]);
		if (reading !== this.#reading) return this.#newest;
		this.#gitignores = found;
		this.#above = above.flat();
		this.#build();
		this.#loaded.resolve();
	}

	/** Before the files are read there are no rules to change. */
	settingsChanged(): void {
		if (this.#rules !== null) this.#build();
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#reading++;
		this.#newest = Promise.resolve();
		this.#changed.clear();
		for (const subscription of this.#subscriptions) subscription.dispose();
	}

	#opened(document: vscode.TextDocument): void {
		if (document.uri.scheme !== 'file') return;
		const folder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath ?? null;
		void this.#links.opened({ path: pathOf(document), file: document.uri.fsPath, folder });
	}

	#build(): void {
		this.#rules = new PrivateFiles(this.#gitignores, this.#exclude());
		this.#changed.emit();
	}

	#later(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.load(), RELOAD_MS);
	}

	async #find(): Promise<readonly GitIgnoreFile[]> {
		const folders = vscode.workspace.workspaceFolders ?? [];
		// What the explorer does not show is in force all the same: with a pattern of ours VS Code would apply that of the explorer, too.
		const hidden = folders.some(({ uri }) => hidesFiles(uri));
		const found = await vscode.workspace.findFiles('**/.gitignore', hidden ? null : '**/{node_modules,.git}/**', MOST_FILES);
		// The order is any: where there are too many, that of the root must not be the one left out.
		const uris = [...folders.map(({ uri }) => vscode.Uri.joinPath(uri, '.gitignore')), ...found.filter(({ path }) => !SKIPPED.test(path))];
		const different = new Map(uris.map((uri) => [uri.toString(), uri]));
		return Promise.all(
			[...different.values()].map(async (uri) => {
				const path = relative(uri);
				return { folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))), text: (await read(uri)) ?? '' };
			}),
		);
	}
}

/** Whether more is hidden than VS Code hides by itself. */
function hidesFiles(folder: vscode.Uri): boolean {
	const configuration = vscode.workspace.getConfiguration('files', folder);
	const usual = configuration.inspect<Record<string, unknown>>('exclude')?.defaultValue ?? {};
	return Object.entries(configuration.get<Record<string, unknown>>('exclude') ?? {}).some(
		([pattern, on]) => on !== false && !(pattern in usual),
	);
}

/** Git's rules reach down from the root of the repository, which may lie above the folder that is open. */
async function rulesAbove(folder: vscode.Uri): Promise<readonly Above[]> {
	const found: Above[] = [];
	let prefix = '';
	let at = folder;
	for (let i = 0; i < MOST_PARENTS; i++) {
		if (await exists(vscode.Uri.joinPath(at, '.git'))) {
			const text = await read(vscode.Uri.joinPath(at, '.git', 'info', 'exclude'));
			// In the open folder itself there is nothing above, but its own list of what it leaves out.
			if (text !== null) found.push({ prefix: prefix === '' ? '.' : prefix, files: rules(text) });
			return found;
		}
		const parent = vscode.Uri.joinPath(at, '..');
		if (parent.path === at.path) return [];
		const name = at.path.slice(at.path.lastIndexOf('/') + 1);
		prefix = prefix === '' ? name : `${name}/${prefix}`;
		at = parent;
		const text = await read(vscode.Uri.joinPath(at, '.gitignore'));
		if (text !== null) found.push({ prefix, files: rules(text) });
	}
	return [];
}

function rules(text: string): PrivateFiles {
	return new PrivateFiles([{ folder: '', text }], []);
}

/** With several folders open a path begins with the folder's name. */
function withoutFolder(path: string): string {
	return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? path.slice(path.indexOf('/') + 1) : path;
}

async function exists(uri: vscode.Uri): Promise<boolean> {
	return vscode.workspace.fs.stat(uri).then(
		() => true,
		() => false,
	);
}

async function read(uri: vscode.Uri): Promise<string | null> {
	try {
		const bytes = await vscode.workspace.fs.readFile(uri);
		return bytes.byteLength > MOST_BYTES ? null : new TextDecoder().decode(bytes);
	} catch {
		return null;
	}
}
