import ignore, { type Ignore } from 'ignore';
import { LRUCache } from 'lru-cache';
import { fileOf } from './paths.ts';

/** Why a file is neither completed nor quoted. */
export type PrivateReason = 'environment' | 'key' | 'gitignore' | 'excluded';

export interface GitIgnoreFile {
	/** Workspace-relative folder that holds it, '' for the root. */
	readonly folder: string;
	readonly text: string;
}

/** `.env`, `.env.local`, `.envrc`, `prod.env`, `.flaskenv`, `.dev.vars` of Wrangler. */
const ENVIRONMENT = /^(?:\.env(?:rc|[.\-_].*)?|.+\.env|\.flaskenv|\.(?:dev|prod|staging|test)\.vars(?:\..+)?)$/i;
/** Files in which tools keep passwords, tokens and keys, by their whole names. */
const KEY_NAMES = new Set(
	`.netrc _netrc .pgpass pgpass.conf .my.cnf .mylogin.cnf .npmrc .yarnrc.yml .pypirc .git-credentials .htpasswd .htdigest .dockercfg
	.dockerconfigjson .vault-token .vault_pass .vault-password .terraformrc terraform.rc credentials.tfrc.json .s3cfg .boto .passwd-s3fs
	.rclone.conf rclone.conf kubeconfig kube.config .kubeconfig credentials credentials.json credentials.toml credentials.ini credentials.yml credentials.yaml credentials.xml
	application_default_credentials.json access_tokens.db credentials.db local.settings.json wp-config.php 
	token.txt tokens.txt token.json tokens.json .token .tokens .secret .secrets .password .passwd password.txt passwords.txt passwd.txt
	secret.txt secrets.txt apikey.txt api_key.txt api-key.txt apikeys.txt api_keys.txt .apikey .api_key .api-key
	master.key .ftpconfig .ftppass sftp.json sftp-config.json .remote-sync.json .sentryclirc .sentry.properties .clasprc.json .databrickscfg .snowsql
	.esmtprc .msmtprc .fetchmailrc .lftprc .dbshell 
	.rediscli_auth .authinfo .authinfo.gpg keystore.properties key.properties signing.properties gradle-secrets.properties 
	.ansible-vault-pass vault.yml vault.yaml vault-password.txt .kaggle.json kaggle.json`.split(/\s+/),
);
/** The same by pattern: private keys, certificates with keys, key stores, state of Terraform, accounts of services. */
const KEYS =
	/^(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.+\.(?:pem|key|p8|p12|pfx|ppk|jks|jceks|bcfks|keystore|keychain|kdbx?|asc|gpg|ovpn|agekey|mobileprovision|publishsettings|tblk)|.+\.tfvars(?:\.json)?|.+\.tfstate(?:\..+)?|(?:.*[._-])?service[-_]?account.*\.json|(?:.*[._-])?client[-_]?secrets?(?:[._-].*)?\.json|(?:.+[._-])?(?:gcp|gcloud|google|firebase|aws|azure|sa|private|api|ssh|deploy|signing)[-_.]?keys?\.json|.+-firebase-adminsdk-.*\.json|(?:.+[._-])?secrets?\.(?:json5?|ya?ml|toml|properties|ini|conf|cfg|env|xml|enc)|(?:.+[._-])?(?:access|auth|api|bearer|refresh)[-_]?tokens?\.(?:txt|json)|.+\.kubeconfig|kubeconfig(?:\.(?:ya?ml|json|conf|local|dev|prod)|-[^.]+(?:\.ya?ml)?)|ssh_host_.+_key|.+_(?:rsa|dsa|ecdsa|ed25519))$/i;
/** Everything under these belongs to a tool that keeps secrets there. */
const KEY_FOLDERS =
	/(?:^|\/)(?:\.(?:ssh|gnupg|aws|azure|kube|docker|gcloud|password-store|oci|bluemix|chef|git)|\.config\/(?:gh|gcloud|hub|glab-cli|doctl|rclone|op|sops))\//i;
/** One file of a folder that is otherwise ordinary. */
const KEY_PATHS =
	/(?:^|\/)(?:\.config\/hub|\.cargo\/credentials|\.gem\/credentials|\.m2\/settings(?:-security)?\.xml|\.gradle\/gradle\.properties|\.composer\/auth\.json|\.bundle\/config|\.terraform\.d\/.+|\.vault\/.+|etc\/(?:g?shadow|sudoers)-?|proc\/[^/]+\/environ)$/i;
/** What editors and people put behind the name of a file that they copy: `.env~`, `id_rsa.bak`, `.env.swp`, `secrets.json.old`. */
const COPY = /(?:~|\.(?:bak|backup|back|old|orig|save|sav|copy|tmp|swp|swo|swn|rej|dist\.local)\d*|\.~\d+~|[_-](?:bak|backup|old|copy))$/i;

