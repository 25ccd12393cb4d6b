import { afterEach, expect, test } from 'vitest';
import { aider } from '../../../scripts/test/agents.ts';
import { ACME, CLAUDE } from '../support/models.ts';
import type { UpstreamModel } from '../support/upstream.ts';
import { type Agent, ASKED, Bench, taskIn } from './bench.ts';
import type { Edit } from './coding-model.ts';

const MINUTES = 180_000;
const AGENT: Agent = {
	page: 'aider',
	command: async (prompt) => ({ program: await aider(), args: ['--yes-always', '--message', prompt, 'area.js', 'volume.js'] }),
};

let bench: Bench;
afterEach(() => bench.close());

/** A change in the form that Aider asks for. */
const block = ({ file, before, after }: Edit): string => `${file}\n<<<<<<< SEARCH\n${before}\n=======\n${after}\n>>>>>>> REPLACE`;

const open = async (model: UpstreamModel, budget?: number): Promise<void> => {
	bench = await Bench.open(AGENT, {
		models: [model],
		...(budget === undefined ? {} : { budget }),
		script: (place) => {
			const blocks = taskIn(place).edits.map((edit) => `\`\`\`\n${block(edit)}\n\`\`\``);
			return [{ words: ASKED, say: () => ({ text: `Both multiply.\n\n${blocks.join('\n\n')}\n` }) }];
		},
	});
};

test.each([ACME, CLAUDE])(
	'$id changes two files, which Aider commits with a message of the background model, booked to the micro-dollar, and nothing else is asked',
	async (model) => {
		await open(model);
		const ran = await bench.ask(ASKED);
		expect(ran).toMatchObject({ code: 0, output: expect.stringContaining('Applied edit to volume.js') });
		for (const { file, after } of taskIn(bench.place).edits) expect(bench.place.read(file)).toContain(after);
		expect((await bench.place.git('show', '--name-only', '--format=%s', 'HEAD')).split('\n').filter(Boolean)).toEqual([
			expect.any(String),
			'area.js',
			'volume.js',
		]);
		expect(bench.requests.map(({ status }) => status)).toEqual([200, 200]);
		const asked = bench.requests.map(({ body }) => (JSON.parse(body) as { readonly model: string }).model);
		expect(asked).toEqual(['routoo/auto', 'routoo/background']);
		const { booked, counted } = await bench.money();
		expect(booked).toBe(counted);
		expect(counted).toBeGreaterThan(0);
		expect(bench.outside).toEqual([]);
		console.log(`aider, ${model.id}: ${(ran.ms / 1000).toFixed(1)} s, ${bench.requests.length} requests, ${booked} µ$`);
	},
	MINUTES,
);

test(
	'a budget that is used up is said in our words, each time that Aider asks',
	async () => {
		await open(ACME, 0.000_01);
		const running = await bench.start(ASKED);
		// It goes on so for a minute of its own.
		await expect.poll(() => bench.requests.length, { timeout: 100_000 }).toBeGreaterThanOrEqual(3);
		running.kill();
		expect((await running.ended).output).toMatch(/of the budget is left/);
		expect(new Set(bench.requests.map(({ status }) => status))).toEqual(new Set([402]));
		expect(await bench.money()).toEqual({ booked: 0, counted: 0 });
	},
	MINUTES,
);
