import { endingOf } from '../stream/end-reason.ts';
import { asFields } from '../types.ts';
import { type AnswerEvent, type AnswerReader, asArguments, asId, asText, type Closing, thoughtPart } from './answer-reader.ts';
import type { ToolNames } from './tool-names.ts';

type Fields = ReturnType<typeof asFields>;

interface Block {
	readonly kind: 'text' | 'thinking' | 'redacted' | 'call' | 'other';
	/** Text of a thought, or arguments of a call in pieces. */
	text: string;
	signature: string | null;
	readonly encrypted: string | null;
	readonly id: string;
	readonly name: string;
	/** Arguments that came with the beginning of a call. */
	readonly input: string;
}

const INPUT_COUNTS: ReadonlySet<string> = new Set(['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']);
const EVENTS: ReadonlySet<unknown> = new Set([
	'message_start',
	'message_delta',
	'message_stop',
	'content_block_start',
	'content_block_delta',
	'content_block_stop',
]);

/**
 * Anthropic's Messages. Unknown events, deltas and kinds of blocks may come at any time, says the vendor (platform.claude.com, "Streaming
 * Messages", read 2026-11-28).
 */
export class AnthropicReader implements AnswerReader {
	readonly #origin: string;
	readonly #names: ToolNames;
	readonly #blocks = new Map<unknown, Block>();
	#closing: Closing | null = null;
	#over = false;
	#understood = false;
	#counts: Fields = {};

	constructor(origin: string, names: ToolNames) {
		this.#origin = origin;
		this.#names = names;
	}

	get closing(): Closing | null {
		return this.#closing;
	}

	get over(): boolean {
		return this.#over;
	}

	get understood(): boolean {
		return this.#understood;
	}

	isPiece({ type }: Fields): boolean {
		return EVENTS.has(type) || type === 'ping';
	}

	read(message: Fields): readonly AnswerEvent[] {
		this.#understood ||= EVENTS.has(message.type);
		switch (message.type) {
			case 'message_start':
				// Sent and cached tokens are counted with the first event: a stop still knows them.
				return this.#count(asFields(message.message).usage);
			case 'content_block_start':
				return this.#begin(message.index, asFields(message.content_block));
			case 'content_block_delta':
				return this.#delta(message.index, asFields(message.delta));
			case 'content_block_stop':
				return this.#end(message.index);
			case 'message_delta': {
				const reason = asFields(message.delta).stop_reason;
				const ending = endingOf(reason);
				if (ending !== null) this.#closing = { ending, word: asText(reason) };
				return this.#count(message.usage);
			}
			case 'message_stop':
				this.#over = true;
				return [];
			default:
				return [];
		}
	}

	/** Blocks that a server did not end. */
	finish(): readonly AnswerEvent[] {
		return [...this.#blocks.keys()].flatMap((index) => this.#end(index));
	}

	#begin(index: unknown, { type, text, thinking, data, signature, id, name, input }: Fields): readonly AnswerEvent[] {
		const kind =
			type === 'text' || type === 'thinking' ? type : type === 'redacted_thinking' ? 'redacted' : type === 'tool_use' ? 'call' : 'other';
		const block: Block = {
			kind,
			text: '',
			signature: asText(signature) || null,
			encrypted: kind === 'redacted' ? asText(data) : null,
			id: asId(id),
			name: this.#names.fromWire(asText(name)),
			input: asArguments(input),
		};
		this.#blocks.set(index, block);
		if (kind === 'thinking' || kind === 'redacted') {
			return [{ type: 'thinking' }, ...this.#grow(block, kind === 'thinking' ? asText(thinking) : '')];
		}
		return kind === 'text' ? this.#grow(block, asText(text)) : [];
	}

	#delta(index: unknown, delta: Fields): readonly AnswerEvent[] {
		const block = this.#blocks.get(index);
		switch (delta.type) {
			case 'text_delta':
				return block === undefined || block.kind === 'text' ? said('text', asText(delta.text)) : [];
			case 'thinking_delta':
				return block?.kind === 'thinking' ? this.#grow(block, asText(delta.thinking)) : said('reasoning', asText(delta.thinking));
			case 'signature_delta':
				if (block !== undefined && typeof delta.signature === 'string') block.signature = (block.signature ?? '') + delta.signature;
				return [];
			case 'input_json_delta':
				return block?.kind === 'call' ? this.#grow(block, asArguments(delta.partial_json)) : [];
			default:
				return [];
		}
	}

	#grow(block: Block, text: string): readonly AnswerEvent[] {
		if (text === '') return [];
		if (block.kind === 'text') return said('text', text);
		block.text += text;
		if (block.kind === 'thinking') return said('reasoning', text);
		return [{ type: 'toolCallDelta', id: block.id, name: block.name, text }];
	}

	#end(index: unknown): readonly AnswerEvent[] {
		const block = this.#blocks.get(index);
		this.#blocks.delete(index);
		if (block === undefined) return [];
		const { kind, text, signature, encrypted, id, name, input } = block;
		if (kind === 'call') {
			// No piece comes for `{}`; some servers send the whole call without pieces.
			return [{ type: 'toolCall', call: { type: 'toolCall', id, name, arguments: text === '' ? input || '{}' : text } }];
		}
		const proven = signature !== null || encrypted !== null;
		return (kind === 'thinking' || kind === 'redacted') && proven ? [thoughtPart(this.#origin, { text, signature, encrypted })] : [];
	}

	/** Counts are cumulative; the end may leave out what the beginning said (`number | null`), and some servers say 0 there. */
	#count(usage: unknown): readonly AnswerEvent[] {
		if (typeof usage !== 'object' || usage === null) return [];
		const news = Object.entries(usage).filter(([name, value]) => value !== null && (value !== 0 || !INPUT_COUNTS.has(name)));
		this.#counts = { ...this.#counts, ...Object.fromEntries(news) };
		return [{ type: 'usage', raw: this.#counts }];
	}
}

function said(type: 'text' | 'reasoning', text: string): readonly AnswerEvent[] {
	return text === '' ? [] : [{ type, text }];
}
