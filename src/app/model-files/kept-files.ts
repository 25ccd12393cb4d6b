import { isAbsolute } from 'node:path';
import type { StateStore } from '../../core/base/state.ts';
import { isSoundId } from '../../core/model/names.ts';

/** A model file that the user chose, as it was when he agreed to run it. */
export interface KeptFile {
	/** Names the model, also at its endpoint. */
	readonly id: string;
	readonly path: string;
	/** Of all parts: another size is another file. */
	readonly bytes: number;
	/** With which it runs. */
	readonly contextTokens: number;
	readonly parametersB: number;
	readonly tools: boolean;
	/** The llama-server that the user agreed to start with it. */
	readonly program: string;
}

interface Kept {
	/** A llama-server that the user picked; null: the one that is found. */
	readonly program: string | null;
	readonly files: readonly KeptFile[];
}

const KEY = 'routoo.modelFiles';
/** More files than anyone runs. */
const MAX_FILES = 50;

/** The user's model files, in the state of all windows on this computer; no workspace has a say in it. */
export class KeptFiles {
	readonly #state: StateStore;

	constructor(state: StateStore) {
		this.#state = state;
	}

	/** Errors: RoutooError 'storage'. */
	async read(): Promise<Kept> {
		return parse(await this.#state.get('global', KEY));
	}

	/** One of the same id is replaced. */
	async add(file: KeptFile): Promise<void> {
		await this.#change((kept) => ({ ...kept, files: [...kept.files.filter(({ id }) => id !== file.id), file].slice(-MAX_FILES) }));
	}

	async remove(id: string): Promise<void> {
		await this.#change((kept) => ({ ...kept, files: kept.files.filter((file) => file.id !== id) }));
	}

	async setProgram(program: string): Promise<void> {
		await this.#change((kept) => ({ ...kept, program }));
	}

	async #change(change: (kept: Kept) => Kept): Promise<void> {
		await this.#state.update('global', KEY, (value) => change(parse(value)));
	}
}

/** What another window or version wrote; what cannot be read of it is left out. */
function parse(value: unknown): Kept {
	const { program, files } = fields(value);
	return {
		program: typeof program === 'string' && isAbsolute(program) ? program : null,
		files: (Array.isArray(files) ? files : []).filter(isFile).slice(-MAX_FILES),
	};
}

function isFile(value: unknown): value is KeptFile {
	const { id, path, bytes, contextTokens, parametersB, tools, program } = fields(value);
	const texts = typeof id === 'string' && isSoundId(id) && typeof path === 'string' && isAbsolute(path);
	const numbers = [bytes, contextTokens, parametersB].every((one) => typeof one === 'number' && Number.isFinite(one) && one > 0);
	return texts && numbers && typeof tools === 'boolean' && typeof program === 'string' && isAbsolute(program);
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