/** The names that a file may be a copy of, its own first. `.x.swp` and `#x#` are the editor's own for `x`. */
function names(name: string): readonly string[] {
	const all = [name];
	for (let bare = name; all.length < 4; ) {
		bare = bare.replace(COPY, '').replace(/^#(.+)#$/, '$1');
		if (bare === all.at(-1) || bare === '') break;
		all.push(bare);
		if (/\.sw[opn]$/i.test(name) && bare.startsWith('.')) all.push(bare.slice(1));
	}
	return all;
}

/** Paths whose answer is remembered: asked again with every key. */
const MOST_KNOWN = 2000;

/**
 * Tells which files never leave the machine: environment and key files by name, what any `.gitignore` on the way to the file ignores, and
 * the user's exclude list. Pure: the texts come in, nothing is read. Case does not count, on any system.
 */
export class PrivateFiles {
	/** The root first, then deeper ones. */
	readonly #gitignores: readonly { readonly folder: string; readonly rules: Ignore }[];
	readonly #excluded: Ignore;

	/** @param exclude patterns as in `.gitignore`; `{a,b}` stands for either. A pattern that means nothing matches nothing. */
	constructor(gitignores: readonly GitIgnoreFile[], exclude: readonly string[]) {
		this.#gitignores = gitignores
			.map(({ folder, text }) => ({ folder: normalised(folder), rules: rulesOf(text.split(/\r?\n/)) }))
			.sort((a, b) => a.folder.length - b.folder.length);
		this.#excluded = rulesOf(exclude.flatMap(alternatives));
	}

	readonly #known = new LRUCache<string, PrivateReason | 'public'>({ max: MOST_KNOWN });

	/** @param path workspace-relative with `/`, or absolute for a file outside of the workspace: then names and the exclude list decide. */
	reason(path: string): PrivateReason | null {
		let known = this.#known.get(path);
		if (known === undefined) {
			known = this.#find(path) ?? 'public';
			this.#known.set(path, known);
		}
		return known === 'public' ? null : known;
	}

	#find(path: string): PrivateReason | null {
		const plain = normalised(fileOf(path));
		const cut = plain.lastIndexOf('/') + 1;
		const all = names(plain.slice(cut));
		if (all.some((name) => ENVIRONMENT.test(name))) return 'environment';
		if (KEY_FOLDERS.test(plain) || all.some((name) => isKey(name, plain.slice(0, cut)))) return 'key';
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

	/** Whether a folder is ignored as a whole: git does not look into it, so no file below can be public. */
	hidesFolder(path: string): boolean {
		const folder = normalised(path);
		return ignore.isPathValid(folder) && this.#folderIgnored(folder);
	}

	#folderIgnored(folder: string): boolean {
		return this.#gitignores.some(({ folder: above, rules }) => {
			if (above === folder || (above !== '' && !folder.startsWith(`${above}/`))) return false;
			return rules.ignores(`${above === '' ? folder : folder.slice(above.length + 1)}/`);
		});
	}
}

function isKey(name: string, folder: string): boolean {
	return KEY_NAMES.has(name.toLowerCase()) || KEYS.test(name) || KEY_PATHS.test(folder + name);
}

/** The library compiles a pattern at its first use and throws for one that is malformed (`[/`); git lets such a one match nothing. */
function rulesOf(patterns: readonly string[]): Ignore {
	return ignore().add(patterns.flatMap(bounded).filter(compiles));
}

/**
 * More stars than these make the regular expressions behind the patterns backtrack for seconds, and a workspace brings its own
 * `.gitignore`.
 */
const MOST_STARS = { segment: 3, pattern: 6, folders: 4 };
const MOST_PATTERN_UNITS = 500;

/**
 * A pattern with more stars than that is widened, so that it matches at least what it did; a negated one, which would make more files
 * public, is left out.
 */
function bounded(pattern: string): string[] {
	if (pattern.length > MOST_PATTERN_UNITS) return [];
	const segments = pattern
		.trimEnd()
		.replace(/(?:\*\*\/)+/g, '**/')
		.split('/')
		.map(fewerStars);
	const stars =
		segments
			.filter((s) => s !== '**')
			.join('')
			.split('*').length - 1;
	const folders = segments.filter((s) => s === '**').length;
	const wide =
		stars > MOST_STARS.pattern || folders > MOST_STARS.folders
			? (segments.filter((s) => s !== '' && s !== '**').at(-1) ?? '*')
			: segments.join('/');
	if (wide === pattern.trimEnd()) return [pattern];
	return pattern.startsWith('!') ? [] : [wide];
}

function fewerStars(segment: string): string {
	if (segment === '**') return segment;
	const runs = segment.split(/\*+/);
	return runs.length - 1 > MOST_STARS.segment ? `${runs[0]}*${runs.at(-1)}` : runs.join('*');
}

function compiles(pattern: string): boolean {
	try {
		ignore().add(pattern).ignores('a');
		// A negated pattern is only read after another one matched.
		ignore().add(['*', pattern]).ignores('a');
		return true;
	} catch {
		return false;
	}
}

/** With `/`, and without doubled ones, `.` and `..` except in front. */
function normalised(path: string): string {
	const plain = path.replaceAll('\\', '/');
	const parts: string[] = [];
	for (const part of plain.split('/')) {
		if (part === '' || part === '.') continue;
		if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
		else parts.push(part);
	}
	return (plain.startsWith('/') ? '/' : '') + parts.join('/');
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
