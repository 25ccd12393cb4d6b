import type { createAnthropic } from '@ai-sdk/anthropic';
import { imageType } from '../../core/message/image-size.ts';
import {
	type AnswerPart,
	type AssistantMessage,
	describedImage,
	errorText,
	type ImagePart,
	type Message,
	type Part,
	type ReasoningPart,
	type TextPart,
	type ToolResultPart,
	textOf,
} from '../../core/message/message.ts';
import type { Repaired } from '../../core/message/repair.ts';
import { messageMarks } from './cache-marks.ts';
import type { ExactArguments } from './exact-arguments.ts';
import type { ToolNames } from './tool-names.ts';

export type SdkModel = ReturnType<ReturnType<typeof createAnthropic>>;
export type SdkOptions = Parameters<SdkModel['doStream']>[0];
type SdkPrompt = SdkOptions['prompt'];
type Role<R> = Extract<SdkPrompt[number], { role: R }>;
type SdkUserPart = Role<'user'>['content'][number];
type SdkAnswerPart = Role<'assistant'>['content'][number];
type SdkResult = Extract<Role<'tool'>['content'][number], { type: 'tool-result' }>;
type ProviderOptions = NonNullable<SdkResult['providerOptions']>;
type JsonArray = Extract<ProviderOptions[string][string], readonly unknown[]>;

/** The three forms that the endpoints speak. */
export type Wire = 'anthropic' | 'responses' | 'chat';

/** A mark for the prompt cache in the form of the SDK's provider: Anthropic's own, or a field that `openRouterBody` finds. */
export const MARK = {
	anthropic: { anthropic: { cacheControl: { type: 'ephemeral' as const } } },
	openRouter: { openaiCompatible: { cache_control: { type: 'ephemeral' as const } } },
};

export interface PromptForm {
	readonly wire: Wire;
	/** Who wants marks for its prompt cache; OpenRouter alone for Claude. */
	readonly marks: keyof typeof MARK | null;
	readonly exact: ExactArguments;
	readonly names: ToolNames;
}

/** System text first, then the conversation, in the SDK's form, with marks for the prompt cache. */
export function toSdkPrompt({ messages, stableMessages }: Repaired, form: PromptForm): SdkPrompt {
	const { marks } = form;
	const placed = marks === null ? [] : messageMarks(messages, stableMessages, marks === 'anthropic' ? () => true : isTextOrResult);
	const mark = marks === null ? {} : { providerOptions: MARK[marks] };
	const lastSystem = messages.findLastIndex((message) => message.role === 'system');
	const system = messages.flatMap((message, at): SdkPrompt => {
		return message.role === 'system' ? [{ role: 'system', content: textOf(message.parts), ...(at === lastSystem ? mark : {}) }] : [];
	});
	const said = messages.flatMap((message, at) => {
		return conversationMessage(message, form, (part) => (placed.some((place) => place.message === at && place.part === part) ? mark : {}));
	});
	return [...system, ...said];
}

type MarkOf = (part: number) => { readonly providerOptions?: ProviderOptions };

function conversationMessage(message: Message, form: PromptForm, markOf: MarkOf): SdkPrompt {
	switch (message.role) {
		case 'system':
			return [];
		case 'user':
			return [{ role: 'user', content: message.parts.map((part, place) => ({ ...userPart(part), ...markOf(place) })) }];
		case 'assistant':
			return assistantMessage(message, form, markOf);
		case 'tool':
			return [{ role: 'tool', content: message.parts.map((part, place) => ({ ...toolResult(part, form.wire), ...markOf(place) })) }];
	}
}

/** OpenRouter takes marks on text alone, and Claude on text that is not empty. */
function isTextOrResult(part: Part): boolean {
	if (part.type === 'toolResult') return part.isError || part.content.some((shown) => shown.type === 'image' || shown.text.trim() !== '');
	return part.type === 'text' && part.text.trim() !== '';
}

function userPart(part: TextPart | ImagePart): SdkUserPart {
	if (part.type === 'text') return { type: 'text', text: part.text };
	return imageFile(part) ?? { type: 'text', text: describedImage(part) };
}

/**
 * Null for what is none of the four types that every vendor with vision takes (OpenAI's and Anthropic's vision guides, read 2026-11-28).
 * The bytes decide: vendors refuse an image under another type's name, and with it every later request of the conversation.
 */
function imageFile({ data: given }: ImagePart) {
	const data = given.replace(/\s+/g, '');
	const mediaType = imageType(data);
	return mediaType === null ? null : { type: 'file' as const, mediaType, data: { type: 'data' as const, data } };
}

