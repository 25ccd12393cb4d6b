import { afterEach, expect, test } from 'vitest';
import { CLAUDE, GPT } from '../support/models.ts';
import type { Scripted, UpstreamModel } from '../support/upstream.ts';
import { type Agent, ASKED, Bench, type BenchOptions, hasTools, isModel, taskIn } from './bench.ts';
import { codingModel, DONE, Offered } from './coding-model.ts';
import type { Place } from './place.ts';

interface SuiteOptions {
	/** Each does the task alone; the first one is also in all other tests. */
	readonly models: readonly [UpstreamModel, ...UpstreamModel[]];
	/** What the client asks for beside the endpoint whatever its settings say, as its page tells. */
	readonly outside?: readonly string[];
	/** US dollars that are enough for one or two requests. */
	readonly little?: number;
	/** What its own agent for such a task is called; null where it has none. */
	readonly subAgent: string | null;
	/** How often the client asks again although it is told not to. */
	readonly tries?: number;
}

const MINUTES = 180_000;
/** What a client may take to say that it cannot go on, ms. */
const AT_ONCE = 90_000;
/** Some clients keep `.env` from their models by themselves. */
const PRIVATE = 'secrets.json';
const SECRET = 'correct-horse-battery-7319';
const COUNT = 'How many functions does area.js export? Read it.';
const ONE = 'it exports one';
const WITHHELD = 'the file was withheld';
const USED_UP = /of the budget is left|budget is used up/i;

