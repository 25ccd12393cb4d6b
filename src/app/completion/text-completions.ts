import * as l10n from '@vscode/l10n';
import { unlessAborted } from '../../core/base/aborting.ts';
import { RoutooError, shownError } from '../../core/base/errors.ts';
import type { EngineMoney } from '../../core/completion/engine-types.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import { thinkingTokens } from '../../core/completion/routing/latency-prior.ts';
import { MAX_OUTPUT_TOKENS } from '../../core/completion/routing/predict.ts';
import type { CompletionCandidate, CompletionDecision } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { Settings } from '../settings/schema.ts';
import { runText, type TextCallDeps, type TextOutcome } from './text-call.ts';
import { decideText, noModelError, textLine } from './text-decision.ts';
import type { TextCompletionPort, TextEvents, TextRequest, TextResult } from './text-port.ts';

export interface TextCompletionDeps extends TextCallDeps {
	readonly head: AcceptanceWeights;
	/** Also those that cannot fill in. */
	candidates(): readonly Candidate[];
	settings(): Pick<Settings, 'completion' | 'localOnly' | 'maxCost'>;
	/** The user's own word on models that are not local, as for the editor's completions; null where there is none. */
	remoteAllowed(): boolean | null;
	/** The completions' share of what is left. */
	money(): EngineMoney;
	paused(): Promise<boolean>;
}

/** Characters of prompt and suffix: more than any model reads that fills in, and counting them takes no time that is felt. */
const MAX_TEXT = 1_500_000;
/** What a fill brings at most (providers/fill/text-cut.ts). */
const MOST_OUTPUT = 8192;
/** Tokens of the marks that a model's form puts around the text. */
const FORM_TOKENS = 24;
/** Models that are asked one after the other where one fails before its first character. */
const ATTEMPTS = 3;
const NO_USAGE: TokenUsage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** Text completions over the road of completions: its models, chances and prices, and its share of the budget. */
export class TextCompletions implements TextCompletionPort {
	readonly #deps: TextCompletionDeps;

	constructor(deps: TextCompletionDeps) {
		this.#deps = deps;
	}

