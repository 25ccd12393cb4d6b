import type { Candidate } from '../../src/core/model/candidate.ts';
import { estimateOutput } from '../../src/predictor/output-length.ts';
import type { PredictorParameters } from '../../src/predictor/parameters.ts';
import type { TaskKind } from '../../src/predictor/task-kind.ts';
import { normal, randomOf, shuffle } from '../../training/kit/random.ts';
import { SET_CLASSES } from './classes.ts';
import { rhythm } from './rhythm.ts';
import type { ReplayOption, ReplayRequest, ReplayRow, Traffic, TrafficKind } from './types.ts';

export interface TrafficOptions {
	readonly requests: number;
	readonly seed: number;
	/** In the order of PRICE_CLASSES. */
	readonly candidates: readonly Candidate[];
	readonly outputLength: PredictorParameters['outputLength'];
}

/** Share of conversations of each kind, the task kind whose answer length is assumed, and what is attached to the first message (log-normal, tokens). */
const KINDS: Readonly<Record<TrafficKind, { share: number; task: TaskKind; attached: number; spread: number }>> = {
	chat: { share: 0.4, task: 'question', attached: 200, spread: 0.8 },
	code: { share: 0.4, task: 'write', attached: 1500, spread: 1 },
	maths: { share: 0.2, task: 'math', attached: 0, spread: 0 },
};
/** System prompt, tokens. */
const SYSTEM = 350;
/** Chance that a conversation goes on after a turn: three turns on average, as the decoder expects. */
const GOES_ON = 2 / 3;
const MAX_TURNS = 15;
/** Pause between turns, log-normal: half of them under two minutes, a fifth beyond a cache's five. */
const PAUSE_MS = 120_000;
const PAUSE_SPREAD = 1.1;
/** Share of the variance of an answer's length that belongs to the request and not to the model. */
const SHARED_LENGTH = 0.7;

/** Traffic of one local month (June 2026, which begins on a Monday and has no clock change anywhere in the north), the same for the same seed. */
export function makeTraffic(rows: readonly ReplayRow[], options: TrafficOptions): Traffic {
	const random = randomOf(options.seed);
	const start = new Date(2026, 5, 1).getTime();
	const end = new Date(2026, 6, 1).getTime();
	const deck = new Deck(rows, random);
	const startOf = rhythm(start, end, random);
	const requests: ReplayRequest[] = [];
	for (let conversation = 0; requests.length < options.requests; conversation++) {
		const turns = converse(conversation, startOf(), deck, options, random).filter((r) => r.at < end);
		requests.push(...turns.slice(0, options.requests - requests.length));
	}
	requests.sort((a, b) => a.at - b.at || a.conversation - b.conversation || a.turn - b.turn);
	return { requests, start, end, earlier: earlierTimes(start, requests.length / (end - start), random), repeats: deck.repeats };
}

/** Arrivals of the eight weeks before, with the same habits and other days. */
function earlierTimes(start: number, perMs: number, random: () => number): number[] {
	const date = new Date(start);
	const from = new Date(date.getFullYear(), date.getMonth(), date.getDate() - 56).getTime();
	const at = rhythm(from, start, random);
	return Array.from({ length: Math.round(perMs * (start - from)) }, at).sort((a, b) => a - b);
}

function converse(conversation: number, startAt: number, deck: Deck, options: TrafficOptions, random: () => number): ReplayRequest[] {
	const kind = pick(Object.keys(KINDS) as TrafficKind[], (k) => (deck.has(k) ? KINDS[k].share : 0), random);
	const { attached, spread, task } = KINDS[kind];
	let context = SYSTEM + Math.round(attached * Math.exp(spread * normal(random)));
	let at = startAt;
	const turns: ReplayRequest[] = [];
	do {
		const row = deck.draw(kind);
		const inputTokens = context + row.promptTokens;
		const answer = Math.round(
			(options.outputLength.visible[task] ?? options.outputLength.visible.question!) * Math.exp(lengthDeviation(options, random)),
		);
		const shared = normal(random);
		const drawn = options.candidates.map(() => Math.sqrt(SHARED_LENGTH) * shared + Math.sqrt(1 - SHARED_LENGTH) * normal(random));
		context = inputTokens + answer;
		turns.push({
			at,
			conversation,
			turn: turns.length,
			row,
			inputTokens,
			prefixTokens: context,
			options: optionsOf(row, inputTokens, task, drawn, options),
		});
		at += Math.round(PAUSE_MS * Math.exp(PAUSE_SPREAD * normal(random)));
	} while (turns.length < MAX_TURNS && random() < GOES_ON);
	return turns;
}

/** Deviation of a log-normal with mean 1. */
function lengthDeviation({ outputLength }: TrafficOptions, random: () => number): number {
	return outputLength.logSpread * normal(random) - outputLength.logSpread ** 2 / 2;
}

function optionsOf(
	row: ReplayRow,
	inputTokens: number,
	kind: TaskKind,
	drawn: readonly number[],
	{ candidates, outputLength }: TrafficOptions,
): ReplayOption[] {
	return row.outcomes.flatMap((outcome, c) => {
		if (outcome === null) return [];
		const candidate = candidates[c]!;
		const { outputTokens, latencyMs } = estimateOutput({ outputLength }, { kind, inputTokens }, candidate, outcome.p);
		const factor = Math.exp(outputLength.logSpread * drawn[c]! - outputLength.logSpread ** 2 / 2);
		const drawnTokens = Math.max(1, Math.round(outputTokens.mean * factor));
		return [{ candidate, p: outcome.p, y: outcome.y, outputTokens, drawnTokens, latencyMs }];
	});
}

function pick<T>(items: readonly T[], weightOf: (item: T) => number, random: () => number): T {
	const weights = items.map(weightOf);
	let left = random() * weights.reduce((a, b) => a + b, 0);
	for (const [i, item] of items.entries()) {
		left -= weights[i]!;
		if (left < 0) return item;
	}
	return items.findLast((_, i) => weights[i]! > 0)!;
}

/** Rows by kind and set, drawn without repetition until a set is used up, then shuffled anew. */
class Deck {
	readonly #random: () => number;
	readonly #piles = new Map<string, { readonly set: string; readonly rows: ReplayRow[]; next: number; rounds: number }>();
	repeats = 0;

	constructor(rows: readonly ReplayRow[], random: () => number) {
		this.#random = random;
		for (const row of rows) {
			const name = `${row.kind}/${row.set}`;
			if (!this.#piles.has(name)) this.#piles.set(name, { set: row.set, rows: [], next: 0, rounds: 0 });
			this.#piles.get(name)!.rows.push(row);
		}
		if (this.#piles.size === 0) throw new Error('No row of any known set: nothing to replay.');
		for (const pile of this.#piles.values()) shuffle(pile.rows, random);
	}

	has(kind: TrafficKind): boolean {
		return [...this.#piles.keys()].some((name) => name.startsWith(`${kind}/`));
	}

	draw(kind: TrafficKind): ReplayRow {
		const piles = [...this.#piles].filter(([name]) => name.startsWith(`${kind}/`)).map(([, pile]) => pile);
		const pile = pick(piles, ({ set }) => SET_CLASSES[set]?.kinds[kind]?.weight ?? 1, this.#random);
		if (pile.next === pile.rows.length) {
			shuffle(pile.rows, this.#random);
			pile.next = 0;
			pile.rounds++;
		}
		if (pile.rounds > 0) this.repeats++;
		return pile.rows[pile.next++]!;
	}
}
