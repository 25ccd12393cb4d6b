import { type NamedPath, pathsOfCommand } from './shell-paths.ts';

const PATH_KEYS =
	/^(?:(?:absolute|relative|full|target|notebook|source|input|old|new)_?)?(?:file|path|uri|file_?name|file_?path|file_?uri|resource|document|location|src)s?$|^(?:relative_workspace_path|entity|item)$/i;
const COMMAND_KEYS = /^(?:command|cmd|script|command_?line|commands|shell_?command|chars)$/i;
const CODE_KEYS = /^(?:code|expression|program)$/i;
/** Of tools that list files or ask what there is. */
const LISTING =
	/list_?(?:dir|files?|folder)|ls$|file_?search|(?:find|search)_?(?:files|paths)|glob|tree|structure|exists|stat$|mkdir|create_?dir/i;
/** Of texts that are no names of files, whatever they say. */
const TEXT_KEYS =
	/query|pattern|regex|search|glob|content|text|prompt|message|description|explanation|goal|title|reason|string|diff|patch|input|url|branch|include|exclude/i;
/** Of tools that change files: their results say what was done, with some lines around at most. */
const CHANGING = /errors|diagnostics|problems|create|write|edit|replace|insert|apply|patch|delete|remove|rename|move|save|append/i;
const MOST_ARGUMENTS = 500_000;
const MOST_PATHS = 500;

/**
 * The files that the arguments of a call name, under the usual names of parameters and inside of commands. Malformed arguments name none.
 */
export function pathsOfCall(call: { readonly name: string; readonly arguments: string }): readonly NamedPath[] {
	const does = LISTING.test(call.name) ? 'names' : CHANGING.test(call.name) ? 'uses' : 'shows';
	const found: NamedPath[] = [];
	const take = (key: string, value: unknown, depth: number): void => {
		if (found.length >= MOST_PATHS || depth > 4) return;
		if (typeof value === 'string') {
			if (COMMAND_KEYS.test(key)) found.push(...pathsOfCommand(value));
			else if (PATH_KEYS.test(key) || /^file:\/\//i.test(value)) found.push({ path: plainPath(value), does });
			else if (/^\s*[{[]/.test(value)) take(key, parsedArguments(value), depth + 1);
			// Of a program no more is sure than that it names the file.
			else if (CODE_KEYS.test(key))
				for (const [, path = ''] of value.slice(0, 20_000).matchAll(/["'`]([^"'`\s]{1,300})["'`]/g)) found.push({ path, does: 'uses' });
			else if (!TEXT_KEYS.test(key) && /^\S{1,500}$/.test(value))
				found.push({ path: plainPath(value), does: does === 'names' ? 'names' : 'uses' });
		} else if (Array.isArray(value)) {
			const words = COMMAND_KEYS.test(key) && value.every((word) => typeof word === 'string') ? value.map(quoted).join(' ') : null;
			if (words !== null) found.push(...pathsOfCommand(words));
			else for (const one of value.slice(0, MOST_PATHS)) take(key, one, depth + 1);
		} else if (typeof value === 'object' && value !== null) for (const [name, one] of Object.entries(value)) take(name, one, depth + 1);
	};
	const parsed = parsedArguments(call.arguments);
	if (typeof parsed === 'object' && parsed !== null) for (const [key, value] of Object.entries(parsed)) take(key, value, 0);
	return found.slice(0, MOST_PATHS);
}

/** A word of an argument list, which no shell takes apart again. */
function quoted(word: string): string {
	return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", '"')}'`;
}

function parsedArguments(text: string): unknown {
	if (text.length > MOST_ARGUMENTS) return null;
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

/** The path of an address or of a place in a file: `file:///w/.env#L3`, `src/a.ts:12-20`. */
export function plainPath(written: string): string {
	const text = written
		.trim()
		.slice(0, 1000)
		.replace(/^(["'`])(.+)\1$/, '$2')
		.replace(/#L?\d[\dLC,:-]*$/i, '');
	const address = /^[a-z][a-z0-9+.-]+:\/\/[^/]*(\/[^?#]*)/i.exec(text)?.[1];
	const path = address === undefined ? text : decoded(address).replace(/^\/(?=[A-Za-z]:)/, '');
	return path.replace(/(?<=[^\\/]):\d+(?:[-:]\d+)?$/, '');
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
