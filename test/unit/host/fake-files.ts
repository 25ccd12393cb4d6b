import { vi } from 'vitest';
import { EDITOR_CLASSES } from './fake-classes.ts';

interface Lens {
	readonly command: { readonly title: string; readonly command: string };
}

/** Files of a workspace in `/w`, with as much of the editor around them as applying needs. */
export class FakeFiles {
	/** As the editor holds them. */
	readonly texts = new Map<string, string>();
	readonly disk = new Map<string, string>();
	readonly dirty = new Set<string>();
	readonly readonly = new Set<string>();
	/** What saving makes of a text; null: it fails. */
	onSave: (text: string) => string | null = (text) => text;
	/** Signs that an encoding lacks. */
	encodings: { readonly name: string; readonly lacks: RegExp } = { name: 'utf8', lacks: /[^\s\S]/ };
	/** Commands that were run, with what they were given. */
	readonly commands: [string, ...unknown[]][] = [];
	/** How many edits were applied. */
	edits = 0;
	/** Title of the active tab, and the proposed text that it shows; the input of several is of no known class. */
	tab: { label: string; input: unknown } | undefined = undefined;
	/** By their schemes. */
	readonly providers = new Map<string, { provideTextDocumentContent(uri: FakeUri): string }>();
	active: string | null = null;
	/** Offsets in the active file. */
	selection: [number, number] = [0, 0];
	/** First lines of what is marked now. */
	marked: number[] = [];
	lenses: { provideCodeLenses(document: unknown): Lens[] } | null = null;
	changed: (event: unknown) => void = () => {};
	readonly #documents = new Map<string, object>();

	/** By another program: what is open and clean follows. */
	write(path: string, text: string): void {
		this.texts.set(path, text);
		this.disk.set(path, text);
		this.dirty.delete(path);
	}

	/** In the editor. */
	type(path: string, text: string): void {
		this.texts.set(path, text);
		this.dirty.add(path);
		this.changed({ document: this.document(path), contentChanges: [{}] });
	}

