import type { AgentResult } from '../../app/agent/ports.ts';
import { estimateTokens } from '../../core/message/text-tokens.ts';
import { partTokens } from '../../core/message/tokens.ts';
import { inputOf } from '../../core/money/usage-cost.ts';

/**
 * Tokens in the form that VS Code's chat reads (JSON of a data part `usage`): as the vendor counted them, else estimated.
 * @param estimatedInput tokens of the prompt, asked for only where nobody counted
 */
export function usageOf({ receipt, parts }: Pick<AgentResult, 'receipt' | 'parts'>, estimatedInput: () => number): object {
	const usage = receipt?.usage ?? null;
	const prompt = usage === null ? estimatedInput() : inputOf(usage);
	const completion = usage?.output ?? parts.reduce((sum, part) => sum + partTokens(part, estimateTokens), 0);
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
		prompt_tokens_details: { cached_tokens: usage?.cachedInput ?? 0 },
	};
}
