import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../../src/core/chat/prompt.ts';
import type { Turn } from '../../../src/core/chat/session.ts';
import type { Message, ToolDefinition } from '../../../src/core/message/message.ts';
import type { Answer, AnswerPart } from '../../support/vendors/script.ts';
import { LIST, messageOf, PNG, READ, results, system, type Talk, talkTo, user, WIRES, type Wire } from './support.ts';

const [anthropic, responses, chat, compatible] = WIRES as readonly [Wire, Wire, Wire, Wire];
const TURNS = 20;
const MINUTE = 60_000;
/** About as long as the instructions and tools of coding agents are: some 6,000 and 3,000 tokens. */
const SYSTEM = system(`You work on a repository. ${'Read before you write, and run the tests. '.repeat(570)}`);
const TOOLS = [READ, LIST].map((tool) => ({
	...tool,
	description: `${tool.description} ${'Paths are relative to the root. '.repeat(190)}`,
}));

/** Share of the prompt that was read from the cache, and what was written, by the stand-in's own count. */
function counted(talk: Talk): { readonly share: number; readonly written: number; readonly total: number } {
	const { read, written, fresh } = talk.vendor.requests.at(-1)?.input ?? { read: 0, written: 0, fresh: 0 };
	return { share: read / (read + written + fresh), written, total: read + written + fresh };
}

const percent = (shares: readonly number[]) => shares.map((share) => (100 * share).toFixed(1)).join(' ');

function marksIn(talk: Talk): number {
	return talk.raw().split('"cache_control"').length - 1;
}

/** What the model does in a step: it thinks, says a word and calls one to three tools, in one step twelve: 26 blocks with their results. */
function script(turn: number, thinks: boolean): Answer {
	const thought: AnswerPart[] = thinks
		? [{ type: 'reasoning', text: `Step ${turn}: ${'I consider. '.repeat(4)}`, proof: `proof-${turn}` }]
		: [];
	const calls = Array.from({ length: turn === 7 ? 12 : (turn % 3) + 1 }, (_, n): AnswerPart => {
		return { type: 'toolCall', id: `call_${turn}_${n}`, name: READ.name, arguments: `{"path": "src/${turn}/${n}.ts"}` };
	});
	return { parts: [...thought, { type: 'text', text: `I read ${calls.length}.` }, ...calls], end: 'toolCalls' };
}

interface Beginning {
	readonly system: Message;
	readonly tools: readonly ToolDefinition[];
	readonly first: Message;
	/** Behind each result's first line. */
	readonly result: string;
}

const LONG: Beginning = {
	system: SYSTEM,
	tools: TOOLS,
	first: user(`Fix the bug. ${'Some details of it. '.repeat(200)}`, PNG),
	result: '',
};

interface Run {
	readonly talk: Talk;
	readonly messages: readonly Message[];
	readonly shares: readonly number[];
}

/** A run of steps in which every message is stable: each request is the one before with more behind it. */
async function run(
	wire: Wire,
	turns: number,
	thinks: boolean,
	effort: string | null,
	clock: { ms: number } = { ms: Date.now() },
	begin: Beginning = LONG,
): Promise<Run> {
	const talk = await talkTo(wire, { clock: { now: () => clock.ms } });
	let messages: readonly Message[] = [begin.system, begin.first];
	const shares: number[] = [];
	for (let turn = 1; turn <= turns; turn++) {
		const answer = script(turn, thinks);
		talk.vendor.answer(answer);
		const { events, error } = await talk.ask({ messages, tools: begin.tools, effort });
		expect(talk.vendor.requests.at(-1)?.refusal ?? null).toBeNull();
		expect(error).toBeNull();
		shares.push(counted(talk).share);
		const asked = answer.parts.filter((part) => part.type === 'toolCall');
		const given = asked.map(
			({ id }, n) => [id, `Line ${n} of ${id}.${begin.result}`, turn === 5 && n === 0 ? { image: PNG } : {}] as const,
		);
		messages = [...messages, messageOf(events), results(...given)];
		clock.ms += MINUTE;
	}
	return { talk, messages, shares };
}

describe('a run of 20 steps reads at least 90 % of its prompt from the cache, from the second on', () => {
	it.each([
		['Anthropic, thinking', anthropic, true, 'high'],
		['Anthropic, a model with a minimum of 4,096 tokens', { ...anthropic, model: 'claude-haiku-4-5' }, false, null],
		['OpenAI, breakpoints', responses, true, 'low'],
		['OpenAI, steps of 128 tokens', { ...responses, model: 'gpt-5-mini' }, true, 'low'],
		['OpenAI chat completions', chat, false, null],
		['DeepSeek and its like', compatible, true, null],
	] as const)('%s', async (name, wire, thinks, effort) => {
		const { shares } = await run(wire, TURNS, thinks, effort);
		console.log(`${name}: ${percent(shares)}`);
		expect(shares).toHaveLength(TURNS);
		expect(shares[0]).toBe(0);
		expect(Math.min(...shares.slice(1))).toBeGreaterThanOrEqual(0.9);
	});
});

/**
 * With less to begin with, a step is a larger share of the prompt: with some 2,000 tokens of instructions and tools and 100 tokens a result, 91 to 93 % are read on
 * average, 80 to 87 % in the first steps, and 70 % in the step behind twelve calls. What adapters can do holds all the same: nothing that was sent before is read anew.
 */