	clear(): void {
		for (const all of [this.texts, this.disk, this.dirty, this.readonly, this.#documents]) all.clear();
		Object.assign(this, { tab: undefined, active: null, edits: 0, selection: [0, 0], marked: [], onSave: (text: string) => text });
		this.encodings = { name: 'utf8', lacks: /[^\s\S]/ };
		this.commands.length = 0;
	}

	titles(path: string): string[] {
		return this.lenses!.provideCodeLenses(this.document(path)).map(({ command }) => command.title);
	}

	document(path: string) {
		if (!this.texts.has(path)) throw new Error(`${path} is not there`);
		const made = (this.#documents.get(path) ?? this.opened(path)) as ReturnType<FakeFiles['opened']>;
		this.#documents.set(path, made);
		return made;
	}

	opened(path: string) {
		const files = this;
		const text = (): string => this.texts.get(path) ?? '';
		return {
			uri: new FakeUri(path.startsWith('/') ? 'file' : 'untitled', path),
			languageId: path.endsWith('.md') ? 'markdown' : 'typescript',
			isUntitled: !path.startsWith('/'),
			isClosed: false,
			get encoding() {
				return files.encodings.name;
			},
			get isDirty() {
				return files.dirty.has(path);
			},
			get lineCount() {
				return text().split('\n').length;
			},
			save: async () => {
				const saved = files.onSave(text());
				if (saved === null) return false;
				files.write(path, saved);
				return true;
			},
			getText: text,
			offsetAt: (offset: number) => offset,
			positionAt: (offset: number) => offset,
		};
	}

	/** What the active tab says that each file would become. */
	proposed(): string[] {
		const [name, ...args] = this.commands.findLast(([id]) => id === 'vscode.diff' || id === 'vscode.changes')!;
		const uris = name === 'vscode.diff' ? [args[1]] : (args[1] as FakeUri[][]).map(([, , uri]) => uri);
		return uris.map((uri) => this.provided(uri as FakeUri));
	}

	provided(uri: FakeUri): string {
		return this.providers.get(uri.scheme)!.provideTextDocumentContent(uri);
	}
}

export class FakeUri {
	readonly scheme: string;
	readonly path: string;
	readonly query: string;

	constructor(scheme: string, path: string, query = '') {
		this.scheme = scheme;
		this.path = path;
		this.query = query;
	}

	static file(path: string): FakeUri {
		return new FakeUri('file', path);
	}

	static joinPath({ path }: FakeUri, ...rest: string[]): FakeUri {
		return FakeUri.file([path, ...rest].join('/'));
	}

	static from({ scheme, path, query }: { scheme: string; path: string; query: string }): FakeUri {
		return new FakeUri(scheme, path, query);
	}

	toString(): string {
		return `${this.scheme}:${this.path}?${this.query}`;
	}
}

class FakeEdit {
	readonly steps: ((files: FakeFiles) => boolean)[] = [];

	createFile({ path }: FakeUri, { contents }: { contents: Uint8Array }): void {
		this.steps.push((files) => {
			if (files.texts.has(path)) return false;
			files.write(path, new TextDecoder().decode(contents));
			return true;
		});
	}

	replace({ path }: FakeUri, { from, to }: { from: number; to: number }, text: string): void {
		this.steps.push((files) => {
			const before = files.texts.get(path)!;
			files.type(path, before.slice(0, from) + text + before.slice(to));
			return true;
		});
	}

	deleteFile({ path }: FakeUri): void {
		this.steps.push((files) => files.texts.delete(path) && files.disk.delete(path));
	}
}

class FakeDiffInput {
	readonly modified: FakeUri;

	constructor(modified: FakeUri) {
		this.modified = modified;
	}
}

/** Of the module `vscode`. */
export function fakeEditor(files: FakeFiles) {
	const disposable = { dispose: () => {} };
	const at = (uri: FakeUri) => files.document(uri.path);
	return {
		Uri: FakeUri,
		WorkspaceEdit: FakeEdit,
		TabInputTextDiff: FakeDiffInput,
		TabInputText: class {},
		Disposable: { from: () => disposable },
		Range: class {
			readonly from: number;
			readonly to: number;
			constructor(from: number, to: number) {
				this.from = from;
				this.to = to;
			}
		},
		FilePermission: { Readonly: 1 },
		...EDITOR_CLASSES,
		languages: {
			registerCodeLensProvider: (_: string, provider: FakeFiles['lenses']) => {
				files.lenses = provider;
				return disposable;
			},
		},
		commands: {
			executeCommand: vi.fn(async (id: string, ...args: unknown[]) => {
				files.commands.push([id, ...args]);
				if (id === 'vscode.diff') files.tab = { label: args[2] as string, input: new FakeDiffInput(args[1] as FakeUri) };
				if (id === 'vscode.changes') files.tab = { label: `${args[0]} (${(args[1] as unknown[]).length} files)`, input: {} };
			}),
		},
		window: {
			get activeTextEditor() {
				if (files.active === null) return undefined;
				const [start, end] = files.selection;
				return { document: files.document(files.active), selection: { start, end } };
			},
			get visibleTextEditors() {
				if (files.active === null) return [];
				const setDecorations = (_: unknown, all: { range: { from: number } }[]): void => {
					files.marked.push(...all.map(({ range }) => range.from));
				};
				return [{ document: files.document(files.active), setDecorations }];
			},
			onDidChangeVisibleTextEditors: () => disposable,
			createTextEditorDecorationType: () => disposable,
			showTextDocument: async (shown: FakeUri | { readonly uri: FakeUri }) => {
				files.active = 'uri' in shown ? shown.uri.path : shown.path;
			},
			tabGroups: {
				get activeTabGroup() {
					return { activeTab: files.tab };
				},
				get all() {
					return [{ tabs: files.tab === undefined ? [] : [files.tab] }];
				},
				onDidChangeTabs: () => disposable,
				onDidChangeTabGroups: () => disposable,
				close: async (tabs: unknown[]) => {
					if (tabs.includes(files.tab)) files.tab = undefined;
				},
			},
		},
		workspace: {
			workspaceFolders: [{ uri: FakeUri.file('/w'), name: 'w' }],
			get textDocuments() {
				return [...files.texts.keys()].filter((path) => !path.startsWith('/')).map((path) => files.document(path));
			},
			notebookDocuments: [],
			encode: async (text: string) => new TextEncoder().encode(text.replace(new RegExp(files.encodings.lacks, 'g'), '?')),
			decode: async (bytes: Uint8Array) => new TextDecoder().decode(bytes),
			onDidChangeTextDocument: (listener: (event: unknown) => void) => {
				files.changed = listener;
				return disposable;
			},
			onDidCloseTextDocument: () => disposable,
			getWorkspaceFolder: (uri: FakeUri) => (uri.path.startsWith('/w/') ? {} : undefined),
			asRelativePath: (uri: FakeUri) => uri.path.replace(/^\/w\//, ''),
			registerTextDocumentContentProvider: (scheme: string, provider: { provideTextDocumentContent(uri: FakeUri): string }) => {
				files.providers.set(scheme, provider);
				return disposable;
			},
			openTextDocument: async (uri: FakeUri) => at(uri),
			getConfiguration: () => ({ get: () => ({ '**/dist': true, '**/lib': false }) }),
			findFiles: async (glob: string, exclude = '') => {
				const left =
					/\{(.*)\}/
						.exec(exclude)?.[1]
						?.split(',')
						.map((one) => one.replace(/^\*\*|\/\*\*$/g, '')) ?? [];
				const found = [...files.texts.keys()].filter((path) => path.endsWith(glob.slice(2)));
				return found.filter((path) => !left.some((folder) => path.includes(`${folder}/`))).map((path) => FakeUri.file(path));
			},
			fs: {
				stat: async (uri: FakeUri) => ({ ...at(uri), permissions: files.readonly.has(uri.path) ? 1 : undefined }),
				readFile: async ({ path }: FakeUri) => new TextEncoder().encode(files.disk.get(path)!),
				isWritableFileSystem: () => true,
			},
			applyEdit: async (edit: FakeEdit) => {
				files.edits++;
				return edit.steps.every((step) => step(files));
			},
		},
	};
}
