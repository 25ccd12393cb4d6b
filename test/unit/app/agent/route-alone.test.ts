import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentRequest, AgentResult } from '../../../../src/app/agent/ports.ts';
import { PrivateResults } from '../../../../src/app/agent/private-results.ts';
import { screenRequest } from '../../../../src/app/agent/screen.ts';
import type { ToolStep, VerifiedFailure } from '../../../../src/core/agent/types.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { MemoryStateTable } from '../../../../src/core/base/memory-state.ts';
import { VersionedState } from '../../../../src/core/base/state.ts';
import type { Message } from '../../../../src/core/message/message.ts';
import { type RoutingLine, routingLine } from '../../../../src/core/routing/routing-line.ts';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';
import { TOOLS, user } from '../../core/agent/talk.ts';
import { AgentBench, BEGIN, BIG, call, calls, fails, HOME, hangs, MINI, MINI_HIGH, result, says, system, wrapped } from './agent-bench.ts';

/** One turn of the script: what the caller asks, what the user changes before it, and how the model answers. */
interface Turn {
	readonly ask: 'begin' | 'again' | 'step' | 'private' | 'failing' | 'sub' | 'title' | 'summary' | 'plain';
	readonly conversation: 'c1' | 'c2' | null;
	readonly entry: string;
	readonly effort: string | null;
	readonly mostOutput: number | null;
	readonly long: boolean;
	readonly answer: 'calls' | 'agent' | 'says' | 'fails';
	readonly change: readonly [string, unknown] | null;
	readonly waits: number;
}

const turns = fc.array(
	fc.record<Turn>({
		ask: fc.constantFrom(
			'begin',
			'again',
			'step',
			'step',
			'step',
			'step',
			'private',
			'failing',
			'failing',
			'sub',
			'title',
			'summary',
			'plain',
		),
		conversation: fc.constantFrom('c1', 'c1', 'c1', 'c1', 'c2', null),
		entry: fc.constantFrom(
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'auto',
			'save',
			'best',
			'background',
			'cloud/mini',
			'vendor/big',
			'home/local',
			'vendor/gone',
		),
		effort: fc.constantFrom(null, null, 'high', 'low'),
		mostOutput: fc.constantFrom(null, null, 1, 1000, 100_000),
		long: fc.boolean(),
		answer: fc.constantFrom('calls', 'calls', 'agent', 'says', 'fails'),
		change: fc.oneof(
			fc.constant(null),
			fc.constantFrom<readonly [string, unknown]>(
				['routoo.budget.monthly', 0],
				['routoo.budget.monthly', 0.02],
				['routoo.budget.monthly', 20],
				['routoo.budget.atLimit', 'block'],
				['routoo.budget.atLimit', 'free'],
				['routoo.agent.budgetShare', 0],
				['routoo.agent.budgetShare', 80],
				['routoo.routing.maxCostPerRequest', 0.003],
				['routoo.routing.maxCostPerRequest', null],
				['routoo.routing.maxCostPerRun', 0.01],
				['routoo.routing.maxCostPerRun', 2],
				['routoo.localOnly', true],
				['routoo.localOnly', false],
				['routoo.routing.pool', ['cloud/mini', 'vendor/big']],
				['routoo.routing.pool', null],
				['routoo.agent.escalation', 'suggest'],
				['routoo.agent.escalation', 'automatic'],
				['routoo.agent.privateFiles', 'local'],
				['paused', true],
				['paused', false],
				['home', true],
				['gone', 'cloud/mini'],
			),
		),
		waits: fc.constantFrom(0, 0, 1000, 400_000, 3_600_000),
	}),
	{ minLength: 1, maxLength: 14 },
);

const turn = (ask: Turn['ask'], more: Partial<Turn> = {}): Turn => ({
	...{ ask, conversation: 'c1', entry: 'auto', effort: null, mostOutput: null, long: false, answer: 'calls', change: null, waits: 0 },
	...more,
});
/** What chance seldom comes upon. */
const STORIES: readonly (readonly Turn[])[] = [
	[turn('begin', { change: ['routoo.routing.maxCostPerRun', 0.004] }), ...Array.from({ length: 8 }, () => turn('step')), turn('again')],
	[turn('begin', { change: ['routoo.agent.escalation', 'suggest'] }), turn('failing'), turn('failing'), turn('failing'), turn('step')],
	[turn('begin', { change: ['routoo.agent.escalation', 'automatic'] }), turn('failing'), turn('failing'), turn('failing'), turn('step')],
	[turn('begin', { answer: 'agent' }), turn('sub'), turn('summary'), turn('step'), turn('step', { waits: 3_600_000 }), turn('title')],
	[
		turn('begin', { change: ['home', true] }),
		turn('private'),
		turn('step', { answer: 'fails' }),
		turn('step'),
		turn('step', { long: true }),
	],
	[turn('begin'), turn('step', { change: ['gone', 'cloud/mini'] }), turn('step', { change: ['paused', true] }), turn('again')],
];

