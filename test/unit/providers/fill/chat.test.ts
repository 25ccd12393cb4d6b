import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { textOf } from '../../../../src/core/message/message.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../../../src/core/message/stream.ts';
import { ChatFillProvider, chatFill, fillMessages } from '../../../../src/providers/fill/chat.ts';
import { ChatAnswer } from '../../../../src/providers/fill/chat-answer.ts';
import { fixture, onWire, startServer, type TestServer, writeChunks } from '../server.ts';
import { by, CONTEXT, candidate, filled, fillProviderAt, idle, REQUEST } from './support.ts';

let server: TestServer | undefined;
afterEach(() => server?.close());

/** A provider that says the given events; `left` tells whether its stream was left before its end. */
class Speaker implements ChatProvider {
	readonly endpointId = 'speaker';
	readonly asked: StreamRequest[] = [];
	readonly #events: readonly StreamEvent[];
	left = false;

	constructor(events: readonly StreamEvent[]) {
		this.#events = events;
	}

	async listModels() {
		return [];
	}

	async *stream(request: StreamRequest): AsyncGenerator<StreamEvent> {
		this.asked.push(request);
		this.left = true;
		yield* this.#events;
		this.left = false;
	}
}

const text = (...texts: string[]): StreamEvent[] => texts.map((part) => ({ type: 'text', text: part }));
const END: StreamEvent = { type: 'end', reason: 'stop' };
const USAGE: StreamEvent = {
	type: 'usage',
	usage: { input: 10, cachedInput: 0, cacheWrite: 0, output: 5, reasoning: 0 },
	reportedCost: null,
};

/** The answer of a model that says `raw` in chunks cut at `cuts`. */
function taken(line: string, raw: string, cuts: readonly number[] = []): string {
	const answer = new ChatAnswer(line);
	const borders = [0, ...[...cuts].sort((a, b) => a - b), raw.length];
	return (
		borders
			.slice(1)
			.map((border, index) => answer.push(raw.slice(borders[index], border)))
			.join('') + answer.end()
	);
}

describe('the fill prompt', () => {
	it('begins with what does not change, and ends with what changes with every key', () => {
		const [system, user] = fillMessages(CONTEXT, 'line');
		const [again, later] = fillMessages({ ...CONTEXT, prefix: `${CONTEXT.prefix}xs` }, 'block');
		expect(again).toEqual(system);
		const order = [
			'Part of src/add.ts',
			'File src/sum.ts (typescript)',
			CONTEXT.prefix,
			'<gap/>',
			CONTEXT.suffix,
			'Complete only this one line.',
		];
		const places = order.map((part, index) =>
			part === '<gap/>'
				? textOf(user!.parts).indexOf(`${CONTEXT.prefix}<gap/>`) + CONTEXT.prefix.length
				: textOf(user!.parts).indexOf(part, index),
		);
		expect(places).toEqual([...places].sort((a, b) => a - b));
		expect(places.every((place) => place >= 0)).toBe(true);
		const same = textOf(user!.parts).indexOf(`${CONTEXT.prefix}<gap/>`) + CONTEXT.prefix.length;
		expect(textOf(later!.parts).slice(0, same)).toBe(textOf(user!.parts).slice(0, same));
	});

	it('takes a tag that the text does not hold', () => {
		const [, user] = fillMessages({ ...CONTEXT, prefix: 'a <gap/> <gap2/> ', snippets: [] }, 'line');
		expect(textOf(user!.parts)).toContain('a <gap/> <gap2/> <gap3/>;');
	});
});

describe('ChatAnswer', () => {
	it.each([
		['', 'a + b', 'a + b'],
		['', '\n\ta + b;\n', '\n\ta + b;\n'],
		['', '```ts\na + b\n```', 'a + b'],
		['', '\n```\na\n\n  b\n```\nThis adds.', 'a\n\n  b'],
		['', '```ts\nconst s = `x`;\nconst t = "```";\n```\n', 'const s = `x`;\nconst t = "```";'],
		['', '```', ''],
		['', '```ts\na + b', 'a + b'],
		['', '```ts\na + b\n``', 'a + b'],
		['', '```ts\nconst s = `x`', 'const s = `x`'],
		['\treturn ', 'return a + b;', 'a + b;'],
		['\treturn ', '\treturn a + b;', 'a + b;'],
		['\treturn ', '```ts\n\treturn a + b;\n```', 'a + b;'],
		['\treturn ', 'return', ''],
		['\treturn ', 'result', 'result'],
		['x ', 'x + 1', 'x + 1'],
		['', '', ''],
		['', '   ', '   '],
		['', '``', '``'],
	])('after %j, %j holds %j', (line, raw, expected) => {
		expect(taken(line, raw)).toBe(expected);
	});

	it('holds the same however the answer is cut', () => {
		const part = fc.constantFrom('```', '```ts\n', '\n', 'return ', 'a', ' ', '`', '\t', 'b;', '👋');
		fc.assert(
			fc.property(
				fc.array(part, { maxLength: 14 }),
				fc.array(fc.nat(80), { maxLength: 12 }),
				fc.constantFrom('', '\treturn ', 'a ab'),
				(parts, cuts, line) => {
					const raw = parts.join('');
					expect(
						taken(
							line,
							raw,
							cuts.map((cut) => Math.min(cut, raw.length)),
						),
					).toBe(taken(line, raw));
				},
			),
			{ numRuns: 2000 },
		);
	});
});

