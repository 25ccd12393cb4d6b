import type { AgentPort, AgentRequest, AgentResult } from '../app/agent/ports.ts';
import type { AnswerPart } from '../core/message/message.ts';
import { estimateMessageTokens, partTokens } from '../core/message/tokens.ts';
import type { TokenUsage } from '../core/model/prices.ts';

type Counts = Pick<AgentPort, 'countTokens'>;

/** Tokens of what is sent, estimated. */
export function inputTokens(agent: Counts, { entry, prompt }: Pick<AgentRequest, 'entry' | 'prompt'>): number {
	const count = (text: string): number => agent.countTokens(entry, text);
	return estimateMessageTokens(prompt.messages, count) + (prompt.tools.length === 0 ? 0 : count(JSON.stringify(prompt.tools)));
}

/** Tokens as the vendor counted them, else estimated. */
export function usageOf(agent: Counts, { receipt, parts, words }: AgentResult, asked: AgentRequest): TokenUsage {
	if (receipt?.usage != null) return receipt.usage;
	const count = (text: string): number => agent.countTokens(asked.entry, text);
	const sum = (of: readonly AnswerPart[]): number => of.reduce((total, part) => total + partTokens(part, count), 0);
	return {
		...{ input: inputTokens(agent, asked), cachedInput: 0, cacheWrite: 0 },
		output: sum(parts) + (words === null ? 0 : count(words)),
		reasoning: sum(parts.filter(({ type }) => type === 'reasoning')),
	};
}
