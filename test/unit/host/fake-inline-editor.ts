import { EDITOR_CLASSES } from './fake-classes.ts';

/** An editor of one document, for tests of edits in place. */
class Position {
	readonly line: number;
	readonly character: number;
	constructor(line: number, character: number) {
		this.line = line;
		this.character = character;
	}
}
export class Range {
	readonly start: Position;
	readonly end: Position;
	constructor(a: number | Position, b: number | Position, c = 0, d = 0) {
		this.start = typeof a === 'number' ? new Position(a, b as number) : a;
		this.end = typeof a === 'number' ? new Position(c, d) : (b as Position);
	}
	union(other: Range): Range {
		const [first, last] = [Math.min(this.start.line, other.start.line), Math.max(this.end.line, other.end.line)];
		return new Range(first, 0, last, 99);
	}
	intersection(other: Range): Range | undefined {
		return this.start.line > other.end.line || this.end.line < other.start.line ? undefined : this;
	}
}
/** The one document that is open, and what was done to it. */
export const state = {
	lines: [] as string[],
	/** Steps of undo: the text before each. */
	undo: [] as string[],
	selection: [0, 0] as [number, number],
	symbols: [] as unknown[],
	/** Selections that were set. */
	carets: [] as string[],
	/** What the editor reports. */
	diagnostics: [] as { range: Range }[],
	/** Ranges that are marked now, by the colour of the mark. */
	marked: new Map<unknown, readonly unknown[]>(),
	wish: null as string | null,
	prompts: [] as string[],
	context: {} as Record<string, unknown>,
	told: [] as string[],
	change: (_event: unknown): void => {},
	dirty: false,
	saves: true,
	disk: [] as string[],
	compared: [] as unknown[],
	close: (_uri?: unknown): void => {},
	provider: null as { provideTextDocumentContent(uri: unknown): string } | null,
	locked: false,
	closed: false,
	meanwhile: (): void => {},
	readonly: false,
};

const disposable = { dispose: () => {} };
export const uri = { scheme: 'file', path: '/w/a.ts', fsPath: '/w/a.ts', toString: () => 'file:///w/a.ts' };
const document = {
	uri,
	languageId: 'typescript',
	get isDirty() {
		return state.dirty;
	},
	save: async () => {
		if (!state.saves) return false;
		[state.disk, state.dirty] = [[...state.lines], false];
		return true;
	},
	get isClosed() {
		return state.closed;
	},
	get lineCount() {
		return state.lines.length;
	},
	lineAt: (line: number) => {
		const text = state.lines[line]!;
		return { text, isEmptyOrWhitespace: text.trim() === '', range: new Range(line, 0, line, text.length) };
	},
};
const offset = ({ line, character }: InstanceType<typeof Position>): number =>
	state.lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + Math.min(character, state.lines[line]?.length ?? 0);
const shown = {
	document,
	get selection() {
		const [from, to] = state.selection;
		const [start, end] = [new Position(from, 0), new Position(to, from === to ? 0 : (state.lines[to]?.length ?? 0))];
		return { start, end, active: end, isEmpty: from === to };
	},
	set selection({ start, end }: { start: Position; end: Position; active?: Position; isEmpty?: boolean }) {
		state.selection = [start.line, end.line];
		state.carets.push(`${start.line}:${start.character}-${end.line}:${end.character}`);
	},
	revealRange: () => {},
	setDecorations: (mark: unknown, ranges: readonly unknown[]) => void state.marked.set(mark, ranges),
	edit: async (build: (edit: unknown) => void, { undoStopBefore }: { undoStopBefore: boolean }) => {
		if (state.readonly) {
			state.meanwhile();
			return false;
		}
		const changes: { range: InstanceType<typeof Range>; text: string }[] = [];
		build({
			replace: (range: InstanceType<typeof Range>, text: string) => changes.push({ range, text }),
		});
		if (undoStopBefore) state.undo.push(state.lines.join('\n'));
		const last = changes.toSorted((a, b) => offset(b.range.start) - offset(a.range.start));
		const text = last.reduce(
			(now, change) => now.slice(0, offset(change.range.start)) + change.text + now.slice(offset(change.range.end)),
			state.lines.join('\n'),
		);
		state.lines = text.split('\n');
		state.dirty = true;
		state.change({ document, contentChanges: last });
		return true;
	},
};
/** What `src/host/inline` uses of VS Code. */
export const vscode = {
	Position,
	Range,
	Selection: Range,
	TextEditorRevealType: { InCenterIfOutsideViewport: 2 },
	...EDITOR_CLASSES,
	Disposable: { from: () => disposable },
	FilePermission: { Readonly: 1 },
	Uri: { from: (parts: unknown) => parts },
	languages: { registerCodeLensProvider: () => disposable, getDiagnostics: () => state.diagnostics },
	commands: {
		executeCommand: async (id: string, key: string, value: unknown, title: unknown) => {
			if (id === 'vscode.diff') state.compared.push([key, value, title]);
			if (id === 'setContext') state.context[key] = value;
			return id === 'vscode.executeDocumentSymbolProvider' ? state.symbols : undefined;
		},
	},
	window: {
		activeTextEditor: shown,
		visibleTextEditors: [shown],
		createTextEditorDecorationType: (look: unknown) => ({ look, dispose: () => {} }),
		onDidChangeVisibleTextEditors: () => disposable,
		showInformationMessage: async (text: string) => void state.told.push(text),
		showWarningMessage: async (text: string) => void state.told.push(text),
		createInputBox: () => {
			let [accept, hide, type] = [() => {}, () => {}, (_text: string) => {}];
			const box = {
				value: '',
				set prompt(text: string) {
					state.prompts.push(text);
				},
				set title(text: string) {
					state.prompts.push(text);
				},
				onDidChangeValue: (listener: (text: string) => void) => {
					type = listener;
				},
				onDidAccept: (listener: () => void) => {
					accept = listener;
				},
				onDidHide: (listener: () => void) => {
					hide = listener;
				},
				hide: () => hide(),
				dispose: () => {},
				show: () => {
					if (state.wish === null) return hide();
					box.value = state.wish;
					type(state.wish);
					setTimeout(accept, 300);
				},
			};
			return box;
		},
	},
	workspace: {
		textDocuments: [document],
		asRelativePath: () => 'a.ts',
		notebookDocuments: [],
		registerTextDocumentContentProvider: (_scheme: string, provider: { provideTextDocumentContent(uri: unknown): string }) => {
			state.provider = provider;
			return disposable;
		},
		fs: { isWritableFileSystem: () => true, stat: async () => ({ permissions: state.locked ? 1 : 0 }) },
		onDidChangeTextDocument: (listener: (event: unknown) => void) => {
			state.change = listener;
			return disposable;
		},
		onDidCloseTextDocument: (listener: (document: unknown) => void) => {
			const others = state.close;
			state.close = (closed?: unknown) => {
				others(closed);
				listener(closed === undefined ? document : { uri: closed });
			};
			return disposable;
		},
	},
};