const failed = (steps: readonly ToolStep[], since: number): VerifiedFailure | null =>
	steps.slice(since).filter(({ isError }) => isError).length < 2 ? null : { kind: 'failingCall', at: steps.length - 1, what: 'npm test' };

const RULES = new PrivateFiles([], []);

class Played {
	readonly bench: AgentBench;
	readonly conversations = new Map<string, Message[]>();
	readonly asked: string[] = [];
	#paused = false;
	#looking = false;
	#calls = 0;

	constructor() {
		let ids = 0;
		const results = new PrivateResults({
			files: { ready: async () => {}, isPrivate: (path) => RULES.isPrivate(path), shown: (path) => path },
			settings: () => this.bench.settings(),
			state: new VersionedState(new MemoryStateTable(), 'w'),
			user: {
				choose: async ({ text }) => {
					this.asked.push(text);
					return null;
				},
			},
			hasLocal: () => this.bench.candidates.some(({ local }) => local),
		});
		this.bench = new AgentBench({
			settings: { 'routoo.budget.monthly': 20 },
			deps: {
				failure: failed,
				newId: () => (this.#looking ? 'looked' : `id${++ids}`),
				screen: (request, on) =>
					screenRequest({ results, candidates: () => this.bench.candidates, settings: () => this.bench.settings() }, request, on),
			},
		});
		this.bench.candidates = [MINI, MINI_HIGH, BIG];
		Object.assign(this.bench.deps.gateway, { paused: async () => this.#paused });
	}

	async prepare({ change, waits, answer }: Turn): Promise<void> {
		const { bench } = this;
		bench.clock.at += waits;
		const [key, value] = change ?? ['', null];
		if (key === 'paused') this.#paused = value === true;
		else if (key === 'home') bench.candidates = [MINI, MINI_HIGH, BIG, HOME];
		else if (key === 'gone')
			bench.candidates = bench.candidates.filter(({ endpointId, wireModel }) => `${endpointId}/${wireModel}` !== value);
		else if (change !== null) bench.values.set(key, value);
		await bench.budget.refresh();
		this.#calls++;
		const script = {
			calls: () => calls(`k${this.#calls}`),
			agent: () => calls(`k${this.#calls}`, 'runSubagent', { prompt: 'Look through all of the tests' }),
			says: () => says('Done.'),
			fails: () => fails(new RoutooError('rateLimit', 'Too many requests.', 'Wait.')),
		}[answer];
		bench.scripts = { mini: script, big: answer === 'fails' ? () => says('From big.') : script, local: () => says('From here.') };
	}

	request({ ask, conversation, entry, effort, mostOutput, long }: Turn): AgentRequest {
		const key = String(conversation);
		const history = this.conversations.get(key) ?? [...BEGIN];
		const open = `k${this.#calls - 1}`;
		const messages: Record<Turn['ask'], () => Message[]> = {
			begin: () => [system(), wrapped(`Fix ${key} ${long ? 'the tests '.repeat(4000) : 'the tests'}`)],
			again: () => [...history, user('<userRequest>\ncontinue\n</userRequest>')],
			step: () => [...history, call(open), result(open, long ? 'line\n'.repeat(4000) : 'ok')],
			private: () => [...history, call(open, 'read_file', { filePath: '/w/.env' }), result(open, 'API_KEY=9f8a7b6c5d4e3f2a1b')],
			failing: () => [...history, call(open, 'run_in_terminal', { command: 'npm test' }), result(open, '1 test failed', true)],
			sub: () => [system(), wrapped('Look through all of the tests')],
			title: () => [system('You are an expert in crafting titles for chatbot conversations.'), user('Please write a brief title')],
			summary: () => [
				system('Your task is to create a comprehensive, detailed summary of the entire conversation'),
				...history.slice(1),
				user('Summarize the conversation history so far, paying'),
			],
			plain: () => [system(), user('What is a monad?')],
		};
		const made = messages[ask]();
		if (ask !== 'title' && ask !== 'summary' && ask !== 'sub') this.conversations.set(key, made);
		const tools = ask === 'title' || ask === 'summary' || ask === 'plain' ? [] : TOOLS;
		return {
			...{ entry, conversationId: conversation, signal: new AbortController().signal },
			prompt: { messages: made, tools, toolChoice: 'auto', ...(mostOutput === null ? {} : { wishes: { maxOutputTokens: mostOutput } }) },
			...(effort === null ? {} : { effort }),
		};
	}

	/** All that there is to see of it. */
	state(): string {
		const { bench } = this;
		const { health } = bench.deps.gateway;
		return JSON.stringify([
			bench.agent.runs.list(),
			[...bench.memory.reservations],
			[...bench.memory.settled],
			bench.waiting.map(({ ms }) => ms),
			bench.sent.length,
			bench.ended,
			bench.routed,
			bench.logged,
			bench.candidates.map((one) => health.rest(one, 'chat')),
			bench.budget.current(),
			bench.agent.entries(),
			this.asked,
		]);
	}

	async answer(request: AgentRequest): Promise<{ readonly result: AgentResult; readonly line: RoutingLine | null }> {
		const lines: RoutingLine[] = [];
		const answered = await this.bench.agent.answer(request, {
			...{ onLine: () => {}, onText: () => {}, onReasoning: () => {} },
			onRouted: (line) => void lines.push(line),
		});
		await new Promise((resolve) => setTimeout(resolve, 0));
		return { result: answered, line: lines[0] ?? null };
	}

	async look(request: AgentRequest): Promise<unknown> {
		this.#looking = true;
		try {
			const { decision, blocked } = await this.bench.agent.route(request);
			if (blocked !== null) return { refused: `${blocked.message} ${blocked.nextStep}`.trim() };
			return told(decision.chosen === null ? null : routingLine({ ...decision, chosen: decision.chosen }, null));
		} catch (error) {
			return { refused: error instanceof RoutooError ? `${error.message} ${error.nextStep}` : String(error) };
		} finally {
			this.#looking = false;
		}
	}
}

const told = (line: RoutingLine | null) =>
	line && {
		...{ candidateId: line.candidateId, quality: line.quality, reason: line.reason },
		...{ expectedCost: line.expectedCost, maxCost: line.maxCost, latencyMs: line.latencyMs },
	};

/** What `answer` did, in the form of `look`. */
function did({ result: { words, refused, error }, line }: Awaited<ReturnType<Played['answer']>>): unknown {
	if (line !== null) return told(line);
	const shown = refused ?? error;
	return { refused: shown === null ? words : `${shown.message} ${shown.nextStep}` };
}

test('the decision alone is the one that an answer takes at once, in any state of the runs, and changes nothing', async () => {
	const seen = new Map<string, number>();
	const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
	await fc.assert(
		fc.asyncProperty(turns, async (script) => {
			const [looking, blind] = [new Played(), new Played()];
			for (const turn of script) {
				for (const one of [looking, blind]) await one.prepare(turn);
				const request = looking.request(turn);
				const before = looking.state();
				const looked = await looking.look(request);
				expect(looking.state()).toBe(before);
				expect(await looking.look(request)).toEqual(looked);
				const answered = await looking.answer(request);
				expect(looked, JSON.stringify(turn)).toEqual(did(answered));
				const unlooked = await blind.answer(blind.request(turn));
				expect(answered).toEqual(unlooked);
				expect(looking.state()).toBe(blind.state());
				if (answered.result.words?.startsWith('Routoo stopped') === true) count('stopped');
				if (answered.result.run?.changes.length) count('changed');
				if (answered.result.run?.subAgents.length) count('sub-agent');
				if (answered.result.run?.suggestion != null) count('suggestion');
				if (looking.bench.sent.at(-1)?.request.messages.some((m) => JSON.stringify(m).includes('[Routoo withheld'))) count('withheld');
				if (looking.bench.sent.at(-1)?.request.messages.some((m) => JSON.stringify(m).includes('nearly used up'))) count('finishing');
				const kind =
					answered.line === null
						? 'refused'
						: answered.result.run === null
							? 'background'
							: `run of ${Math.min(3, answered.result.run.steps)}`;
				count(kind);
			}
		}),
		{ numRuns: 60, examples: STORIES.map((story) => [[...story]]) },
	);
	// What it is about really occurs.
	const kinds = [
		'refused',
		'background',
		'run of 1',
		'run of 2',
		'run of 3',
		'stopped',
		'finishing',
		'changed',
		'suggestion',
		'sub-agent',
		'withheld',
	];
	expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

test('beside a request of the same run that is still under way, what that one holds counts', async () => {
	const played = new Played();
	const { bench } = played;
	bench.candidates = [MINI];
	bench.estimates['cloud/mini'] = 10;
	await bench.budget.refresh();
	const stop = new AbortController();
	bench.scripts.mini = (_request, signal) => hangs(signal);
	const request = played.request(turn('begin'));
	const first = played.answer({ ...request, signal: stop.signal });
	await expect.poll(() => bench.sent.length).toBe(1);
	const looked = await played.look(request);
	expect(looked).toMatchObject({ refused: expect.stringContaining('run') });
	expect(looked).toEqual(did(await played.answer(request)));
	expect(bench.sent).toHaveLength(1);
	stop.abort();
	await first;
});
