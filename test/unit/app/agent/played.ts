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
import { AgentBench, BEGIN, BIG, call, calls, fails, HOME, MINI, MINI_HIGH, result, says, system, wrapped } from './agent-bench.ts';

/** One turn of the script: what the caller asks, what the user changes before it, and how the model answers. */
export interface Turn {
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

const failed = (steps: readonly ToolStep[], since: number): VerifiedFailure | null =>
	steps.slice(since).filter(({ isError }) => isError).length < 2 ? null : { kind: 'failingCall', at: steps.length - 1, what: 'npm test' };

const RULES = new PrivateFiles([], []);

export class Played {
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
export function did({ result: { words, refused, error }, line }: Awaited<ReturnType<Played['answer']>>): unknown {
	if (line !== null) return told(line);
	const shown = refused ?? error;
	return { refused: shown === null ? words : `${shown.message} ${shown.nextStep}` };
}
