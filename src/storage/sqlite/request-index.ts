import {
	type DecisionPage,
	type DecisionQuery,
	type DecisionRow,
	type EstimatePair,
	endOf,
	type KeptChoice,
	type PredictedQuality,
	type SpendPart,
	type SpendSpread,
	searchedText,
	searchWords,
	type TimeRange,
} from '../../core/money/insights.ts';
import type { RequestState } from '../../core/money/ledger-events.ts';
import { rowOf } from '../../core/money/ledger-summary.ts';
import type { Row } from './connection.ts';
import type { LedgerFile } from './ledger-file.ts';

/** Events that one call takes in: some 20 ms, in which no other window can reserve. */
const SLICE = 600;
const MOST_ROWS = 500;

/**
 * One row for each request, folded from its events, so that a hundred thousand of them can be searched, sorted and summed up. It follows
 * the events by their number and holds nothing of its own: emptied, it is made again. Synchronous, as node:sqlite is.
 */
export class RequestIndex {
	readonly #file: LedgerFile;

	constructor(file: LedgerFile) {
		this.#file = file;
	}

	/** Takes in some of the events that came since; how many are left. */
	catchUp(): number {
		const db = this.#file.connection;
		if (db.read(() => this.#left()) === 0) return 0;
		return db.transaction(() => {
			const from = this.#upTo();
			const ids = db.all(
				'SELECT request_id AS id, MAX(seq) AS seq FROM (SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?) GROUP BY 1',
				...[from, SLICE],
			);
			let last = from;
			for (const { id, seq } of ids) {
				last = Math.max(last, Number(seq));
				this.#take(String(id));
			}
			db.run('INSERT OR REPLACE INTO requests_up_to (one, seq) VALUES (1, ?)', last);
			return this.#left();
		});
	}

	decisions(query: DecisionQuery, offset: number, limit: number): DecisionPage {
		const db = this.#file.connection;
		return db.read(() => {
			const { where, values } = filter(query);
			const total = Number(db.get(`SELECT COUNT(*) AS n FROM requests WHERE ${where}`, ...values)?.n);
			const ids = db.all(
				`SELECT id FROM requests WHERE ${where} ORDER BY ${order(query)} LIMIT ? OFFSET ?`,
				...[...values, bounded(limit), offset],
			);
			return { total, rows: ids.flatMap(({ id }) => this.#row(String(id))) };
		});
	}

	/** One way through the index for all of it: a hundred thousand rows each way would be felt. */
	spread({ start, end }: TimeRange): SpendSpread {
		const db = this.#file.connection;
		const within = 'at >= ? AND at < ?';
		return db.read(() => {
			const groups = db.all(
				`SELECT task, workspace, model, purpose, TOTAL(cost * booked) AS cost, TOTAL(booked) AS requests,
					TOTAL(CASE WHEN run IS NULL THEN 1.0 * cost * cost ELSE 0 END) AS squares
				FROM requests INDEXED BY requests_spread WHERE ${within} GROUP BY task, workspace, model, purpose`,
				...[start, end],
			);
			const runs = db.get(
				`SELECT TOTAL(c * c) AS squares FROM (SELECT TOTAL(cost) AS c FROM requests INDEXED BY requests_run WHERE run IS NOT NULL AND ${within} GROUP BY run)`,
				...[start, end],
			);
			const names = (column: string): string[] => [...new Set(groups.map((row) => String(row[column])))].sort();
			return {
				...{ byTask: partsBy(groups, 'task'), byWorkspace: partsBy(groups, 'workspace') },
				...{ models: names('model'), purposes: names('purpose') },
				squares: groups.reduce((sum, row) => sum + Number(row.squares), Number(runs?.squares ?? 0)),
			};
		});
	}

	estimates({ start, end }: TimeRange, limit: number): EstimatePair[] {
		const sql = `SELECT expected * 1.0 AS expected, cost * 1.0 AS cost, expected_output * 1.0 AS expected_output, output * 1.0 AS output FROM requests
			WHERE at >= ? AND at < ? AND ended = 'answered' AND source IN ('provider', 'tokens') AND expected > 0 AND purpose <> 'completion'
			ORDER BY at DESC LIMIT ?`;
		return this.#file.connection.all(sql, start, end, limit).map(({ expected, cost, expected_output, output }) => {
			const both = expected_output !== null && output !== null;
			return {
				...{ expected: Number(expected), cost: Number(cost) },
				...{ expectedOutput: both ? Number(expected_output) : null, output: both ? Number(output) : null },
			};
		});
	}

	predicted(ids: readonly string[]): PredictedQuality[] {
		const db = this.#file.connection;
		return db.read(() =>
			ids.flatMap((id) => {
				const row =
					db.get('SELECT at * 1.0 AS at, quality FROM requests WHERE id = ?', id) ??
					db.get('SELECT at * 1.0 AS at, quality FROM requests WHERE run = ? ORDER BY at LIMIT 1', id);
				return row?.quality == null ? [] : [{ id, at: Number(row.at), quality: Number(row.quality) }];
			}),
		);
	}

	choices({ start, end }: TimeRange, offset: number, limit: number): KeptChoice[] {
		const db = this.#file.connection;
		return db.read(() =>
			db
				.all(
					'SELECT id FROM requests WHERE kept > 1 AND at >= ? AND at < ? ORDER BY at DESC, id LIMIT ? OFFSET ?',
					...[start, end, bounded(limit), offset],
				)
				.flatMap(({ id }) => {
					const request = this.#file.request(String(id));
					if (request === null) return [];
					const { reservedAt, reservation } = request;
					const { alternatives, taskKind } = reservation.decision;
					return alternatives === undefined ? [] : [{ at: reservedAt, taskKind, alternatives }];
				}),
		);
	}

	#row(id: string): DecisionRow[] {
		const request = this.#file.request(id);
		return request === null ? [] : [decisionRow(request)];
	}

	/** What is made up of a damaged row's columns counts in the sums, but there is nothing true to show of it. */
	#take(id: string): void {
		const db = this.#file.connection;
		const request = this.#file.request(id);
		if (request === null || request.damaged) {
			db.run('DELETE FROM requests WHERE id = ?', id);
			return;
		}
		const row = decisionRow(request);
		const { decision } = row;
		const whole = (value: number | null | undefined): number | null => (value == null ? null : Math.round(value));
		db.run(
			`INSERT OR REPLACE INTO requests (id, at, purpose, run, model, task, workspace, text, ended, booked, source,
				cost, expected, quality, wait, output, expected_output, kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			...[id, row.at, row.purpose, row.runId, decision.modelName, decision.taskKind, row.workspace, searchedText(row)],
			...[endOf(row), row.state === 'settled' || row.state === 'orphaned' ? 1 : 0, row.costSource],
			...[
				row.state === 'outstanding' ? 0 : row.cost,
				row.expected,
				decision.quality ?? null,
				whole(row.durationMs),
				whole(row.usage?.output),
			],
			...[whole(decision.expectedOutput), decision.alternatives?.length ?? 0],
		);
	}

	#upTo(): number {
		return Number(this.#file.connection.get('SELECT seq FROM requests_up_to')?.seq ?? 0);
	}

	#left(): number {
		const newest = Number(this.#file.connection.get('SELECT MAX(seq) AS seq FROM events')?.seq ?? 0);
		return Math.max(0, newest - this.#upTo());
	}
}

/** Booked requests by one of the columns of the groups, dearest first. */
function partsBy(groups: readonly Row[], column: string): SpendPart[] {
	const parts = new Map<string, SpendPart>();
	for (const row of groups) {
		const name = String(row[column] ?? '');
		const part = parts.get(name) ?? { name, cost: 0, requests: 0 };
		parts.set(name, { name, cost: part.cost + Number(row.cost), requests: part.requests + Number(row.requests) });
	}
	return [...parts.values()]
		.filter(({ requests }) => requests > 0)
		.sort((a, b) => b.cost - a.cost || b.requests - a.requests || (a.name < b.name ? -1 : 1));
}

function decisionRow(request: RequestState): DecisionRow {
	const { expected, owner } = request.reservation;
	return { ...rowOf(request), expected, workspace: owner.workspace ?? null };
}

function bounded(limit: number): number {
	return Math.min(MOST_ROWS, Math.max(0, Math.trunc(limit)));
}

const COLUMNS = { time: 'at', model: 'model', quality: 'quality', expected: 'expected', cost: 'cost', wait: 'wait' } as const;

function order({ sort, descending }: DecisionQuery): string {
	const way = descending ? 'DESC' : 'ASC';
	if (sort === 'time') return `at ${way}, id ${way}`;
	return `${COLUMNS[sort]} ${way} NULLS LAST, at DESC, id DESC`;
}

function filter(query: DecisionQuery): { readonly where: string; readonly values: (string | number)[] } {
	const { start, end, model, purpose, outcome, search } = query;
	const parts: [string, ...(string | number)[]][] = [['at >= ? AND at < ?', start, end]];
	if (model !== null) parts.push(['model = ?', model]);
	if (purpose !== null) parts.push(['purpose = ?', purpose]);
	if (outcome !== null) parts.push(['ended = ?', outcome]);
	// Not LIKE, to which a "%" or "_" of a name would be a pattern.
	for (const word of searchWords(search)) parts.push(['instr(text, ?) > 0', word]);
	return { where: parts.map(([sql]) => sql).join(' AND '), values: parts.flatMap(([, ...values]) => values) };
}