describe('chatFill', () => {
	it('gives text without fence and reasoning, usage and end', async () => {
		const speaker = new Speaker([{ type: 'reasoning', text: 'Hm.' }, ...text('```ts\nretu', 'rn xs.length', '\n``', '`'), USAGE, END]);
		const { events, text: got } = await filled(chatFill(speaker, { ...REQUEST, stop: [] }, 'none', idle()));
		expect(got).toBe('xs.length');
		expect(events.slice(-2)).toEqual([USAGE, END]);
		expect(events[0]).toEqual({ type: 'reasoning', text: 'Hm.' });
		expect(speaker.left).toBe(false);
		expect(speaker.asked[0]).toMatchObject({ model: 'some-model', maxOutputTokens: 64, effort: 'none' });
	});

	it.each([
		['opened and closed', ['<th', 'ink>\nHm.\n</thi', 'nk>\n', 'xs.length;'], 0, 'xs.length;'],
		['in a fence', ['```ts\n<think>Hm.', '</think>\nxs.length;\n```'], 0, 'xs.length;'],
		['without an end', ['<think>\nHm.'], 0, ''],
		['closed only', ['Hm.\n', '</think>\n\nxs.length;'], 3, 'xs.length;'],
	])('gives no thinking of the text: %s', async (_name, pieces, held, expected) => {
		const speaker = new Speaker([...text(...pieces), USAGE, END]);
		const { text: got, events } = await filled(chatFill(speaker, REQUEST, null, idle(), null, held));
		expect(got).toBe(expected);
		expect(events.at(-1)).toEqual(END);
	});

	it('leaves a mark of a chat template in a string to the passes that know strings', async () => {
		const speaker = new Speaker([...text('"<|im_end|>"', ';'), USAGE, END]);
		expect((await filled(chatFill(speaker, REQUEST, null, idle()))).text).toBe('"<|im_end|>";');
	});

	it('ends at a stop sequence and leaves the stream', async () => {
		const speaker = new Speaker([...text('a + b;\n', 'and more', 'and more'), USAGE, END]);
		const { events, text: got } = await filled(chatFill(speaker, REQUEST, null, idle()));
		expect(got).toBe('a + b;');
		expect(events.at(-1)).toEqual(END);
		expect(speaker.left).toBe(true);
	});

	it('does not listen to talk after the fence', async () => {
		const speaker = new Speaker([...text('```\na\n```\n', 'This is a long explanation of what I did and why.', 'More.'), USAGE, END]);
		const { events, text: got } = await filled(chatFill(speaker, { ...REQUEST, stop: [] }, null, idle()));
		expect(got).toBe('a');
		expect(events.at(-1)).toEqual(END);
		expect(speaker.left).toBe(true);
	});

	it('says where it ended the answer itself: what was counted until then is of a part', async () => {
		const early = [USAGE, ...text('a + b;\n', 'and more'), END];
		expect((await filled(chatFill(new Speaker(early), REQUEST, null, idle()))).events.map(({ type }) => type)).toEqual([
			'usage',
			'text',
			'cut',
			'end',
		]);
		const whole = [...text('a + b;'), USAGE, END];
		expect((await filled(chatFill(new Speaker(whole), REQUEST, null, idle()))).events.map(({ type }) => type)).not.toContain('cut');
	});

	it('passes on why the answer ended', async () => {
		const speaker = new Speaker([...text('a'), { type: 'end', reason: 'length' }]);
		expect((await filled(chatFill(speaker, REQUEST, null, idle()))).events.at(-1)).toEqual({ type: 'end', reason: 'length' });
	});

	it('goes over HTTP as a chat request', async () => {
		server = await startServer((_request, response) => writeChunks(response, [fixture('openai-chat.sse')]));
		const {
			text: got,
			error,
			events,
		} = await filled(fillProviderAt(`${server.url}/v1`).fill(by('chat'), { ...REQUEST, stop: [] }, idle()));
		expect(error).toBeNull();
		expect(got).toBe('Grüße, 世界 👋');
		expect(events.at(-2)).toMatchObject({ type: 'usage', usage: { input: 176, cachedInput: 1024 } });
		expect(server.seen[0]!.url).toBe('/v1/chat/completions');
		expect(JSON.parse(server.seen[0]!.body)).toMatchObject({
			model: 'some-model',
			max_tokens: 64,
			messages: onWire(fillMessages(CONTEXT, 'line')),
		});
	});

	it('serves the editor’s own models', async () => {
		const provider = new ChatFillProvider(new Speaker([...text('a'), END]));
		const ability = await provider.ability(candidate({ included: true, wireModel: 'copilot/gpt-4.1' }));
		expect(ability.method).toBe('chat');
		expect((await filled(provider.fill(ability, REQUEST, idle()))).text).toBe('a');
		expect((await filled(provider.fill(by('ollama'), REQUEST, idle()))).error).toMatchObject({ kind: 'noModel' });
		expect(provider.endpointId).toBe('speaker');
	});
});
