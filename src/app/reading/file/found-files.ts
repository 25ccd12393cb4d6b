import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is looked for. */
export interface Sought {
	readonly fileName: string;
	readonly bytes: number;
	/** Lower-case hex. */
	readonly sha256: string;
}

/** Levels and entries of a folder that are looked at: models lie three below the folder that their tool keeps them in. */
const MAX_DEPTH = 5;
const MAX_ENTRIES = 5000;

/** Folders where other tools of this computer keep model files: Hugging Face, LM Studio, llama.cpp. Some may not exist. */
export function modelFolders(env: NodeJS.ProcessEnv, home = homedir(), platform: string = process.platform): string[] {
	const cache = env.XDG_CACHE_HOME ?? join(home, '.cache');
	const llama = {
		win32: join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'llama.cpp'),
		darwin: join(home, 'Library', 'Caches', 'llama.cpp'),
	}[platform];
	return [
		env.HF_HUB_CACHE ?? join(env.HF_HOME ?? join(cache, 'huggingface'), 'hub'),
		join(home, '.lmstudio', 'models'),
		join(home, '.cache', 'lm-studio', 'models'),
		env.LLAMA_CACHE ?? llama ?? join(cache, 'llama.cpp'),
	];
}

/** Ollama names its files by their checksum. */
function ollamaFile({ sha256 }: Sought, env: NodeJS.ProcessEnv, home: string): string {
	return join(env.OLLAMA_MODELS ?? join(home, '.ollama', 'models'), 'blobs', `sha256-${sha256}`);
}

/**
 * Paths of files that have the name and the size; whether they are the file, only their checksum tells. Bounded; what cannot be read is
 * passed over. Never rejects.
 */
export async function findFiles(sought: Sought, env: NodeJS.ProcessEnv = process.env, home = homedir()): Promise<string[]> {
	const folders = await Promise.all(modelFolders(env, home).map((folder) => below(folder, sought.fileName)));
	const candidates = [ollamaFile(sought, env, home), ...folders.flat()];
	const fits = await Promise.all(candidates.map((path) => hasSize(path, sought.bytes)));
	return candidates.filter((_, i) => fits[i]);
}

/** llama.cpp puts the names of publisher and repository before that of the file. */
async function below(root: string, fileName: string): Promise<string[]> {
	const found: string[] = [];
	let level = [root];
	let left = MAX_ENTRIES;
	for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
		const next: string[] = [];
		for (const folder of level) {
			for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
				if (left-- <= 0) return found;
				const path = join(folder, entry.name);
				if (entry.isDirectory()) next.push(path);
				else if (entry.name.toLowerCase().endsWith(fileName)) found.push(path);
			}
		}
		level = next;
	}
	return found;
}

async function hasSize(path: string, bytes: number): Promise<boolean> {
	const found = await stat(path).catch(() => null);
	return found?.isFile() === true && found.size === bytes;
}
