/** What has no address yet stands in the files as a placeholder with a name of its own; a release is refused while one stands. */
import fs from 'node:fs';
import path from 'node:path';
import { ScriptError } from '../kit/run.ts';

export interface Place {
	readonly file: string;
	readonly what: string;
	/** What to put there. */
	readonly todo: string;
	/** The value in the file's text; undefined where there is none. */
	read(text: string): string | undefined;
}

interface Addresses {
	readonly homepage?: string;
	readonly repository?: { readonly url?: string };
	readonly bugs?: { readonly url?: string };
}

const manifest =
	(pick: (manifest: Addresses) => string | undefined): Place['read'] =>
	(text) =>
		pick(JSON.parse(text) as Addresses);
const after =
	(pattern: RegExp): Place['read'] =>
	(text) =>
		pattern.exec(text)?.[1];

/** `.invalid` leads nowhere by RFC 2606. */
export const PLACEHOLDER = /\b(address|owner)-not-yet-known\b/;

const ADDRESSES: ReadonlySet<string> = new Set<keyof Addresses>(['homepage', 'repository', 'bugs']);

export const PLACES: readonly Place[] = [
	{ file: 'package.json', what: 'repository', todo: 'the URL that git clones', read: manifest((m) => m.repository?.url) },
	{ file: 'package.json', what: 'bugs', todo: 'the page of the issues', read: manifest((m) => m.bugs?.url) },
	{ file: 'package.json', what: 'homepage', todo: 'the page that describes the project', read: manifest((m) => m.homepage) },
	{ file: '.github/CODEOWNERS', what: 'owner', todo: 'the user or team that reviews', read: after(/^\* (.+)$/m) },
	{ file: 'SECURITY.md', what: 'address for reports', todo: 'an address that is read in private', read: after(/^Write to \*\*(.+?)\*\*/m) },
	{
		file: '.github/ISSUE_TEMPLATE/config.yml',
		what: 'link to the security policy',
		todo: 'the page of SECURITY.md',
		read: after(/^ +url: (.+)$/m),
	},
];

/** A manifest without the addresses that are not known yet: an editor and a registry would show each as a link that leads nowhere. */
export function withKnownAddresses<T extends object>(manifest: T): T {
	const known = Object.entries(manifest).filter(([name, value]) => !ADDRESSES.has(name) || !PLACEHOLDER.test(JSON.stringify(value)));
	return Object.fromEntries(known) as T;
}

/** The places below `folder` where a placeholder still stands, or nothing at all. */
export function standing(folder: string): readonly Place[] {
	return PLACES.filter(({ file, read }) => {
		const full = path.join(folder, file);
		const value = fs.existsSync(full) ? read(fs.readFileSync(full, 'utf8')) : undefined;
		return value === undefined || PLACEHOLDER.test(value);
	});
}

/** Throws where something that a release shows has no address yet. */
export function requireAddresses(folder: string): void {
	const places = standing(folder);
	if (places.length === 0) return;
	const lines = places.map(({ file, what, todo }) => `  ${file}: ${what} (put there ${todo})`);
	throw new ScriptError(`No release while placeholders stand for what has no address yet:\n${lines.join('\n')}`);
}
