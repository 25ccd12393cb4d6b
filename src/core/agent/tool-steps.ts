import { type Message, type ToolCallPart, textOf } from '../message/message.ts';
import { bareResult } from './frames/results.ts';
import type { ToolStep } from './types.ts';
import { userRequests } from './user-request.ts';

/** The calls since the user's last request with what they gave, in the order of the results; those without one last. */
export function toolSteps(messages: readonly Message[]): readonly ToolStep[] {
	const from = (userRequests(messages).at(-1)?.at ?? -1) + 1;
	const calls = new Map<string, ToolCallPart>();
	const steps: ToolStep[] = [];
	for (const message of messages.slice(from)) {
		if (message.role === 'assistant') for (const part of message.parts) if (part.type === 'toolCall') calls.set(part.id, part);
		if (message.role !== 'tool') continue;
		for (const { callId, name, content, isError } of message.parts) {
			const call = calls.get(callId);
			calls.delete(callId);
			steps.push({ id: callId, name: call?.name ?? name, arguments: call?.arguments ?? '', result: bareResult(textOf(content)), isError });
		}
	}
	for (const { id, name, arguments: written } of calls.values()) steps.push({ id, name, arguments: written, result: null, isError: false });
	return steps;
}
