import * as l10n from '@vscode/l10n';

/**
 * What may stand behind a "/" at the beginning of a message. View and host read it by this one rule, so that what a view shows is what the
 * host does.
 */

/** Work on the selection, else on the open file; each is one request. */
export const CODE_GESTURES = ['explain', 'fix', 'tests', 'doc', 'review'] as const;

export type CodeGesture = (typeof CODE_GESTURES)[number];

export interface Command {
	/** Without the "/". */
	readonly name: string;
	readonly detail: string;
}

/** The language is not known when this module is loaded. */
function command<const Name extends string>(name: Name, words: () => string): Command & { readonly name: Name } {
	return {
		name,
		get detail() {
			return words();
		},
	};
}

/** Routoo's own, in the order in which they are offered. */
export const COMMANDS = [
	command('explain', () => l10n.t('explain the selection, else the open file')),
	command('fix', () => l10n.t('fix what the editor reports there, else what is faulty')),
	command('tests', () => l10n.t('write tests for it')),
	command('doc', () => l10n.t('write its doc comments')),
	command('review', () => l10n.t('look for faults and weak spots in it')),
	command('commit', () => l10n.t('write a commit message into Source Control')),
	command('compact', () => l10n.t('send a summary instead of the messages so far')),
	command('clear', () => l10n.t('start an empty chat; this one stays in the history')),
	command('new', () => l10n.t('start an empty chat, as /clear does')),
	command('model', () => l10n.t('choose the model')),
	command('local', () => l10n.t('switch local models only on or off')),
	command('budget', () => l10n.t('change the monthly budget')),
	command('dashboard', () => l10n.t('where the money went')),
	command('key', () => l10n.t('set an API key')),
	command('help', () => l10n.t('what can be typed here')),
] as const;

export type CommandName = (typeof COMMANDS)[number]['name'];

/** A message as it was typed. */
export type Typed =
	| { readonly kind: 'text' }
	/** One of the names that were given; `rest`: what stands behind it, trimmed. */
	| { readonly kind: 'command'; readonly name: string; readonly rest: string }
	/** It looks like a command, and there is none of this name. */
	| { readonly kind: 'unknown'; readonly name: string };

const TEXT: Typed = { kind: 'text' };
const COMMAND = /^\/([\p{L}\p{N}][\p{L}\p{N}_-]{0,63})(?:[:,]?\s+([\s\S]*))?$/u;
/** Folders at the root of a file system: "/tmp is full" speaks of one. */
const ROOT_FOLDERS = new Set(
	'bin boot dev etc home lib lib64 media mnt opt private proc root run sbin srv sys tmp usr var applications library system users volumes'.split(
		' ',
	),
);
/** "/a b+/gi": a regular expression up to its closing slash, in one line. */
const REGEX = /^\/(?:[^\\/\n]|\\.)+\/[dgimsuvy]{0,8}(?:[\s.,;:)]|$)/;

/**
 * Whether a message is a command. Paths ("/usr/bin", "/tmp is full"), regular expressions and comments are none: a command's name is a
 * word, followed by space or nothing.
 * @param names in lower case, without "/"
 */
export function readTyped(message: string, names: Iterable<string>): Typed {
	const text = message.trim();
	const found = COMMAND.exec(text);
	if (found === null) return TEXT;
	const name = found[1]!.toLowerCase();
	const known = new Set(names);
	if (known.has(name)) return { kind: 'command', name, rest: (found[2] ?? '').trim() };
	if (ROOT_FOLDERS.has(name) || /^\p{N}/u.test(name) || REGEX.test(text)) return TEXT;
	return { kind: 'unknown', name };
}

const MOST_NEAR = 3;

/** Names that a mistyped one may mean: those that begin alike, or are one or two slips away, the nearest first. */
export function nearNames(name: string, names: Iterable<string>): readonly string[] {
	const scored = [...names].flatMap((other) => {
		const slips = slipsBetween(name, other);
		const alike = Math.min(name.length, other.length) >= 2 && (other.startsWith(name) || name.startsWith(other));
		return alike || slips <= Math.min(2, Math.floor(other.length / 2)) ? [{ other, score: alike ? 0.5 : slips }] : [];
	});
	return scored
		.sort((a, b) => a.score - b.score)
		.slice(0, MOST_NEAR)
		.map(({ other }) => other);
}

/** Letters to put in, leave out, change or swap with the next; both texts are short. */
function slipsBetween(a: string, b: string): number {
	let before: number[] = [];
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1] ? 0 : 1;
			let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1);
			next.push(least);
		}
		before = row;
		row = next;
	}
	return row[b.length]!;
}
