import { isMarkdown, languageOfFence, pathOfFence } from './fence.ts';

/** A code block of an answer. */
export interface NamedBlock {
	/** The fence's info string. */
	readonly info: string;
	readonly code: string;
	/** The text right above the block; empty where there is none. */
	readonly above: string;
}

/**
 * The file that a block is for, with `/`: its heading names it, or its first line, or the sentence above it. Null where nothing does.
 * Whether it lies in the workspace is not asked here.
 */
export function fileOfBlock({ info, code, above }: NamedBlock): string | null {
	const byFence = pathOfFence(info);
	if (byFence !== null) return byFence;
	const first = firstLines(code);
	return patchedFile(first) ?? commentedFile(first, info) ?? fileOfSentence(above, info);
}

/** The parts of a diff over several files, each a block of its own; else the block alone. */
export function blocksOfFiles(block: NamedBlock): readonly NamedBlock[] {
	const parts = block.code.split(/^(?=diff --git )/m);
	const files = (parts.length > 1 ? parts : block.code.split(/^(?=--- \S+\r?\n\+\+\+ )/m)).filter((part) => /^\+\+\+ /m.test(part));
	return files.length < 2 ? [block] : files.map((code) => ({ info: 'diff', code, above: '' }));
}

/** The lines that may name a file: the first, or the second behind one for an interpreter. */
function firstLines(code: string): readonly string[] {
	return code
		.slice(0, 2_000)
		.split(/\r\n|\n|\r/)
		.filter((line) => line.trim() !== '')
		.slice(0, 6);
}

/** What a diff says of the file that it changes; the old name where it takes the file away. */
function patchedFile(lines: readonly string[]): string | null {
	const after = lines.flatMap((line) => /^\+\+\+ (?:b\/)?(\S+)/.exec(line)?.[1] ?? []).find((path) => path !== '/dev/null');
	const before = lines.flatMap((line) => /^--- (?:a\/)?(\S+)/.exec(line)?.[1] ?? []).find((path) => path !== '/dev/null');
	const marked = lines.some((line) => line.startsWith('+++ '));
	if (marked) return after ?? before ?? null;
	const next = lines.findIndex((line) => /^(<{5,9}|-{5,9})\s*SEARCH/i.test(line));
	return next > 0 ? pathIn(lines[next - 1]!.trim().replace(/^[`*#\s]+|[`*:\s]+$/g, '')) : null;
}

