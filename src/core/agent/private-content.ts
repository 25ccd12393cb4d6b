import { PrivateFiles } from '../workspace/private-files.ts';
import { type SecretFound, secretsIn } from '../workspace/secret-text.ts';
import { pathsOfCall } from './named-paths.ts';
import { type NamedPath, pathsOfCommand } from './shell-paths.ts';
import { commandsShown, pathsShown } from './shown-paths.ts';

/** What a text carries that the rules for private files keep back; both empty: nothing. */
export interface PrivateContent {
	/** Paths, as the call or the result names them. */
	readonly files: readonly string[];
	/** Secrets by their form, in a few words each: `a GitHub token`. */
	readonly secrets: readonly string[];
}

export interface ResultText {
	/** Null for text that no call gave. */
	readonly call: { readonly name: string; readonly arguments: string } | null;
	readonly text: string;
	readonly isError: boolean;
}

/** Whether a file stays on this computer by its name, a `.gitignore` or the user's list. Takes relative and absolute paths. */
export type IsPrivate = (path: string) => boolean;

const BY_NAME = new PrivateFiles([], []);
/** By such a name a file holds examples, and is there to be read. */
const EXAMPLE = /(?:^|[._-])(?:examples?|samples?|templates?|tmpl|tpl|skeleton|schema)(?:[._-]|$)|[._-](?:dist|defaults?)$/i;
/** What packages and tools put there: ignored because it is made anew, not because it is private. Keys in its text count all the same. */
const MADE =
	/(?:^|\/)(?:node_modules|bower_components|site-packages|\.?venv|\.tox|\.yarn|\.pnpm-store|__pycache__|\.(?:pytest|mypy|ruff|parcel|turbo)[-_]?cache|\.cache|\.next|\.nuxt|\.svelte-kit|\.gradle|dist|build|out|target|coverage|obj)(?:\/|$)|\.(?:pyc|tsbuildinfo|map|o|class)$/i;
/** Git's own bookkeeping: names of branches and hashes. */
const GIT_NAMES = /(?:^|\/)\.git\/(?:[A-Z_]*HEAD|refs\/|logs\/|packed-refs|COMMIT_EDITMSG|MERGE_MSG|description|info\/)/;
/** Files that a pattern of a shell may stand for. */
const USUAL = [
	'.env',
	'.env.local',
	'.npmrc',
	'.netrc',
	'id_rsa',
	'id_ed25519',
	'server.key',
	'cert.pem',
	'secrets.yml',
	'credentials.json',
];
/** A short result that says why there is none. */
const NO_CONTENT =
	/no such file|not found|does not exist|cancell?ed|configured to be ignored|permission denied|access (?:is )?denied|cannot (?:read|open|find|access)|could not (?:read|open|find)|outside (?:of )?the workspace|successfully (?:edited|created|deleted|written)|^(?:error|ENOENT|EACCES)\b|\bis empty\b/i;
const MOST_SAID = 400;
/** They read what stands in a terminal already, with what was typed; a command that is run itself names its files. */
const TERMINAL =
	/(?:output|last|selection|get|read|log|capture).*(?:terminal|console|shell|process)|(?:terminal|console|shell|process).*(?:output|last|selection|get|read|log|capture)/i;
/** Of an environment file, as it is or with the numbers of its lines. */
const VALUES = /^[ \t]{0,20}(?:\d{1,7}[:|→\t][ \t]{0,8})?(?:export )?[A-Z][A-Z0-9_]{2,}=\S/m;
const MOST_FILES = 20;

/** Whether the text of this file is kept back. */
export function isKeptBack(path: string, isPrivate: IsPrivate): boolean {
	const plain = path.replaceAll('\\', '/').replace(/\/+$/, '');
	const name = plain.slice(plain.lastIndexOf('/') + 1);
	if (name === '' || EXAMPLE.test(name) || GIT_NAMES.test(plain)) return false;
	if (/[*?[]/.test(name)) return standsForPrivate(name);
	if (/(?:^|\/)(?:node_modules|bower_components|site-packages)\//.test(plain)) return false;
	return BY_NAME.isPrivate(plain) || (!MADE.test(plain) && isPrivate(plain));
}

function standsForPrivate(glob: string): boolean {
	if (glob.replace(/[*?[\]]/g, '').length < 1 || /^\*+\.?\*+$/.test(glob)) return false;
	const runs = glob.slice(0, 100).split(/\*+/).slice(0, 5);
	const pattern = new RegExp(
		`^${runs
			.map((run) =>
				run
					.replace(/\[[^\][]{1,50}\]/g, '?')
					.replace(/[.+^${}()|\\[\]]/g, '\\$&')
					.replaceAll('?', '.'),
			)
			.join('.*')}$`,
	);
	return (
		USUAL.some((name) => name.startsWith('.') === glob.startsWith('.') && pattern.test(name)) &&
		glob.replace(/[*?]/g, '').length >= (glob.startsWith('.') ? 1 : 2)
	);
}

/**
 * What a result carries. `named`: see `pathsOfCall`; the text may be a part of the result, and then all parts together say it.
 */
export function privateContent(
	{ call, text, isError }: ResultText,
	isPrivate: IsPrivate,
	named = call === null ? [] : pathsOfCall(call),
): PrivateContent {
	if (text.trim() === '') return { files: [], secrets: [] };
	const files = new Set<string>();
	const shown = pathsShown(text);
	const all =
		call !== null && TERMINAL.test(call.name) ? [...named, ...commandsShown(text).flatMap((command) => pathsOfCommand(command))] : named;
	const read = all.filter(({ does }) => does === 'shows').map(({ path }) => path);
	for (const path of shown) if (isKeptBack(path, isPrivate)) files.add(path);
	const secrets = secretsIn(text, { example: [...read, ...shown].length > 0 && [...read, ...shown].every(isExample) });
	if (!isError && !(text.length < MOST_SAID && NO_CONTENT.test(text))) {
		for (const one of all) if (files.size < MOST_FILES && carries(one, text, secrets, isPrivate)) files.add(one.path);
	}
	return { files: [...files].slice(0, MOST_FILES), secrets: secrets.map(({ what }) => what) };
}

function isExample(path: string): boolean {
	return EXAMPLE.test(path.slice(path.replaceAll('\\', '/').lastIndexOf('/') + 1));
}

function carries({ path, does }: NamedPath, text: string, secrets: readonly SecretFound[], isPrivate: IsPrivate): boolean {
	if (does === 'names') return false;
	if (does === 'shows') return isKeptBack(path, isPrivate);
	return isKeptBack(path, () => false) && (secrets.length > 0 || VALUES.test(text));
}
