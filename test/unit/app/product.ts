import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EditorPort } from '../../../src/app/chat/editor-port.ts';
import type { CompletionEditor } from '../../../src/app/completion/editor-port.ts';
import { type App, composeApp } from '../../../src/app/compose.ts';
import { composeLocal } from '../../../src/app/compose-local.ts';
import { NoticeHub, type Told } from '../../../src/app/events.ts';
import type { ModelFiles } from '../../../src/app/model-files/model-files.ts';
import type { EditorModels } from '../../../src/app/models/editor-models.ts';
import type { KeySource } from '../../../src/app/models/keys.ts';
import type { LoadablePredictor, Question } from '../../../src/app/ports.ts';
import type { VectorReader } from '../../../src/app/reading/ports.ts';
import { localOnlyBy } from '../../../src/app/settings/local-only.ts';
import { readSettings, type Settings } from '../../../src/app/settings/schema.ts';
import type { LocalOnlyBy, SettingsSource } from '../../../src/app/settings/source.ts';
import { Emitter } from '../../../src/core/base/emitter.ts';
import type { StateStore } from '../../../src/core/base/state.ts';
import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import { PRIOR_ACCEPTANCE_WEIGHTS } from '../../../src/core/completion/routing/prior-weights.ts';
import type { ContextDocument } from '../../../src/core/completion/types.ts';
import type { NamedBlock } from '../../../src/core/workspace/named-file.ts';
import { checkoutFiles } from '../../../src/predictor/checkout-files.ts';
import type { ModelOption } from '../../../src/protocol/chat-state.ts';
import { shipped } from '../core/model/shipped.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Settings by full key, as a file could hold them; a workspace may add its own wish for local models. */
export class MemorySettings implements SettingsSource {
	workspaceLocalOnly: boolean | undefined;
	readonly #values: Map<string, unknown>;
	readonly #changed = new Emitter<Settings>();

	constructor(values: Readonly<Record<string, unknown>>) {
		this.#values = new Map(Object.entries(values));
	}

