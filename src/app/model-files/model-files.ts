import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { Emitter } from '../../core/base/emitter.ts';
import { inWords, RoutooError } from '../../core/base/errors.ts';
import type { StateStore } from '../../core/base/state.ts';
import type { Timers } from '../../core/base/time.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { type Endpoint, MODEL_FILES_ENDPOINT, type RemoteModel } from '../../core/model/endpoint.ts';
import { matchModel } from '../../core/model/match.ts';
import { isSoundId, splitModelName } from '../../core/model/names.ts';
import type { Fetch } from '../../providers/types.ts';
import { type ModelCard, readModelCard } from './card.ts';
import { type KeptFile, KeptFiles } from './kept-files.ts';
import { chosenContext, memoryNeeded } from './memory.ts';
import { findProgram, isProgram, liesInWorkspace, type Surroundings } from './program.ts';
import { type FileState, RunningFile } from './running-file.ts';

/** A file as it may be run, before the user has agreed to it. */
export interface Examined {
	readonly id: string;
	readonly path: string;
	readonly card: ModelCard;
	/** With which it would run. */
	readonly contextTokens: number;
	/** Bytes that it takes then; an estimate. */
	readonly memory: number;
	/** It lies in a folder that is open in the editor. */
	readonly inOpenFolder: boolean;
}

export interface ModelFilesDeps {
	readonly state: StateStore;
	readonly catalog: Catalog;
	readonly fetch: Fetch;
	readonly timers: Timers;
	readonly around: () => Surroundings;
	/** Memory of this computer, bytes. */
	readonly totalMemory: number;
	/** Names and numbers only. */
	readonly log: (line: string) => void;
}

/**
 * Model files that the user chose, each run by the user's own llama-server in a process of its own: lazily, at the first request or at the
 * user's word, and no longer than this window. Each window has its own: the system keeps the pages of a file once for all of them, no key
 * has to lie where another process could read it, and no window takes the model away from another when it closes.
 */
export class ModelFiles {
	/** A process began, runs or ended; or a file came or went. */
	readonly changed = new Emitter();
	/** A file failed, and nobody waits who started it by hand. */
	readonly failed = new Emitter<{ readonly id: string; readonly reason: string }>();
	readonly #deps: ModelFilesDeps;
	readonly #kept: KeptFiles;
	#files: readonly KeptFile[] = [];
	readonly #running = new Map<string, RunningFile>();
	#ended = false;

	constructor(deps: ModelFilesDeps) {
		this.#deps = deps;
		this.#kept = new KeptFiles(deps.state);
	}

