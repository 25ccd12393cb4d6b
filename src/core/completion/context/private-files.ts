import ignore, { type Ignore } from 'ignore';

/** Why a file is neither completed nor quoted. */
export type PrivateReason = 'environment' | 'key' | 'gitignore' | 'excluded';

export interface GitIgnoreFile {
	/** Workspace-relative folder that holds it, '' for the root. */
	readonly folder: string;
	readonly text: string;
}

/** `.env`, `.env.local`, `.envrc`, `prod.env`. */
const ENVIRONMENT = /^(?:\.env(?:rc|[.\-_].*)?|.+\.env)$/i;
/** Keys, certificates with keys, key stores, and the files in which tools keep passwords and tokens. */
const KEYS =
	/^(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.+\.(?:pem|key|p8|p12|pfx|ppk|jks|keystore|kdbx?|asc|gpg|ovpn)|\.(?:npmrc|pypirc|netrc|pgpass|git-credentials|htpasswd|dockercfg)|_netrc|credentials|credentials\.json|service-?account.*\.json|secrets?\.(?:json|ya?ml|toml))$/i;
/** Everything under these belongs to a tool that keeps secrets there. */
const KEY_FOLDERS = /(?:^|\/)\.(?:ssh|gnupg|aws|azure|kube|docker)\//i;

/**
 * Tells which files never leave the machine: environment and key files by name, what any `.gitignore` on the way to the file ignores, and the user's exclude list. Pure: the texts come
 * in, nothing is read. Case does not count, on any system.
 */
export class PrivateFiles {
	/** The root first, then deeper ones. */
	readonly #gitignores: readonly { readonly folder: string; readonly rules: Ignore }[];
	readonly #excluded: Ignore;

	/** @param exclude patterns as in `.gitignore`; `{a,b}` stands for either. A pattern that means nothing matches nothing. */
	constructor(gitignores: readonly GitIgnoreFile[], exclude: readonly string[]) {
		this.#gitignores = gitignores
			.map(({ folder, text }) => ({ folder: normalised(folder).replace(/\/$/, ''), rules: ignore().add(text) }))
			.sort((a, b) => a.folder.length - b.folder.length);
		this.#excluded = ignore().add(exclude.flatMap(alternatives));
	}

	/** @param path workspace-relative with `/`, or absolute for a file outside of the workspace: then names and the exclude list decide. */
	reason(path: string): PrivateReason | null {
		const plain = normalised(path);
		const name = plain.slice(plain.lastIndexOf('/') + 1);
		if (ENVIRONMENT.test(name)) return 'environment';
		if (KEYS.test(name) || KEY_FOLDERS.test(plain)) return 'key';
		const inside = ignore.isPathValid(plain);
		// A drive or a root in front must not keep a pattern such as `**/secret/**` from matching.
		const relative = inside ? plain : plain.replace(/^(?:[a-z]:)?(?:\/|\.{1,2}(?=\/|$))+/i, '');
		if (ignore.isPathValid(relative) && this.#excluded.ignores(relative)) return 'excluded';
		return inside && this.#gitIgnored(plain) ? 'gitignore' : null;
	}

	isPrivate(path: string): boolean {
		return this.reason(path) !== null;
	}

	/** As git: a deeper file goes before a shallower one, but cannot take back what lies in an ignored folder. */
	#gitIgnored(path: string): boolean {
		let ignored = false;
		for (const { folder, rules } of this.#gitignores) {
			if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
			if (folder !== '' && ignored && this.#folderIgnored(folder)) return true;
			const result = rules.test(folder === '' ? path : path.slice(folder.length + 1));
			if (result.ignored) ignored = true;
			else if (result.unignored) ignored = false;
		}
		return ignored;
	}

	#folderIgnored(folder: string): boolean {
		return this.#gitignores.some(({ folder: above, rules }) => {
			if (above === folder || (above !== '' && !folder.startsWith(`${above}/`))) return false;
			return rules.ignores(`${above === '' ? folder : folder.slice(above.length + 1)}/`);
		});
	}
}

function normalised(path: string): string {
	return path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

/** One pattern a choice: `*.{pem,key}` is two. Not more than 64, so that no list of lists stops the editor. */
function alternatives(pattern: string): string[] {
	let patterns = [pattern.trim()];
	for (let i = 0; i < 6; i++) {
		const next = patterns.flatMap((p) => {
			const braces = /\{([^{}]*)\}/.exec(p);
			if (braces === null) return [p];
			return braces[1]!.split(',').map((choice) => p.slice(0, braces.index) + choice + p.slice(braces.index + braces[0].length));
		});
		if (next.length > 64) break;
		patterns = next;
	}
	return patterns.filter((p) => p !== '');
}
