import type { AskedRequest } from '../../../../src/core/agent/conversation.ts';
import { type Message, type ToolDefinition, textMessage } from '../../../../src/core/message/message.ts';

/** Messages of an agent's conversation as VS Code writes them, for tests. */

export const system = (text = 'You work with a user in an editor.'): Message => textMessage('system', text);
export const user = (text: string): Message => textMessage('user', text);
export const assistant = (text: string): Message => textMessage('assistant', text);
export const wrapped = (text: string): Message =>
	user(
		`<context>\nThe current date is 2026-11-29.\n</context>\n<reminderInstructions>\nBe brief.\n</reminderInstructions>\n<userRequest>\n${text}\n</userRequest>\n`,
	);
export const call = (id: string, name = 'read_file', args: unknown = { filePath: '/a.ts' }): Message => ({
	role: 'assistant',
	parts: [{ type: 'toolCall', id, name, arguments: JSON.stringify(args) }],
});
export const result = (callId: string, text = 'ok', isError = false, name = 'read_file'): Message => ({
	role: 'tool',
	parts: [{ type: 'toolResult', callId, name, content: [{ type: 'text', text }], isError }],
});
export const tool = (name: string): ToolDefinition => ({ name, description: name, parameters: { type: 'object' } });
export const TOOLS = [tool('read_file'), tool('run_in_terminal'), tool('runSubagent')];

export function asked(messages: readonly Message[], over: Partial<AskedRequest> = {}): AskedRequest {
	return { entry: 'auto', messages, tools: TOOLS, conversationId: 'c1', ...over };
}
