import { prefixHashes } from '../prefix-store.ts';
import { Rejection } from '../reject.ts';
import type { Answer } from '../script.ts';
import { promptBlocks } from './cache.ts';
import { mergeTurns } from './rules.ts';
import type { AnthropicRequest } from './shape.ts';

type Thought =
	| { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }
	| { readonly type: 'redacted_thinking'; readonly data: string };

/**
 * What this server thought, and whether it comes back as it went out. Rules of
 * https://platform.claude.com/docs/en/build-with-claude/thinking and /preserved-thinking, and of `ThinkingBlockParam` in `@anthropic-ai/sdk`
 * 1.14.0, read 2026-11-28; words of the refusals as users report them in public issues:
 * a block is known by its signature and must be unchanged; while tools of an answer are still being answered, all its thinking blocks must
 * be there, in order; and nothing before a block may change (enforced for accounts from 2026-08-31 on).
 */
export class AnthropicThoughts {
	readonly #prefixCheck: boolean;
	/** By signature or data: the block, and the hash of the prompt that it answered. */
	readonly #issued = new Map<string, { readonly block: Thought; readonly prefix: string }>();
	/** By the id of a call: the thinking of the answer that made it. */
	readonly #ofCall = new Map<string, readonly Thought[]>();

	constructor(prefixCheck: boolean) {
		this.#prefixCheck = prefixCheck;
	}

	remember(request: AnthropicRequest, answer: Answer): void {
		const prefix = prefixOf(request, request.messages.length);
		const thoughts = thoughtsOf(answer);
		for (const block of thoughts) this.#issued.set(proofOf(block), { block, prefix });
		for (const part of answer.parts) if (part.type === 'toolCall') this.#ofCall.set(part.id, thoughts);
	}

	/** Throws the API's refusal. */
	check(request: AnthropicRequest): void {
		const turns = mergeTurns(request.messages);
		for (const turn of turns) {
			for (const [place, block] of turn.blocks.entries()) {
				if (block.type === 'thinking' || block.type === 'redacted_thinking') this.#checkBlock(request, block, turn.at, place);
			}
		}
		if (request.thinking === undefined || request.thinking.type === 'disabled') return;
		const last = turns.at(-2);
		const call = last?.blocks.find((block) => block.type === 'tool_use');
		if (!last || !call) return;
		const expected = this.#ofCall.get(call.id) ?? [];
		const sent = last.blocks.filter((block) => block.type === 'thinking' || block.type === 'redacted_thinking');
		if (expected.length > 0 && sent.length === 0) {
			throw new Rejection(
				`messages.${last.at}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${last.blocks[0]?.type}\`. ` +
					'When `thinking` is enabled, a final `assistant` message must start with a thinking block.',
			);
		}
		if (JSON.stringify(expected.map(proofOf)) !== JSON.stringify(sent.map(proofOf))) {
			throw new Rejection(
				`messages.${last.at}.content: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. ` +
					'These blocks must remain as they were in the original response.',
			);
		}
	}

	#checkBlock(request: AnthropicRequest, block: Thought, at: number, place: number): void {
		const issued = this.#issued.get(proofOf(block));
		const same = issued && (block.type !== 'thinking' || (issued.block.type === 'thinking' && issued.block.thinking === block.thinking));
		const field = block.type === 'thinking' ? 'signature' : 'data';
		if (!same) throw new Rejection(`messages.${at}.content.${place}: Invalid \`${field}\` in \`${block.type}\` block`);
		if (this.#prefixCheck && issued.prefix !== prefixOf(request, at)) {
			throw new Rejection(
				`messages.${at}.content.${place}: Invalid \`${field}\` in \`${block.type}\` block: it was created in a different conversation. ` +
					'The system prompt, tools and messages before it must be unchanged.',
			);
		}
	}
}

/** The thinking blocks of a scripted answer, as they go over the wire. */
export function thoughtsOf(answer: Answer): Thought[] {
	return answer.parts.flatMap((part): Thought[] => {
		if (part.type === 'reasoning') return [{ type: 'thinking', thinking: part.text, signature: part.proof ?? '' }];
		return part.type === 'redacted' ? [{ type: 'redacted_thinking', data: part.data }] : [];
	});
}

function proofOf(block: Thought): string {
	return block.type === 'thinking' ? `signature:${block.signature}` : `data:${block.data}`;
}

/** What stands before the message at `end`, marks left out. */
function prefixOf(request: AnthropicRequest, end: number): string {
	const texts = promptBlocks({ ...request, messages: request.messages.slice(0, end) }).map((block) => block.text);
	return prefixHashes(texts).at(-1) ?? '';
}
