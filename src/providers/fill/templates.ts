import type { FillContext, FillTemplate } from '../../core/completion/types.ts';
import { splitModelName } from '../../core/model/names.ts';
import { commentedContext } from './comments.ts';

interface Template {
	/** Names of models of this family that were trained to fill in, as splitModelName gives them. */
	readonly names: RegExp;
	/**
	 * Tokens that part the prompt or end the answer: none of them is text. The ones that end an answer come first, for servers that take
	 * few.
	 */
	readonly marks: readonly string[];
	prompt(context: FillContext, model: string): string;
}

/** Name of the repository where a model wants one: the real name would leave the machine for nothing. */
const REPOSITORY = 'workspace';

/**
 * Orders and tokens as their makers publish them:
 * qwen: Qwen2.5-Coder technical report (arXiv 2409.12186, file and repository level) and README. starcoder: StarCoder 2 paper (arXiv
 * 2402.19173, repository context) and StarCoder paper (arXiv 2305.06161, which has no file token). codestral: mistral-common, suffix before
 * prefix. deepseek: DeepSeek-Coder README (insertion; other files above with their path after `#`). codegemma: ai.google.dev, "CodeGemma
 * prompt structure"; the instruction-tuned one cannot.
 */
const TEMPLATES: Readonly<Record<FillTemplate, Template>> = {
	qwen: {
		names: /^qwen-?2\.5-?coder|^qwen-?3-?coder(?!-next)/,
		marks: [
			...['<|endoftext|>', '<|file_sep|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|fim_pad|>', '<|repo_name|>'],
			...['<|im_start|>', '<|im_end|>'],
		],
		prompt({ path, snippets, prefix, suffix }) {
			const middle = `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
			if (snippets.length === 0) return middle;
			const files = snippets.map((snippet) => `<|file_sep|>${snippet.path}\n${withBreak(snippet.text)}`);
			return `<|repo_name|>${REPOSITORY}\n${files.join('')}<|file_sep|>${path}\n${middle}`;
		},
	},
	starcoder: {
		names: /^starcoder/,
		marks: [
			'<|endoftext|>',
			'<file_sep>',
			'<fim_prefix>',
			'<fim_suffix>',
			'<fim_middle>',
			'<fim_pad>',
			'<repo_name>',
			'<filename>',
			'<reponame>',
		],
		prompt(context, model) {
			const { path, snippets, prefix, suffix } = context;
			if (snippets.length === 0) return `<fim_prefix>${prefix}<fim_suffix>${suffix}<fim_middle>`;
			if (!/^starcoder-?2/.test(splitModelName(model).name)) {
				return `<fim_prefix>${commentedContext(context)}${prefix}<fim_suffix>${suffix}<fim_middle>`;
			}
			const files = snippets.map((snippet) => `<file_sep>${snippet.path}\n${snippet.text}`);
			return `<repo_name>${REPOSITORY}${files.join('')}<file_sep><fim_prefix>${path}\n${prefix}<fim_suffix>${suffix}<fim_middle>`;
		},
	},
	codestral: {
		names: /^codestral(?!-embed|-mamba)/,
		marks: ['[PREFIX]', '[SUFFIX]', '[MIDDLE]'],
		prompt(context) {
			const others = context.snippets.length === 0 ? '' : commentedContext(context);
			return `[SUFFIX]${context.suffix}[PREFIX]${others}${context.prefix}`;
		},
	},
	deepseek: {
		names: /^deepseek-coder/,
		marks: ['<｜end▁of▁sentence｜>', '<｜fim▁begin｜>', '<｜fim▁position｜>', '<｜fim▁end｜>', '<|EOT|>'],
		prompt({ path, snippets, prefix, suffix }) {
			const files = snippets.map((snippet) => `#${snippet.path}\n${withBreak(snippet.text)}`).join('');
			const own = snippets.length === 0 ? '' : `#${path}\n`;
			return `<｜fim▁begin｜>${files}${own}${prefix}<｜fim▁position｜>${suffix}<｜fim▁end｜>`;
		},
	},
	codegemma: {
		names: /^codegemma(?!.*-(?:it|instruct)(?:-|$))/,
		marks: ['<|file_separator|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<start_of_turn>', '<end_of_turn>'],
		prompt({ snippets, prefix, suffix }) {
			const files = snippets.map((snippet) => `${snippet.path}\n${snippet.text}<|file_separator|>`);
			return `${files.join('')}<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
		},
	},
};

const FAMILIES = Object.keys(TEMPLATES) as FillTemplate[];

/** The family whose tokens a model knows, by its name; null where it is of none. */
export function templateOf(model: string): FillTemplate | null {
	const { name } = splitModelName(model);
	return FAMILIES.find((family) => TEMPLATES[family].names.test(name)) ?? null;
}

/** The whole raw prompt. A token that stands in the user's own text would end the part it stands in, so a space takes its place. */
export function templatePrompt(family: FillTemplate, context: FillContext, model: string): string {
	const { marks, prompt } = TEMPLATES[family];
	const plain = (text: string): string => marks.reduce((rest, mark) => rest.replaceAll(mark, ' '), text);
	const path = (text: string): string => plain(text).replace(/[\r\n]+/g, ' ');
	return prompt(
		{
			...context,
			path: path(context.path),
			snippets: context.snippets.map((snippet) => ({ ...snippet, path: path(snippet.path), text: plain(snippet.text) })),
			prefix: plain(context.prefix),
			suffix: plain(context.suffix),
		},
		model,
	);
}

export function templateMarks(family: FillTemplate): readonly string[] {
	return TEMPLATES[family].marks;
}

/**
 * Marks that no code holds by chance: what is cut out of an answer where the server's own template is at work and its family is not known.
 */
export const ANY_MARK: readonly string[] = [...new Set(FAMILIES.flatMap(templateMarks))].filter(
	(mark) => /^<[|｜]/.test(mark) || /fim_|file_sep|repo_name/.test(mark),
);

function withBreak(text: string): string {
	return text.endsWith('\n') ? text : `${text}\n`;
}
