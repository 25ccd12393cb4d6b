import { afterEach, expect, test } from 'vitest';
import type { UpstreamModel } from '../support/upstream.ts';
import { type Agent, ASKED, Bench, type BenchOptions, isModel, taskIn } from './bench.ts';
import { codingModel, DONE } from './coding-model.ts';

interface SuiteOptions {
	/** Each does the task alone; the first one is also in all other tests. */
	readonly models: readonly [UpstreamModel, ...UpstreamModel[]];
	/** What the client asks for beside the endpoint whatever its settings say, as its page tells. */
	readonly outside?: readonly string[];
	/** US dollars that are enough for one or two requests. */
	readonly little?: number;
}

const MINUTES = 180_000;
/** What a client may take to say that it cannot go on, ms. */
const AT_ONCE = 45_000;

/** What every coding agent must do before the endpoint, set up with nothing but what its page says. */
export function agentSuite(agent: Agent, { models, outside = [], little = 0.25 }: SuiteOptions): void {
	let bench: Bench | null = null;
	const open = async (options: BenchOptions): Promise<Bench> => {
		bench = await Bench.open(agent, options);
		return bench;
	};
	afterEach(async () => {
		await bench?.close();
		bench = null;
	});

	test.each(models)(
		'$id does a task of two files in one run, booked to the micro-dollar, and nothing else is asked',
		async (model) => {
			const { place, router } = await open({ models: [model] });
			const ran = await bench!.ask(ASKED);
			expect(ran).toMatchObject({ code: 0, output: expect.stringContaining(DONE) });
			for (const { file, after } of taskIn(place).edits) expect(place.read(file)).toContain(after);
			expect((await place.git('diff', '--name-only', 'HEAD')).split('\n').filter(Boolean)).toEqual(['area.js', 'volume.js']);
			expect(
				router.upstream
					.turns(ASKED)
					.filter(({ tools }) => tools.length > 0)
					.map(({ step }) => step),
			).toEqual([0, 1, 2, 3]);
			const runs = [...bench!.runs(ASKED).values()];
			expect(runs.map((steps) => steps.length)).toEqual([4]);
			expect(new Set(runs[0]!.map(({ headers }) => headers['x-routoo-model'])).size).toBe(1);
			expect(isModel(runs[0]![0]!.headers['x-routoo-model'], model)).toBe(true);
			expect(bench!.requests.map(({ status }) => status)).toEqual(bench!.requests.map(() => 200));
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
			expect(counted).toBeGreaterThan(0);
			expect(bench!.outside.filter((host) => !outside.includes(host))).toEqual([]);
			console.log(`${agent.page}, ${model.id}: ${(ran.ms / 1000).toFixed(1)} s, ${bench!.requests.length} requests, ${booked} µ$`);
		},
		MINUTES,
	);

	test(
		'a budget that is used up in the middle is said in our words, and the client stops',
		async () => {
			const [model] = models;
			const script = (place: Bench['place']) => {
				const { words, say } = codingModel(taskIn(place));
				return [
					{ words, say: (turn: Parameters<typeof say>[0]) => ({ ...say(turn), ...(turn.step === 1 ? { outputTokens: 1_000_000 } : {}) }) },
				];
			};
			const { router } = await open({ models: [model], budget: little, script });
			const ran = await bench!.ask(ASKED);
			expect(ran.output).toMatch(/budget/i);
			expect(ran.output).not.toContain(DONE);
			expect(ran.ms).toBeLessThan(AT_ONCE);
			const refused = bench!.requests.filter(({ status }) => status !== 200);
			expect(refused.map(({ status }) => status)).toContain(402);
			expect(refused.length).toBeLessThanOrEqual(3);
			expect(await router.spent()).toBeLessThanOrEqual(little * 1_000_000);
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
			console.log(`${agent.page}, budget: ${(ran.ms / 1000).toFixed(1)} s, exit code ${ran.code}, ${refused.length} refused`);
		},
		MINUTES,
	);

	test(
		'a client that is ended in the middle of an answer ends its stream, and what came is booked',
		async () => {
			const words = Array.from({ length: 3000 }, (_, n) => `word${n}`).join(' ');
			const { router } = await open({ models: [models[0]], script: () => [{ words: ASKED, say: () => ({ text: words, everyMs: 20 }) }] });
			const running = await bench!.start(ASKED);
			await expect.poll(() => bench!.runs(ASKED).size, { timeout: 60_000 }).toBe(1);
			await new Promise((resolve) => setTimeout(resolve, 500));
			running.kill();
			expect((await running.ended).code).toBe(null);
			const booked = await router.spent();
			expect(booked).toBeGreaterThan(0);
			expect(booked).toBeLessThan(router.upstream.cost());
		},
		MINUTES,
	);
}
