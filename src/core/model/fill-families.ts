import { type ModelName, splitModelName } from './names.ts';

/**
 * The form in which a model wants the text around a gap: which tokens of its own part prefix, suffix and middle. What each looks like is in
 * providers/fill/templates.ts.
 */
export type FillTemplate =
	| 'qwen'
	| 'starcoder'
	| 'codestral'
	| 'deepseek'
	| 'codegemma'
	| 'codellama'
	| 'granite'
	| 'mellum'
	| 'seedcoder'
	| 'aixcoder';

/** What a name says of a model that was trained to fill in. */
export interface FillModel {
	/** The family's name, for sentences. */
	readonly family: string;
	/** Whether this very model fills in; of some families only the base models, or some sizes, do. */
	readonly fills: boolean;
	/** Null where the family's form is not known, and where this model does not fill in. */
	readonly form: FillTemplate | null;
	/** Whether it has a chat form; a base model has none. */
	readonly chats: boolean;
}

interface Family {
	readonly family: string;
	readonly form: FillTemplate | null;
	/** The names of all its models, base and tuned, as splitModelName gives them, whatever the order of their words. */
	readonly names: RegExp;
	/** Those that do not fill in; null where all do. */
	readonly never: RegExp | null;
	/**
	 * What a name without any of the words below is: `hub`, the base model on Hugging Face (`Qwen/Qwen2.5-Coder-7B`) and the tuned one at
	 * Ollama (`qwen2.5-coder:7b`).
	 */
	readonly bare: 'base' | 'hub' | 'chat';
}

const TUNED = /(?:^|[-_.])(?:instruct\w*|it|chat|reasoning|thinking)(?:[-_.]|$)/;
/**
 * `code` and `python` mark base models of Code Llama, CodeGemma and CodeQwen at Ollama; elsewhere `code` is a part of the family's name.
 */
const BASE = /(?:^|[-_.])(?:base|fim|sft)(?:[-_.]|$)|^(?:code-?llama|codegemma|codeqwen|stable-code).*[-_.](?:code|python)(?:[-_.]|$)/;
/** Quantised files of others carry their maker in front: `JetBrains_Mellum-4b-base`. */
const MAKER = /^[a-z0-9.-]+_(?=[a-z])/;

/**
 * The one list of models that fill in: what is listed, what is found out about a model and how it is asked all read it. Sources, as read
 * 2026-11-28: Qwen2.5-Coder report (arXiv 2409.12186), Qwen3-Coder README and CodeQwen1.5 README (StarCoder's tokens); StarCoder (arXiv
 * 2305.06161) and StarCoder 2 (2402.19173); model cards of stabilityai/stable-code-3b, smallcloudai/Refact-1_6B-fim and
 * WisdomShell/CodeShell-7B (StarCoder's tokens); Granite Code Models (2405.04324; StarCoder's tokens, as in Granite 3) and the model cards
 * of ibm-granite/granite-4.0 (tokens with bars, base and tuned); mistral-common (Codestral); DeepSeek-Coder README; ai.google.dev,
 * "CodeGemma prompt structure" (tuned ones cannot); Code Llama (2308.12950, version 3: 7B, 13B and 70B, base and tuned, not Python);
 * JetBrains Mellum-4b-base and -sft model cards; Seed-Coder (2506.03524; base only); aiXcoder-7B README. Yi-Coder's makers say that it
 * fills in, not how.
 */
const FAMILIES: readonly Family[] = [
	{ family: 'Qwen-Coder', form: 'qwen', names: /^qwen-?2\.5-?coder/, never: null, bare: 'hub' },
	{ family: 'Qwen-Coder', form: 'qwen', names: /^qwen-?3-?coder(?!-next)/, never: null, bare: 'chat' },
	{ family: 'CodeQwen', form: 'starcoder', names: /^codeqwen/, never: null, bare: 'hub' },
	{ family: 'StarCoder', form: 'starcoder', names: /^starcoder/, never: null, bare: 'base' },
	{ family: 'Stable Code', form: 'starcoder', names: /^stable-?code(?:-|$)/, never: TUNED, bare: 'base' },
	{ family: 'Refact', form: 'starcoder', names: /^refact-1/, never: null, bare: 'base' },
	{ family: 'CodeShell', form: 'starcoder', names: /^codeshell/, never: TUNED, bare: 'base' },
	{ family: 'Granite Code', form: 'starcoder', names: /^granite\b(?!.*(?:embed|guard|vision))(?=.*\bcode\b)/, never: TUNED, bare: 'chat' },
	{ family: 'Granite', form: 'granite', names: /^granite-?4(?!.*(?:embed|guard|vision|speech|docling))/, never: null, bare: 'chat' },
	{ family: 'Granite', form: 'starcoder', names: /^granite-?3(?=.*\bbase\b)/, never: TUNED, bare: 'chat' },
	{ family: 'Codestral', form: 'codestral', names: /^codestral(?!-embed|-mamba)/, never: null, bare: 'chat' },
	{ family: 'DeepSeek-Coder', form: 'deepseek', names: /^deepseek-?coder/, never: null, bare: 'chat' },
	// Of 2 billion parameters there is only the base model.
	{ family: 'CodeGemma', form: 'codegemma', names: /^codegemma\b.*\b2b\b/, never: TUNED, bare: 'base' },
	{ family: 'CodeGemma', form: 'codegemma', names: /^codegemma/, never: TUNED, bare: 'hub' },
	{ family: 'Code Llama', form: 'codellama', names: /^code-?llama/, never: /\b(?:34b|python)\b/, bare: 'hub' },
	{ family: 'Mellum', form: 'mellum', names: /^mellum/, never: TUNED, bare: 'base' },
	{ family: 'Seed-Coder', form: 'seedcoder', names: /^seed-?coder/, never: TUNED, bare: 'base' },
	{ family: 'Yi-Coder', form: null, names: /^yi-?coder/, never: TUNED, bare: 'hub' },
	{ family: 'aiXcoder', form: 'aixcoder', names: /^aixcoder/, never: TUNED, bare: 'base' },
];

/** Null for a model of no family that fills in. */
export function fillModelOf(wireId: string): FillModel | null {
	const id = splitModelName(wireId);
	const name = id.name.replace(MAKER, '');
	const found = FAMILIES.find(({ names }) => names.test(name));
	if (found === undefined) return null;
	const chats = TUNED.test(name) || (!BASE.test(name) && (found.bare === 'chat' || (found.bare === 'hub' && !isOnHub(id))));
	const fills = found.never === null || !found.never.test(name);
	return { family: found.family, fills, form: fills ? found.form : null, chats };
}

/** The form in which a model is asked to fill in, by its name; null where it cannot or the form is not known. */
export function fillFormOf(wireId: string): FillTemplate | null {
	return fillModelOf(wireId)?.form ?? null;
}

/**
 * `OWNER/NAME` without a tag, as Hugging Face and the servers that load from it write it; with a tag it is a name of Ollama or a router.
 */
function isOnHub({ path, raw }: ModelName): boolean {
	return path !== '' && (!raw.includes(':') || /(?:^|\/)(?:hf\.co|huggingface\.co)(?:\/|$)/.test(path));
}
