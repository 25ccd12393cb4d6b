import { inWords } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import { reliability, verdictsOf } from '../../core/learning/judged.ts';
import type { SignalStore } from '../../core/learning/signals.ts';
import { lengthFit, priceFit } from '../../core/money/estimates.ts';
import type { DecisionQuery, DecisionRow, LedgerInsights, SpendPart, TimeRange } from '../../core/money/insights.ts';
import type { Ledger } from '../../core/money/ledger.ts';
import { projectionBand } from '../../core/money/pacing.ts';
import { kindInWords } from '../../core/routing/learned-words.ts';
import { PRESETS, presetWeights } from '../../core/routing/presets.ts';
import { Frontier } from '../../core/routing/what-if.ts';
import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { FrontierState, InsightsState, Range, ToInsights } from '../../protocol/insights.ts';
import type { BudgetService } from '../budget/service.ts';
import { ANSWER_LEARNER } from '../learning/answers.ts';
import type { SettingsSource } from '../settings/source.ts';
import { rangeOf, withinDay } from './ranges.ts';

export interface InsightsPageDeps {
	readonly insights: LedgerInsights;
	readonly ledger: Pick<Ledger, 'summary'>;
	readonly signals: Pick<SignalStore, 'kept'>;
	readonly budget: Pick<BudgetService, 'period' | 'current' | 'refresh'>;
	readonly settings: Pick<SettingsSource, 'current' | 'update'>;
	readonly clock: Clock;
}

type Post = (message: ToInsights) => void;
type Filter = Omit<Extract<FromDashboard, { type: 'exportDecisions' }>, 'type' | 'format'>;
type Asked = Extract<FromDashboard, { type: 'decisions' }>;

/** A call waits so long for rows that are still to be put in order, ms; what is left then is said. */
const PATIENCE_MS = 300;
/** Answers whose estimates are compared, newest first. */
const MOST_PAIRS = 3000;
/** Choices that are made again, newest first, and how many at once: 200 at 19 bars take some 5 ms. */
const MOST_CHOICES = 4000;
const CHOICES_AT_ONCE = 200;
const EXPORT_AT_ONCE = 500;
const BARS = [50, 55, 60, 65, 70, 75, 80, 82, 85, 87, 90, 92, 94, 95, 96, 97, 98, 99].map((points) => points / 100);

/** Where the money of a time went, whether estimates can be trusted, and what another bar would have changed. Read when it is asked for. */
export class InsightsPage {
	readonly #deps: InsightsPageDeps;
	#asked = 0;
	#frontier = 0;

	constructor(deps: InsightsPageDeps) {
		this.#deps = deps;
	}

