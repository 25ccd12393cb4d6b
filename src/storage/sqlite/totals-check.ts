import { DatabaseSync } from 'node:sqlite';
import { BUSY_MS } from './schema.ts';

const QUARTER = '(reserved_at - (reserved_at % 900000 + 900000) % 900000) / 900000';

/** Quarters whose running totals are not the sum of their events; `seen` is what stands there, `sum` what belongs there. */
const WRONG = `SELECT quarter FROM (
		SELECT quarter, purpose, TOTAL(settled) AS settled, TOTAL(outstanding) AS outstanding FROM (
			SELECT quarter, purpose, settled, outstanding FROM totals NOT INDEXED
			UNION ALL
			SELECT ${QUARTER}, purpose, -settled_delta, -outstanding_delta FROM events NOT INDEXED
		) GROUP BY quarter, purpose
	) WHERE settled <> 0 OR outstanding <> 0`;

/** An end whose amounts do not add up to what its detail says: then it is the event that the disk has changed, and not the total. */
const CHANGED_EVENT = `SELECT 1 FROM events AS e NOT INDEXED WHERE ${QUARTER.replaceAll('reserved_at', 'e.reserved_at')} = ?
	AND e.kind IN ('settle', 'orphan') AND (NOT json_valid(e.detail) OR (CASE WHEN json_valid(e.detail) THEN e.detail ->> '$.cost' END) IS NOT
	(SELECT SUM(settled_delta) FROM events WHERE request_id = e.request_id AND seq <= e.seq)) LIMIT 1`;

/**
 * Whether running totals were changed by the disk, which SQLite's own look cannot see: they are not the sums of their events, and the
 * events are sound. Seconds for a million rows: in a thread of its own. @throws errors of SQLite
 */
export function totalsAreWrong(path: string): boolean {
	const db = new DatabaseSync(path, { readOnly: true });
	try {
		db.exec(`PRAGMA busy_timeout = ${BUSY_MS}; BEGIN`);
		const wrong = db.prepare(WRONG).all();
		const changed = db.prepare(CHANGED_EVENT);
		return wrong.some(({ quarter }) => changed.get(Number(quarter)) === undefined);
	} finally {
		db.close();
	}
}