	/** What the user agreed to, read anew: another window may have added or removed one. Never rejects. */
	async endpoints(): Promise<readonly Endpoint[]> {
		try {
			this.#files = (await this.#kept.read()).files;
		} catch (error) {
			this.#deps.log(`the model files cannot be read: ${inWords(error)}`);
		}
		for (const [id, running] of this.#running) {
			if (this.#files.some((file) => file.id === id)) continue;
			this.#running.delete(id);
			void running.stop();
		}
		return this.#files.length === 0 ? [] : [MODEL_FILES_ENDPOINT];
	}

	/** As an endpoint lists them; nothing runs for it. */
	models(): readonly RemoteModel[] {
		return this.#files.map(({ id, contextTokens, parametersB, tools }) => ({
			...{ id, contextTokens, parametersB, tools },
			...{ displayName: null, maxOutputTokens: null, vision: false, prices: null, runsHere: true },
		}));
	}

	list(): readonly KeptFile[] {
		return this.#files;
	}

	/** Null for an id that is no model file's. */
	stateOf(id: string): FileState | null {
		if (!this.#files.some((file) => file.id === id)) return null;
		return this.#running.get(id)?.state ?? { kind: 'stopped' };
	}

	/** Of the process of a file, null where none is there. */
	pidOf(id: string): number | null {
		return this.#running.get(id)?.pid ?? null;
	}

	/** Reads the file's header. Errors: RoutooError 'invalidInput' where it is no chat model. */
	async examine(path: string): Promise<Examined> {
		const card = await readModelCard(path);
		const contextTokens = chosenContext(card, this.#deps.totalMemory);
		const known = (await this.#kept.read()).files;
		const inOpenFolder = await liesInWorkspace(path, this.#deps.around());
		const memory = memoryNeeded(card, contextTokens);
		return { id: this.#idFor(path, card, known), path, card, contextTokens, memory, inOpenFolder };
	}

	/** The llama-server that would be started: the one that the user picked, else the first that is found; null where there is none. */
	async program(): Promise<string | null> {
		const around = this.#deps.around();
		const { program } = await this.#kept.read();
		return program !== null && (await isProgram(program, around)) ? program : findProgram(around);
	}

	/** Errors: RoutooError 'invalidInput' for what cannot be started. */
	async useProgram(path: string): Promise<void> {
		if (!(await isProgram(path, this.#deps.around()))) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('{0} cannot be started: it is no program, or it lies in a folder that is open in this window.', path),
				l10n.t('Choose the llama-server that you installed.'),
			);
		}
		await this.#kept.setProgram(path);
	}

	/** The user agreed to run this file with this program. */
	async add({ id, path, card, contextTokens }: Examined, program: string): Promise<void> {
		const { bytes, parametersB, tools } = card;
		await this.#running.get(id)?.stop();
		await this.#kept.add({ id, path, bytes, contextTokens, parametersB, tools, program });
		await this.endpoints();
		this.changed.emit();
	}

	/** At the user's word. Errors: as of RunningFile. */
	start(id: string, signal: AbortSignal): Promise<void> {
		return this.#of(id).start(signal);
	}

	/** For a request. Errors: as of RunningFile. */
	ready(id: string, signal: AbortSignal): Promise<void> {
		return this.#of(id).ready(signal);
	}

	/** Asks the process of a file, whatever address a request names. Rejects where none runs. */
	fetchOf(id: string): Fetch {
		return (input, init) => this.#of(id).fetch(input, init);
	}

	async stop(id: string): Promise<void> {
		await this.#running.get(id)?.stop();
	}

	/** Forgets the file, which stays where it is. */
	async remove(id: string): Promise<void> {
		await this.#kept.remove(id);
		await this.endpoints();
		this.changed.emit();
	}

	/** Ends all processes of this window. */
	async dispose(): Promise<void> {
		this.#ended = true;
		await Promise.all([...this.#running.values()].map((running) => running.stop()));
		this.changed.clear();
	}

	#of(id: string): RunningFile {
		const file = this.#files.find((one) => one.id === id);
		if (file === undefined || this.#ended) {
			throw new RoutooError('settings', l10n.t('{0} was removed.', id), l10n.t('Choose another model.'));
		}
		const known = this.#running.get(id);
		if (known !== undefined) return known;
		const { fetch, timers, log } = this.#deps;
		const made = new RunningFile({
			...{ name: basename(file.path), fetch, timers, log },
			prepare: () => this.#prepared(id),
			changed: () => this.changed.emit(),
			failed: (reason) => this.failed.emit({ id, reason }),
		});
		this.#running.set(id, made);
		return made;
	}

	/** What was agreed to must still hold: a request starts no other program, and no file of another size. */
	async #prepared(id: string): Promise<{ program: string; model: string; contextTokens: number; env: Surroundings['env'] }> {
		const file = this.#files.find((one) => one.id === id);
		const around = this.#deps.around();
		if (file === undefined || !(await isProgram(file.program, around))) {
			const next = l10n.t('Run "Routoo: Use a Model File (GGUF)" and choose the file again.');
			throw new RoutooError('invalidInput', l10n.t('{0} is not there any more.', file?.program ?? id), next);
		}
		const { bytes } = await readModelCard(file.path);
		if (bytes !== file.bytes) {
			const next = l10n.t('Run "Routoo: Use a Model File (GGUF)" and choose it again.');
			throw new RoutooError('invalidInput', l10n.t('{0} is another file than the one you chose.', file.path), next);
		}
		return { program: file.program, model: file.path, contextTokens: file.contextTokens, env: around.env };
	}

	/** The first of its names that the catalog knows, else its file's name; numbered where another file has it. */
	#idFor(path: string, { name }: ModelCard, known: readonly KeptFile[]): string {
		const same = known.find((file) => file.path === path);
		if (same !== undefined) return same.id;
		const stem = basename(path).replace(/(?:-00001-of-\d{5})?\.gguf$/i, '');
		const told = (name ?? '').replace(/\s+/g, '-');
		const names = [stem, told, 'model'].map((one) => one.slice(0, 100)).filter(usable);
		const [chosen = 'model'] = [...names.filter((one) => matchModel(one, this.#deps.catalog) !== null), ...names];
		const taken = new Set(known.map(({ id }) => id));
		for (let n = 1; ; n++) {
			const id = n === 1 ? chosen : `${chosen} (${n})`;
			if (!taken.has(id)) return id;
		}
	}
}

/** A slash would be taken for a vendor's, and a colon for a tag. */
function usable(name: string): boolean {
	return isSoundId(name) && !/[/\\:@]/.test(name) && splitModelName(name).name !== '';
}
