import * as vscode from 'vscode';
import {
	type AnswerPart,
	argumentsObject,
	describedImage,
	errorText,
	type ImagePart,
	type Message,
	type TextPart,
	type ToolResultPart,
	textOf,
} from '../../core/message/message.ts';
import { repairMessages } from '../../core/message/repair.ts';
import type { StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import { VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { ToolNames } from '../../providers/chat/tool-names.ts';
import { normaliseUsage } from '../../providers/usage.ts';
import { wellFormed } from '../../providers/well-formed.ts';

/** VS Code hands names and ids on to whichever vendor is behind the model: the strictest forms. */
const CALL_ID = /^[a-zA-Z0-9_-]{1,40}$/;

export function namesOf({ tools }: Pick<StreamRequest, 'tools'>): ToolNames {
	return new ToolNames(tools, 64);
}

/**
 * The conversation in the form of `vscode.lm`. Its stable API has no system role (the instructions go first, as a message of the user) and
 * no reasoning.
 */
export function messagesOf(request: StreamRequest, names: ToolNames): vscode.LanguageModelChatMessage[] {
	const rules = { origin: `${VSCODE_ENDPOINT.id}/${request.model}`, callId: CALL_ID, answersResults: false, wordsOnly: false };
	const { messages } = repairMessages(request.messages, request.stableMessages, rules);
	return wellFormed(messages).map((message) => messageOf(message, names));
}

function messageOf(message: Message, names: ToolNames): vscode.LanguageModelChatMessage {
	const { User, Assistant } = vscode.LanguageModelChatMessage;
	switch (message.role) {
		case 'system':
			return User(textOf(message.parts));
		case 'user':
			return User(message.parts.every(({ type }) => type === 'text') ? textOf(message.parts) : message.parts.map(contentPart));
		case 'assistant': {
			const plain = message.parts.every(({ type }) => type !== 'toolCall');
			return Assistant(plain ? textOf(message.parts) : message.parts.flatMap((part) => answerPart(part, names)));
		}
		case 'tool':
			return User(message.parts.map(resultPart));
	}
}

function contentPart(part: TextPart | ImagePart): vscode.LanguageModelTextPart | vscode.LanguageModelDataPart {
	if (part.type === 'text') return new vscode.LanguageModelTextPart(part.text);
	return vscode.LanguageModelDataPart.image(Buffer.from(part.data, 'base64'), part.mediaType);
}

function answerPart(part: AnswerPart, names: ToolNames): (vscode.LanguageModelTextPart | vscode.LanguageModelToolCallPart)[] {
	if (part.type === 'text') return [new vscode.LanguageModelTextPart(part.text)];
	return part.type === 'reasoning'
		? []
		: [new vscode.LanguageModelToolCallPart(part.id, names.toWire(part.name), argumentsObject(part.arguments).value)];
}

function resultPart({ callId, content, isError }: ToolResultPart): vscode.LanguageModelToolResultPart {
	const text = content.map((part) => (part.type === 'text' ? part.text : describedImage(part))).join('\n');
	const parts = isError ? [new vscode.LanguageModelTextPart(errorText(text))] : content.map(contentPart);
	return new vscode.LanguageModelToolResultPart(callId, parts);
}

/** There is no way to name the tool that is to be called, or to offer tools that are not: only fitting tools are offered. */
export function toolsOf(request: StreamRequest, names: ToolNames): Pick<vscode.LanguageModelChatRequestOptions, 'tools' | 'toolMode'> {
	const { tools, toolChoice } = request;
	const offered = typeof toolChoice === 'string' ? tools : tools.filter(({ name }) => name === toolChoice.name);
	if (offered.length === 0 || toolChoice === 'none') return {};
	return {
		tools: offered.map(({ name, description, parameters }) => ({ name: names.toWire(name), description, inputSchema: parameters })),
		toolMode: toolChoice === 'auto' ? vscode.LanguageModelChatToolMode.Auto : vscode.LanguageModelChatToolMode.Required,
	};
}

/** One part of an answer; null for what is none of ours. Arguments come parsed: their JSON is written anew, always alike. */
export function eventOf(part: unknown, names: ToolNames): StreamEvent | null {
	if (part instanceof vscode.LanguageModelTextPart) return part.value === '' ? null : { type: 'text', text: part.value };
	if (part instanceof vscode.LanguageModelToolCallPart) {
		const name = names.fromWire(part.name);
		return { type: 'toolCall', call: { type: 'toolCall', id: part.callId, name, arguments: JSON.stringify(part.input ?? {}) } };
	}
	if (part instanceof vscode.LanguageModelDataPart && part.mimeType === 'usage') {
		const usage = usageOf(part.data);
		return usage && { type: 'usage', ...usage };
	}
	return null;
}

/** Providers report tokens as a data part in OpenAI's form; one that cannot be read counts as none. */
function usageOf(data: Uint8Array): ReturnType<typeof normaliseUsage> {
	try {
		return normaliseUsage(JSON.parse(new TextDecoder().decode(data)), 'vscode');
	} catch {
		return null;
	}
}