	entries(): readonly { readonly id: string }[] {
		return [...new Set(withoutSnapshots(this.#deps.candidates()).map(entryOf))].map((id) => ({ id }));
	}

	async complete(request: TextRequest, events: TextEvents): Promise<TextResult> {
		const told: { line: RoutingLine | null } = { line: null };
		try {
			return await this.#complete(request, {
				...events,
				onRouted: (line, wireModel) => {
					told.line = line;
					events.onRouted(line, wireModel);
				},
			});
		} catch (error) {
			const nothing = { ended: null, text: '', routing: told.line, usage: NO_USAGE, cost: null };
			if (request.signal.aborted) return { ...nothing, state: 'cancelled', error: null };
			this.#deps.log(`text completion: ${error instanceof RoutooError ? error.kind : String(error)}`);
			return { ...nothing, state: 'failed', error: shownError(error) };
		}
	}

	async #complete(request: TextRequest, events: TextEvents): Promise<TextResult> {
		const { fillModels } = this.#deps;
		if (request.prompt.length + request.suffix.length > MAX_TEXT) {
			throw new RoutooError('contextTooLong', l10n.t('The text is longer than any model reads that fills in.'), l10n.t('Send less of it.'));
		}
		if (fillModels.list() === null) await unlessAborted(fillModels.refresh(), request.signal);
		request.signal.throwIfAborted();
		const candidates = this.#allowed(this.#candidates(request.entry));
		const inputTokens = this.#deps.estimateTokens(request.prompt) + this.#deps.estimateTokens(request.suffix) + FORM_TOKENS;
		const failed = new Map<string, RoutooError>();
		let fallbackNote: string | null = null;
		for (;;) {
			const money = this.#deps.money();
			const decision = await this.#decide({ request, candidates, inputTokens, money, failed: new Set(failed.keys()) });
			request.signal.throwIfAborted();
			if (decision.chosen === null) throw [...failed.values()][0] ?? noModelError(decision);
			const line = textLine(decision, fallbackNote);
			const outcome = await runText(this.#deps, {
				...{ request, events, decision, line, inputTokens, money },
				maxOutputTokens: outputCap(request) + thinkingTokens(decision.chosen.candidate),
			});
			if (outcome.error !== null && outcome.text === '' && outcome.error.rule.retryable && failed.size + 1 < ATTEMPTS) {
				failed.set(line.candidateId, outcome.error);
				fallbackNote = l10n.t('{0} failed: {1}', line.modelName, outcome.error.message);
				continue;
			}
			return resultOf(outcome, line);
		}
	}

	/** Those that the entry means and that can fill in. Errors: RoutooError 'modelNotFound', 'noModel'. */
	#candidates(entry: string): readonly CompletionCandidate[] {
		const { fillModels } = this.#deps;
		if (presetOf(entry) !== null) return fillModels.list() ?? [];
		// Also one that the list for every key has no room for.
		const named = this.#deps.candidates().filter((candidate) => entryOf(candidate) === entry);
		const able = named.flatMap((model) => {
			const ability = fillModels.abilityOf(model.id);
			return ability === null || ability.method === null ? [] : [{ model, ability }];
		});
		if (able.length > 0) return able;
		const [known] = named;
		if (known === undefined)
			throw new RoutooError(
				'modelNotFound',
				l10n.t('{0} is not available now.', entry.slice(0, 100)),
				l10n.t('Choose another model, or routoo/auto.'),
			);
		const why = fillModels.abilityOf(known.id)?.why ?? l10n.t('It was not asked yet whether it can.');
		throw new RoutooError(
			'noModel',
			l10n.t('{0} cannot complete a text: {1}', known.displayName, why),
			l10n.t('Use routoo/auto, or ask it at /v1/chat/completions.'),
		);
	}

	/**
	 * Those that the user lets complete: local ones, and others where the user said yes or, without an answer, put them into the pool of
	 * completions by name, which a settings file can do where nobody can be asked. That a tool shows the key allows nothing: its texts go to
	 * this computer, and where from there is the user's word. Errors: RoutooError 'noModel' where that leaves none.
	 */
	#allowed(candidates: readonly CompletionCandidate[]): readonly CompletionCandidate[] {
		const said = this.#deps.remoteAllowed();
		const pool = said === null ? (this.#deps.settings().completion.pool ?? []) : [];
		const open = candidates.filter(({ model }) => model.local || said === true || pool.includes(model.id));
		if (open.length > 0 || candidates.length === 0) return open;
		throw new RoutooError(
			'noModel',
			said === false
				? l10n.t('Completions use local models only, as you chose.')
				: l10n.t('Completions use local models only until you allow others.'),
			said === null
				? l10n.t(
						'Name the models in routoo.completion.pool, run "Routoo: Allow Paid and Remote Completions" in an editor, or start a local model server.',
					)
				: l10n.t('Run "Routoo: Allow Paid and Remote Completions" in an editor, or start a local model server.'),
			{ action: 'openSettings' },
		);
	}

	async #decide(of: {
		readonly request: TextRequest;
		readonly candidates: readonly CompletionCandidate[];
		readonly inputTokens: number;
		readonly money: EngineMoney;
		readonly failed: ReadonlySet<string>;
	}): Promise<CompletionDecision> {
		const { head, learned, health, settings } = this.#deps;
		const { completion, localOnly, maxCost } = settings();
		const preset = presetOf(of.request.entry);
		const paused = await this.#deps.paused();
		const decided = (leftOut: ReadonlySet<string>): CompletionDecision =>
			decideText({
				...{ request: of.request, candidates: of.candidates, head, acceptance: learned.acceptance, latency: learned.latency },
				...{ inputTokens: of.inputTokens, maxOutputTokens: outputCap(of.request), money: of.money },
				preset: preset === 'auto' || preset === null ? completion.preset : preset,
				limits: {
					pool: preset === null ? null : completion.pool,
					localOnly,
					...{ maxCost, paused, leftOut },
				},
			});
		const resting = health.leftOut(
			of.candidates.map(({ model }) => model),
			'completion',
		);
		const decision = decided(new Set([...resting, ...of.failed]));
		// Somebody asked: what rests is tried before nobody is.
		return decision.chosen === null && resting.size > 0 ? decided(of.failed) : decision;
	}
}

function outputCap({ maxOutputTokens }: TextRequest): number {
	return Math.min(maxOutputTokens ?? MAX_OUTPUT_TOKENS.block, MOST_OUTPUT);
}

function presetOf(entry: string): 'auto' | 'save' | 'balanced' | 'best' | null {
	if (entry === 'auto' || entry === 'background') return 'auto';
	return entry === 'save' || entry === 'balanced' || entry === 'best' ? entry : null;
}

function entryOf({ endpointId, wireModel }: Pick<Candidate, 'endpointId' | 'wireModel'>): string {
	return `${endpointId}/${wireModel}`;
}

function resultOf({ text, ended, usage, cost, error, cancelled }: TextOutcome, routing: RoutingLine): TextResult {
	const state = error === null ? 'done' : cancelled ? 'cancelled' : 'failed';
	return { state, ended, text, routing, usage, cost, error: error === null || cancelled ? null : shownError(error) };
}