function assistantMessage({ parts }: AssistantMessage, form: PromptForm, markOf: MarkOf): Role<'assistant'>[] {
	const content = parts.flatMap((part, place) => {
		const sent = answerPart(part, parts, place, form);
		return sent === null ? [] : [{ ...sent, ...markOf(place) }];
	});
	// A thought alone, cut off by the limit: Moonshot and Mistral refuse a message of the assistant that is otherwise empty.
	if (content.every(({ type }) => type === 'reasoning')) return [];
	if (form.wire !== 'chat') return [{ role: 'assistant', content }];
	// Chat completions have one text a message: what belongs to a part stands beside it.
	const mark = parts.map((_part, place) => markOf(place).providerOptions).find((options) => options !== undefined);
	const beside = { ...openRouterDetails(parts), ...mark?.openaiCompatible };
	return [{ role: 'assistant', content, ...(Object.keys(beside).length === 0 ? {} : { providerOptions: { openaiCompatible: beside } }) }];
}

function answerPart(
	part: AnswerPart,
	parts: readonly AnswerPart[],
	place: number,
	{ wire, exact, names }: PromptForm,
): SdkAnswerPart | null {
	switch (part.type) {
		case 'text':
			return { type: 'text', text: part.text };
		case 'toolCall': {
			const held = exact.hold(part.arguments);
			const thought = wire === 'chat' ? parts.find((other) => other.type === 'reasoning' && other.id === part.id) : undefined;
			const thoughtSignature = thought?.type === 'reasoning' ? thought.signature : null;
			return {
				type: 'tool-call',
				toolCallId: part.id,
				toolName: names.toWire(part.name),
				input: wire === 'anthropic' ? held : JSON.stringify(held),
				...(thoughtSignature === null ? {} : { providerOptions: { google: { thoughtSignature } } }),
			};
		}
		case 'reasoning': {
			const providerOptions = proofOf(part, parts, place, wire);
			return providerOptions && { type: 'reasoning', text: part.text, providerOptions };
		}
	}
}

/** What the vendor needs to take the reasoning back, or null where it cannot. */
function proofOf(part: ReasoningPart, parts: readonly Part[], place: number, wire: Wire): ProviderOptions | null {
	// Anthropic and OpenAI refuse a thought without what it led to.
	if (wire !== 'chat' && parts.slice(place).every((later) => later.type === 'reasoning')) return null;
	switch (wire) {
		case 'anthropic':
			if (part.signature !== null) return { anthropic: { signature: part.signature } };
			return part.encrypted === null ? null : { anthropic: { redactedData: part.encrypted } };
		case 'responses': {
			const itemId = part.id === null ? {} : { itemId: part.id };
			if (part.encrypted !== null) return { openai: { ...itemId, reasoningEncryptedContent: part.encrypted } };
			// The pieces of one item's summary: the last of them carries the encrypted form.
			const proven = parts.some((other) => other.type === 'reasoning' && other.id === part.id && other.encrypted !== null);
			return part.id !== null && proven ? { openai: itemId } : null;
		}
		case 'chat':
			// `reasoning_content`, for servers that gave it in that field and want it back.
			return part.encrypted === null && part.signature === null ? {} : null;
	}
}

/** OpenRouter's reasoning, unchanged and in its order. */
function openRouterDetails(parts: readonly AnswerPart[]): { reasoning_details?: JsonArray } {
	const details = parts.flatMap((part) => (part.type === 'reasoning' && part.encrypted ? jsonArray(part.encrypted) : []));
	return details.length === 0 ? {} : { reasoning_details: details };
}

/** Empty for what is none: the endpoint may have been of another kind when it was written. */
function jsonArray(text: string): JsonArray {
	try {
		const value: unknown = JSON.parse(text);
		return Array.isArray(value) ? value : [];
	} catch {
		return [];
	}
}

function toolResult({ callId, name, content, isError }: ToolResultPart, wire: Wire): SdkResult {
	const shown = content.map((part) => {
		if (part.type === 'text') return part;
		return (wire === 'chat' || isError ? null : imageFile(part)) ?? { type: 'text' as const, text: describedImage(part) };
	});
	const parts = shown.filter((part) => part.type === 'file' || part.text.trim() !== '');
	const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
	const base = { type: 'tool-result' as const, toolCallId: callId, toolName: name };
	// Anthropic alone has a flag for errors; elsewhere the text says it.
	if (isError)
		return {
			...base,
			output:
				wire === 'anthropic'
					? { type: 'error-text', value: text === '' ? errorText(text) : text }
					: { type: 'text', value: errorText(text) },
		};
	if (parts.every((part) => part.type === 'text')) return { ...base, output: { type: 'text', value: text } };
	return { ...base, output: { type: 'content', value: parts } };
}
