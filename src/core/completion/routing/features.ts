import { lexicalState } from '../text/lexical.ts';
import { completionShape } from '../text/shape.ts';
import { type CompletionPosition, type CompletionShape, MAX_POSITION_PREFIX } from '../types.ts';
import { POSITION_FEATURE_NAMES } from './feature-names.ts';

export interface PositionFeatures {
	readonly languageId: string;
	readonly shape: CompletionShape;
	/** Tokens of an ordinary completion here; the head scales it by what was measured. */
	readonly predictedTokens: number;
	/** Order as POSITION_FEATURE_NAMES (feature-names.ts). */
	readonly values: readonly number[];
}

/** UTF-16 code units of code that make one token; estimateTokens over source files gives 3 to 4. */
const UNITS_PER_TOKEN = 3.5;
/** Lines of a started block on average; short ones are by far the most. */
const BLOCK_LINES = 3.5;
/** Lines whose length tells how long lines are here. */
const SAMPLE_LINES = 20;
/** A line or a name that began like this one is looked for in so much text before it. */
const REPEAT_WINDOW = 8_000;

/**
 * What a position looks like, as the acceptance head reads it. Reads only the text around the caret; well below a millisecond.
 * @param recentEdits edits of this file within the last minute, this one included
 */
export function positionFeatures(position: CompletionPosition, recentEdits: number): PositionFeatures {
	const { prefix, suffix, languageId } = position;
	const lexical = lexicalState(languageId, prefix);
	const shape = completionShape(position);
	const lineStart = prefix.lastIndexOf('\n') + 1;
	const line = prefix.slice(lineStart);
	const code = line.trimStart();
	const rest = firstLine(suffix);
	const before = previousLine(prefix, lineStart);
	const group = languageGroup(languageId);
	const predictedTokens = predictTokens(prefix.slice(0, lineStart), code.length, shape);
	const values: Readonly<Record<(typeof POSITION_FEATURE_NAMES)[number], number>> = {
		'line start': yes(code === ''),
		'log indentation depth': log(depth(line, code)),
		'in string': yes(lexical.inside === 'string'),
		'in comment': yes(lexical.inside === 'comment'),
		'in identifier': yes(lexical.word !== ''),
		'log identifier length': log(lexical.word.length),
		'after dot': yes(/(?:\.|->|::)\s*$/.test(tail(code))),
		'after opener': yes(/[([{:]\s*$|=>\s*$|->\s*$/.test(tail(code))),
		'after comma': yes(/,\s*$/.test(tail(code))),
		'after assignment': yes(/(?:[^=!<>]=|:=|\breturn|\bawait|\bin|\bif|\band|\bor|&&|\|\|)\s*$/.test(tail(code))),
		'after space': yes(/\s$/.test(code)),
		'middle of line': yes(/[^\s)\]}>,;:'"`]/.test(rest)),
		'only closers follow': yes(rest.trim() !== '' && /^[\s)\]}>,;:'"`]*$/.test(rest)),
		'log line prefix': log(code.length),
		'log prefix': log(Math.min(prefix.length, MAX_POSITION_PREFIX)),
		'log suffix': log(suffix.length),
		'no suffix': yes(suffix.trim() === ''),
		'log file lines': log(position.fileLines),
		'place in file': position.fileLines > 0 ? Math.min(1, position.line / position.fileLines) : 0,
		'log open brackets': log(lexical.openBrackets.length),
		'after blank line': yes(before.trim() === ''),
		'after comment line': yes(/^\s*(?:\/\/|#(?!include|define|\[)|--|\/?\*|<!--|"""|''')/.test(before)),
		'line begun before': yes(code.trim().length >= 3 && prefix.slice(Math.max(0, lineStart - REPEAT_WINDOW), lineStart).includes(code)),
		'identifier seen before': yes(lexical.word.length >= 2 && seenBefore(prefix, lexical.word)),
		block: yes(shape === 'block'),
		'log predicted tokens': log(predictedTokens),
		'list open': yes(position.selected !== null),
		'log recent edits': log(Math.max(0, recentEdits)),
		...languageFlags(group),
	};
	return { languageId, shape, predictedTokens, values: POSITION_FEATURE_NAMES.map((name) => values[name]) };
}

function languageFlags(group: LanguageGroup): Record<`language ${Exclude<LanguageGroup, 'other'>}`, number> {
	return {
		'language braces': yes(group === 'braces'),
		'language indented': yes(group === 'indented'),
		'language markup': yes(group === 'markup'),
		'language data': yes(group === 'data'),
		'language prose': yes(group === 'prose'),
	};
}

/** The rest of a line as long as lines are here; a block is BLOCK_LINES of them. Tokens, at least 2. */
function predictTokens(above: string, begun: number, shape: CompletionShape): number {
	const sample = above
		.slice(-4_000)
		.split('\n')
		.map((text) => text.trim().length)
		.filter((length) => length > 3)
		.slice(-SAMPLE_LINES);
	const usual = sample.length === 0 ? 30 : sample.reduce((sum, length) => sum + length, 0) / sample.length;
	const units = Math.max(usual - begun, usual / 4) + (shape === 'block' ? (BLOCK_LINES - 1) * usual : 0);
	return Math.max(2, Math.round(units / UNITS_PER_TOKEN));
}

function seenBefore(prefix: string, word: string): boolean {
	const from = Math.max(0, prefix.length - REPEAT_WINDOW);
	const text = prefix.slice(from, prefix.length - word.length);
	for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
		if (at === 0 || !/[\p{L}\p{N}_$]/u.test(text[at - 1]!)) return true;
	}
	return false;
}

/** Tabs, or pairs of spaces: steps of two and four are both common, and the logarithm makes little of the difference. */
function depth(line: string, code: string): number {
	const indentation = line.slice(0, line.length - code.length);
	const tabs = indentation.split('\t').length - 1;
	return tabs + (indentation.length - tabs) / 2;
}

/** Long lines (data, minified code) would make the patterns slow. */
function tail(code: string): string {
	return code.slice(-40);
}

function firstLine(text: string): string {
	const end = text.indexOf('\n');
	return (end < 0 ? text : text.slice(0, end)).slice(0, 200);
}

function previousLine(prefix: string, lineStart: number): string {
	if (lineStart === 0) return '';
	return prefix.slice(prefix.lastIndexOf('\n', lineStart - 2) + 1, lineStart - 1).slice(0, 200);
}

function yes(condition: boolean): number {
	return condition ? 1 : 0;
}

function log(count: number): number {
	return Math.log1p(count);
}

type LanguageGroup = 'braces' | 'indented' | 'markup' | 'data' | 'prose' | 'other';

const GROUPS: Readonly<Record<Exclude<LanguageGroup, 'other'>, readonly string[]>> = {
	braces: [
		...[
			'javascript',
			'javascriptreact',
			'typescript',
			'typescriptreact',
			'java',
			'c',
			'cpp',
			'csharp',
			'cuda-cpp',
			'objective-c',
			'objective-cpp',
		],
		...['go', 'rust', 'kotlin', 'swift', 'dart', 'scala', 'php', 'groovy', 'perl', 'r', 'zig', 'powershell', 'shellscript'],
	],
	indented: ['python', 'ruby', 'fsharp', 'haskell', 'nim', 'coffeescript', 'elixir', 'lua', 'julia'],
	markup: ['html', 'xml', 'vue', 'svelte', 'handlebars', 'razor', 'css', 'scss', 'less', 'astro'],
	data: ['json', 'jsonc', 'jsonl', 'yaml', 'toml', 'ini', 'properties', 'csv', 'dotenv', 'dockerfile', 'sql', 'graphql', 'terraform'],
	prose: ['markdown', 'plaintext', 'latex', 'tex', 'restructuredtext', 'git-commit', 'asciidoc', 'mdx'],
};

const groupOf = new Map<string, LanguageGroup>(
	(Object.keys(GROUPS) as (keyof typeof GROUPS)[]).flatMap((group) => GROUPS[group].map((id) => [id, group] as const)),
);

/** How a language is laid out, by VS Code's language id. */
function languageGroup(languageId: string): LanguageGroup {
	return groupOf.get(languageId) ?? 'other';
}
