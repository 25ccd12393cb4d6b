import type { FromDashboard } from '../../protocol/dashboard.ts';
import type { DecisionRow, Range, ToInsights } from '../../protocol/insights.ts';

/** What the rows are filtered and sorted by. */
export type DecisionFilter = Omit<Extract<FromDashboard, { type: 'exportDecisions' }>, 'type' | 'format' | 'range'>;

export const NO_FILTER: DecisionFilter = {
	...{ search: '', model: null, purpose: null, outcome: null, day: null },
	...{ sort: 'time', descending: true },
};

export const PAGE_ROWS = 100;
/** Pages that stay: the rest is asked for again when somebody scrolls back. */
const KEPT_PAGES = 30;

/** The rows that the page has of a long list, by pages that the host reads. */
export class DecisionPages {
	readonly #post: (message: FromDashboard) => void;
	#pages = new Map<number, readonly DecisionRow[]>();
	#asked = 0;
	#waiting = new Set<number>();
	#stale = new Set<number>();
	#query: { readonly range: Range; readonly filter: DecisionFilter };
	/** Rows of the whole list; null before the first answer. */
	total: number | null = null;

	constructor(range: Range, post: (message: FromDashboard) => void) {
		this.#post = post;
		this.#query = { range, filter: NO_FILTER };
	}

	/** Another list: nothing of the one before is shown any more. */
	begin(range: Range, filter: DecisionFilter): void {
		this.#query = { range, filter };
		this.#pages = new Map();
		this.#stale = new Set();
		this.total = null;
		this.again();
	}

	/** The same list, which may have changed: what is there stands until the new rows come. */
	again(): void {
		this.#asked++;
		this.#waiting = new Set();
		this.#stale = new Set(this.#pages.keys());
		this.#ask(0);
	}

	row(index: number): DecisionRow | null {
		return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
	}

	/** Asks for what is missing of these rows. */
	need(from: number, to: number): void {
		for (let page = Math.floor(from / PAGE_ROWS); page <= Math.floor(to / PAGE_ROWS); page++) {
			if (!this.#pages.has(page) || this.#stale.has(page)) this.#ask(page);
		}
	}

	/** Whether it was an answer to what was asked last. */
	take({ asked, offset, rows, total }: Extract<ToInsights, { type: 'decisions' }>): boolean {
		if (asked !== this.#asked) return false;
		const page = offset / PAGE_ROWS;
		this.#waiting.delete(page);
		this.#stale.delete(page);
		this.#pages.delete(page);
		this.#pages.set(page, rows);
		for (const oldest of [...this.#pages.keys()].slice(0, Math.max(0, this.#pages.size - KEPT_PAGES))) this.#pages.delete(oldest);
		this.total = total;
		return true;
	}

	/** What was asked cannot be answered: it may be asked again. */
	failed(): void {
		this.#waiting = new Set();
	}

	#ask(page: number): void {
		if (this.#waiting.has(page)) return;
		this.#waiting.add(page);
		const { range, filter } = this.#query;
		this.#post({ type: 'decisions', range, ...filter, asked: this.#asked, offset: page * PAGE_ROWS, limit: PAGE_ROWS });
	}
}
