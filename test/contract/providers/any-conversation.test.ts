import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AnswerPart, ImagePart, Message, TextPart, ToolDefinition, ToolResultPart } from '../../../src/core/message/message.ts';
import type { StreamRequest } from '../../../src/core/message/stream.ts';
import type { Answer, AnswerPart as ScriptPart } from '../../support/vendors/script.ts';
import { startVendor, type Vendor } from '../../support/vendors/vendor.ts';
import { collect, providerAt } from '../../unit/providers/server.ts';
import { LIST, messageOf, PNG, READ, system, user, WIRES, type Wire } from './support.ts';

/** Claude 4.5 thinks by a budget, and has rules of its own for what comes back. */
const ALL: readonly Wire[] = [...WIRES, { name: 'anthropic', kind: 'anthropic', model: 'claude-sonnet-4-5' }];
const TOOLS: readonly ToolDefinition[] = [READ, LIST, { ...LIST, name: 'git.log/ä' }];

const text = fc.oneof(
	fc.constantFrom('', ' \n', 'Hello.', 'Grüße, 世界 👋', 'cut \ud83d', '\udc4b cut', 'a\r\nb', '\u0000\u2028', '"}]},{\\', '{"a":0}'),
	fc.string({ unit: 'grapheme', maxLength: 30 }),
);
const textPart = text.map((words): TextPart => ({ type: 'text', text: words }));
const imagePart = fc.record<ImagePart>({
	type: fc.constant('image'),
	mediaType: fc.constantFrom('image/png', 'image/jpeg', 'image/jpg', 'image/svg+xml', ''),
	data: fc.constantFrom(PNG, '/9j/4AAQ', 'R0lGODlh', 'UklGRgAAAABXRUJQ', 'UklGRgAAAABXQVZF', 'not base64!', 'iVBORw0KGgo', ''),
});
const name = fc.constantFrom(READ.name, LIST.name, 'git.log/ä', 'multi_tool_use.parallel', '', ' ', 'ä', 'x'.repeat(250));
const id = fc.constantFrom('', '0', '1', 'call_1', 'toolu_01AbC', 'abc123XYZ', 'functions.read:0', 'fc_1|call_2', 'ü', 'x'.repeat(100));
const args = fc.oneof(
	fc.constantFrom('', '{}', ' {"path":"a" } ', '{"path":', '[1]', 'null', '{"a":"\\ud83d"}', '{"a":"\\ud83d\\udc4b"}', '{"ä":"\\\\ud83d"}'),
	fc.constantFrom(
		`${'{"a":'.repeat(60)}1${'}'.repeat(60)}`,
		`{"text":${JSON.stringify('ß'.repeat(5000))}}`,
		'{"n":1e5,"n":12345678901234567890}',
	),
);
const foreignCall = fc.record({ id, name, arguments: args }).map((call): AnswerPart => ({ type: 'toolCall', ...call }));
/** Of another model: its proof is nothing to this one. */
const foreignThought = fc
	.record({
		text,
		model: fc.constantFrom('other/model', null),
		signature: fc.constantFrom('sig', null),
		encrypted: fc.constantFrom('enc', null),
		id: fc.constantFrom('rs_1', 'call_1', null),
	})
	.map((thought): AnswerPart => ({ type: 'reasoning', ...thought }));
const content = fc.array(fc.oneof(textPart, imagePart), { maxLength: 3 });
const result = (callId: fc.Arbitrary<string>) =>
	fc.record<ToolResultPart>({ type: fc.constant('toolResult'), callId, name, content, isError: fc.boolean() });
const userMessage = fc
	.oneof(
		textPart.map((part) => [part]),
		content,
	)
	.map((parts): Message => ({ role: 'user', parts }));
const foreignMessage: fc.Arbitrary<Message> = fc.oneof(
	userMessage,
	fc.array(fc.oneof(textPart, foreignCall, foreignThought), { maxLength: 4 }).map((parts): Message => ({ role: 'assistant', parts })),
	fc.array(result(id), { maxLength: 4 }).map((parts): Message => ({ role: 'tool', parts })),
);
const systemMessage = text.map(system);
const choice = fc.constantFrom<StreamRequest['toolChoice']>('auto', 'none', 'required', { name: 'git.log/ä' });

async function vendorOf(wire: Wire) {
	const vendor = await startVendor(wire.name, wire.name === 'openai-compatible' ? { reasoningMustReturn: true } : {});
	onTestFinished(() => vendor.close());
	const provider = providerAt(vendor.baseUrl, wire.kind);
	const ask = async (request: Pick<StreamRequest, 'messages' | 'tools' | 'toolChoice' | 'effort' | 'stableMessages'>, script: Answer) => {
		vendor.answer(script);
		const outcome = await collect(provider.stream({ ...request, model: wire.model, maxOutputTokens: 8000 }, new AbortController().signal));
		expect(vendor.requests.at(-1)?.refusal).toBeNull();
		expect(outcome.error).toBeNull();
		expect(marksOf(vendor)).toBeLessThanOrEqual(4);
		return outcome;
	};
	return { vendor, ask };
}

function marksOf(vendor: Vendor): number {
	return (vendor.requests.at(-1)?.raw.toString().split('"cache_control":').length ?? 1) - 1;
}

