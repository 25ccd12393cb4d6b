import type { FillContext } from '../../core/completion/types.ts';

type Comment = readonly [open: string, close: string];

const LINE = (mark: string): Comment => [`${mark} `, ''];
const STYLES: readonly (readonly [Comment, readonly string[]])[] = [
	[
		LINE('#'),
		[
			...['python', 'ruby', 'shellscript', 'yaml', 'perl', 'r', 'makefile', 'dockerfile', 'elixir', 'powershell', 'toml', 'julia'],
			...['coffeescript', 'ini', 'properties', 'dotenv', 'nim', 'graphql', 'terraform', 'dockercompose', 'ignore', 'plaintext', 'jupyter'],
		],
	],
	[LINE('--'), ['sql', 'lua', 'haskell', 'ada', 'vhdl', 'elm', 'plsql']],
	[LINE('%'), ['latex', 'tex', 'bibtex', 'matlab', 'erlang', 'prolog']],
	[LINE(';;'), ['clojure', 'lisp', 'scheme', 'racket']],
	[
		['<!-- ', ' -->'],
		['html', 'xml', 'markdown', 'vue', 'svelte', 'xsl', 'handlebars', 'razor'],
	],
	[
		['/* ', ' */'],
		['css', 'less'],
	],
];
const BY_LANGUAGE = new Map(STYLES.flatMap(([style, languages]) => languages.map((language) => [language, style] as const)));

/**
 * The prompt of a format that knows only one text before the caret: snippets of other files and the path of this one as comments of its
 * language, then the prefix. The path of a file is always there, so its prompt is never empty.
 */
export function promptWithComments(context: FillContext): string {
	return commentedContext(context) + context.prefix;
}

/** Snippets in their order, then the file's own path; ends with a line break. */
export function commentedContext({ path, languageId, snippets }: FillContext): string {
	const style = BY_LANGUAGE.get(languageId) ?? LINE('//');
	const lines = snippets.flatMap((snippet) => [`From ${snippet.path}:`, ...snippet.text.replace(/\r?\n$/, '').split(/\r?\n/)]);
	return [...lines, ...(path === '' ? [] : [`Path: ${path}`])].map((line) => comment(line, style)).join('');
}

function comment(line: string, [open, close]: Comment): string {
	const end = close.trim();
	// A line that closes the comment would put the rest of it into the file.
	const safe = end === '' ? line : line.replaceAll(end, `${end[0]} ${end.slice(1)}`);
	return `${open}${safe.trimEnd()}${close}`.trimEnd().concat('\n');
}
