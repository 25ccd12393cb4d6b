import { onTestFinished } from 'vitest';
import type { AnswerPart, AssistantMessage, Message, ToolDefinition, ToolMessage } from '../../../src/core/message/message.ts';
import type { StreamEvent, StreamRequest } from '../../../src/core/message/stream.ts';
import type { EndpointKind } from '../../../src/core/model/endpoint.ts';
import type { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { startVendor, type Vendor, type VendorKind, type VendorOptions } from '../../support/vendors/vendor.ts';
import { collect, type Outcome, providerAt } from '../../unit/providers/server.ts';

/** One red pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

export const READ: ToolDefinition = {
	name: 'read_file',
	description: 'Reads a file.',
	parameters: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
};
export const LIST: ToolDefinition = { name: 'list_files', description: 'Lists files.', parameters: { type: 'object', properties: {} } };

export interface Wire {
	readonly name: VendorKind;
	readonly kind: EndpointKind;
	readonly model: string;
}

export const WIRES: readonly Wire[] = [
	{ name: 'anthropic', kind: 'anthropic', model: 'claude-opus-4-8' },
	{ name: 'openai-responses', kind: 'openai', model: 'gpt-5.6' },
	{ name: 'openai-chat', kind: 'openai-compatible', model: 'gpt-4.1' },
	{ name: 'openai-compatible', kind: 'openai-compatible', model: 'deepseek-chat' },
];

export interface Talk {
	readonly vendor: Vendor;
	readonly provider: HttpChatProvider;
	ask(request: Partial<StreamRequest> & Pick<StreamRequest, 'messages'>): Promise<Outcome>;
	/** Body of the last request. */
	body(): Record<string, unknown>;
	/** The same as text. */
	raw(): string;
}

/** A stand-in and our adapter in front of it. */
export async function talkTo(wire: Wire, options: VendorOptions = {}): Promise<Talk> {
	const vendor = await startVendor(wire.name, options);
	onTestFinished(() => vendor.close());
	const provider = providerAt(vendor.baseUrl, wire.kind);
	return {
		vendor,
		provider,
		ask: (request) =>
			collect(
				provider.stream(
					{ ...DEFAULTS, model: wire.model, stableMessages: request.messages.length, ...request },
					new AbortController().signal,
				),
			),
		body: () => vendor.requests.at(-1)?.body as Record<string, unknown>,
		raw: () => vendor.requests.at(-1)?.raw.toString('utf8') ?? '',
	};
}

const DEFAULTS = { tools: [], toolChoice: 'auto', maxOutputTokens: 8000, effort: null } as const;

export function system(text: string): Message {
	return { role: 'system', parts: [{ type: 'text', text }] };
}

export function user(text: string, ...images: readonly string[]): Message {
	return {
		role: 'user',
		parts: [...images.map((data) => ({ type: 'image' as const, mediaType: 'image/png', data })), { type: 'text', text }],
	};
}

export function results(
	...given: readonly (readonly [id: string, text: string, more?: { isError?: boolean; image?: string; name?: string }])[]
): ToolMessage {
	return {
		role: 'tool',
		parts: given.map(([callId, text, more = {}]) => ({
			type: 'toolResult',
			callId,
			name: more.name ?? READ.name,
			content: [
				{ type: 'text', text },
				...(more.image === undefined ? [] : [{ type: 'image' as const, mediaType: 'image/png', data: more.image }]),
			],
			isError: more.isError ?? false,
		})),
	};
}

/** The assistant's message as the gateway keeps it: its parts in the order in which they came, pieces of text joined. */
export function messageOf(events: readonly StreamEvent[]): AssistantMessage {
	const parts: AnswerPart[] = [];
	for (const event of events) {
		const last = parts.at(-1);
		if (event.type === 'text' && last?.type === 'text') parts[parts.length - 1] = { ...last, text: last.text + event.text };
		else if (event.type === 'text') parts.push({ type: 'text', text: event.text });
		else if (event.type === 'reasoningPart') parts.push(event.part);
		else if (event.type === 'toolCall') parts.push(event.call);
	}
	return { role: 'assistant', parts };
}
