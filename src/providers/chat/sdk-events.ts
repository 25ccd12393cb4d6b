import type { ReasoningPart } from '../../core/message/message.ts';
import type { EndReason, StreamEvent } from '../../core/message/stream.ts';
import { asFields } from '../types.ts';
import { OpenRouterReasoning } from './openrouter.ts';
import type { SdkModel, Wire } from './sdk-prompt.ts';
import type { ToolNames } from './tool-names.ts';

type SdkStreamPart = Awaited<ReturnType<SdkModel['doStream']>>['stream'] extends ReadableStream<infer P> ? P : never;
type Metadata = Extract<SdkStreamPart, { type: 'reasoning-end' }>['providerMetadata'];
type FinishReason = Extract<SdkStreamPart, { type: 'finish' }>['finishReason'];

/** What a stream gives, with the vendor's own usage objects; `complete` is false where it ended without the vendor's closing word. */
export type SdkPart =
	| Exclude<StreamEvent, { type: 'usage' | 'end' }>
	| { readonly type: 'usage'; readonly raw: unknown }
	| { readonly type: 'finish'; readonly reason: EndReason; readonly complete: boolean }
	| { readonly type: 'error'; readonly error: unknown };

interface Thought {
	text: string;
	signature: string | null;
	encrypted: string | null;
	id: string | null;
}

/** Turns the SDK's parts of one stream into ours. */
export class SdkEvents {
	readonly #wire: Wire;
	/** `model` of reasoning that can be sent back. */
	readonly #origin: string;
	/** Where tools are offered, thoughts come back in the run. */
	readonly #tools: ToolNames;
	readonly #thoughts = new Map<string, Thought>();
	readonly #names = new Map<string, string>();
	readonly #arguments = new Map<string, string>();
	/** Calls of chat completions: the wire does not say where one ends, so they are whole with the closing word alone. */
	#held: SdkPart[] = [];
	#called = false;
	#usageSeen = false;
	#atStart: Readonly<Record<string, unknown>> = {};
	/** All that was thought, for a proof that comes with the end alone. */
	#thought = '';
	#givesReasoningContent = false;
	readonly #details = new OpenRouterReasoning();

	constructor(wire: Wire, origin: string, tools: ToolNames) {
		this.#wire = wire;
		this.#origin = origin;
		this.#tools = tools;
	}

