import type { RouteRequest } from '../../src/core/routing/types.ts';
import { randomOf } from '../../training/kit/random.ts';

/** One way to say the same: it asks for nothing more and nothing else. */
export interface Form {
	readonly name: 'end' | 'courtesy' | 'typo' | 'capitals' | 'blank' | 'emphasis' | 'file';
	readonly request: RouteRequest;
}

const OPENINGS = ['Could you please ', 'Please ', 'Hi! Can you ', 'Hello, I need your help: '];
const CLOSINGS = [' Thanks!', ' Thank you very much.', ' please', ' Thanks in advance'];
const MARKS = ['.', '!', '...', '…'];
const BLANKS = ['\n', '\n\n', '  ', ' \n '];
/** Letters beside each other on a keyboard. */
const KEYS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Files of ordinary repositories that no message of the fixture is about. */
const FILES = [
	{
		path: '.editorconfig',
		language: 'editorconfig',
		content: 'root = true\n\n[*]\nindent_style = space\nindent_size = 2\nend_of_line = lf\n',
	},
	{ path: '.gitignore', language: 'ignore', content: 'node_modules/\ndist/\n*.log\n.env\ncoverage/\n' },
	{
		path: 'src/version.py',
		language: 'python',
		content: '"""Version of the package."""\n\nVERSION = (2, 4, 1)\n__version__ = ".".join(str(v) for v in VERSION)\n',
	},
	{
		path: 'docs/team.md',
		language: 'markdown',
		content: '# Team\n\n- Ana, product\n- Ben, design\n- Chi, support\n\nMeets on Tuesdays at ten.\n',
	},
];

export const plainRequest = (text: string): RouteRequest => ({
	kind: 'chat',
	text,
	history: [],
	attachments: [],
	language: null,
	needs: { tools: false, vision: false },
});

/**
 * Seven changes of form of a message; which opening, mark, word or file is taken depends on the seed alone. A change that would leave the
 * text as it is comes not at all.
 */
export function formsOf(text: string, seed: number): Form[] {
	const random = randomOf(seed);
	const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
	const mark = /^(what|how|why|which|who|where|when|is|can|does)\b/i.test(text) ? '?' : one(MARKS);
	const blank = one(BLANKS);
	const texts: readonly (readonly [Form['name'], string])[] = [
		['end', /[.?!]$/.test(text) ? text.slice(0, -1) : `${text}${mark}`],
		['courtesy', random() < 0.5 ? `${one(OPENINGS)}${text}` : `${text}${one(CLOSINGS)}`],
		['typo', withTypo(text, random)],
		['capitals', /^\p{Lu}/u.test(text) ? text.toLowerCase() : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`],
		['blank', random() < 0.5 ? `${blank}${text}` : `${text}${blank}`],
		['emphasis', withEmphasis(text, random)],
	];
	const file = one(FILES);
	return [
		...texts.filter(([, changed]) => changed !== text).map(([name, changed]) => ({ name, request: plainRequest(changed) })),
		{ name: 'file', request: { ...plainRequest(text), attachments: [{ kind: 'file', range: null, ...file }] } },
	];
}

/**
 * One typo inside one of the longer words: two letters change places, one is left out, comes twice, or is the one beside it on the keyboard;
 * the text itself where it has no such word.
 */
function withTypo(text: string, random: () => number): string {
	const word = longWord(text, random);
	if (word === null) return text;
	const at = word.index + 1 + Math.floor(random() * (word[0].length - 3));
	const [before, letter, next, behind] = [text.slice(0, at), text[at]!, text[at + 1]!, text.slice(at + 2)];
	const row = KEYS.find((keys) => keys.includes(letter.toLowerCase()));
	const beside = row === undefined ? letter : (row[row.indexOf(letter.toLowerCase()) + 1] ?? row[row.length - 2]!);
	const kinds = [`${next}${letter}`, next, `${letter}${letter}${next}`, `${beside}${next}`];
	return `${before}${kinds[Math.floor(random() * kinds.length)]}${behind}`;
}

function withEmphasis(text: string, random: () => number): string {
	const word = longWord(text, random);
	if (word === null || /[\p{L}\p{N}_*`]/u.test(`${text[word.index - 1] ?? ' '}${text[word.index + word[0].length] ?? ' '}`)) return text;
	return `${text.slice(0, word.index)}**${word[0]}**${text.slice(word.index + word[0].length)}`;
}

function longWord(text: string, random: () => number): RegExpExecArray | null {
	const words = [...text.matchAll(/\p{L}{5,}/gu)];
	return words[Math.floor(random() * words.length)] ?? null;
}
