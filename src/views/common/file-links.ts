/** Names of files in what a model wrote. Pure; whether such a file is there, and may be opened, is the host's to say. */

export interface FileLink {
	/** With `/`, as it was written. */
	readonly path: string;
	/** 1-based; null where none is named. */
	readonly line: number | null;
	/** Last of several lines; null for one. */
	readonly endLine: number | null;
}

/** Of a name without folder or line, only these are taken for a file: `console.log` is none. */
const KNOWN =
	'astro|bat|c|cc|cfg|cjs|clj|cmake|conf|cpp|cs|css|csv|cts|dart|ejs|erl|ex|exs|fs|go|gql|gradle|graphql|h|hcl|hpp|hs|htm|html|ini|ipynb|java|jl|js|json|jsonc|jsx|kt|kts|less|lock|lua|md|mdx|mjs|ml|mts|nix|php|pl|proto|ps1|py|pyi|r|rb|rs|rst|scala|scss|sh|sql|svelte|swift|tf|toml|ts|tsx|txt|vue|xml|yaml|yml|zig';
const NAME = String.raw`[\w@+-](?:[\w@+.-]*[\w@+-])?`;
const FOLDERS = String.raw`(?:\.{1,2}/|/)?(?:[\w@.+-]+/)*`;
const PATH = String.raw`${FOLDERS}(?:${NAME}\.[A-Za-z]\w{0,9}|\.[A-Za-z][\w.-]*|Makefile|Dockerfile|LICENSE)`;
const LINES = String.raw`(?:#L?(\d{1,7})(?:C\d+)?(?:-L?(\d{1,7}))?|:(\d{1,7})(?:-(\d{1,7})|:\d{1,7})?)`;
const WHOLE = new RegExp(`^(${PATH})${LINES}?$`);
const INSIDE = new RegExp(String.raw`(?<![\w@/.:#\\+-])(${PATH})${LINES}?(?![\w@/\\]|\.\w)`, 'g');
const BARE = new RegExp(`\\.(?:${KNOWN})$`, 'i');
const LONGEST = 400;

/** What a text as a whole names: a link's target, or code in a line. */
export function fileLinkOf(text: string): FileLink | null {
	if (text.length > LONGEST) return null;
	const match = WHOLE.exec(text.replace(/^file:\/\//, ''));
	return match === null ? null : linkOf(match);
}

/** The files that a line of prose names, with the place of each. */
export function fileLinksIn(text: string): readonly { readonly start: number; readonly end: number; readonly link: FileLink }[] {
	if (!text.includes('.') || text.length > 20_000) return [];
	return [...text.matchAll(INSIDE)].flatMap((match) => {
		const link = match[0].length > LONGEST ? null : linkOf(match);
		// A sentence may say "and/or.x" or "example.com/a.b": without a line only a known kind of file is one.
		const sure = link !== null && (link.line !== null || (link.path.includes('/') && BARE.test(link.path)));
		return sure ? [{ start: match.index, end: match.index + match[0].length, link }] : [];
	});
}

/** As it stands in a title, and is read again: `src/cart.ts:12-20`. */
export function fileLinkText({ path, line, endLine }: FileLink): string {
	return line === null ? path : `${path}:${line}${endLine === null ? '' : `-${endLine}`}`;
}

function linkOf([, path, hashLine, hashEnd, colonLine, colonEnd]: RegExpExecArray | RegExpMatchArray): FileLink | null {
	const line = Number(hashLine ?? colonLine ?? 0);
	const end = Number(hashEnd ?? colonEnd ?? 0);
	// `example.com:443` and `10.0.0.1:80` are no files, and neither is `console.log`.
	if (!path!.includes('/') && !BARE.test(path!) && !/^[A-Z]\w+$/.test(path!)) return null;
	if (/^\/\//.test(path!) || /^(?:www\.|localhost)/i.test(path!)) return null;
	return { path: path!, line: line === 0 ? null : line, endLine: end > line && line > 0 ? end : null };
}
