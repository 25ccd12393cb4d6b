/** Plain text. */
export interface TextPart {
	readonly type: 'text';
	readonly text: string;
}

/** An image, for models with `vision`. */
export interface ImagePart {
	readonly type: 'image';
	/** MIME type, such as `image/png`. */
	readonly mediaType: string;
	/** Base64, without a `data:` prefix. */
	readonly data: string;
}

/** A call that the model asks for. */
export interface ToolCallPart {
	readonly type: 'toolCall';
	/** Chosen by the model or its server; a result names it. */
	readonly id: string;
	readonly name: string;
	/** JSON as the model wrote it, which may be malformed; sent back byte for byte. */
	readonly arguments: string;
}

/** What a call gave. */
export interface ToolResultPart {
	readonly type: 'toolResult';
	/** `id` of the call. */
	readonly callId: string;
	/** Name of the tool; some wires want it back. */
	readonly name: string;
	readonly content: readonly (TextPart | ImagePart)[];
	readonly isError: boolean;
}

/**
 * What the model thought, with what its vendor needs to take it back: a signature (Anthropic; Gemini's of a call, with the call's id), the
 * encrypted form (OpenAI Responses, Anthropic's redacted thinking), the JSON of all its details (OpenRouter), or the text alone (DeepSeek
 * and its like). It is meant for the model at the endpoint that wrote it and is left out for any other.
 */
export interface ReasoningPart {
	readonly type: 'reasoning';
	/** As far as the vendor shows it; may be empty. */
	readonly text: string;
	/** Who wrote it, as `endpointId/wireModel`; null where nothing has to be sent back. */
	readonly model: string | null;
	readonly signature: string | null;
	readonly encrypted: string | null;
	/** The vendor's id of the item, null where it has none. */
	readonly id: string | null;
}

export type Part = TextPart | ImagePart | ToolCallPart | ToolResultPart | ReasoningPart;

/** Parts of a model's answer, in the order in which they came. */
export type AnswerPart = TextPart | ReasoningPart | ToolCallPart;

export interface SystemMessage {
	readonly role: 'system';
	readonly parts: readonly TextPart[];
}

export interface UserMessage {
	readonly role: 'user';
	readonly parts: readonly (TextPart | ImagePart)[];
}

export interface AssistantMessage {
	readonly role: 'assistant';
	readonly parts: readonly AnswerPart[];
}

/** Results of the calls of the assistant message before it, in one message. */
export interface ToolMessage {
	readonly role: 'tool';
	readonly parts: readonly ToolResultPart[];
}

export type Message = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** A tool that the model may call. */
export interface ToolDefinition {
	readonly name: string;
	readonly description: string;
	/** JSON Schema of the arguments, an object. */
	readonly parameters: Readonly<Record<string, unknown>>;
}

/** `required`: some tool must be called; a name: that one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** JSON that the answer must be: any object, or one that a JSON Schema describes. */
export type AnswerFormat =
	| { readonly kind: 'json' }
	| {
			readonly kind: 'schema';
			readonly name: string;
			readonly description?: string;
			readonly schema: Readonly<Record<string, unknown>>;
			/** The vendor holds the answer to the schema, as far as it can. */
			readonly strict: boolean;
	  };

/**
 * What a caller asks of the answer beside its prompt. What a vendor or model cannot be told is left out, save `format`, which a caller
 * relies on: where the wire has no word for it, it is asked for in words.
 */
export interface Wishes {
	/** Most tokens of the answer, thinking included. */
	readonly maxOutputTokens?: number;
	readonly temperature?: number;
	readonly topP?: number;
	readonly stop?: readonly string[];
	readonly seed?: number;
	/** False: at most one call an answer. */
	readonly parallelToolCalls?: boolean;
	readonly format?: AnswerFormat;
}

/** What is sent, built and counted once a request. */
export interface Prompt {
	readonly messages: readonly Message[];
	/** In a fixed order: they stand before everything else in vendors' caches. */
	readonly tools: readonly ToolDefinition[];
	readonly toolChoice: ToolChoice;
	/**
	 * How many of `messages` from the first on come back byte for byte in the next request; system text and tools always do. Adapters write
	 * their vendor's marks at its end.
	 */
	readonly stableMessages: number;
	/** Absent where the caller wishes nothing. */
	readonly wishes?: Wishes;
	/** Estimated tokens of all of it. */
	readonly tokens: number;
}

export function textMessage(role: 'system' | 'user' | 'assistant', text: string): Message {
	return { role, parts: [{ type: 'text', text }] };
}

/** The text of parts, without reasoning, calls and results. */
export function textOf(parts: readonly Part[]): string {
	return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/**
 * Arguments as an object, for wires that take nothing else: those that are no JSON object stand in one as a string, so that the model sees
 * what it wrote. `exact` says whether the text itself is that object.
 */
export function argumentsObject(text: string): { readonly value: Record<string, unknown>; readonly exact: boolean } {
	if (text.trim() === '') return { value: {}, exact: false };
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === 'object' && value !== null && !Array.isArray(value))
			return { value: value as Record<string, unknown>, exact: true };
	} catch {
		// Malformed.
	}
	return { value: { malformed_arguments: text }, exact: false };
}

/** The text of a failed call, for wires without a flag that says so. */
export function errorText(text: string): string {
	if (text.trim() === '') return 'Error.';
	return /^error\b/i.test(text) ? text : `Error: ${text}`;
}

/** For wires and vendors that cannot carry an image at this place. */
export function describedImage({ mediaType }: ImagePart): string {
	return `[An image (${mediaType}) that cannot be shown here.]`;
}

/** What an attachment is of: a part or the whole of one file, or what was gathered from several. */
export const ATTACHMENT_KINDS = [
	'selection',
	'file',
	'symbol',
	'folder',
	'problems',
	'diff',
	'search',
	'image',
	'terminal',
	'instructions',
] as const;

/** What an image holds beside its part. */
export interface AttachedImage extends Omit<ImagePart, 'type'> {
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** The same in small, base64 of a PNG or JPEG, for chips. */
	readonly thumb: string;
}

/** Text that goes to the model beside the message, or an image. `range` is 1-based, inclusive. */
export interface Attachment {
	readonly kind: (typeof ATTACHMENT_KINDS)[number];
	/** Workspace-relative; `problems`, `diff` and `terminal` for those, the text that was looked for of a search, a name of an image. */
	readonly path: string;
	/** Of a symbol. */
	readonly name?: string;
	/** What goes where not all of it does: "lines 1 to 400 of 2,310". Absent: all. */
	readonly cut?: string;
	/** It stood open in the editor and went along by itself. */
	readonly open?: true;
	readonly language: string | null;
	/** Empty of an image. */
	readonly content: string;
	readonly image?: AttachedImage;
	readonly range: { readonly startLine: number; readonly endLine: number } | null;
}
