import type { RouteRequest } from '../../src/core/routing/types.ts';
import { randomOf } from '../../training/kit/random.ts';

/** One way to say the same: it asks for nothing more and nothing else. */
export interface Form {
	readonly name: 'end' | 'courtesy' | 'typo' | 'capitals' | 'file';
	readonly request: RouteRequest;
}

const OPENINGS = ['Could you please ', 'Please ', 'Hi! Can you ', 'Hello, I need your help: '];
const CLOSINGS = [' Thanks!', ' Thank you very much.', ' please', ' Thanks in advance'];

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
 * Five changes of form of a message; which opening, word or file is taken depends on the seed alone. A change that would leave the text as
 * it is comes not at all.
 */
export function formsOf(text: string, seed: number): Form[] {
	const random = randomOf(seed);
	const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
	const texts: readonly (readonly [Form['name'], string])[] = [
		[
			'end',
			/[.?!]$/.test(text) ? text.slice(0, -1) : `${text}${/^(what|how|why|which|who|where|when|is|can|does)\b/i.test(text) ? '?' : '.'}`,
		],
		['courtesy', random() < 0.5 ? `${one(OPENINGS)}${text}` : `${text}${one(CLOSINGS)}`],
		['typo', withTypo(text, random)],
		['capitals', /^\p{Lu}/u.test(text) ? text.toLowerCase() : `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`],
	];
	const file = one(FILES);
	return [
		...texts.filter(([, changed]) => changed !== text).map(([name, changed]) => ({ name, request: plainRequest(changed) })),
		{ name: 'file', request: { ...plainRequest(text), attachments: [{ kind: 'file', range: null, ...file }] } },
	];
}

/** Two neighbouring letters inside one of the longer words change places; the text itself where it has no such word. */
function withTypo(text: string, random: () => number): string {
	const words = [...text.matchAll(/\p{L}{5,}/gu)];
	const word = words[Math.floor(random() * words.length)];
	if (word === undefined) return text;
	const at = word.index + 1 + Math.floor(random() * (word[0].length - 3));
	return `${text.slice(0, at)}${text[at + 1]}${text[at]}${text.slice(at + 2)}`;
}
