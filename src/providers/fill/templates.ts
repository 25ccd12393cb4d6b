import type { FillContext } from '../../core/completion/types.ts';
import type { FillTemplate } from '../../core/model/fill-families.ts';
import { splitModelName } from '../../core/model/names.ts';
import { commentedContext } from './comments.ts';

interface Template {
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
 * prompt structure". codellama: README of its repository, with these very blanks. granite: model cards of ibm-granite/granite-4.0. mellum:
 * model card of JetBrains/Mellum-4b-base, suffix before prefix, other files above. seedcoder: Seed-Coder report (arXiv 2506.03524), suffix
 * before prefix. aixcoder: README of aixcoder-plugin/aiXcoder-7B, suffix before prefix. Where a family has no token for other files, they
 * stand as comments before the prefix. As read 2026-11-28.
 */
const TEMPLATES: Readonly<Record<FillTemplate, Template>> = {
	qwen: {
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
		marks: ['[PREFIX]', '[SUFFIX]', '[MIDDLE]'],
		prompt(context) {
			return `[SUFFIX]${context.suffix}[PREFIX]${filesAsComments(context)}${context.prefix}`;
		},
	},
	deepseek: {
		marks: ['<｜end▁of▁sentence｜>', '<｜fim▁begin｜>', '<｜fim▁position｜>', '<｜fim▁end｜>', '<|EOT|>'],
		prompt({ path, snippets, prefix, suffix }) {
			const files = snippets.map((snippet) => `#${snippet.path}\n${withBreak(snippet.text)}`).join('');
			const own = snippets.length === 0 ? '' : `#${path}\n`;
			return `<｜fim▁begin｜>${files}${own}${prefix}<｜fim▁position｜>${suffix}<｜fim▁end｜>`;
		},
	},
	codegemma: {
		marks: ['<|file_separator|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<start_of_turn>', '<end_of_turn>'],
		prompt({ snippets, prefix, suffix }) {
			const files = snippets.map((snippet) => `${snippet.path}\n${snippet.text}<|file_separator|>`);
			return `${files.join('')}<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;
		},
	},
	codellama: {
		marks: ['<EOT>', '<PRE>', '<SUF>', '<MID>'],
		prompt(context) {
			return `<PRE> ${filesAsComments(context)}${context.prefix} <SUF>${context.suffix} <MID>`;
		},
	},
	granite: {
		marks: [
			...['<|end_of_text|>', '<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>', '<|fim_pad|>', '<|filename|>', '<|reponame|>'],
			...['<|start_of_role|>', '<|end_of_role|>'],
		],
		prompt(context) {
			return `<|fim_prefix|>${filesAsComments(context)}${context.prefix}<|fim_suffix|>${context.suffix}<|fim_middle|>`;
		},
	},
	mellum: {
		marks: ['<|endoftext|>', '<filename>', '<fim_prefix>', '<fim_suffix>', '<fim_middle>', '<fim_pad>', '<reponame>'],
		prompt({ path, snippets, prefix, suffix }) {
			const files = snippets.map((snippet) => `<filename>${snippet.path}\n${withBreak(snippet.text)}`);
			const own = snippets.length === 0 ? '' : `<filename>${path}\n`;
			return `${files.join('')}${own}<fim_suffix>${suffix}<fim_prefix>${prefix}<fim_middle>`;
		},
	},
	seedcoder: {
		marks: ['<[end▁of▁sentence]>', '<[fim-prefix]>', '<[fim-suffix]>', '<[fim-middle]>'],
		prompt(context) {
			return `<[fim-suffix]>${context.suffix}<[fim-prefix]>${filesAsComments(context)}${context.prefix}<[fim-middle]>`;
		},
	},
	aixcoder: {
		marks: ['▁<AIX-SPAN-PRE>', '▁<AIX-SPAN-POST>', '▁<AIX-SPAN-MIDDLE>', '<AIX-SPAN-PRE>', '<AIX-SPAN-POST>', '<AIX-SPAN-MIDDLE>'],
		prompt(context) {
			return `▁<AIX-SPAN-PRE>▁<AIX-SPAN-POST>${context.suffix}▁<AIX-SPAN-MIDDLE>${commentedContext(context)}${context.prefix}`;
		},
	},
};

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

function filesAsComments(context: FillContext): string {
	return context.snippets.length === 0 ? '' : commentedContext(context);
}

function withBreak(text: string): string {
	return text.endsWith('\n') ? text : `${text}\n`;
}
