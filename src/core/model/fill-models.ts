import { isChatModel } from './chat-models.ts';
import { splitModelName } from './names.ts';

/**
 * Families whose base or code variants were trained to fill in the middle and have no chat form: StarCoder 1 and 2, Stable Code, CodeGemma
 * and Code Llama's `code` tags, and the base models of Qwen-Coder, DeepSeek-Coder, CodeGemma, Granite Code, Codestral, Code Llama and
 * CodeQwen.
 */
const families: readonly RegExp[] = [
	/^(?:starcoder|starcoderbase)(?:-?2)?(?:-|$)/,
	/^stable-code(?:-|$)/,
	/^(?:codellama|codegemma)\b.*-code(?:-|$)/,
	/^(?:qwen-?[\d.]*-?coder|codeqwen[\d.]*|deepseek-coder(?:-v2)?|codegemma|granite[\d.]*-code|codellama|codestral)\b.*\bbase\b/,
];

/** Whether a model that cannot chat (`isChatModel` says no) can still fill in code, judged by its name. */
export function isFillOnlyModel(wireId: string): boolean {
	if (isChatModel(wireId)) return false;
	const { name } = splitModelName(wireId);
	return families.some((family) => family.test(name));
}

/** Whether an endpoint's model is of use at all: for chat or for completions. */
export function isUsableModel(wireId: string): boolean {
	return isChatModel(wireId) || isFillOnlyModel(wireId);
}
