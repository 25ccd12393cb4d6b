import { secretsIn } from '../../workspace/secret-text.ts';
import { prefixOf } from './sections.ts';

/** Of a result, characters that are looked at: its beginning and, of longer ones, its end, where tools sum up. */
const HEAD = 16_000;
const TAIL = 48_000;
const LINE = 600;
const LINES = 3_000;
/** Of a result, characters that are read at most. */
export const READ = HEAD + TAIL;

const WHAT = 80;

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPES = /\u001b(?:\[[0-9;?]{0,20}[ -/]?[@-~]|\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)?|[@-Z\\^_])|\u009b[0-9;?]{0,20}[@-~]/g;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: they are what is looked for

/** What a shell or its tool says around what the command says: prompts, exit codes. */
const SHELL =
	/^(?:\(?[\w.-]{0,40}\)? ?[\w.-]{1,60}@[\w.-]{1,60}[: ]\S{0,200}[$#%>](?: .{0,600})?|PS [A-Za-z]:[^>]{0,200}>.{0,600}|[$%❯➜](?: .{0,600})?|<?\/?(?:exit_?code|output|stdout|stderr)>?|(?:Command|Process) (?:exited|finished|failed) with (?:exit )?code:? -?\d{1,10}\.?|Exit code:? -?\d{1,10})$/i;

/** Lines of a result without colours and control characters; bounded in length and number. */
export function readableLines(text: string): readonly string[] {
	const own = unwrapped(text);
	const cut = own.length > READ ? `${own.slice(0, HEAD)}\n${own.slice(-TAIL)}` : own;
	const lines: string[] = [];
	for (const line of cut.split('\n')) {
		if (lines.length === LINES) break;
		const short = line.length > LINE ? line.slice(0, LINE) : line;
		const plain = short.replace(ESCAPES, '').replace(CONTROLS, '').trimEnd();
		if (!SHELL.test(plain)) lines.push(plain);
	}
	return rejoined(lines);
}

const RULER = /[=_\-─━⎯*!~^]{3}$|%\]$/;

/**
 * Terminals of editors break lines at their width, in the middle of a word. Joined again where that is plain: the longest lines are as long
 * as each other or as a terminal is wide, or a bracket is open at the end of the longest and closed in the next.
 */
function rejoined(lines: readonly string[]): readonly string[] {
	let width = 0;
	for (const line of lines) if (line.length > width) width = line.length;
	if (width < 60 || width > 300) return lines;
	const full = lines.filter((line) => line.length === width && !RULER.test(line)).length;
	if (full === 0) return lines;
	const joined: string[] = [];
	let open = false;
	for (const [n, line] of lines.entries()) {
		const next = lines[n + 1] ?? '';
		if (open) joined.push(`${joined.pop()}${line}`.slice(0, LINE));
		else joined.push(line);
		open =
			line.length === width &&
			!RULER.test(line) &&
			next !== '' &&
			!named(line, next) &&
			(full > 1 || width === 80 || (opens(line) && opens(next, -1)));
	}
	return joined;
}

/** Both begin with the name of what says them: the next is a line of its own. */
function named(line: string, next: string): boolean {
	const name = prefixOf(next)?.name;
	return name !== undefined && prefixOf(line)?.name === name;
}

/** More brackets are opened than closed; with -1, more closed than opened. */
function opens(line: string, sign: 1 | -1 = 1): boolean {
	let depth = 0;
	for (const character of line) depth += character === '(' ? 1 : character === ')' ? -1 : 0;
	return depth * sign > 0;
}

/** Some tools give what a command said as a field of JSON. */
function unwrapped(text: string): string {
	if (text.length > 1_000_000 || !/^\s{0,20}\{\s{0,20}"/.test(text)) return text;
	try {
		const value: Record<string, unknown> = JSON.parse(text);
		const parts = ['stdout', 'output', 'stderr', 'result', 'content', 'text']
			.map((field) => value[field])
			.filter((part) => typeof part === 'string');
		return parts.length === 0 ? text : parts.join('\n');
	} catch {
		return text;
	}
}

/**
 * A line of an error without what differs from run to run though nothing has changed: addresses, durations, times, temporary files, ids of
 * processes, line numbers. Other numbers stay, and whatever stands in quotes: 3 instead of 4 is another value.
 */
export function steady(line: string): string {
	return line
		.slice(0, 400)
		.replace(/\b0x[0-9a-f]{3,16}\b/gi, '0x')
		.replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, 'uuid')
		.replace(/(?<!['"`\w])\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?/g, 'time')
		.replace(/(?<!['"`\w])\d\d:\d\d:\d\d(?:\.\d{1,9})?\b/g, 'time')
		.replace(/(?<!['"`\w.])\d{1,9}(?:\.\d{1,9})? ?(?:ms|s|sec|secs|seconds|milliseconds|minutes|min|µs|us|ns)\b/g, 'duration')
		.replace(
			/(?:\/private)?\/(?:tmp|var\/tmp|var\/folders)\/[\w./@%+~-]{1,300}|\b[A-Za-z]:\\[^\s'"]{0,200}\\Temp\\[^\s'":]{1,200}/gi,
			'temporary',
		)
		.replace(/(\.[a-z]{1,5}):\d{1,7}(?::\d{1,7})?/gi, '$1')
		.replace(/\(\d{1,7}:\d{1,7}\)/g, '')
		.replace(/(^|[,:(] ?|\b(?:on|at|in) )line \d{1,7}(?:,? col(?:umn)? \d{1,7})?/gi, '$1line')
		.replace(/\bpid:? \d{1,9}|==\d{2,9}==|\bgoroutine \d{1,9}|(?<=^thread '[^']{1,200}' )\(\d{1,9}\)/gi, '')
		.replace(/\s+/g, ' ')
		.trim();
}

/** Last part of a path. */
export function baseName(file: string): string {
	return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
}

const TEMPORARY = /^(?:\/private)?\/(?:tmp|var\/tmp|var\/folders)\//;

/** The ends of two paths say the same: one may be relative, or both in temporary folders. */
export function sameFile(one: string, other: string): boolean {
	const a = one.replaceAll('\\', '/').replace(/^\.\//, '');
	const b = other.replaceAll('\\', '/').replace(/^\.\//, '');
	if (TEMPORARY.test(a) && TEMPORARY.test(b)) return baseName(a) === baseName(b);
	return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

/** Text of a result in a line of ours: one line, no markdown, no link, at most 80 characters. */
function plainName(text: string): string {
	const plain = text
		.slice(0, 400)
		.replace(ESCAPES, '')
		.replace(CONTROLS, ' ')
		.replaceAll(' > ', ' › ')
		.replace(/:\/\/|\bwww\./gi, ' ')
		.replace(/[`*[\]<>|~#\\!&$^{}@]/g, ' ')
		.replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, ' ')
		.replace(/^[\s+=-]+(?!\d)/, '')
		.replace(/\s+/g, ' ')
		.trim();
	const characters = [...plain];
	return characters.length > WHAT
		? `${characters
				.slice(0, WHAT - 1)
				.join('')
				.trimEnd()}…`
		: plain;
}

/** Words that a password or key follows, and keys and addresses by their form, as `secretsIn` may not see them cut out of a line. */
const SECRET =
	/(?<!unexpected |invalid )(?:token|passw(?:or)?d|passwd|pwd|secret|api_?key|credentials?)\w{0,20}["']?\s?[=:]\s?["']?[^\s"']{4}|\b(?:bearer|basic)\s+[\w.~+/=-]{8}|\s--?(?:token|password|passwd|secret|api-?key|auth)[ =]\S{3}|:\/\/[^\s/@]{1,100}:[^\s/@]{1,100}@|\bmy\w{0,12}\s.{0,200}-p\S|\s-u\s?\S{1,60}:\S|\b(?:sk-|gh[pousr]_|github_pat_|glpat-|AKIA|xox[abp]-|AIza|eyJ)[\w-]{10}/i;

/** `text` as `plainName` gives it; `otherwise` where it holds a secret or nothing that can be shown. */
export function said(text: string, otherwise: string): string {
	const own = text.slice(0, 1_000);
	return SECRET.test(own) || secretsIn(own).length > 0 ? otherwise : plainName(own) || otherwise;
}

/** A copy of at most `most` characters: a part cut out of a text keeps the whole of it in memory. */
export function copied(text: string, most: number): string {
	return ` ${text.slice(0, most)}`.slice(1);
}
