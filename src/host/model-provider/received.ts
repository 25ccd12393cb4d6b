import * as vscode from 'vscode';

/** A part of a message as VS Code hands it over, without its classes. */
export type ReceivedPart =
	| { readonly kind: 'text'; readonly text: string }
	| { readonly kind: 'call'; readonly id: string; readonly name: string; readonly input: unknown }
	| { readonly kind: 'result'; readonly id: string; readonly isError: boolean; readonly parts: readonly ReceivedPart[] }
	| { readonly kind: 'data'; readonly mimeType: string; readonly data: Uint8Array }
	/** JSON of a prompt-tsx tree. */
	| { readonly kind: 'tsx'; readonly value: unknown }
	/** What a model thought: only the memory of answers knows whose it was, so it is not sent on. */
	| { readonly kind: 'thinking' };

export interface ReceivedMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly parts: readonly ReceivedPart[];
}

/** `LanguageModelChatMessageRole.System` is a proposal, but the system prompt of VS Code's agents arrives with it (seen in 1.139). */
const SYSTEM_ROLE = 3;
/** `LanguageModelPartAudience.Assistant`, likewise: a part for the user or an extension alone is not for the model. */
const FOR_MODELS = 0;

/** A message may also come as plain text from `provideTokenCount`, and its content as a string from older callers. */
export function received({ role, content }: vscode.LanguageModelChatRequestMessage): ReceivedMessage {
	return { role: roleOf(role), parts: listed(content).flatMap(receivedPart) };
}

function listed(content: unknown): readonly unknown[] {
	return Array.isArray(content) ? content : typeof content === 'string' ? [content] : [];
}

/** VS Code hands on what an extension put there, whatever its type says. */
function word(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function roleOf(role: number): ReceivedMessage['role'] {
	if (role === SYSTEM_ROLE) return 'system';
	return role === vscode.LanguageModelChatMessageRole.Assistant ? 'assistant' : 'user';
}

/** None for what is unknown: a class of a later VS Code is no text. */
function receivedPart(part: unknown): ReceivedPart[] {
	if (typeof part === 'string') return [{ kind: 'text', text: part }];
	if (!forModels(part)) return [];
	if (part instanceof vscode.LanguageModelTextPart) return [{ kind: 'text', text: word(part.value) }];
	if (part instanceof vscode.LanguageModelToolCallPart) {
		return [{ kind: 'call', id: word(part.callId), name: word(part.name), input: part.input }];
	}
	if (part instanceof vscode.LanguageModelToolResultPart) {
		// `isError` is no part of the stable class, but arrives.
		const { isError } = part as { isError?: unknown };
		return [{ kind: 'result', id: word(part.callId), isError: isError === true, parts: listed(part.content).flatMap(receivedPart) }];
	}
	if (part instanceof vscode.LanguageModelDataPart) {
		return ArrayBuffer.isView(part.data) ? [{ kind: 'data', mimeType: word(part.mimeType), data: part.data }] : [];
	}
	if (part instanceof vscode.LanguageModelPromptTsxPart) return [{ kind: 'tsx', value: part.value }];
	const Thinking = thinkingClass();
	return Thinking !== null && part instanceof Thinking ? [{ kind: 'thinking' }] : [];
}

function forModels(part: unknown): boolean {
	const audience = (part as { audience?: unknown } | null)?.audience;
	return !Array.isArray(audience) || audience.length === 0 || audience.includes(FOR_MODELS);
}

type Thinking = new (value: string, id?: string, metadata?: object) => vscode.LanguageModelTextPart;

/** Not in the stable types, but VS Code takes and gives such parts without a proposal (1.139); null where it has none. */
export function thinkingClass(): Thinking | null {
	return (vscode as { readonly LanguageModelThinkingPart?: Thinking }).LanguageModelThinkingPart ?? null;
}