	current(): Settings {
		const { settings } = readSettings((key) => this.#values.get(key));
		return { ...settings, localOnly: this.localOnlySetBy() !== null };
	}

	onChange(listener: (settings: Settings) => void): () => void {
		return this.#changed.on(listener);
	}

	async update(key: string, value: unknown): Promise<void> {
		this.#values.set(key, value);
		this.#changed.emit(this.current());
	}

	updateUser(key: string, value: unknown): Promise<void> {
		return this.update(key, value);
	}

	localOnlySetBy(): LocalOnlyBy {
		return localOnlyBy([{ globalValue: this.#values.get('routoo.localOnly'), workspaceValue: this.workspaceLocalOnly }]);
	}
}

export class MemoryKeys implements KeySource {
	readonly values = new Map<string, string>();
	locked = false;
	readonly #changed = new Emitter<string>();

	async get(endpointId: string): Promise<string | null> {
		if (this.locked) throw new Error('the keychain is locked');
		return this.values.get(endpointId) ?? null;
	}

	onChange(listener: (endpointId: string) => void): () => void {
		return this.#changed.on(listener);
	}

	set(endpointId: string, key: string): void {
		this.values.set(endpointId, key);
		this.#changed.emit(endpointId);
	}
}

/** Files in memory; everything that the chat does to an editor is written down. */
export class MemoryEditor implements EditorPort, CompletionEditor {
	readonly done: string[] = [];
	readonly open = new Map<string, string>();
	readonly private = new Set<string>();
	readonly accepted = new Map<string, string>();
	active: string | null = null;
	readonly #changed = new Emitter();

	language = () => (this.active === null ? null : 'typescript');
	selection = () => null;
	currentFile = () => null;
	codeTarget = async () => null;
	pickFile = async () => null;
	find = async () => [...this.open.keys()].map((path) => ({ label: path, detail: '', ref: path }));
	read = async (_of: string, path: string) => ({
		...{ kind: 'file' as const, path, language: null, content: this.open.get(path) ?? '', range: null },
	});
	readDropped = async (uri: string) => ({ name: uri, data: '' });
	terminal = async () => null;
	problems = async () => null;
	changes = async () => null;
	openFile = { current: () => null, look: async () => {}, onChange: () => () => {} };
	insertAtCursor = async (code: string) => void this.done.push(code);
	apply = async (blocks: readonly NamedBlock[]) => {
		this.done.push(...blocks.map(({ code }) => code));
		return null;
	};
	newFile = async (code: string) => void this.done.push(code);
	placedLines = () => null;
	copy = async (text: string) => void this.done.push(text);
	openLink = async (url: string) => void this.done.push(url);
	openPath = async (path: string, line: number | null) => void this.done.push(`${path}:${line ?? ''}`);
	recentEdits = () => 1;
	isPrivate = (path: string) => this.private.has(path);
	activeFile = () => (this.active === null ? null : { path: this.active, languageId: 'typescript' });

	documents(): readonly ContextDocument[] {
		return [...this.open].map(([path, text]) => ({ path, languageId: 'typescript', version: 1, touchedAt: 1, text }));
	}

	/** The file in which the text of this request was accepted. */
	acceptedLines(requestId: string): readonly string[] | null {
		const path = this.accepted.get(requestId);
		this.accepted.delete(requestId);
		return path === undefined ? null : (this.open.get(path)?.split('\n') ?? null);
	}

	onChange(listener: () => void): () => void {
		return this.#changed.on(listener);
	}

	show(path: string | null): void {
		this.active = path;
		this.#changed.emit();
	}
}

export interface Product {
	readonly app: App;
	readonly editor: MemoryEditor;
	readonly settings: MemorySettings;
	readonly keys: MemoryKeys;
	readonly told: Told[];
	readonly logged: string[];
	/** Models that were offered for picking. */
	readonly offered: (readonly ModelOption[])[];
	/** Questions that were asked, and the ids of the answers to come; none left: dismissed. */
	readonly asked: Question[];
	readonly answers: string[];
	readonly commands: string[];
}

export interface ProductOptions {
	/** Of ledger and sessions. */
	readonly folder: string;
	readonly settings: Readonly<Record<string, unknown>>;
	readonly editorModels?: EditorModels;
	/** Folder of reading.json and its manifest; absent: none. */
	readonly readingFolder?: string;
	readonly reader?: VectorReader;
	readonly modelFiles?: (state: StateStore) => ModelFiles;
	/** Instead of the real one in its worker. */
	readonly predictor?: LoadablePredictor;
}

/** The whole product in plain Node: real ledger, sessions and predictor in their workers, an editor in memory. Not started yet. */
export async function product(options: ProductOptions): Promise<Product> {
	const logged: string[] = [];
	const told: Told[] = [];
	const offered: (readonly ModelOption[])[] = [];
	const asked: Question[] = [];
	const answers: string[] = [];
	const commands: string[] = [];
	const log = (line: string): void => void logged.push(line);
	const notices = new NoticeHub(log);
	const settings = new MemorySettings({ 'routoo.discoverLocalServers': false, ...options.settings });
	const keys = new MemoryKeys();
	const editor = new MemoryEditor();
	const local = composeLocal({
		layout: {
			storageWorker: join(ROOT, 'src/storage/sqlite/worker.ts'),
			predictorWorker: join(ROOT, 'src/predictor/worker.ts'),
			predictor: checkoutFiles(ROOT),
		},
		version: 'test',
		shared: options.folder,
		own: options.folder,
		clock: systemClock,
		notices,
		workspace: 'file:///work',
		window: 'test',
		legacy: { global: () => undefined, workspace: () => undefined },
		newId: randomUUID,
		log,
	});
	const app = composeApp({
		clock: systemClock,
		timers: systemTimers,
		fetch: globalThis.fetch,
		newId: randomUUID,
		...{ settings, keys, editor, notices },
		...local,
		...(options.predictor && { predictor: options.predictor }),
		catalog: shipped,
		completionHead: PRIOR_ACCEPTANCE_WEIGHTS,
		completionEditor: editor,
		environment: {},
		privateFiles: { ready: async () => {}, isPrivate: (path) => editor.private.has(path), shown: (path) => path },
		user: {
			pickModel: async (_title, usable) => {
				offered.push(usable);
				return usable.at(-1)?.id ?? null;
			},
			writeCommitMessage: async () => true,
			choose: async (question) => {
				asked.push(question);
				return answers.shift() ?? null;
			},
			runCommand: async (command, ...args) => void commands.push([command, ...args].join(' ')),
		},
		editorModels: options.editorModels ?? null,
		modelFiles: options.modelFiles?.(local.stores.state) ?? null,
		...(options.readingFolder && { reading: { modelFolder: options.readingFolder, reader: options.reader ?? null } }),
		log: { info: log, warn: log },
	});
	notices.on((line) => told.push(line));
	return { app, editor, settings, keys, told, logged, offered, asked, answers, commands };
}
