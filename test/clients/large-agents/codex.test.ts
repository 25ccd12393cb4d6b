import { afterEach, expect, test } from 'vitest';
import { codex } from '../../../scripts/test/agents.ts';
import { type Agent, ASKED, Bench } from '../agents/bench.ts';
import { agentSuite } from '../agents/suite.ts';
import { CLAUDE, GPT } from '../support/models.ts';
import type { Scripted } from '../support/upstream.ts';

const CODEX: Agent = {
	page: 'codex',
	command: async (prompt) => ({ program: await codex(), args: ['exec', '--dangerously-bypass-approvals-and-sandbox', prompt] }),
};

// It takes no status but 400 for an answer that stands, and asks six times within seconds.
agentSuite(CODEX, { subAgent: null, models: [GPT, CLAUDE], tries: 6 });

let bench: Bench | null = null;
afterEach(() => bench?.close());

const COUNT = 'How many functions does area.js export?';

/** Begins another thread, waits for it, and tells what it said. */
const SPAWNING: Scripted = {
	words: ASKED,
	say: ({ step, tools, results }) => {
		const named = (name: string): string => tools.find((tool) => tool.endsWith(name)) ?? name;
		if (step === 0) return { calls: [[named('spawn_agent'), { message: COUNT }]] };
		const id = /"agent_id":\s*"([^"]+)"/.exec(results[0] ?? '')?.[1] ?? '';
		if (step === 1) return { calls: [[named('wait_agent'), { targets: [id], timeout_ms: 30_000 }]] };
		return { text: `The other thread says: ${results[1]}` };
	},
};

test('a thread below the first one is of its run, booked as well, and its answer comes back', async () => {
	bench = await Bench.open(CODEX, {
		models: [CLAUDE],
		script: () => [SPAWNING, { words: COUNT, say: () => ({ text: 'It exports one.' }) }],
	});
	expect(await bench.ask(ASKED)).toMatchObject({ code: 0, output: expect.stringMatching(/The other thread says: .*It exports one\./) });
	expect(bench.router.upstream.turns(COUNT).length).toBe(1);
	expect(bench.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	// The notice of its end, too, which stands in a message of the user's: one maximum holds for both threads.
	expect([...bench.runs('').values()].map((steps) => steps.length)).toEqual([4]);
	const { booked, counted } = await bench.money();
	expect(booked).toBe(counted);
}, 180_000);