const COMMENT = /^(?:\/\/+|#+|--|;+|%+|\/\*+|<!--|\(\*)\s*(?:(?:file|filename|path)\s*:\s*)?(.+?)\s*(?:\*\/|-->|\*\))?$/i;

function commentedFile(lines: readonly string[], info: string): string | null {
	const line = lines[/^(#!|<\?php)/.test(lines[0] ?? '') ? 1 : 0]?.trim() ?? '';
	if (line.startsWith('#') && isMarkdown(info)) return null;
	const text = COMMENT.exec(line)?.[1];
	return text === undefined ? null : pathIn(text);
}

/** Words before a path that say that something is done to it. */
const CUE =
	/\b(?:in(?:to|side)?|to|create|add|named?|called|file|update|edit|modify|change|replace|save|write|open|at|neue? datei|datei|erstelle|ändere|fichier|archivo):?\s+(?:(?:an?|the|your|new|this|following|file|datei)\s+)*(?:named\s+|called\s+)?[`*"'([]*$/i;

/**
 * The one path of the last lines of a text, or the one that they say something is done to. A block of a shell is what to type, and one in
 * another language is what a file gives out: they are for no file.
 */
function fileOfSentence(above: string, info: string): string | null {
	const last =
		above
			.replace(/\bhttps?:\S+/g, ' ')
			.trimEnd()
			.split(/\n\s*\n/)
			.at(-1) ?? '';
	const sentence = last.split(/(?<=[.!?])\s+(?=[A-Z])/).at(-1) ?? '';
	const found: { readonly path: string; readonly cued: boolean }[] = [];
	for (const match of sentence.matchAll(/(?:\[[^\]]*\]\()?([`*"'([]*)([\w@.~+-]+(?:[\\/][\w@.+-]+)*)/g)) {
		const path = pathIn(match[2]!.replace(/[.:,;]+$/, ''));
		if (path === null || !fits(path, info)) continue;
		found.push({ path, cued: CUE.test(sentence.slice(0, match.index) + match[1]) });
	}
	const paths = [...new Set(found.map(({ path }) => path))];
	const cued = [...new Set(found.flatMap(({ path, cued: told }) => (told ? [path] : [])))];
	if (cued.length === 1) return cued[0]!;
	const heading = /:\s*[`*_]*$|^[#*`\s\d.)-]*[`*]*[\w@.\\/ -]+[`*:]*$/.test(sentence.trim());
	return paths.length === 1 && heading ? paths[0]! : null;
}

/** Endings of files that people write by hand; a name without a folder needs one, for `console.log` is no file. */
const ENDINGS =
	/\.([cm]?[jt]sx?|jsonc?|pyi?|rb|go|rs|java|kts?|swift|[ch](pp|xx|c|h)?|cc|hh|m|mm|cs|fsx?|vb|php|html?|css|s[ac]ss|less|vue|svelte|astro|mdx?|txt|ya?ml|toml|ini|cfg|conf|env|sh|bash|zsh|fish|ps1|bat|cmd|sql|graphql|gql|proto|xml|svg|csv|tf|lua|r|jl|pl|exs?|erl|hs|mli?|clj[cs]?|scala|dart|zig|nim|sol|gradle|properties|tex|rst|prisma|hbs|ejs|pug|twig|erb|csproj|sln)$/i;
/** Names of software that look like names of files. */
const SOFTWARE = /^(node|next|vue|nuxt|react|express|three|d3|chart|alpine|ember|backbone|discord|asp|socket|moment|deno)\.(js|io|net)$/i;

/** A text that is a path as a whole. */
function pathIn(text: string): string | null {
	const path = pathOfFence(`x ${text}`);
	if (path === null || path !== text.replaceAll('\\', '/').replace(/^(\.\/)+/, '')) return null;
	if (/^\w+:|\s/.test(path) || SOFTWARE.test(path)) return null;
	if (!path.includes('.')) return path;
	return ENDINGS.test(path) || (path.includes('/') && /\.[a-z][\w-]{0,9}$/i.test(path)) ? path : null;
}

const SHELLS: ReadonlySet<string> = new Set(['shellscript', 'powershell', 'bat', 'cmd', 'console', 'terminal', 'output', 'log', 'mermaid']);
/** Endings that stand for one language by several names. */
const KIN: readonly ReadonlySet<string>[] = [
	new Set(['typescript', 'javascript', 'typescriptreact', 'javascriptreact', 'mts', 'cts', 'mjs', 'cjs']),
	new Set(['c', 'cpp', 'h', 'hpp', 'hh', 'cc', 'cxx', 'hxx', 'objective-c', 'm', 'mm']),
	new Set(['html', 'htm', 'vue', 'svelte', 'astro', 'xml', 'svg', 'hbs', 'ejs', 'erb', 'twig']),
	new Set(['css', 'scss', 'sass', 'less']),
	new Set(['json', 'jsonc', 'json5']),
	new Set(['python', 'pyi']),
	new Set(['markdown', 'mdx']),
	new Set(['kotlin', 'kts', 'gradle', 'groovy']),
	new Set(['toml', 'ini', 'cfg', 'conf', 'properties', 'env', 'dotenv']),
];

/** Whether a block of this language can be text of that file. */
export function fits(path: string, info: string): boolean {
	const language = /^[\w+#.-]+/.exec(info.trim())?.[0].toLowerCase() ?? '';
	if (/^(|diff|patch|text|txt|plaintext|code)$/.test(language)) return true;
	const [theirs, ours] = [languageOfFence(language), languageOfFence(/\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? '')];
	if (theirs === ours || ours === 'plaintext') return !SHELLS.has(theirs) || theirs === ours;
	return KIN.some((names) => names.has(theirs) && names.has(ours));
}
