import { catalogCandidates } from '../../src/core/model/build-candidates.ts';
import type { Candidate } from '../../src/core/model/candidate.ts';
import type { Catalog } from '../../src/core/model/catalog.ts';
import { presetWeights, type RoutingPreset } from '../../src/core/routing/presets.ts';
import { route } from '../../src/core/routing/route.ts';
import { AUTO, NO_LIMITS, type Prediction, type RouteRequest } from '../../src/core/routing/types.ts';
import type { PredictorEngine } from '../../src/predictor/engine.ts';
import { plainRequest } from './forms.ts';

/** Models that a user might have, every effort of them. */
export const POOLS: Readonly<Record<string, readonly string[]>> = {
	anthropic: ['claude-haiku-4-5', 'claude-sonnet-5', 'claude-opus-5-5'],
	'anthropic 4': ['claude-haiku-4-5', 'claude-sonnet-4-6', 'claude-opus-4-8'],
	openai: ['gpt-5.4-nano', 'gpt-5.4-mini', 'gpt-5.6-luna', 'gpt-5.6-terra', 'gpt-5.6-sol', 'gpt-6-luna', 'gpt-6-sol'],
	google: ['gemini-3.1-flash-lite', 'gemini-3.5-flash', 'gemini-3.7-flash', 'gemini-3.1-pro-preview'],
	mixed: [
		'claude-haiku-4-5',
		'claude-opus-5-5',
		'gpt-5.4-mini',
		'gpt-5.6-sol',
		'gemini-3.1-flash-lite',
		'deepseek-v4-flash',
		'deepseek-v4-pro',
	],
	'local 7B, Opus': ['qwen2.5-coder-7b-instruct', 'claude-opus-5-5'],
	'local 30B mixture, Sonnet': ['qwen3-coder-30b-a3b-instruct', 'claude-sonnet-5'],
};
const PRESETS: readonly RoutingPreset[] = ['save', 'balanced', 'best'];

export interface FixtureMessage {
	/** 0 no words, 1 trivial .. 5 hardest. */
	readonly level: number;
	readonly text: string;
}

/** Which model gets what, by pool and preset. */
export interface Decisions {
	readonly pool: string;
	readonly preset: RoutingPreset;
	/** Shares of the trivial messages (level 1) and of the hard ones (levels 4 and 5) by catalog id. */
	readonly trivial: Readonly<Record<string, number>>;
	readonly hard: Readonly<Record<string, number>>;
	/** Largest share of one model over all messages: 1 is no routing. */
	readonly largest: number;
}

/** The pool's candidates as the product would build them; models that the catalog lacks are left out. */
export function poolCandidates(catalog: Catalog, ids: readonly string[]): Candidate[] {
	return catalogCandidates(catalog).filter(({ catalogId }) => catalogId !== null && ids.includes(catalogId));
}

/** The decision as the command line takes it: no limits, no budget. */
export function decideFor(
	candidates: readonly Candidate[],
	prediction: Prediction,
	request: RouteRequest,
	preset: RoutingPreset,
): Candidate {
	const limits = NO_LIMITS;
	const weights = presetWeights(preset);
	return route({ candidates, prediction, needs: request.needs, limits, weights, cache: null, choice: AUTO, now: 0 }).chosen!.candidate;
}

export async function measureDecisions(
	engine: PredictorEngine,
	catalog: Catalog,
	messages: readonly FixtureMessage[],
): Promise<Decisions[]> {
	const results: Decisions[] = [];
	for (const [pool, ids] of Object.entries(POOLS)) {
		const candidates = poolCandidates(catalog, ids);
		const requests = messages.map(({ text }) => plainRequest(text));
		const predictions: Prediction[] = [];
		for (const request of requests) predictions.push(await engine.predict(request, candidates));
		for (const preset of PRESETS) {
			const chosen = requests.map((request, i) => decideFor(candidates, predictions[i]!, request, preset).catalogId!);
			const shares = (keep: (level: number) => boolean) => sharesOf(chosen.filter((_, i) => keep(messages[i]!.level)));
			const all = shares(() => true);
			results.push({
				pool,
				preset,
				trivial: shares((l) => l === 1),
				hard: shares((l) => l >= 4),
				largest: Math.max(...Object.values(all)),
			});
		}
	}
	return results;
}

function sharesOf(names: readonly string[]): Record<string, number> {
	return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, own]) => [name, own.length / names.length]));
}

/** One hard turn, then trivial questions in the same thread. */
export interface ThreadFigures {
	readonly questions: number;
	/** Mean points that Haiku loses against the same question on its own. */
	readonly lost: number;
	/** Share of the questions that get another model than on their own; to the pool's dearest one. */
	readonly changed: number;
	readonly toDearest: number;
}

const HARD_TURN = 'find why this lock-free queue corrupts its free list under the ABA problem and prove that your repair is linearizable';

/** The Anthropic pool in Balanced. */
export async function measureThread(
	engine: PredictorEngine,
	catalog: Catalog,
	messages: readonly FixtureMessage[],
): Promise<ThreadFigures> {
	const candidates = poolCandidates(catalog, POOLS.anthropic!);
	const questions = messages.filter(({ level, text }) => level === 1 && /^[\x20-\x7e]+$/.test(text) && text.split(' ').length > 2);
	const haiku = candidates.findIndex(({ catalogId, effort }) => catalogId === 'claude-haiku-4-5' && effort === null);
	let [lost, changed, toDearest] = [0, 0, 0];
	for (const { text } of questions) {
		const alone = plainRequest(text);
		const history = [
			{ role: 'user' as const, content: HARD_TURN },
			{
				role: 'assistant' as const,
				content: 'The tag of the head pointer is compared but never advanced on a pop; here is the repair and the invariant that it keeps.',
			},
		];
		const later = { ...alone, history };
		const [first, second] = [await engine.predict(alone, candidates), await engine.predict(later, candidates)];
		const [before, after] = [decideFor(candidates, first, alone, 'balanced'), decideFor(candidates, second, later, 'balanced')];
		lost += 100 * (first.candidates[haiku]!.quality.mean - second.candidates[haiku]!.quality.mean);
		changed += before.catalogId === after.catalogId ? 0 : 1;
		toDearest += after.catalogId === POOLS.anthropic!.at(-1) ? 1 : 0;
	}
	const n = questions.length;
	return { questions: n, lost: lost / n, changed: changed / n, toDearest: toDearest / n };
}