/** What every coding agent must do before the endpoint, set up with nothing but what its page says. */
export function agentSuite(agent: Agent, { models, outside = [], little = 0.25, tries = 1, subAgent }: SuiteOptions): void {
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
			// One line of the terminal for each answer, as well as its headers.
			await expect.poll(() => router.decisions.length).toBe(bench!.requests.length);
			expect(runs[0]!.map(({ headers }) => Number(headers['x-routoo-expected-cost-usd']) > 0)).toEqual([true, true, true, true]);
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
			expect(counted).toBeGreaterThan(0);
			expect(bench!.outside.filter((host) => !outside.includes(host))).toEqual([]);
			console.log(`${agent.page}, ${model.id}: ${(ran.ms / 1000).toFixed(1)} s, ${bench!.requests.length} requests, ${booked} µ$`);
		},
		MINUTES,
	);

	test(
		'a budget that is used up in the middle, and before the first word, is said in our words, and the client stops',
		async () => {
			const { router } = await open({ models: [models[0]], budget: little, script: (place) => [spending(codingModel(taskIn(place)))] });
			const inTheMiddle = await bench!.ask(ASKED);
			expect(inTheMiddle.output).toMatch(USED_UP);
			expect(inTheMiddle.output).not.toContain(DONE);
			const steps = bench!.requests.map(({ status }) => status);
			expect(steps.slice(0, 2)).toEqual([200, 200]);
			expect(new Set(steps.filter((status) => status !== 200))).toEqual(new Set([402]));
			expect(steps.filter((status) => status !== 200).length).toBeLessThanOrEqual(tries);
			const before = await bench!.ask(ASKED);
			expect(before.output).toMatch(USED_UP);
			// A title may still be within it.
			const refused = bench!.requests.slice(steps.length).flatMap(({ status, body }) => (hasTools(body) ? [status] : []));
			expect(new Set(refused)).toEqual(new Set([402]));
			for (const ran of [inTheMiddle, before]) expect(ran.ms).toBeLessThan(AT_ONCE);
			expect(refused.length).toBeLessThanOrEqual(tries);
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
			expect(await router.spent()).toBeLessThanOrEqual(little * 1_000_000);
			const seconds = [inTheMiddle, before].map(({ ms }) => `${(ms / 1000).toFixed(1)} s`).join(' and ');
			console.log(
				`${agent.page}, used up: ${seconds}, exit codes ${inTheMiddle.code} and ${before.code}, ${steps.length} + ${refused.length} requests`,
			);
		},
		MINUTES,
	);

	test(
		'a vendor that fails is not noticed: another model takes over, and has the rest of the run',
		async () => {
			let failed = false;
			const failing = ({ words, say }: Scripted): Scripted => ({
				words,
				say: (turn) => {
					const fails = !failed && turn.tools.length > 0;
					failed ||= fails;
					return fails ? { fails } : say(turn);
				},
			});
			const { place, router } = await open({ models: [CLAUDE, GPT], script: (at) => [failing(codingModel(taskIn(at)))] });
			const ran = await bench!.ask(ASKED);
			expect(ran).toMatchObject({ code: 0, output: expect.stringContaining(DONE) });
			for (const { file, after } of taskIn(place).edits) expect(place.read(file)).toContain(after);
			expect(
				router.upstream
					.requests()
					.filter(({ refusal }) => refusal !== null)
					.map(({ status }) => status),
			).toEqual([500]);
			expect(new Set(bench!.requests.map(({ status }) => status))).toEqual(new Set([200]));
			const runs = [...bench!.runs(ASKED).values()];
			expect(runs.map((steps) => steps.length)).toEqual([4]);
			expect(new Set(runs[0]!.map(({ headers }) => headers['x-routoo-model'])).size).toBe(1);
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
		},
		MINUTES,
	);

	test(
		"a private file that a tool reads stays here, which the model is told; an agent below the client's own is booked with it",
		async () => {
			const { router } = await open({
				models: [models[0]],
				files: { [PRIVATE]: `{ "door": "${SECRET}" }\n` },
				script: (place) => [delegating(place, subAgent), counting(place)],
			});
			const ran = await bench!.ask(ASKED);
			expect(ran).toMatchObject({ code: 0, output: expect.stringContaining(`${WITHHELD}, and ${subAgent === null ? 'nobody' : ONE}`) });
			expect(router.upstream.requests().filter(({ raw }) => raw.includes(SECRET))).toEqual([]);
			expect(bench!.requests.some(({ body }) => body.includes(SECRET))).toBe(true);
			expect(router.upstream.turns(COUNT).length).toBe(subAgent === null ? 0 : 2);
			expect(new Set(bench!.requests.map(({ status }) => status))).toEqual(new Set([200]));
			const { booked, counted } = await bench!.money();
			expect(booked).toBe(counted);
			// Its steps are the run's: one maximum holds for all of them.
			expect([...bench!.runs('').values()].map((steps) => steps.length)).toEqual([subAgent === null ? 2 : 5]);
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

/** From the second step on each answer costs nearly all that is left. */
function spending({ words, say }: Scripted): Scripted {
	return { words, say: (turn) => ({ ...say(turn), ...(turn.step >= 1 ? { outputTokens: Math.floor(turn.most * 0.97) } : {}) }) };
}

/** Asks an agent below the client's own, then reads a private file, then tells what it heard of both. */
function delegating({ repo }: Place, subAgent: string | null): Scripted {
	return {
		words: ASKED,
		say: (turn) => {
			if (turn.tools.length === 0) return { text: 'Area and volume' };
			const tools = new Offered(turn);
			const delegated = subAgent === null ? null : tools.delegate(COUNT, subAgent);
			if (delegated !== null && turn.step === 0) return { calls: [delegated] };
			if (turn.step === (delegated === null ? 0 : 1)) return { calls: [tools.read(repo, PRIVATE)] };
			const file = turn.results.at(-1) ?? '';
			const said = turn.results[0]?.includes(ONE) ? ONE : 'nobody';
			return { text: `${/withheld/i.test(file) && !file.includes(SECRET) ? WITHHELD : `the file says ${file}`}, and ${said}` };
		},
	};
}

function counting({ repo }: Place): Scripted {
	return {
		words: COUNT,
		say: (turn) => {
			if (turn.step === 0) return { calls: [new Offered(turn).read(repo, 'area.js')] };
			return { text: turn.results[0]?.includes('export function area') ? ONE : 'I could not read it' };
		},
	};
}
