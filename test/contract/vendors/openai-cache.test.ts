import type OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { start, words } from './clients.ts';

const MINUTE = 60_000;
const BREAK = { prompt_cache_breakpoint: { mode: 'explicit' } } as const;

interface Prompt {
	readonly model: string;
	/** The developer's message, in parts that may carry a breakpoint. */
	readonly developer?: readonly { readonly text: string; readonly prompt_cache_breakpoint?: { readonly mode: 'explicit' } }[];
	/** User and assistant in turn. */
	readonly turns: readonly string[];
	/** Fields of the request that both interfaces share. */
	readonly more?: object;
}

type Kind = 'openai-chat' | 'openai-responses';

/** A stand-in, its clock, and a way to ask it the same prompt over either interface, which gives what the client library counted. */
async function cached(kind: Kind, minPrefixTokens?: number) {
	const clock = { ms: 1_000_000, now: () => clock.ms };
	const { vendor, openai } = await start(kind, { clock, ...(minPrefixTokens === undefined ? {} : { minPrefixTokens }) });
	const ask = async ({ model, developer = [], turns, more = {} }: Prompt) => {
		vendor.answer({ parts: [{ type: 'text', text: 'Hello' }], end: 'stop' });
		const said = turns.map((content, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', content }));
		const parts = (type: string) => developer.map((part) => ({ type, ...part }));
		const messages = (type: string) => (developer.length > 0 ? [{ role: 'developer', content: parts(type) }, ...said] : said);
		if (kind === 'openai-chat') {
			const body = { model, stream: true, stream_options: { include_usage: true }, messages: messages('text'), ...more };
			const { usage } = await openai.chat.completions.stream(body as OpenAI.ChatCompletionCreateParamsStreaming).finalChatCompletion();
			const details = usage?.prompt_tokens_details;
			return { read: details?.cached_tokens, written: details?.cache_write_tokens, total: usage?.prompt_tokens ?? 0 };
		}
		const body = { model, stream: true, input: messages('input_text'), ...more };
		const { usage } = await openai.responses.stream(body as unknown as OpenAI.Responses.ResponseCreateParamsStreaming).finalResponse();
		const details = usage?.input_tokens_details;
		return { read: details?.cached_tokens, written: details?.cache_write_tokens, total: usage?.input_tokens ?? 0 };
	};
	return { clock, ask };
}

const KINDS: readonly Kind[] = ['openai-chat', 'openai-responses'];
const OLD = 'gpt-5.4';
const NEW = 'gpt-5.6';

describe.each(KINDS)("OpenAI's prompt cache before GPT-5.6, %s", (kind) => {
	const prompt = (more: Partial<Prompt> = {}): Prompt => ({ model: OLD, turns: [words(2000, 'ask')], ...more });

	test('needs no mark: the whole steps of 128 tokens are read again', async () => {
		const { ask } = await cached(kind);
		const first = await ask(prompt());
		expect(first).toMatchObject({ read: 0, written: 0 });
		const { read } = await ask(prompt());
		expect(read).toBe(Math.floor(first.total / 128) * 128);
	});

	test('begins at 1,024 tokens', async () => {
		const { ask } = await cached(kind);
		const { total } = await ask(prompt({ turns: [''] }));
		const fill = (tokens: number) => prompt({ turns: [words(tokens - total, 'x')] });
		for (const tokens of [1023, 1026]) await ask(fill(tokens));
		expect((await ask(fill(1023))).read).toBe(0);
		expect((await ask(fill(1026))).read).toBe(1024);
	});

	test('reads the common beginning, in steps', async () => {
		const { ask } = await cached(kind);
		await ask(prompt({ turns: [words(1500, 'same') + words(500, 'one')] }));
		const { read } = await ask(prompt({ turns: [words(1500, 'same') + words(500, 'two')] }));
		expect(read).toBe(Math.floor(1500 / 128) * 128);
	});

	test('one other byte at the beginning reads nothing', async () => {
		const { ask } = await cached(kind);
		await ask(prompt());
		expect((await ask(prompt({ turns: [`!${words(2000, 'ask').slice(1)}`] }))).read).toBe(0);
	});

	test.each([
		['another model', { model: 'gpt-5.2' }],
		['another key', { more: { prompt_cache_key: 'b' } }],
		['another tier', { more: { service_tier: 'flex', prompt_cache_key: 'a' } }],
	])('%s reads nothing', async (_what, change) => {
		const { ask } = await cached(kind);
		const request = prompt({ more: { prompt_cache_key: 'a' } });
		await ask(request);
		expect((await ask({ ...request, ...change })).read).toBe(0);
		expect((await ask(request)).read).toBeGreaterThan(0);
	});

	test('lives five minutes after the last use', async () => {
		const { ask, clock } = await cached(kind);
		await ask(prompt());
		for (let use = 0; use < 3; use++) {
			clock.ms += 5 * MINUTE - 1;
			expect((await ask(prompt())).read).toBeGreaterThan(0);
		}
		clock.ms += 5 * MINUTE;
		expect((await ask(prompt())).read).toBe(0);
	});
});

describe.each(KINDS)("OpenAI's prompt cache from GPT-5.6 on, %s", (kind) => {
	const developer = [{ text: words(50, 'rules') }];
	const prompt = (turns: string[], more: Partial<Prompt> = {}): Prompt => ({ model: NEW, developer, turns, ...more });

	test('ends at the newest message, and is read to the token as the conversation grows', async () => {
		const { ask } = await cached(kind);
		const turns = Array.from({ length: 5 }, (_, at) => words(400, `turn${at}`));
		const first = await ask(prompt(turns.slice(0, 3)));
		expect(first).toMatchObject({ read: 0, written: first.total });
		const second = await ask(prompt(turns));
		expect(second).toMatchObject({ read: first.total, written: second.total - first.total });
	});

	test('begins at 1,024 tokens', async () => {
		const { ask } = await cached(kind);
		const { total } = await ask(prompt(['']));
		expect((await ask(prompt([words(1023 - total, 'x')]))).written).toBe(0);
		expect((await ask(prompt([words(1024 - total, 'x')]))).written).toBe(1024);
	});

	test('is written at breakpoints alone: the same rules before another question are not read', async () => {
		const { ask } = await cached(kind, 10);
		await ask(prompt(['Monday']));
		expect((await ask(prompt(['Tuesday']))).read).toBe(0);
	});

	test('is read up to an explicit breakpoint', async () => {
		const { ask } = await cached(kind, 10);
		const marked = { developer: [{ text: words(50, 'rules'), ...BREAK }] };
		await ask(prompt(['Monday'], marked));
		const { read } = await ask(prompt(['Tuesday'], marked));
		expect(read).toBeGreaterThanOrEqual(50);
	});

	test.each([
		[20, true],
		[21, false],
	])('finds an end %d messages before the newest: %j', async (distance, found) => {
		const { ask } = await cached(kind, 10);
		const turns = Array.from({ length: 2 * distance + 1 }, (_, at) => words(20, `turn${at}`));
		const first = await ask(prompt(turns.slice(0, 1)));
		expect((await ask(prompt(turns))).read).toBe(found ? first.total : 0);
	});

	test('writes the newest message and the latest three explicit breakpoints', async () => {
		const { ask } = await cached(kind, 10);
		const parts = (count: number) => Array.from({ length: count }, (_, at) => ({ text: words(20, `part${at}`), ...BREAK }));
		await ask(prompt(['Monday'], { developer: parts(5) }));
		expect((await ask(prompt(['Tuesday'], { developer: parts(3) }))).read).toBeGreaterThan(0);
		const again = await cached(kind, 10);
		await again.ask(prompt(['Monday'], { developer: parts(5) }));
		expect((await again.ask(prompt(['Tuesday'], { developer: parts(2) }))).read).toBe(0);
	});

	test('is off in explicit mode without a breakpoint', async () => {
		const { ask } = await cached(kind, 10);
		const more = { prompt_cache_options: { mode: 'explicit' } };
		await ask(prompt(['Monday'], { more }));
		expect(await ask(prompt(['Monday'], { more }))).toMatchObject({ read: 0, written: 0 });
	});

	test('lives thirty minutes after the last use', async () => {
		const { ask, clock } = await cached(kind, 10);
		await ask(prompt(['Monday']));
		clock.ms += 30 * MINUTE - 1;
		expect((await ask(prompt(['Monday']))).read).toBeGreaterThan(0);
		clock.ms += 30 * MINUTE;
		expect((await ask(prompt(['Monday']))).read).toBe(0);
	});
});
