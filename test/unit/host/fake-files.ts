import { vi } from 'vitest';

/** Files of a workspace in `/w`, with as much of the editor around them as applying needs. */
export class FakeFiles {
	readonly texts = new Map<string, string>();
	readonly versions = new Map<string, number>();
	/** Commands that were run, with what they were given. */
	readonly commands: [string, ...unknown[]][] = [];
	/** How many edits were applied. */
	edits = 0;
	/** Title of the active tab, and the proposed text that it shows; the input of several is of no known class. */
	tab: { label: string; input: unknown } | undefined = undefined;
	provider: { provideTextDocumentContent(uri: FakeUri): string } | null = null;
	active: string | null = null;

	write(path: string, text: string): void {
		this.texts.set(path, text);
		this.versions.set(path, (this.versions.get(path) ?? 0) + 1);
	}

	document(path: string) {
		const text = this.texts.get(path);
		if (text === undefined) throw new Error(`${path} is not there`);
		return {
			uri: FakeUri.file(path),
			languageId: path.endsWith('.md') ? 'markdown' : 'typescript',
			version: this.versions.get(path),
			getText: () => text,
			offsetAt: (offset: number) => offset,
			positionAt: (offset: number) => offset,
		};
	}

	/** What the active tab says that each file would become. */
	proposed(): string[] {
		const [name, ...args] = this.commands.findLast(([id]) => id === 'vscode.diff' || id === 'vscode.changes')!;
		const uris = name === 'vscode.diff' ? [args[1]] : (args[1] as FakeUri[][]).map(([, , uri]) => uri);
		return uris.map((uri) => this.provider!.provideTextDocumentContent(uri as FakeUri));
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
			files.write(path, before.slice(0, from) + text + before.slice(to));
			return true;
		});
	}

	deleteFile({ path }: FakeUri): void {
		this.steps.push((files) => files.texts.delete(path));
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
		commands: {
			executeCommand: vi.fn(async (id: string, ...args: unknown[]) => {
				files.commands.push([id, ...args]);
				if (id === 'vscode.diff') files.tab = { label: args[2] as string, input: new FakeDiffInput(args[1] as FakeUri) };
				if (id === 'vscode.changes') files.tab = { label: `${args[0]} (${(args[1] as unknown[]).length} files)`, input: {} };
			}),
		},
		window: {
			get activeTextEditor() {
				return files.active === null ? undefined : { document: files.document(files.active), selection: { start: 0, end: 0 } };
			},
			showTextDocument: async (uri: FakeUri) => {
				files.active = uri.path;
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
			textDocuments: [],
			getWorkspaceFolder: (uri: FakeUri) => (uri.path.startsWith('/w/') ? {} : undefined),
			asRelativePath: (uri: FakeUri) => uri.path.replace(/^\/w\//, ''),
			registerTextDocumentContentProvider: (_: string, provider: FakeFiles['provider']) => {
				files.provider = provider;
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
			fs: { stat: async (uri: FakeUri) => at(uri) },
			applyEdit: async (edit: FakeEdit) => {
				files.edits++;
				return edit.steps.every((step) => step(files));
			},
		},
	};
}
