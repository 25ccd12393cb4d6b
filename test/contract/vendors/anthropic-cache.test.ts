import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import { PNG, refusal, start, words } from './clients.ts';

type Ask = Anthropic.MessageCreateParamsNonStreaming;
type Text = Anthropic.TextBlockParam;

const MARK = { cache_control: { type: 'ephemeral' } } as const;
const HOUR = { cache_control: { type: 'ephemeral', ttl: '1h' } } as const;
const MINUTE = 60_000;

const text = (value: string, more: Partial<Text> = {}): Text => ({ type: 'text', text: value, ...more });
const user = (...content: Anthropic.ContentBlockParam[]): Anthropic.MessageParam => ({ role: 'user', content });
const tool = (description: string, more: Partial<Anthropic.Tool> = {}): Anthropic.Tool => ({
	name: 'read',
	description,
	input_schema: { type: 'object' },
	...more,
});

/** A stand-in whose shortest prefix is 10 tokens, its clock, and a way to ask that gives what the client library counted. */
async function cached(minPrefixTokens: number | undefined = 10) {
	const clock = { ms: 1_000_000, now: () => clock.ms };
	const clients = await start('anthropic', { clock, ...(minPrefixTokens === undefined ? {} : { minPrefixTokens }) });
	const ask = async (params: Partial<Ask>) => {
		clients.vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const whole: Ask = { model: 'claude-opus-4-8', max_tokens: 4000, messages: [user(text('Hello'))], ...params };
		const { usage } = await clients.anthropic.messages.stream(whole).finalMessage();
		const [read, written] = [usage.cache_read_input_tokens ?? Number.NaN, usage.cache_creation_input_tokens ?? Number.NaN];
		return {
			read,
			written,
			fresh: usage.input_tokens,
			total: read + written + usage.input_tokens,
			hour: usage.cache_creation?.ephemeral_1h_input_tokens,
		};
	};
	return { ...clients, clock, ask };
}

const SYSTEM = [text(words(50, 'system'), MARK)];