	read(part: SdkStreamPart): readonly SdkPart[] {
		switch (part.type) {
			case 'text-delta':
				return part.delta === '' ? [] : [{ type: 'text', text: part.delta }];
			case 'reasoning-start':
			case 'reasoning-delta':
			case 'reasoning-end':
				return this.#reasoning(part);
			case 'tool-input-start':
				this.#names.set(part.id, this.#tools.fromWire(part.toolName));
				// Some servers give two calls of one answer the same id.
				this.#arguments.delete(part.id);
				return [];
			case 'tool-input-delta':
				this.#arguments.set(part.id, (this.#arguments.get(part.id) ?? '') + part.delta);
				return part.delta === '' ? [] : [{ type: 'toolCallDelta', id: part.id, name: this.#names.get(part.id) ?? '', text: part.delta }];
			case 'tool-call':
				return this.#toolCall(part);
			case 'custom':
				// Sent and cached tokens are counted with the first event: a stop still knows them.
				return part.kind === 'anthropic.message_start' ? this.#started(part.providerMetadata?.anthropic?.usage) : [];
			case 'raw':
				return this.#raw(part.rawValue);
			case 'error':
				return [{ type: 'error', error: part.error }];
			case 'finish':
				return this.#finish(part.finishReason, part.usage.raw);
			default:
				return [];
		}
	}

	#reasoning(part: Extract<SdkStreamPart, { type: 'reasoning-start' | 'reasoning-delta' | 'reasoning-end' }>): readonly SdkPart[] {
		const thought = this.#thoughts.get(part.id) ?? { text: '', signature: null, encrypted: null, id: null };
		this.#thoughts.set(part.id, thought);
		learn(thought, part.providerMetadata);
		if (part.type === 'reasoning-end') return this.#whole(part.id, thought);
		if (part.type === 'reasoning-start' || part.delta === '') return [];
		thought.text += part.delta;
		this.#thought += part.delta;
		return [{ type: 'reasoning', text: part.delta }];
	}

	/** A whole thought, where its vendor takes it back. */
	#whole(id: string, thought: Thought): readonly SdkPart[] {
		this.#thoughts.delete(id);
		const proven = thought.signature !== null || thought.encrypted !== null || thought.id !== null;
		if (this.#wire === 'chat' ? !this.#tools.offered || !this.#givesReasoningContent : !proven) return [];
		return [this.#part(thought)];
	}

	#part(thought: Thought): SdkPart {
		return { type: 'reasoningPart', part: { type: 'reasoning', model: this.#origin, ...thought } satisfies ReasoningPart };
	}

	#toolCall(part: Extract<SdkStreamPart, { type: 'tool-call' }>): readonly SdkPart[] {
		this.#called = true;
		// Anthropic sends no piece for `{}`; some servers send the whole call without pieces.
		const written = this.#arguments.get(part.toolCallId) ?? part.input;
		const call: SdkPart = {
			type: 'toolCall',
			call: { type: 'toolCall', id: part.toolCallId, name: this.#tools.fromWire(part.toolName), arguments: written },
		};
		if (this.#wire !== 'chat') return [call];
		const signature = part.providerMetadata?.endpoint?.thoughtSignature;
		// Gemini wants the signature of a call back with it: it travels as reasoning that has the call's id.
		if (typeof signature === 'string') this.#held.push(this.#part({ text: '', signature, encrypted: null, id: part.toolCallId }));
		this.#held.push(call);
		return [];
	}

	/** What chat completions say beside the SDK's parts: usage in any chunk, and reasoning in OpenRouter's form. */
	#raw(value: unknown): readonly SdkPart[] {
		const chunk = value as { usage?: unknown; choices?: readonly { delta?: Record<string, unknown> | null }[] } | null;
		const delta = Array.isArray(chunk?.choices) ? chunk.choices[0]?.delta : undefined;
		if (typeof delta?.reasoning_content === 'string') this.#givesReasoningContent = true;
		if (Array.isArray(delta?.reasoning_details)) this.#details.add(delta.reasoning_details);
		if (typeof chunk?.usage !== 'object' || chunk.usage === null) return [];
		this.#usageSeen = true;
		return [{ type: 'usage', raw: chunk.usage }];
	}

	#started(usage: unknown): readonly SdkPart[] {
		this.#atStart = asFields(usage);
		return [{ type: 'usage', raw: usage }];
	}

	/** Anthropic may leave out at the end what it counted at the beginning (`number | null`), and some servers say 0. */
	#counted(usage: unknown): unknown {
		const kept = Object.entries(this.#atStart).filter(([name]) => INPUT_COUNTS.has(name) && !asFields(usage)[name]);
		return kept.length === 0 ? usage : { ...asFields(usage), ...Object.fromEntries(kept) };
	}

	#finish(finish: FinishReason, usage: unknown): readonly SdkPart[] {
		const complete = isComplete(finish);
		const details = this.#details.whole();
		const thoughts =
			details === null || !this.#tools.offered ? [] : [this.#part({ text: this.#thought, signature: null, encrypted: details, id: null })];
		return [
			...(complete ? [...thoughts, ...this.#held] : []),
			...(this.#usageSeen ? [] : [{ type: 'usage' as const, raw: this.#counted(usage) }]),
			{ type: 'finish', reason: this.#reason(finish), complete },
		];
	}

	/** Some servers end an answer that calls tools with `stop`. */
	#reason({ unified }: FinishReason): EndReason {
		if (unified === 'length') return 'length';
		if (unified === 'content-filter') return 'filter';
		return this.#called ? 'toolCalls' : 'stop';
	}
}

const INPUT_COUNTS: ReadonlySet<string> = new Set(['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']);

function learn(thought: Thought, metadata: Metadata): void {
	const { signature, redactedData } = metadata?.anthropic ?? {};
	const { itemId, reasoningEncryptedContent } = metadata?.openai ?? {};
	if (typeof signature === 'string') thought.signature = (thought.signature ?? '') + signature;
	if (typeof redactedData === 'string') thought.encrypted = redactedData;
	if (typeof itemId === 'string') thought.id = itemId;
	if (typeof reasoningEncryptedContent === 'string') thought.encrypted = reasoningEncryptedContent;
}

/** Whether the vendor itself said that the answer is over. */
function isComplete({ unified, raw }: FinishReason): boolean {
	return unified !== 'error' && unified !== 'interrupted' && (unified !== 'other' || raw !== undefined);
}
