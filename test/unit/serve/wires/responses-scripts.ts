import * as fc from 'fast-check';
import type { AnswerPart, ReasoningPart, ToolCallPart } from '../../../../src/core/message/message.ts';
import type { Said } from './support.ts';

const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });
const args = fc.oneof(
	fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }).map((value) => JSON.stringify(value)),
	fc.constant('{"path": "a b",\n "n": 1.50}'),
	fc.constant('{"cut off": '),
	fc.constant(' '),
);

export interface Script {
	readonly said: readonly Said[];
	readonly parts: readonly AnswerPart[];
}

interface Block {
	readonly kind: 'text' | 'reasoning' | 'calls';
	readonly text: string;
	readonly ours: boolean;
	readonly calls: readonly { readonly args: string; readonly custom: boolean; readonly cuts: readonly number[] }[];
	readonly mix: readonly number[];
}

const block: fc.Arbitrary<Block> = fc.record({
	kind: fc.constantFrom('text', 'reasoning', 'calls'),
	text: words,
	ours: fc.boolean(),
	calls: fc.array(fc.record({ args, custom: fc.boolean(), cuts: fc.array(fc.nat(40), { maxLength: 3 }) }), { minLength: 1, maxLength: 3 }),
	mix: fc.array(fc.nat(100), { minLength: 12, maxLength: 12 }),
});

/** Texts, thoughts and calls in any order; calls whole, in pieces, and with their pieces mixed. */
export const scripts: fc.Arbitrary<Script> = fc.array(block, { minLength: 1, maxLength: 5 }).map((blocks) => {
	const said: Said[] = [];
	const parts: AnswerPart[] = [];
	for (const [n, one] of blocks.entries()) {
		if (one.kind === 'calls') addCalls(one, n, said, parts);
		else if (one.kind === 'text') {
			// By units, so that pairs are cut.
			for (const unit of one.text.split('')) said.push({ kind: 'text', text: unit });
			parts.push({ type: 'text', text: one.text });
		} else {
			const proof = { model: one.ours ? 'a/b' : null, signature: one.ours ? 'sig' : null, encrypted: null, id: null };
			const part: ReasoningPart = { type: 'reasoning', text: one.text, ...proof };
			for (const unit of one.text.split('')) said.push({ kind: 'reasoning', text: unit });
			said.push({ kind: 'part', part }, { kind: 'ping' });
			parts.push(part);
		}
	}
	return { said, parts };
});

/** Names of tools say their form: `free…` takes free text. */
function addCalls({ calls, mix }: Block, n: number, said: Said[], parts: AnswerPart[]): void {
	const made = calls.map(({ args: given, custom }, at): ToolCallPart => {
		const name = `${custom ? 'free' : 'tool'}${at}`;
		const text = custom ? JSON.stringify({ input: given }) : given;
		return { type: 'toolCall', id: `call_${n}_${at}`, name, arguments: text };
	});
	const queues = made.map((call, at): Said[] => {
		const cuts = [...new Set(calls[at]!.cuts)].sort((a, b) => a - b);
		const pieces = cuts.map((cut, i) => call.arguments.slice(i === 0 ? 0 : cuts[i - 1], cut));
		return [...pieces.map((text): Said => ({ kind: 'piece', id: call.id, name: call.name, text })), { kind: 'call', call }];
	});
	const heard: number[] = [];
	for (let step = 0; queues.some(({ length }) => length > 0); step++) {
		const open = queues.flatMap((queue, at) => (queue.length > 0 ? [at] : []));
		const at = open[(mix[step % mix.length] ?? 0) % open.length]!;
		said.push(queues[at]!.shift()!);
		// A call stands where it was first heard of.
		if (!heard.includes(at)) heard.push(at);
	}
	parts.push(...heard.map((at) => made[at]!));
}

export const TOOLS = [0, 1, 2].flatMap((n) => [
	{ type: 'function' as const, name: `tool${n}`, strict: false, parameters: { type: 'object', properties: {} } },
	{ type: 'custom' as const, name: `free${n}`, description: 'Takes text.' },
]);

/** Of every item, what a client has of it; texts and thoughts that follow each other are one. */
export function expected(parts: readonly AnswerPart[]): readonly object[] {
	const out: { kind: string; text: string; id?: string; name?: string }[] = [];
	for (const part of parts) {
		const last = out.at(-1);
		if (part.type !== 'toolCall') {
			if (last?.kind === part.type) last.text += part.text;
			else out.push({ kind: part.type, text: part.text });
			continue;
		}
		const { id, name, arguments: text } = part;
		if (name.startsWith('free')) out.push({ kind: 'custom', id, name, text: (JSON.parse(text) as { input: string }).input });
		else out.push({ kind: 'function', id, name, text: text.trim() === '' ? '{}' : text });
	}
	return out;
}
