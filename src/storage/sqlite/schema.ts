/** How long a call waits for another window's lock, ms. */
export const BUSY_MS = 3000;

/**
 * Migrations of the ledger in order; user_version is the number of those applied. Never edit one that was released.
 *
 * A window of an older version that has the file open goes on writing through versions 3 to 7 with its own statements: the defaults and
 * the trigger count what it writes like everything else. Once it opens the file anew it says that a newer version wrote it.
 */
export const LEDGER_MIGRATIONS = [
	`CREATE TABLE events (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		request_id TEXT NOT NULL,
		kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'release', 'orphan')),
		at INTEGER NOT NULL,
		reserved_at INTEGER NOT NULL,
		settled_delta INTEGER NOT NULL,
		outstanding_delta INTEGER NOT NULL,
		estimated_delta INTEGER NOT NULL,
		detail TEXT NOT NULL
	) STRICT;
	CREATE INDEX events_request ON events (request_id, seq);
	CREATE INDEX events_totals ON events (reserved_at, settled_delta, outstanding_delta, estimated_delta);
	CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TABLE live (request_id TEXT PRIMARY KEY, beat_at INTEGER NOT NULL, progress INTEGER) STRICT, WITHOUT ROWID;`,
	// Completions come after the first version: all earlier rows are of chats.
	`ALTER TABLE events ADD COLUMN purpose TEXT NOT NULL DEFAULT 'chat' CHECK (purpose IN ('chat', 'completion'));
	CREATE INDEX events_purpose ON events (purpose, reserved_at, settled_delta, outstanding_delta, estimated_delta);
	CREATE INDEX events_newest ON events (purpose, kind, seq, request_id);`,
	// Purposes are open, rows name their run and owner, and running totals make sums independent of the number of rows. The trigger keeps the
	// totals whoever writes, also while this very migration copies the rows: figuresOf in core/money says the same of a request as a whole.
	`ALTER TABLE events RENAME TO events_2;
	DROP INDEX events_request;
	DROP INDEX events_totals;
	DROP INDEX events_purpose;
	DROP INDEX events_newest;
	DROP TRIGGER events_no_update;
	DROP TRIGGER events_no_delete;
	CREATE TABLE events (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		request_id TEXT NOT NULL,
		kind TEXT NOT NULL CHECK (kind IN ('reserve', 'settle', 'release', 'orphan')),
		purpose TEXT NOT NULL DEFAULT 'chat',
		run_id TEXT,
		user TEXT NOT NULL DEFAULT 'local',
		device TEXT NOT NULL DEFAULT 'unknown',
		at INTEGER NOT NULL,
		reserved_at INTEGER NOT NULL,
		settled_delta INTEGER NOT NULL,
		outstanding_delta INTEGER NOT NULL,
		estimated_delta INTEGER NOT NULL,
		detail TEXT NOT NULL
	) STRICT;
	CREATE TABLE totals (
		quarter INTEGER NOT NULL,
		purpose TEXT NOT NULL,
		model TEXT NOT NULL,
		settled INTEGER NOT NULL,
		outstanding INTEGER NOT NULL,
		estimated INTEGER NOT NULL,
		saved INTEGER NOT NULL,
		requests INTEGER NOT NULL,
		arrived INTEGER NOT NULL,
		PRIMARY KEY (quarter, purpose, model)
	) STRICT, WITHOUT ROWID;
	CREATE INDEX events_request ON events (request_id, seq);
	CREATE INDEX events_reserved ON events (reserved_at);
	CREATE INDEX events_newest ON events (purpose, kind, seq, request_id);
	CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
	CREATE TRIGGER events_counted AFTER INSERT ON events BEGIN
		INSERT INTO totals (quarter, purpose, model, settled, outstanding, estimated, saved, requests, arrived)
		SELECT (NEW.reserved_at - (NEW.reserved_at % 900000 + 900000) % 900000) / 900000, NEW.purpose, COALESCE(reserve.detail ->> '$.decision.modelName', ''),
			NEW.settled_delta, NEW.outstanding_delta, NEW.estimated_delta,
			CASE WHEN NEW.kind = 'settle' AND NEW.detail ->> '$.outcome' = 'answered' AND ABS(reserve.detail ->> '$.decision.referenceCost') < 1e15
				THEN COALESCE(CAST(ROUND(reserve.detail ->> '$.decision.referenceCost') AS INTEGER) - (NEW.detail ->> '$.cost'), 0) ELSE 0 END,
			CASE NEW.kind WHEN 'settle' THEN earlier.kind <> 'orphan' WHEN 'orphan' THEN 1 WHEN 'release' THEN -(earlier.kind = 'orphan') ELSE 0 END,
			earlier.kind IS NULL
		FROM (SELECT detail FROM events WHERE request_id = NEW.request_id AND kind = 'reserve' ORDER BY seq DESC LIMIT 1) AS reserve
		LEFT JOIN (SELECT kind FROM events WHERE request_id = NEW.request_id AND seq < NEW.seq ORDER BY seq DESC LIMIT 1) AS earlier
		WHERE true
		ON CONFLICT (quarter, purpose, model) DO UPDATE SET
			settled = settled + excluded.settled,
			outstanding = outstanding + excluded.outstanding,
			estimated = estimated + excluded.estimated,
			saved = saved + excluded.saved,
			requests = requests + excluded.requests,
			arrived = arrived + excluded.arrived;
	END;
	INSERT INTO events (seq, request_id, kind, purpose, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail)
		SELECT seq, request_id, kind, purpose, at, reserved_at, settled_delta, outstanding_delta, estimated_delta, detail FROM events_2 ORDER BY seq;
	DROP TABLE events_2;`,
	// A trigger and the totals alone, no event: the same few milliseconds with ten rows and with a million. A settlement after a settlement
	// is a correction and counts no further request; savings count where the settlement names what the reference would have cost; a detail
	// that the disk has changed keeps nobody from settling.
	`DROP TRIGGER events_counted;
	UPDATE totals SET saved = 0 WHERE saved <> 0;
	CREATE TRIGGER events_counted AFTER INSERT ON events BEGIN
		INSERT INTO totals (quarter, purpose, model, settled, outstanding, estimated, saved, requests, arrived)
		SELECT (NEW.reserved_at - (NEW.reserved_at % 900000 + 900000) % 900000) / 900000, NEW.purpose,
			CASE WHEN json_valid(reserve.detail) THEN COALESCE(reserve.detail ->> '$.decision.modelName', '') ELSE '' END,
			NEW.settled_delta, NEW.outstanding_delta, NEW.estimated_delta,
			CASE WHEN NEW.kind = 'settle' AND json_valid(NEW.detail) THEN
				CASE WHEN NEW.detail ->> '$.outcome' = 'answered' AND json_type(NEW.detail, '$.referenceCost') IN ('integer', 'real')
					AND ABS(NEW.detail ->> '$.referenceCost') < 1e15 THEN
					CASE WHEN earlier.kind IS 'settle' THEN -NEW.settled_delta
						ELSE CAST(ROUND(NEW.detail ->> '$.referenceCost') AS INTEGER) - (NEW.detail ->> '$.cost') END
				ELSE 0 END
			ELSE 0 END,
			CASE NEW.kind WHEN 'settle' THEN earlier.kind IS NOT 'orphan' AND earlier.kind IS NOT 'settle'
				WHEN 'orphan' THEN 1 WHEN 'release' THEN -(earlier.kind IS 'orphan') ELSE 0 END,
			earlier.kind IS NULL
		FROM (SELECT 1)
		LEFT JOIN (SELECT detail FROM events WHERE request_id = NEW.request_id AND kind = 'reserve' ORDER BY seq DESC LIMIT 1) AS reserve
		LEFT JOIN (SELECT kind FROM events WHERE request_id = NEW.request_id AND seq < NEW.seq ORDER BY seq DESC LIMIT 1) AS earlier
		WHERE true
		ON CONFLICT (quarter, purpose, model) DO UPDATE SET
			settled = settled + excluded.settled,
			outstanding = outstanding + excluded.outstanding,
			estimated = estimated + excluded.estimated,
			saved = saved + excluded.saved,
			requests = requests + excluded.requests,
			arrived = arrived + excluded.arrived;
	END;`,
	// The requests of a run arrive once, with its first; no earlier version wrote one. The trigger is that of version 4 otherwise.
	`CREATE INDEX events_run ON events (run_id, seq) WHERE run_id IS NOT NULL;
	DROP TRIGGER events_counted;
	CREATE TRIGGER events_counted AFTER INSERT ON events BEGIN
		INSERT INTO totals (quarter, purpose, model, settled, outstanding, estimated, saved, requests, arrived)
		SELECT (NEW.reserved_at - (NEW.reserved_at % 900000 + 900000) % 900000) / 900000, NEW.purpose,
			CASE WHEN json_valid(reserve.detail) THEN COALESCE(reserve.detail ->> '$.decision.modelName', '') ELSE '' END,
			NEW.settled_delta, NEW.outstanding_delta, NEW.estimated_delta,
			CASE WHEN NEW.kind = 'settle' AND json_valid(NEW.detail) THEN
				CASE WHEN NEW.detail ->> '$.outcome' = 'answered' AND json_type(NEW.detail, '$.referenceCost') IN ('integer', 'real')
					AND ABS(NEW.detail ->> '$.referenceCost') < 1e15 THEN
					CASE WHEN earlier.kind IS 'settle' THEN -NEW.settled_delta
						ELSE CAST(ROUND(NEW.detail ->> '$.referenceCost') AS INTEGER) - (NEW.detail ->> '$.cost') END
				ELSE 0 END
			ELSE 0 END,
			CASE NEW.kind WHEN 'settle' THEN earlier.kind IS NOT 'orphan' AND earlier.kind IS NOT 'settle'
				WHEN 'orphan' THEN 1 WHEN 'release' THEN -(earlier.kind IS 'orphan') ELSE 0 END,
			earlier.kind IS NULL AND (NEW.run_id IS NULL OR NOT EXISTS (SELECT 1 FROM events WHERE run_id = NEW.run_id AND seq < NEW.seq))
		FROM (SELECT 1)
		LEFT JOIN (SELECT detail FROM events WHERE request_id = NEW.request_id AND kind = 'reserve' ORDER BY seq DESC LIMIT 1) AS reserve
		LEFT JOIN (SELECT kind FROM events WHERE request_id = NEW.request_id AND seq < NEW.seq ORDER BY seq DESC LIMIT 1) AS earlier
		WHERE true
		ON CONFLICT (quarter, purpose, model) DO UPDATE SET
			settled = settled + excluded.settled,
			outstanding = outstanding + excluded.outstanding,
			estimated = estimated + excluded.estimated,
			saved = saved + excluded.saved,
			requests = requests + excluded.requests,
			arrived = arrived + excluded.arrived;
	END;`,
	// Up to where the ledgers that editors kept for themselves were taken over. Their rows come late, so the newest are found by time.
	`CREATE TABLE adopted (source TEXT PRIMARY KEY, stamp TEXT NOT NULL, seq INTEGER NOT NULL, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;
	DROP INDEX events_newest;
	CREATE INDEX events_by_time ON events (purpose, at, seq, request_id) WHERE kind = 'reserve';`,
	// One row for each request, made of its events as far as `requests_up_to` says, in slices and not here: a long ledger would take seconds.
	// Whoever writes events needs to know nothing of it.
	`CREATE TABLE requests (
		id TEXT PRIMARY KEY,
		at INTEGER NOT NULL,
		purpose TEXT NOT NULL,
		run TEXT,
		model TEXT NOT NULL,
		task TEXT NOT NULL,
		workspace TEXT,
		text TEXT NOT NULL,
		ended TEXT NOT NULL,
		booked INTEGER NOT NULL,
		source TEXT NOT NULL,
		cost INTEGER NOT NULL,
		expected INTEGER NOT NULL,
		quality REAL,
		wait INTEGER,
		output INTEGER,
		expected_output INTEGER,
		kept INTEGER NOT NULL
	) STRICT;
	CREATE INDEX requests_at ON requests (at, id);
	CREATE INDEX requests_spread ON requests (task, workspace, model, purpose, at, cost, booked, run);
	CREATE INDEX requests_run ON requests (run, at, cost) WHERE run IS NOT NULL;
	CREATE INDEX requests_kept ON requests (at, id) WHERE kept > 1;
	CREATE TABLE requests_up_to (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;`,
];

