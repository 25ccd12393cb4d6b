import { afterEach, expect, test } from 'vitest';
import { claudeCode } from '../../../scripts/test/agents.ts';
import { type Agent, ASKED, Bench } from '../agents/bench.ts';
import { DONE } from '../agents/coding-model.ts';
import { agentSuite } from '../agents/suite.ts';
import { ACME, CLAUDE, GPT } from '../support/models.ts';

const asking = (...more: readonly string[]): Agent => ({
	page: 'claude-code',
	command: async (prompt) => ({
		program: await claudeCode(),
		args: ['-p', prompt, ...more, '--allowedTools', 'Read', 'Edit', 'Bash', 'Agent'],
	}),
});

agentSuite(asking(), { subAgent: 'general-purpose', models: [CLAUDE, GPT, ACME] });

let bench: Bench | null = null;
afterEach(() => bench?.close());

test("a model of the vendor's that the pool does not have becomes Auto, which the headers say", async () => {
	bench = await Bench.open(asking('--model', 'opus'), { models: [ACME] });
	expect(await bench.ask(ASKED)).toMatchObject({ code: 0, output: expect.stringContaining(DONE) });
	expect(bench.requests.map(({ status, headers }) => [status, headers['x-routoo-requested-model']])).toEqual(
		bench.requests.map(() => [200, expect.stringMatching(/^claude-opus-/)]),
	);
	const { booked, counted } = await bench.money();
	expect(booked).toBe(counted);
}, 180_000);
