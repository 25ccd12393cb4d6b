import type { Message, Part } from '../../core/message/message.ts';
import type { StreamRequest } from '../../core/message/stream.ts';
import { MARK, type SdkOptions, type Wire } from './sdk-prompt.ts';
import type { ToolNames } from './tool-names.ts';

/** Tools and the choice among them. Where a conversation holds calls but no tool is offered any more, Anthropic still wants their names. */
export function toSdkTools(
	request: Pick<StreamRequest, 'tools' | 'toolChoice'>,
	messages: readonly Message[],
	wire: Wire,
	names: ToolNames,
): Pick<SdkOptions, 'tools' | 'toolChoice'> {
	const { tools, toolChoice } = request;
	if (tools.length === 0) {
		if (wire !== 'anthropic') return {};
		const called = new Set(
			messages.flatMap(({ parts }) =>
				(parts as readonly Part[]).flatMap((part) => (part.type === 'toolCall' ? [names.toWire(part.name)] : [])),
			),
		);
		if (called.size === 0) return {};
		const inputSchema = { type: 'object' as const, properties: {} };
		return { tools: [...called].map((name) => ({ type: 'function', name, inputSchema })), toolChoice: { type: 'none' } };
	}
	return {
		tools: tools.map(({ name, description, parameters }, at) => ({
			type: 'function',
			name: names.toWire(name),
			description,
			inputSchema: parameters as never,
			// Responses would else close the schema and require every property.
			...(wire === 'responses' ? { strict: false } : {}),
			...(wire === 'anthropic' && at === tools.length - 1 ? { providerOptions: MARK.anthropic } : {}),
		})),
		...(toolChoice === 'auto'
			? {}
			: { toolChoice: typeof toolChoice === 'string' ? { type: toolChoice } : { type: 'tool', toolName: names.toWire(toolChoice.name) } }),
	};
}
