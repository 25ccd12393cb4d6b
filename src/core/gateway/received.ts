import type { MicroDollars } from '../base/micros.ts';
import type { AnswerPart, ReasoningPart, TextPart, ToolCallPart } from '../message/message.ts';
import type { EndReason, StreamEvent } from '../message/stream.ts';
import { leastTokens } from '../message/token-bounds.ts';
import { partTokens } from '../message/tokens.ts';
import type { OwnKey, TokenUsage } from '../model/prices.ts';
import type { ReceivedTokens } from '../money/beyond-belief.ts';

/** A part while it grows. */
type Growing = { -readonly [K in keyof TextPart]: TextPart[K] } | { -readonly [K in keyof ReasoningPart]: ReasoningPart[K] } | ToolCallPart;

/** What no count of the vendor's holds yet. */
const nothing = () => ({ text: '', reasoning: '', calls: '', hidden: 0, pieces: 0 });

/** What came of a stream so far: its parts in the order in which they came, the vendor's newest count, and what came after it. */
export class Received {
	readonly #estimate: (text: string) => number;
	readonly #parts: Growing[] = [];
	/** Reasoning that came in pieces and whose whole part has not come yet. */
	readonly #drafts = new Set<Growing>();
	/** Characters of the arguments that came in pieces, by call. */
	readonly #calls = new Map<string, number>();
	#uncounted = nothing();
	#usage: TokenUsage | null = null;
	#reportedCost: MicroDollars | null = null;
	#ownKey: OwnKey | null = null;
	#firstTokenAt: number | null = null;
	#ended: EndReason | null = null;
	#chars = 0;
	#answered = false;

	/** @param estimate tokens of a text */
	constructor(estimate: (text: string) => number) {
		this.#estimate = estimate;
	}

	/** Also of a stream that broke off; a call whose arguments are not whole is left out. */
	get parts(): readonly AnswerPart[] {
		return this.#parts.filter(
			(part) => part.type === 'toolCall' || part.text !== '' || (part.type === 'reasoning' && !this.#drafts.has(part)),
		);
	}

	/** Some text or a whole call came: thinking alone is no answer. */
	get answered(): boolean {
		return this.#answered;
	}

	/** A call began, whole or not. */
	get called(): boolean {
		return this.#calls.size > 0;
	}

	get usage(): TokenUsage | null {
		return this.#usage;
	}

	get reportedCost(): MicroDollars | null {
		return this.#reportedCost;
	}

	get ownKey(): OwnKey | null {
		return this.#ownKey;
	}

	/** Ms since epoch. */
	get firstTokenAt(): number | null {
		return this.#firstTokenAt;
	}

	/** Null until the stream says that it is over. */
	get ended(): EndReason | null {
		return this.#ended;
	}

	/** Characters of text, reasoning and arguments. */
	get chars(): number {
		return this.#chars;
	}

	/** Estimated tokens of what came after the newest count, but never fewer than its pieces: a vendor sends at least one token in each. */
	uncounted(): number {
		const { text, reasoning, calls, hidden, pieces } = this.#uncounted;
		return Math.max(pieces, this.#estimate(text) + this.#estimate(reasoning) + this.#estimate(calls) + hidden);
	}

	/** Of all that came. */
	tokens(): ReceivedTokens {
		const parts = this.parts;
		const text = parts
			.map((part) => (part.type === 'text' ? part.text : part.type === 'toolCall' ? part.name + part.arguments : ''))
			.join('');
		const thinking = this.#parts.reduce((sum, part) => sum + (part.type === 'reasoning' ? this.#estimate(part.text) : 0), 0);
		return { text: this.#estimate(text), least: leastTokens(text, this.#estimate), thinking };
	}

	/** @param now ms since epoch */
	add(event: StreamEvent, now: number): void {
		if (event.type === 'usage') {
			this.#usage = event.usage;
			this.#reportedCost = event.reportedCost;
			this.#ownKey = event.ownKey ?? null;
			this.#uncounted = nothing();
			return;
		}
		if (event.type === 'end') {
			this.#ended = event.reason;
			return;
		}
		this.#firstTokenAt ??= now;
		switch (event.type) {
			case 'text':
				this.#text(event.text);
				break;
			case 'reasoning':
				this.#reasoning(event.text);
				break;
			case 'thought':
				this.#thought();
				break;
			case 'reasoningPart':
				this.#reasoningPart(event.part);
				break;
			case 'toolCallDelta':
				this.#callText(event.id, event.name, event.text);
				break;
			case 'toolCall': {
				const { id, name } = event.call;
				this.#callText(id, name, event.call.arguments.slice(this.#calls.get(id) ?? 0));
				this.#parts.push(event.call);
				this.#answered = true;
			}
		}
	}

	#text(text: string): void {
		const last = this.#parts.at(-1);
		if (last?.type === 'text') last.text += text;
		else this.#parts.push({ type: 'text', text });
		this.#answered ||= text !== '';
		this.#count('text', text);
	}

	#reasoning(text: string): void {
		const last = this.#parts.at(-1);
		if (last?.type === 'reasoning' && this.#drafts.has(last)) last.text += text;
		else {
			const draft: Growing = { type: 'reasoning', text, model: null, signature: null, encrypted: null, id: null };
			this.#drafts.add(draft);
			this.#parts.push(draft);
		}
		this.#count('reasoning', text);
	}

	/** The text so far was reasoning. It stays counted: it was paid for. */
	#thought(): void {
		this.#answered = this.#parts.some(({ type }) => type === 'toolCall');
		for (const [at, part] of this.#parts.entries()) {
			if (part.type !== 'text') continue;
			const draft: Growing = { type: 'reasoning', text: part.text.trim(), model: null, signature: null, encrypted: null, id: null };
			this.#drafts.add(draft);
			this.#parts[at] = draft;
		}
	}

	/** Takes the place of its pieces: of those just before it, or of those with its text. */
	#reasoningPart(part: ReasoningPart): void {
		const at = this.#parts.findLastIndex(
			(draft, i) => this.#drafts.has(draft) && (i === this.#parts.length - 1 || (draft as ReasoningPart).text === part.text),
		);
		const draft = this.#parts[at] as ReasoningPart | undefined;
		const shown = draft?.text ?? '';
		if (draft === undefined) this.#parts.push(part);
		else {
			this.#drafts.delete(draft);
			this.#parts[at] = part.text === '' ? { ...part, text: shown } : part;
		}
		// What the vendor hides was thought all the same.
		const whole = partTokens(part, this.#estimate);
		this.#uncounted.hidden += Math.max(0, whole - this.#estimate(shown));
	}

	#callText(id: string, name: string, text: string): void {
		const before = this.#calls.get(id);
		this.#calls.set(id, (before ?? 0) + text.length);
		const said = before === undefined ? name + text : text;
		if (said !== '') this.#count('calls', said);
	}

	#count(kind: 'text' | 'reasoning' | 'calls', text: string): void {
		this.#uncounted[kind] += text;
		this.#uncounted.pieces += 1;
		this.#chars += text.length;
	}
}