/** Of the file with state and signals. `place` is '' for all workspaces; a removed value stays as NULL, so that its version goes on. */
export const STATE_MIGRATIONS = [
	`CREATE TABLE state (
		place TEXT NOT NULL,
		key TEXT NOT NULL,
		value TEXT,
		version INTEGER NOT NULL,
		PRIMARY KEY (place, key)
	) STRICT, WITHOUT ROWID;
	CREATE TABLE signals (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		learner TEXT NOT NULL,
		request_id TEXT NOT NULL,
		kind TEXT NOT NULL,
		good INTEGER NOT NULL,
		at INTEGER NOT NULL,
		signal TEXT NOT NULL,
		UNIQUE (learner, request_id, kind, good, at)
	) STRICT;
	CREATE INDEX signals_learner ON signals (learner, seq);
	CREATE TABLE beliefs (learner TEXT PRIMARY KEY, up_to INTEGER NOT NULL, belief TEXT) STRICT, WITHOUT ROWID;`,
	`CREATE TABLE adopted (source TEXT PRIMARY KEY, stamp TEXT NOT NULL, seq INTEGER NOT NULL, mark TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
	// Need profiles: numbers and names alone.
	`CREATE TABLE profiles (
		seq INTEGER PRIMARY KEY AUTOINCREMENT,
		id TEXT NOT NULL UNIQUE,
		request_id TEXT NOT NULL,
		profile TEXT NOT NULL
	) STRICT;`,
];
