/** The classes of `vscode.lm` that requests and answers are made of, as @types/vscode 1.125 and the proposals describe them. */

export class LanguageModelTextPart {
	readonly value: string;
	readonly audience: readonly number[] | undefined;
	constructor(value: string, audience?: readonly number[]) {
		this.value = value;
		this.audience = audience;
	}
}

export class LanguageModelToolCallPart {
	readonly callId: string;
	readonly name: string;
	readonly input: object;
	constructor(callId: string, name: string, input: object) {
		this.callId = callId;
		this.name = name;
		this.input = input;
	}
}

export class LanguageModelToolResultPart {
	readonly callId: string;
	readonly content: unknown[];
	readonly isError: boolean | undefined;
	constructor(callId: string, content: unknown[], isError?: boolean) {
		this.callId = callId;
		this.content = content;
		this.isError = isError;
	}
}

export class LanguageModelDataPart {
	readonly data: Uint8Array;
	readonly mimeType: string;
	constructor(data: Uint8Array, mimeType: string) {
		this.data = data;
		this.mimeType = mimeType;
	}
}

export class LanguageModelPromptTsxPart {
	readonly value: unknown;
	constructor(value: unknown) {
		this.value = value;
	}
}

export class LanguageModelThinkingPart {
	readonly value: string;
	constructor(value: string) {
		this.value = value;
	}
}

export class LanguageModelError extends Error {
	static NoPermissions = (message: string) => new LanguageModelError(message, 'NoPermissions');
	static NotFound = (message: string) => new LanguageModelError(message, 'NotFound');
	static Blocked = (message: string) => new LanguageModelError(message, 'Blocked');
	readonly code: string;
	constructor(message: string, code = 'Unknown') {
		super(message);
		this.code = code;
	}
}

export class CancellationError extends Error {}

export const LanguageModelChatMessageRole = { User: 1, Assistant: 2 };
export const LanguageModelChatToolMode = { Auto: 1, Required: 2 };
export const commands = { ran: [] as string[], executeCommand: async (id: string): Promise<void> => void commands.ran.push(id) };
