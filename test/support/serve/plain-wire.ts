import { RoutooError } from '../../../src/core/base/errors.ts';
import type { Message, ReasoningPart, ToolCallPart, ToolDefinition } from '../../../src/core/message/message.ts';
import { readReasoningToken, reasoningToken } from '../../../src/serve/reasoning-token.ts';
import type { AnswerStart, Wire, WireAnswer, WireFailure, WireRequest, WireStream } from '../../../src/serve/wire.ts';

interface Body {
	readonly model?: unknown;
	readonly stream?: unknown;
	readonly effort?: string;
	readonly conversation?: string;
	readonly messages?: unknown;
	readonly marks?: readonly number[];
	readonly tools?: readonly ToolDefinition[];
}

const line = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

/** The messages and parts of Routoo as they are, as JSON lines: nothing of a vendor's wire is between a test and the endpoint. */
export function plainWire(name: Wire['name'] = 'completions'): Wire {
	return {
		name,
		read: (body): WireRequest => {
			const { model, stream, effort, conversation, messages, marks, tools } = (body ?? {}) as Body;
			if (typeof model !== 'string') throw new RoutooError('invalidInput', `model must be a text (${name}).`, 'Name one.');
			if (!Array.isArray(messages)) throw new RoutooError('invalidInput', 'messages must be a list.', 'Send one.');
			return {
				model,
				stream: stream === true,
				prompt: { messages: (messages as Message[]).map(withReasoning), tools: tools ?? [], toolChoice: 'auto' },
				cacheMarks: marks ?? [],
				effort: effort ?? null,
				conversationId: conversation ?? null,
				echo: null,
			};
		},
		body: (start, answer) => whole(start, answer),
		stream: (start) => plainStream(start),
		error: (failure) => ({ error: failure, wire: name }),
	};
}

function whole({ id, model, note }: AnswerStart, answer: WireAnswer): object {
	return { id, model, began: note, ...answer };
}

function withReasoning(message: Message): Message {
	if (message.role !== 'assistant') return message;
	const parts = message.parts.map((part) => {
		if (part.type !== 'reasoning' || part.signature === null) return part;
		const kept = readReasoningToken(part.signature);
		return kept === null ? part : { ...part, ...kept };
	});
	return { role: 'assistant', parts };
}

function plainStream(start: AnswerStart): WireStream {
	return {
		begin: () => line({ begin: { id: start.id, model: start.model, note: start.note } }),
		text: (text) => line({ text }),
		reasoning: (reasoning) => line({ reasoning }),
		reasoningPart: (part: ReasoningPart) => line({ token: reasoningToken(part) }),
		callDelta: (id, name, text) => line({ piece: { id, name, text } }),
		call: (call: ToolCallPart) => line({ call }),
		ping: () => ': ping\n\n',
		end: (answer) => line({ end: answer }),
		failed: (failure: WireFailure) => line({ failed: failure }),
	};
}