	/** A later call takes the place of an earlier one. Never rejects. */
	async show(range: Range, post: Post): Promise<void> {
		const turn = ++this.#asked;
		await this.#told('insights', post, async () => {
			const state = await this.#state(range);
			if (turn === this.#asked) post({ type: 'insights', state });
		});
	}

	/** Never rejects. */
	async decisions(asked: Asked, post: Post): Promise<void> {
		await this.#told('decisions', post, async () => {
			if (asked.offset === 0) await this.#fresh();
			const { rows, total } = await this.#deps.insights.decisions(this.#query(asked), Math.trunc(asked.offset), asked.limit);
			// The reasons and alternatives of a page are what a reader opens one by one.
			post({ type: 'decisions', asked: asked.asked, offset: asked.offset, rows, total });
		});
	}

	/** A later call takes the place of an earlier one. Never rejects. */
	async frontier(range: Range, post: Post): Promise<void> {
		const turn = ++this.#frontier;
		await this.#told('frontier', post, async () => {
			const state = await this.#frontierOf(range, () => turn === this.#frontier);
			if (turn === this.#frontier) post({ type: 'frontier', state });
		});
	}

	/** Makes the bar the setting. Never rejects. */
	async useBar(bar: number, post: Post): Promise<void> {
		await this.#told('frontier', post, () => this.#deps.settings.update('routoo.routing.goodEnough', Math.round(100 * bar)));
	}

	/** All rows of the filter, page by page. Errors: RoutooError 'storage'. */
	async *rows(filter: Filter): AsyncGenerator<readonly DecisionRow[]> {
		while ((await this.#deps.insights.catchUp()) > 0);
		// What comes meanwhile would move the pages.
		const query = this.#query(filter);
		const still = { ...query, end: Math.min(query.end, this.#deps.clock.now()) };
		for (let offset = 0; ; offset += EXPORT_AT_ONCE) {
			const { rows, total } = await this.#deps.insights.decisions(still, offset, EXPORT_AT_ONCE);
			yield rows;
			if (offset + EXPORT_AT_ONCE >= total) return;
		}
	}

	async #state(range: Range): Promise<InsightsState> {
		const { insights, ledger, budget } = this.#deps;
		const { start, end } = this.#range(range);
		const within = { start, end };
		const left = await this.#fresh();
		const period = budget.period();
		const [snapshot, spend, spread, pairs, judged, month] = await Promise.all([
			budget.current() ?? budget.refresh(),
			ledger.summary({ ...within, limit: null }),
			insights.spread(within),
			insights.estimates(within, MOST_PAIRS),
			this.#judged(within),
			range === 'month' ? null : insights.spread({ start: period.start, end: period.end }),
		]);
		const { summary, projected } = snapshot;
		const { settled, requests, byDay, byModel, byPurpose } = spend;
		return {
			...{ range, start: range === 'all' ? firstDay(byDay, start) : start, end, left, judged },
			spend: { settled, requests, byDay, byModel, byPurpose },
			byTask: spread.byTask.map((part): SpendPart => ({ ...part, name: part.name === '' ? '' : kindInWords(part.name) })),
			...{ byWorkspace: spread.byWorkspace, models: spread.models, purposes: spread.purposes },
			...{ price: priceFit(pairs), length: lengthFit(pairs) },
			band: projectionBand(summary.settled, summary.arrivals, projected, (month ?? spread).squares),
		};
	}

	/** Of completions the signals are of another kind, and their quality is that of being kept. */
	async #judged({ start, end }: TimeRange): Promise<InsightsState['judged']> {
		const { signals, insights } = this.#deps;
		const verdicts = verdictsOf(await signals.kept(ANSWER_LEARNER));
		const predicted = await insights.predicted(verdicts.map(({ requestId }) => requestId));
		const byId = new Map(predicted.map((each) => [each.id, each]));
		const judged = verdicts.flatMap(({ requestId, adequate }) => {
			const of = byId.get(requestId);
			return of === undefined || of.at < start || of.at >= end ? [] : [{ quality: of.quality, adequate }];
		});
		return { count: judged.length, adequate: judged.filter(({ adequate }) => adequate).length, bins: reliability(judged) };
	}

	async #frontierOf(range: Range, wanted: () => boolean): Promise<FrontierState> {
		const { insights, settings, ledger } = this.#deps;
		const { preset, goodEnough } = settings.current();
		const present = goodEnough ?? PRESETS[preset].goodEnough;
		const bars = [...new Set([...BARS, present])].sort((a, b) => a - b);
		const frontier = new Frontier(bars, (bar) => presetWeights(preset, 0, bar));
		const within = this.#range(range);
		await this.#fresh();
		for (let offset = 0; offset < MOST_CHOICES && wanted(); offset += CHOICES_AT_ONCE) {
			const choices = await insights.choices(within, offset, CHOICES_AT_ONCE);
			frontier.add(choices);
			if (choices.length < CHOICES_AT_ONCE) break;
		}
		const { requests, byPurpose } = await ledger.summary({ ...within, limit: null });
		const others = requests - (byPurpose.completion?.requests ?? 0);
		return { range, points: frontier.points(), present, choices: frontier.choices, requests: Math.max(others, frontier.choices) };
	}

	/** How many events are left to be put in order. */
	async #fresh(): Promise<number> {
		const { insights, clock } = this.#deps;
		const until = clock.now() + PATIENCE_MS;
		let left = await insights.catchUp();
		while (left > 0 && clock.now() < until) left = await insights.catchUp();
		return left;
	}

	#range(range: Range): TimeRange {
		return rangeOf(range, this.#deps.clock.now(), this.#deps.settings.current().resetDay);
	}

	#query({ range, day, search, model, purpose, outcome, sort, descending }: Filter): DecisionQuery {
		return { ...withinDay(this.#range(range), day), search, model, purpose, outcome, sort, descending };
	}

	async #told(part: Extract<ToInsights, { type: 'insightsTrouble' }>['part'], post: Post, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			post({ type: 'insightsTrouble', part, text: inWords(error) });
		}
	}
}

/** Of all time the first day that has a request. */
function firstDay(byDay: InsightsState['spend']['byDay'], start: number): number {
	const first = byDay[0]?.day;
	return first === undefined ? start : new Date(`${first}T00:00`).getTime();
}
