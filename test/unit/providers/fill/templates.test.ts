import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FillTemplate, fillFormOf } from '../../../../src/core/model/fill-families.ts';
import { commentedContext } from '../../../../src/providers/fill/comments.ts';
import { templateMarks, templatePrompt } from '../../../../src/providers/fill/templates.ts';
import { TextCut } from '../../../../src/providers/fill/text-cut.ts';
import { CONTEXT } from './support.ts';

const { prefix: PREFIX, suffix: SUFFIX } = CONTEXT;
const ADD = CONTEXT.snippets[0]!.text;
const COMMENTED = '// From src/add.ts:\n// export const add = (a: number, b: number) => a + b;\n// Path: src/sum.ts\n';

describe('token templates', () => {
	it.each<[FillTemplate, string, string, string]>([
		[
			'qwen',
			'qwen2.5-coder:7b',
			`<|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
			`<|repo_name|>workspace\n<|file_sep|>src/add.ts\n${ADD}<|file_sep|>src/sum.ts\n<|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
		],
		[
			'starcoder',
			'starcoder2:3b',
			`<fim_prefix>${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
			`<repo_name>workspace<file_sep>src/add.ts\n${ADD}<file_sep><fim_prefix>src/sum.ts\n${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
		],
		[
			'starcoder',
			'bigcode/starcoderbase-3b',
			`<fim_prefix>${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
			`<fim_prefix>${COMMENTED}${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
		],
		['codestral', 'codestral:22b', `[SUFFIX]${SUFFIX}[PREFIX]${PREFIX}`, `[SUFFIX]${SUFFIX}[PREFIX]${COMMENTED}${PREFIX}`],
		[
			'deepseek',
			'deepseek-coder:6.7b-base',
			`<｜fim▁begin｜>${PREFIX}<｜fim▁position｜>${SUFFIX}<｜fim▁end｜>`,
			`<｜fim▁begin｜>#src/add.ts\n${ADD}#src/sum.ts\n${PREFIX}<｜fim▁position｜>${SUFFIX}<｜fim▁end｜>`,
		],
		['codellama', 'codellama:7b-code', `<PRE> ${PREFIX} <SUF>${SUFFIX} <MID>`, `<PRE> ${COMMENTED}${PREFIX} <SUF>${SUFFIX} <MID>`],
		[
			'starcoder',
			'granite-code:8b-base',
			`<fim_prefix>${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
			`<fim_prefix>${COMMENTED}${PREFIX}<fim_suffix>${SUFFIX}<fim_middle>`,
		],
		[
			'granite',
			'ibm-granite/granite-4.0-h-tiny-base',
			`<|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
			`<|fim_prefix|>${COMMENTED}${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
		],
		[
			'mellum',
			'JetBrains/Mellum-4b-base',
			`<fim_suffix>${SUFFIX}<fim_prefix>${PREFIX}<fim_middle>`,
			`<filename>src/add.ts\n${ADD}<filename>src/sum.ts\n<fim_suffix>${SUFFIX}<fim_prefix>${PREFIX}<fim_middle>`,
		],
		[
			'seedcoder',
			'ByteDance-Seed/Seed-Coder-8B-Base',
			`<[fim-suffix]>${SUFFIX}<[fim-prefix]>${PREFIX}<[fim-middle]>`,
			`<[fim-suffix]>${SUFFIX}<[fim-prefix]>${COMMENTED}${PREFIX}<[fim-middle]>`,
		],
		[
			'aixcoder',
			'aiXcoder/aixcoder-7b-base',
			`▁<AIX-SPAN-PRE>▁<AIX-SPAN-POST>${SUFFIX}▁<AIX-SPAN-MIDDLE>// Path: src/sum.ts\n${PREFIX}`,
			`▁<AIX-SPAN-PRE>▁<AIX-SPAN-POST>${SUFFIX}▁<AIX-SPAN-MIDDLE>${COMMENTED}${PREFIX}`,
		],
		[
			'codegemma',
			'codegemma:2b-code',
			`<|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
			`src/add.ts\n${ADD}<|file_separator|><|fim_prefix|>${PREFIX}<|fim_suffix|>${SUFFIX}<|fim_middle|>`,
		],
	])('%s of %s, alone and with another file', (family, model, alone, withFile) => {
		expect(fillFormOf(model)).toBe(family);
		expect(templatePrompt(family, { ...CONTEXT, snippets: [] }, model)).toBe(alone);
		expect(templatePrompt(family, CONTEXT, model)).toBe(withFile);
	});

	it.each([
		['Qwen/Qwen2.5-Coder-32B-Instruct', 'qwen'],
		['accounts/fireworks/models/qwen2p5-coder-32b-instruct', 'qwen'],
		['qwen3-coder:30b', 'qwen'],
		['qwen3-coder-next', null],
		['qwen3:8b', null],
		['Codestral-22B-v0.1-Q4_K_M.gguf', 'codestral'],
		['codestral-embed', null],
		['mamba-codestral-7b', null],
		['deepseek-coder-v2:16b', 'deepseek'],
		['deepseek-v3', null],
		['codegemma-7b', 'codegemma'],
		['codegemma:7b-instruct', null],
		['google/codegemma-1.1-7b-it', null],
		['llama3.1:8b', null],
		['google/codegemma-7b', 'codegemma'],
		['stable-code:3b-code', 'starcoder'],
		['Qwen/CodeQwen1.5-7B', 'starcoder'],
		['ibm-granite/granite-8b-code-base-128k', 'starcoder'],
		['granite-code:8b', 'starcoder'],
		['granite-code:8b-instruct', null],
		['ibm-granite/granite-3.3-8b-base', 'starcoder'],
		['granite3.3:8b', null],
		['granite-guardian-4.0', null],
		['codellama:34b-code', null],
		['codellama:7b-python', null],
		['meta-llama/CodeLlama-13b-hf', 'codellama'],
		['JetBrains_Mellum-4b-sft-python-Q8_0.gguf', 'mellum'],
		['JetBrains/Mellum2-12B-A2.5B-Thinking', null],
		['seed-coder-8b-instruct', null],
		['01-ai/Yi-Coder-9B', null],
	])('%s is of the family %s', (model, family) => {
		expect(fillFormOf(model)).toBe(family);
	});

	it('tokens in the user’s own text never reach the prompt', () => {
		fc.assert(
			fc.property(
				fc.constantFrom<FillTemplate>(
					...([
						'qwen',
						'starcoder',
						'codestral',
						'deepseek',
						'codegemma',
						'codellama',
						'granite',
						'mellum',
						'seedcoder',
						'aixcoder',
					] as const),
				),
				fc.array(
					fc.oneof(
						fc.string(),
						fc.constantFrom(
							'<|fim_',
							'<|fim_<|fim_suffix|>suffix|>',
							'[SUFFIX]',
							'[PRE',
							'FIX]',
							'<PRE>',
							'<filename>',
							'<[fim-middle]>',
							'▁<AIX-SPAN-PRE>',
							'<fim_middle>',
							'<｜fim▁position｜>',
						),
					),
					{
						maxLength: 8,
					},
				),
				(family, parts) => {
					const text = parts.join('');
					const counts = (prompt: string) => templateMarks(family).map((mark) => prompt.split(mark).length - 1);
					const own = templatePrompt(
						family,
						{ ...CONTEXT, path: 'a.ts', prefix: text, suffix: text, snippets: [{ path: text, text, similarity: 1 }] },
						family,
					);
					const empty = templatePrompt(
						family,
						{ ...CONTEXT, path: 'a.ts', prefix: '', suffix: '', snippets: [{ path: '', text: '', similarity: 1 }] },
						family,
					);
					expect(counts(own)).toEqual(counts(empty));
				},
			),
		);
	});
});

describe('snippets as comments', () => {
	it.each([
		['python', '# From a:\n# x\n# Path: p\n'],
		['sql', '-- From a:\n-- x\n-- Path: p\n'],
		['html', '<!-- From a: -->\n<!-- x -->\n<!-- Path: p -->\n'],
		['css', '/* From a: */\n/* x */\n/* Path: p */\n'],
		['clojure', ';; From a:\n;; x\n;; Path: p\n'],
		['rust', '// From a:\n// x\n// Path: p\n'],
	])('in %s', (languageId, expected) => {
		expect(commentedContext({ ...CONTEXT, languageId, path: 'p', snippets: [{ path: 'a', text: 'x\n', similarity: 1 }] })).toBe(expected);
	});

	it('text that would close the comment does not', () => {
		const at = (languageId: string, text: string) =>
			commentedContext({ ...CONTEXT, languageId, path: 'p', snippets: [{ path: 'a', text, similarity: 1 }] });
		expect(at('css', 'a */ b').split('*/')).toHaveLength(4);
		expect(at('html', 'a --> b').split('-->')).toHaveLength(4);
	});
});

describe('TextCut', () => {
	it('gives the text before the first mark, however it is cut', () => {
		const piece = fc.oneof(fc.string({ maxLength: 5 }), fc.constantFrom('<|', '<|end', '|>', '<|end|>', '\n', '<｜', '👋'));
		fc.assert(
			fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
				const marks = ['<|end|>', '\n\n', '<｜x｜>'];
				const cut = new TextCut(marks, 1000);
				const got = pieces.map((text) => cut.push(text)).join('') + cut.flush();
				const whole = pieces.join('');
				const at = Math.min(...marks.map((mark) => whole.indexOf(mark)).map((index) => (index < 0 ? whole.length : index)));
				expect(got).toBe(whole.slice(0, at));
				expect(cut.ended).toBe(at < whole.length ? 'mark' : null);
			}),
		);
	});

	it('is bounded', () => {
		const cut = new TextCut([], 4);
		expect(cut.push('abc') + cut.push('def') + cut.push('g')).toBe('abcd');
		expect(cut.ended).toBe('length');
	});
});
