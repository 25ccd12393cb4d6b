import type { Clock } from '../../core/base/time.ts';
import type {
	DecisionPage,
	DecisionQuery,
	EstimatePair,
	KeptChoice,
	LedgerInsights,
	PredictedQuality,
	SpendSpread,
	TimeRange,
} from '../../core/money/insights.ts';
import type { BudgetPeriod } from '../../core/money/ledger.ts';
import { forgetEnded } from './forget-ended.ts';
import type { LedgerEngine } from './ledger-engine.ts';

/** What the rows of the SQLite ledger say together, in the thread that calls it: the product calls it in a worker. */
export class InsightsEngine implements LedgerInsights {
	readonly #ledger: LedgerEngine;
	readonly #clock: Clock;

	constructor(ledger: LedgerEngine, clock: Clock) {
		this.#ledger = ledger;
		this.#clock = clock;
	}

	async catchUp(): Promise<number> {
		return this.#ledger.look((index) => index.catchUp());
	}

	async decisions(query: DecisionQuery, offset: number, limit: number): Promise<DecisionPage> {
		return this.#ledger.look((index) => index.decisions(query, offset, limit));
	}

	async spread(range: TimeRange): Promise<SpendSpread> {
		return this.#ledger.look((index) => index.spread(range));
	}

	async estimates(range: TimeRange, limit: number): Promise<readonly EstimatePair[]> {
		return this.#ledger.look((index) => index.estimates(range, limit));
	}

	async predicted(ids: readonly string[]): Promise<readonly PredictedQuality[]> {
		return this.#ledger.look((index) => index.predicted(ids));
	}

	async choices(range: TimeRange, offset: number, limit: number): Promise<readonly KeptChoice[]> {
		return this.#ledger.look((index) => index.choices(range, offset, limit));
	}

	async forget(period: BudgetPeriod): Promise<void> {
		const now = this.#clock.now();
		await this.#ledger.look((_, file) => forgetEnded(file, period, now));
		await this.#ledger.look((_, file) => file.connection.wipeDeleted());
	}
}