const OK: Answer = { parts: [{ type: 'text', text: 'Done.' }], end: 'stop' };

describe.each(ALL.map((wire) => [wire.model, wire] as const))('%s', (_model, wire) => {
	it('takes any conversation that ends with the user, wherever system texts, calls and results stand in it', async () => {
		const { ask } = await vendorOf(wire);
		const conversation = fc.array(fc.oneof({ arbitrary: foreignMessage, weight: 5 }, { arbitrary: systemMessage, weight: 1 }), {
			maxLength: 10,
		});
		await fc.assert(
			fc.asyncProperty(
				conversation,
				fc.nat(11),
				fc.boolean(),
				choice,
				fc.constantFrom('high', null),
				async (before, stable, offered, toolChoice, effort) => {
					const messages = [...before, user('Go on.')];
					const tools = offered ? TOOLS : [];
					await ask(
						{ messages, tools, toolChoice: offered ? toolChoice : 'auto', effort, stableMessages: Math.min(stable, messages.length) },
						OK,
					);
				},
			),
			{ numRuns: 150 },
		);
	});

	it('takes back its own answers among those of others, and each request begins with the bytes of the one before', async () => {
		const { vendor, ask } = await vendorOf(wire);
		let number = 0;
		const turn = fc.record({
			/** Behind the last answer: what others said, and the user. */
			between: fc.array(foreignMessage, { maxLength: 4 }),
			script: script(wire),
			choice,
			/** Per call of the answer: its result, or null where it was stopped. */
			results: fc.array(fc.option(content), { minLength: 3, maxLength: 3 }),
			orphan: fc.option(result(id)),
			speaks: fc.boolean(),
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(turn, { minLength: 2, maxLength: 5 }),
				fc.constantFrom('high', null),
				fc.option(systemMessage),
				async (turns, effort, first) => {
					let messages: readonly Message[] = first === null ? [] : [first];
					let before = '';
					let open = false;
					for (const { between, script: parts, choice: toolChoice, results, orphan, speaks } of turns) {
						// Results end a step; without them the user speaks, and then others may.
						if (!open || speaks) messages = [...messages, user('Go on.'), ...between, user('You now.')];
						const own = parts.map(
							(part): ScriptPart => (part.type === 'toolCall' ? { ...part, id: `call_${++number}` } : proven(part, ++number)),
						);
						const calls = own.flatMap((part) => (part.type === 'toolCall' ? [part.id] : []));
						const { events } = await ask(
							{ messages, tools: TOOLS, toolChoice, effort, stableMessages: messages.length },
							{ parts: own, end: calls.length > 0 ? 'length' : 'stop' },
						);
						const sent = conversationBytes(wire, vendor);
						expect(sent.startsWith(before)).toBe(true);
						before = sent;
						const given = calls.flatMap((callId, at): ToolResultPart[] => {
							const shown = results[at] ?? null;
							return shown === null ? [] : [{ type: 'toolResult', callId, name: READ.name, content: shown, isError: at === 1 }];
						});
						messages = [
							...messages,
							messageOf(events),
							{ role: 'tool', parts: [...given.toReversed(), ...(orphan === null ? [] : [orphan])] },
						];
						open = given.length > 0;
					}
				},
			),
			{ numRuns: 80 },
		);
	});
});

/** An answer that this vendor could give. */
function script(wire: Wire): fc.Arbitrary<readonly ScriptPart[]> {
	const words = text.filter((said) => said.isWellFormed());
	const thought = words.map((said): ScriptPart => ({ type: 'reasoning', text: said, proof: '' }));
	const said = words.map((said): ScriptPart => ({ type: 'text', text: said }));
	const called = fc
		.record({ name: name.filter((called) => called.trim() !== ''), arguments: args })
		.map((call): ScriptPart => ({ type: 'toolCall', id: '', ...call }));
	const thoughts =
		wire.kind === 'anthropic'
			? fc.oneof(thought, fc.constant<ScriptPart>({ type: 'redacted', data: '' }))
			: wire.name === 'openai-chat'
				? said
				: thought;
	return fc
		.tuple(fc.array(thoughts, { maxLength: 2 }), fc.array(said, { maxLength: 1 }), fc.array(called, { maxLength: 3 }))
		.map((parts) => parts.flat())
		.filter((parts) => parts.length > 0);
}

function proven(part: ScriptPart, number: number): ScriptPart {
	if (part.type === 'reasoning') return { ...part, proof: `proof-${number}` };
	return part.type === 'redacted' ? { ...part, data: `data-${number}` } : part;
}

/** The messages of the last request as they went over the wire, without cache marks, and open at the end. */
function conversationBytes(wire: Wire, vendor: Vendor): string {
	const raw = (vendor.requests.at(-1)?.raw.toString() ?? '').replaceAll(',"cache_control":{"type":"ephemeral"}', '');
	const start = raw.search(/"(messages|input)":\[/);
	let depth = 0;
	for (const token of raw.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[[\]]/g)) {
		if (token[0] === '[') depth++;
		if (token[0] !== ']' || --depth > 0) continue;
		// Anthropic's messages of one role in a row are one.
		return raw.slice(start, start + token.index + 1).replace(wire.kind === 'anthropic' ? /\]\}\]$/ : /\]$/, '');
	}
	throw new Error('no messages');
}