describe("Anthropic's prompt cache", () => {
	test('a marked prefix is written, then read, and the three counts are the whole prompt', async () => {
		const { ask } = await cached();
		const first = await ask({ system: SYSTEM });
		const second = await ask({ system: SYSTEM });
		expect(first).toMatchObject({ read: 0, hour: 0 });
		expect(first.written).toBeGreaterThan(50);
		expect(second).toMatchObject({ read: first.written, written: 0, fresh: first.fresh, total: first.total });
	});

	test('nothing is cached without a mark', async () => {
		const { ask } = await cached();
		const request = { system: words(500, 'system') };
		await ask(request);
		expect(await ask(request)).toMatchObject({ read: 0, written: 0 });
	});

	test.each([
		['claude-opus-5-5', 512],
		['claude-sonnet-5-5', 512],
		['claude-opus-4-8', 1024],
		['claude-sonnet-4-6', 1024],
		['claude-opus-4-7', 2048],
		['claude-haiku-4-5-20251001', 4096],
		['claude-opus-4-6', 4096],
	])('%s caches from %d tokens on', async (model, least) => {
		const { vendor, anthropic } = await start('anthropic');
		const written = async (tokens: number) => {
			vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
			const system = [text('x'.repeat(tokens * 4 - JSON.stringify(text('')).length), MARK)];
			const message = await anthropic.messages.stream({ model, max_tokens: 100, system, messages: [user(text('Hi'))] }).finalMessage();
			return message.usage.cache_creation_input_tokens;
		};
		expect(await written(least - 1)).toBe(0);
		expect(await written(least)).toBe(least);
	});

	test('one other byte in the prefix is another prefix, behind the mark it is not', async () => {
		const { ask } = await cached();
		const { written } = await ask({ system: SYSTEM });
		expect(await ask({ system: [text(`${words(50, 'system').slice(0, -1)}!`, MARK)] })).toMatchObject({ read: 0 });
		expect(await ask({ system: SYSTEM, messages: [user(text('Other'))] })).toMatchObject({ read: written });
	});

	test('keys in another order are another prefix', async () => {
		const { ask } = await cached();
		const turn = (input: object) => ({
			tools: [tool('t')],
			messages: [
				user(text(words(50, 'ask'))),
				{ role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'read', input }] } as Anthropic.MessageParam,
				user({ type: 'tool_result', tool_use_id: 'a', content: 'ok', ...MARK }),
			],
		});
		await ask(turn({ a: 1, b: 2 }));
		expect((await ask(turn({ a: 1, b: 2 }))).read).toBeGreaterThan(0);
		expect(await ask(turn({ b: 2, a: 1 }))).toMatchObject({ read: 0 });
	});

	test('a mark is no part of the prefix, and a string is one block of text', async () => {
		const { ask } = await cached();
		const { written } = await ask({ system: SYSTEM });
		const moved = await ask({ system: words(50, 'system'), messages: [user(text('Hello', MARK))] });
		expect(moved.read).toBe(written);
	});

	test('the order is tools, system, messages: each keeps what stands before it', async () => {
		const { ask } = await cached();
		const request = (t: string, s: string, m: string) => ({
			tools: [tool(words(50, t), MARK)],
			system: [text(words(50, s), MARK)],
			messages: [user(text(words(50, m), MARK))],
		});
		const all = await ask(request('tool', 'system', 'ask'));
		const upTo = async (t: string, s: string, m: string) => (await ask(request(t, s, m))).read / all.written;
		expect(await upTo('tool', 'system', 'ask')).toBe(1);
		expect(await upTo('tool', 'system', 'other')).toBeCloseTo(2 / 3, 1);
		expect(await upTo('tool', 'other', 'ask')).toBeCloseTo(1 / 3, 1);
		expect(await upTo('other', 'system', 'ask')).toBe(0);
	});

	test.each<[string, Partial<Ask>, 'all' | 'system' | 'nothing']>([
		['the same request', {}, 'all'],
		['a longer answer', { max_tokens: 3000 }, 'all'],
		['another tool choice', { tool_choice: { type: 'any' } }, 'system'],
		['one tool at a time', { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }, 'system'],
		['thinking', { thinking: { type: 'enabled', budget_tokens: 1024 } }, 'system'],
		['more effort', { output_config: { effort: 'high' } }, 'system'],
		['another model', { model: 'claude-opus-4-7' }, 'nothing'],
	])('%s keeps %s', async (_what, change, kept) => {
		const { ask } = await cached();
		const request = { tools: [tool('t')], system: SYSTEM, messages: [user(text(words(50, 'ask'), MARK))] };
		const first = await ask(request);
		const { read } = await ask({ ...request, ...change });
		if (kept === 'all') expect(read).toBe(first.written);
		if (kept === 'nothing') expect(read).toBe(0);
		if (kept === 'system') expect(read / first.written).toBeCloseTo(0.55, 1);
	});

	test('the first image keeps tools and system, the second keeps all', async () => {
		const { ask } = await cached();
		const image: Anthropic.ImageBlockParam = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PNG } };
		const asked = text(words(50, 'ask'), MARK);
		const none = await ask({ system: SYSTEM, messages: [user(asked)] });
		const one = await ask({ system: SYSTEM, messages: [user(asked, image)] });
		const two = await ask({ system: SYSTEM, messages: [user(asked, image, image)] });
		expect(one.read).toBeLessThan(none.written);
		expect(one.read).toBeGreaterThan(0);
		expect(two.read).toBe(none.written);
	});

	test('entries are made at marks alone: a mark on what changes finds nothing', async () => {
		const { ask } = await cached();
		await ask({ system: [text(words(50, 'system'))], messages: [user(text('Monday', MARK))] });
		expect(await ask({ system: [text(words(50, 'system'))], messages: [user(text('Tuesday', MARK))] })).toMatchObject({ read: 0 });
	});
});