describe('a short beginning: each request reads all that the one before held', () => {
	const short = {
		system: system(`You work on a repository. ${'Read before you write, and run the tests. '.repeat(115)}`),
		tools: TOOLS.map((tool) => ({ ...tool, description: tool.description.slice(0, 1900) })),
		// A first image that comes later has Anthropic write all messages anew, once: its cache knows prompts with and without images apart.
		first: user('Fix the bug.', PNG),
		result: 'const x = 1;\n'.repeat(30),
	};

	it.each([
		['Anthropic, thinking', anthropic, true, 'high', 0],
		['OpenAI, breakpoints', responses, true, 'low', 0],
		// An entry is made every 128 tokens.
		['OpenAI, steps of 128 tokens', { ...responses, model: 'gpt-5-mini' }, true, 'low', 128],
		['OpenAI chat completions', chat, false, null, 128],
		['DeepSeek and its like', compatible, true, null, 128],
	] as const)('%s', async (name, wire, thinks, effort, step) => {
		const { talk, shares } = await run(wire, TURNS, thinks, effort, { ms: Date.now() }, short);
		const totals = talk.vendor.requests.map(({ input }) => (input?.read ?? 0) + (input?.written ?? 0) + (input?.fresh ?? 0));
		const mean = shares.slice(1).reduce((sum, share) => sum + share, 0) / (TURNS - 1);
		console.log(`${name}, from ${totals[0]} tokens: ${percent(shares)}, on average ${percent([mean])}`);
		for (const [turn, { input }] of talk.vendor.requests.entries()) {
			if (turn > 0) expect(input?.read).toBeGreaterThanOrEqual((totals[turn - 1] ?? 0) - step - 1);
		}
		expect(totals[0]).toBeLessThan(2500);
		expect(mean).toBeGreaterThanOrEqual(0.9);
	});
});

describe("Anthropic's marks", () => {
	it('are at most four, and four where a step adds more than the vendor looks back', async () => {
		const { talk } = await run(anthropic, TURNS, true, 'high');
		const counts = talk.vendor.requests.map(({ raw }) => raw.toString().split('"cache_control"').length - 1);
		expect(counts).toEqual(counts.map((_count, turn) => (turn === 7 ? 4 : 3)));
	});

	it.each([18, 19, 20, 40, 100])('a step of %d blocks: the entry before it is found', async (blocks) => {
		const { talk, messages } = await run(anthropic, 2, true, 'high');
		const last = talk.vendor.requests.at(-1)?.input;
		talk.vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		// Behind the answer and its results, blocks that each count as a place of their own.
		const remarks = Array.from({ length: blocks }, (_, n) => user(`Remark ${n}.`));
		await talk.ask({ messages: [...messages, ...remarks], tools: TOOLS, effort: 'high' });
		expect(talk.vendor.requests.at(-1)?.input?.read).toBe((last?.read ?? 0) + (last?.written ?? 0));
	});

	it('another tool: everything is written anew', async () => {
		const { talk, messages } = await run(anthropic, 3, false, null);
		const more: readonly ToolDefinition[] = [{ ...READ, name: 'write_file' }, ...TOOLS];
		talk.vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
		await talk.ask({ messages, tools: more });
		expect(counted(talk)).toMatchObject({ share: 0 });
		expect(counted(talk).written).toBeGreaterThan(0.9 * counted(talk).total);
	});

	it('after five minutes without a request everything is written anew, and then read again', async () => {
		const clock = { ms: Date.now() };
		const { talk, messages } = await run(anthropic, 3, false, null, clock);
		clock.ms += 5 * MINUTE;
		for (const expected of [0, 1]) {
			talk.vendor.answer({ parts: [{ type: 'text', text: 'Done.' }], end: 'stop' });
			await talk.ask({ messages, tools: TOOLS });
			expect(counted(talk).share).toBeCloseTo(expected, 1);
			clock.ms += MINUTE;
		}
	});

	it('no mark in a first message: nobody knows yet whether a second follows', async () => {
		const talk = await talkTo(anthropic);
		talk.vendor.answer({ parts: [{ type: 'text', text: 'Hello.' }], end: 'stop' });
		await talk.ask({ messages: [SYSTEM, user('Hi')], stableMessages: 1 });
		expect(marksIn(talk)).toBe(1);
	});
});

describe('a chat of 20 turns of text', () => {
	it.each([
		['Anthropic', anthropic],
		['OpenAI, breakpoints', responses],
		['OpenAI chat completions', chat],
	] as const)('%s', async (name, wire) => {
		const clock = { ms: Date.now() };
		const talk = await talkTo(wire, { clock: { now: () => clock.ms } });
		const turns: Turn[] = [];
		const shares: number[] = [];
		for (let n = 1; n <= TURNS; n++) {
			const content = 'const answer = 42; // and so on\n'.repeat(400);
			const attachments = n === 1 ? [{ kind: 'file', path: 'a.ts', language: 'typescript', content, range: null } as const] : [];
			const text = `Question ${n}: ${'why is it so? '.repeat(10)}`;
			const prompt = buildPrompt({ turns, text, attachments, language: null });
			talk.vendor.answer({ parts: [{ type: 'text', text: `Answer ${n}: ${'because of that. '.repeat(60)}` }], end: 'stop' });
			const answer = await talk.ask(prompt);
			shares.push(counted(talk).share);
			turns.push({ text, attachments, answers: [{ messages: [messageOf(answer.events)] }], shown: 0 } as unknown as Turn);
			clock.ms += MINUTE;
		}
		console.log(`chat, ${name}: ${percent(shares)}`);
		// Anthropic's first message is not marked, so the second turn writes it and the third reads it.
		expect(Math.min(...shares.slice(2))).toBeGreaterThan(0.85);
		expect(shares.at(-1)).toBeGreaterThan(0.95);
	});
});
