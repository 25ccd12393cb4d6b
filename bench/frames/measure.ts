import type { AgentPort } from '../../src/app/agent/ports.ts';
import { type Message, textMessage, textOf } from '../../src/core/message/message.ts';
import { estimateTokens } from '../../src/core/message/text-tokens.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { WireRequest } from '../../src/serve/wire.ts';
import { auc } from '../../training/kit/metrics.ts';
import { type Frame, filler, wrap } from './wrap.ts';

export interface FrameSet {
	readonly name: string;
	readonly texts: readonly string[];
	/** Of the recorded models. */
	readonly candidates: readonly Candidate[];
	/** By candidate, then by text: 1 solved, 0 not, NaN where it was not run. */
	readonly solved: readonly ArrayLike<number>[];
	/** Candidates that a user may have together, by the pool's name. */
	readonly pools: ReadonlyMap<string, readonly Candidate[]>;
	/** Places of the texts whose choices are compared; quality is of all. */
	readonly chosenFor: ReadonlySet<number>;
}

/** What the predictor and the decoder said of the texts of a set, sent in one way. */
export interface Told {
	/** Predicted quality by candidate, then by text. */
	readonly quality: readonly Float64Array[];
	/** Id of the chosen candidate by pool, then by text; '' where none may be asked, null where nobody asked. */
	readonly chosen: ReadonlyMap<string, readonly (string | null)[]>;
	/** Tokens of the prompts, mean. */
	readonly tokens: number;
}

/** The texts of a set sent alone, alone behind as many tokens of system text as the frame has, and in the frame. */
export interface Measured {
	readonly frame: Frame;
	readonly set: string;
	readonly alone: Told;
	readonly sized: Told;
	readonly framed: Told;
}

/** The service that answers `POST /v1/route`, with the candidates of the next requests. */
export interface LiveRoute {
	readonly agent: Pick<AgentPort, 'route'>;
	use(candidates: readonly Candidate[]): void;
}

type Prompt = WireRequest['prompt'];
type Way = (frame: Frame, text: string) => Prompt;

const WAYS: Readonly<Record<'alone' | 'sized' | 'framed', Way>> = {
	alone: (frame, text) => ({ ...wrap(frame, text).prompt, messages: [textMessage('user', text)] }),
	sized: (frame, text) => {
		const { prompt } = wrap(frame, text);
		return { ...prompt, messages: [...sameSize(frame, prompt.messages, text), textMessage('user', text)] };
	},
	framed: (frame, text) => wrap(frame, text).prompt,
};

const systems = new WeakMap<Frame, Message>();

/** System text of as many tokens as the client's frame; nothing of what it says. */
function sameSize(frame: Frame, messages: readonly Message[], text: string): readonly Message[] {
	const known = systems.get(frame);
	if (known !== undefined) return [known];
	const tokens = messages.reduce((sum, { parts }) => sum + estimateTokens(textOf(parts as Message['parts'])), -estimateTokens(text));
	let length = tokens * 5;
	for (let n = 0; n < 6; n++) length = Math.round((length * tokens) / Math.max(1, estimateTokens(filler(length))));
	const system = textMessage('system', filler(length));
	systems.set(frame, system);
	return [system];
}

/** One text after the other through all frames, so that the encoder reads each once. */
export async function measureSet(live: LiveRoute, set: FrameSet, frames: readonly Frame[]): Promise<readonly Measured[]> {
	const told = frames.map(() => ({ alone: collector(set), sized: collector(set), framed: collector(set) }));
	for (const [at, text] of set.texts.entries()) {
		// Alone, frames differ by whether there are tools.
		const before = new Map<boolean, Answered>();
		for (const [f, frame] of frames.entries()) {
			for (const way of ['alone', 'sized', 'framed'] as const) {
				if (way === 'sized' && !set.chosenFor.has(at)) continue;
				const prompt = WAYS[way](frame, text);
				const tools = prompt.tools.length > 0;
				const answered = (way === 'alone' ? before.get(tools) : undefined) ?? (await answer(live, set, prompt, set.chosenFor.has(at)));
				if (way === 'alone') before.set(tools, answered);
				told[f]![way].add(answered, at);
			}
		}
	}
	return frames.map((frame, f) => {
		const { alone, sized, framed } = told[f]!;
		return { frame, set: set.name, alone: alone.told(), sized: sized.told(), framed: framed.told() };
	});
}

interface Answered {
	readonly quality: readonly number[];
	readonly chosen: ReadonlyMap<string, string>;
	readonly tokens: number;
}

async function answer({ agent, use }: LiveRoute, set: FrameSet, prompt: Prompt, choose: boolean): Promise<Answered> {
	const request = { entry: 'auto', prompt, conversationId: null, caller: 'bench', mayAsk: false, signal: new AbortController().signal };
	use(set.candidates);
	const { prediction } = await agent.route(request);
	const chosen = new Map<string, string>();
	for (const [name, candidates] of choose ? set.pools : []) {
		use(candidates);
		const { decision } = await agent.route(request);
		chosen.set(name, decision.chosen?.candidate.id ?? '');
	}
	return { quality: prediction.candidates.map(({ quality }) => quality.mean), chosen, tokens: prediction.inputTokens };
}

function collector(set: FrameSet) {
	const quality = set.candidates.map(() => new Float64Array(set.texts.length).fill(Number.NaN));
	const chosen = new Map([...set.pools.keys()].map((name) => [name, new Array<string | null>(set.texts.length).fill(null)]));
	let tokens = 0;
	return {
		add(answered: Answered, at: number): void {
			for (const [c, own] of answered.quality.entries()) quality[c]![at] = own;
			for (const [name, id] of answered.chosen) chosen.get(name)![at] = id;
			tokens += answered.tokens;
		},
		told: (): Told => ({ quality, chosen, tokens: tokens / Math.max(1, set.texts.length) }),
	};
}

/** Mean over the models of how well predicted quality orders the issues that the model solved before the others. */
export function meanAuc({ quality }: Told, { solved }: FrameSet): number {
	const all = quality.flatMap((row, c) => {
		const run = Array.from(row.keys()).filter((at) => !Number.isNaN(solved[c]![at]!));
		const outcomes = run.map((at) => solved[c]![at]!);
		if (new Set(outcomes).size < 2) return [];
		return [
			auc(
				run.map((at) => row[at]!),
				outcomes,
			),
		];
	});
	return all.reduce((sum, one) => sum + one, 0) / all.length;
}

/** Share of the texts, over all pools, for which another model is chosen. */
export function changed(one: Told, other: Told): number {
	let all = 0;
	let differ = 0;
	for (const [name, chosen] of one.chosen) {
		for (const [at, id] of chosen.entries()) {
			if (id === null) continue;
			all++;
			if (other.chosen.get(name)![at] !== id) differ++;
		}
	}
	return differ / Math.max(1, all);
}