describe('the look back from a mark', () => {
	const blocks = (count: number, ...marks: number[]) => [
		user(...Array.from({ length: count }, (_, place) => text(words(20, `block${place}`), marks.includes(place) ? MARK : {}))),
	];

	test.each([
		[19, true],
		[20, false],
	])('an entry %d blocks before the mark is found: %j', async (distance, found) => {
		const { ask } = await cached();
		const { written } = await ask({ messages: blocks(10, 9) });
		expect((await ask({ messages: blocks(10 + distance, 9 + distance) })).read).toBe(found ? written : 0);
	});

	test('a second mark looks back from where it stands', async () => {
		const { ask } = await cached();
		const { written } = await ask({ messages: blocks(10, 9) });
		expect((await ask({ messages: blocks(40, 20, 39) })).read).toBe(written);
	});

	test('calls in a row are one position, and so are results in a row', async () => {
		const { ask } = await cached();
		const asked = user(text(words(50, 'ask'), MARK));
		const { written } = await ask({ tools: [tool('t')], messages: [asked] });
		const ids = Array.from({ length: 30 }, (_, place) => `call_${place}`);
		const results = ids.map((id): Anthropic.ToolResultBlockParam => ({ type: 'tool_result', tool_use_id: id, content: 'ok' }));
		const messages: Anthropic.MessageParam[] = [
			user(text(words(50, 'ask'))),
			{ role: 'assistant', content: ids.map((id) => ({ type: 'tool_use', id, name: 'read', input: {} })) },
			user(...results.slice(0, -1), { ...results.at(-1), ...MARK } as Anthropic.ToolResultBlockParam),
		];
		expect((await ask({ tools: [tool('t')], messages })).read).toBe(written);
	});
});

describe('the life of an entry', () => {
	test('is five minutes, and ends then', async () => {
		const { ask, clock } = await cached();
		const { written } = await ask({ system: SYSTEM });
		clock.ms += 5 * MINUTE - 1;
		expect(await ask({ system: SYSTEM })).toMatchObject({ read: written });
		clock.ms += 5 * MINUTE;
		expect(await ask({ system: SYSTEM })).toMatchObject({ read: 0, written });
	});

	test('begins anew with every use, also of an earlier prefix by a later mark', async () => {
		const { ask, clock } = await cached();
		const { written } = await ask({ system: SYSTEM });
		const longer = { system: [text(words(50, 'system'))], messages: [user(text('Hello', MARK))] };
		for (let turn = 0; turn < 4; turn++) {
			clock.ms += 4 * MINUTE;
			expect((await ask(turn % 2 === 0 ? { system: SYSTEM } : { ...longer, messages: [user(text(`Hello ${turn}`, MARK))] })).read).toBe(
				written,
			);
		}
	});

	test('is an hour where the mark says so, and is counted apart', async () => {
		const { ask, clock } = await cached();
		const request = { system: [text(words(50, 'system'), HOUR)], messages: [user(text(words(50, 'ask'), MARK))] };
		const first = await ask(request);
		expect(first.hour).toBeGreaterThan(0);
		expect(first.hour).toBeLessThan(first.written);
		clock.ms += 59 * MINUTE;
		expect(await ask(request)).toMatchObject({ read: first.hour, written: first.written - (first.hour ?? 0), hour: 0 });
	});

	test('does not begin with a refused request', async () => {
		const { ask, anthropic } = await cached();
		const bad = { model: 'claude-opus-4-8', max_tokens: 10, system: SYSTEM, messages: [user(text(''))] };
		expect(await refusal(anthropic.messages.create({ ...bad, stream: true }))).toMatchObject({ status: 400 });
		expect(await ask({ system: SYSTEM })).toMatchObject({ read: 0 });
	});
});

describe('the automatic mark', () => {
	test('moves with the conversation', async () => {
		const { ask } = await cached();
		const turns = (count: number): Partial<Ask> => ({
			...MARK,
			messages: Array.from({ length: count * 2 - 1 }, (_, at) => ({
				role: at % 2 === 0 ? 'user' : 'assistant',
				content: words(20, `turn${at}`),
			})),
		});
		const first = await ask(turns(1));
		const second = await ask(turns(2));
		expect(first).toMatchObject({ fresh: 0, read: 0 });
		expect(second).toMatchObject({ fresh: 0, read: first.total });
		expect(await ask(turns(3))).toMatchObject({ fresh: 0, read: second.total });
	});
});
