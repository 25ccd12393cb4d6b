const MOST_PATHS = 500;
/** Behind a path and a colon these are words about the file, not of it. */
const ABOUT =
	/^\s*(?:$|(?:is |are )?(?:not? (?:such )?(?:found|file|a )|no such|permission denied|is a directory|directory|empty|ok|failed|ascii|utf-8|unicode|json|pem|openssh|data|symbolic link|broken|ignored|needs merge|deleted|added|modified|renamed|unchanged|does not exist|cannot|could not|error|warning|\d+ (?:bytes|lines|matches|kb|mb))|\d+\s*$)/i;

/**
 * `==> .env <==`, `--- .env ---`, `+++ b/.env`, `diff --git a/.env b/.env`, `File: .env`, `// filepath: .env`, `.env:3:KEY=x`,
 * `.env:KEY=x`.
 */
const HEADERS: readonly RegExp[] = [
	/^==> (.{1,300}?) <==$/,
	/^(?:\+\+\+|---) "?(?:[ab]\/)?([^\s"].{0,300}?)"?(?:\t.*)?$/,
	/^--- (\S.{0,300}?) ---$/,
	/^diff --(?:cc|combined) "?(\S.{0,300}?)"?$/,
	/^Here is (?:a potentially relevant text excerpt in|the full text of) `([^`]{1,300})`/,
	/^The (?:filepath is|following is an excerpt from) [`'"]?([^`'",]{1,300})/,
	/^(?:#|\/\/|--|;|<!--|\/\*)?\s{0,4}(?:file|file ?path|filename|path|contents? of|excerpt from|reading|source)(?: file)?:?\s{1,4}["'`[]{0,2}([^\s"'`<>,:\]]{1,300}(?::\\[^\s"'`]{1,300})?)/i,
	/^[│|┃]\s{0,4}File: (\S{1,300})/,
	/^\s{0,4}(?:<file>)?<path>([^<>]{1,400})<\/path>/,
];
/** What every header begins with. */
const HEADED = /^(?:==> |\+\+\+|---|[│|┃]|diff |Here is |The f|\s{0,4}<path>)|file|path|content|excerpt|reading|source/i;
const MATCH = /^([A-Za-z]:\\[^\s:"'<>|]{1,300}|[^\s:"'<>|]{1,300}):(?:(\d{1,7})[:-](?:\d{1,5}:)?)?(.*)$/;
/** Lines of a file as searches number them under its name. */
const NUMBERED = /^\s{0,4}(?:\d{1,7}[:-]|Line \d{1,7}: )/;
/** Lines around a match, as grep writes them. */
const AROUND = /^([^\s:"'<>|]{1,300}?)-\d{1,7}-/;
/** `<match path="/w/.env" line=3>`, `<attachment filePath="/w/.env">`; without a body it is a name. */
const TAG =
	/<[A-Za-z_][\w.-]{0,40}\s(?:[^<>]{0,400}?\s)?(?:file_?path|path|file|filename|uri|src|id)\s{0,2}=\s{0,2}(?:"(?:file:)?([^"<>\n]{1,400})"|'([^'<>\n]{1,400})'|([^\s"'<>]{1,400}))[^<>]{0,400}>(?!\s*<\/)/gi;

/** `{"path": "/w/.env", "content": "…"}`. */
const JSON_FILE =
	/"(?:file_?path|path|file|file_?name|uri)"\s{0,2}:\s{0,2}"([^"\n]{1,400})"\s{0,2},\s{0,20}"(?:diff|patch|contents?|text|snippet|body|data|lines?|preview)"/gi;
/** What was typed at a prompt: `me@host:/w$ cat .env`, `PS C:\w> gc .env`. */
const TYPED =
	/^(?:The following is the last command run in the terminal:\r?\n|[\w.@:~/\\ ()[\]-]{0,120}[$❯➜] |[\w.-]{1,60}@[\w.@:~/ -]{1,120}[#%] |> |[A-Za-z]:\\[^>\n]{0,200}> ?|PS [^>\n]{0,200}> ?)([^\n]{2,1000})/gm;
const MOST_COMMANDS = 100;

/** The commands that a terminal's text shows, as they were typed. */
export function commandsShown(text: string): readonly string[] {
	const found: string[] = [];
	for (const match of text.matchAll(TYPED)) {
		if (found.push(match[1]!) >= MOST_COMMANDS) break;
	}
	return found;
}

/**
 * Paths of files whose text stands in a result, as searches, differences and printers of several files head it. A path on a line of its own
 * is a name in a list, unless numbered lines follow it.
 */
export function pathsShown(text: string): readonly string[] {
	const found = new Set<string>();
	const lines = text.split(/\r?\n/);
	for (const [i, whole] of lines.entries()) {
		if (found.size >= MOST_PATHS) break;
		const line = whole.length > 800 ? whole.slice(0, 800) : whole;
		if (line.length < 3) continue;
		if (HEADED.test(line.slice(0, 24))) {
			for (const header of HEADERS) {
				const path = header.exec(line)?.[1];
				if (path !== undefined && path !== '/dev/null') found.add(path.trim());
			}
		}
		// Neither a sentence nor code that is indented.
		const blank = line.search(/\s/);
		const colon = line.indexOf(':');
		const around = blank === 0 || !line.includes('-') ? undefined : AROUND.exec(line)?.[1];
		if (around !== undefined) found.add(around);
		// `/w/.env:` or `/w/.env` before numbered lines.
		if (/^\S{1,300}$/.test(line) && NUMBERED.test(lines[i + 1] ?? '')) found.add(line.replace(/:$/, ''));
		const match = colon > 0 && (blank < 0 || colon < blank) ? MATCH.exec(line) : null;
		if (match !== null) {
			const [, path = '', number, rest = ''] = match;
			// `TYPE_RSA: Final`: a name without a folder or an ending, and a blank behind it, is a word of the text.
			const word = number === undefined && /^\s/.test(rest) && !/[./\\]/.test(path);
			if (!word && rest.trim() !== '' && !ABOUT.test(rest)) found.add(path);
		}
	}
	for (const [, path = ''] of text.matchAll(JSON_FILE)) if (found.size < MOST_PATHS) found.add(path.replaceAll('\\\\', '\\'));
	if (text.includes('<')) {
		for (const [whole, double, single, bare] of text.matchAll(TAG)) {
			if (found.size >= MOST_PATHS) break;
			if (!whole.endsWith('/>')) found.add(double ?? single ?? bare ?? '');
		}
	}
	return [...found];
}
