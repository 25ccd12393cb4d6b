import { inWords } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { isCatalogStale } from '../../core/model/load-catalog.ts';
import type { Ledger, LedgerRow } from '../../core/money/ledger.ts';
import { limitOf } from '../../core/money/ledger-rules.ts';
import { kindInWords, OWN_SIGNALS } from '../../core/routing/learned-words.ts';
import type { Predictor, PredictorStatus } from '../../core/routing/predictor.ts';
import type { DashboardState, LearnedView, RunsState, ToDashboard } from '../../protocol/dashboard.ts';
import { isLive } from '../../protocol/run-words.ts';
import type { RunsPort } from '../agent/ports.ts';
import type { PaidPause } from '../budget/pause.ts';
import type { BudgetService } from '../budget/service.ts';
import type { AnswerLearning } from '../learning/answers.ts';
import type { ModelRegistry } from '../models/registry.ts';

export interface DashboardSource {
	readonly budget: Pick<BudgetService, 'current' | 'refresh' | 'period'>;
	readonly models: Pick<ModelRegistry, 'reference' | 'candidates' | 'usableCount'>;
	readonly learned: Pick<AnswerLearning, 'count' | 'rows'>;
	readonly catalog: Catalog;
	readonly predictor: Pick<Predictor, 'status'>;
	readonly runs: Pick<RunsPort, 'list'>;
	readonly pause: Pick<PaidPause, 'current'>;
	/** This one. */
	readonly window: string;
	readonly clock: Clock;
}

/** Models by kind of task that signals moved. */
const LEARNED_ROWS = 20;
/** Runs of a window go on side by side; the ended ones are receipts. */
const LIVE_RUNS = 10;
const ENDED_RUNS = 20;
/** Rows of a run in one message. */
const RUN_ROWS = 500;

/** Everything the dashboard shows. Errors: RoutooError 'storage'. */
export async function dashboardState(source: DashboardSource): Promise<DashboardState> {
	const { budget, models, catalog, predictor, clock } = source;
	const snapshot = budget.current() ?? (await budget.refresh());
	const now = clock.now();
	const period = budget.period();
	return {
		...runsState(source),
		summary: snapshot.summary,
		budget: snapshot.view,
		projected: snapshot.projected,
		reference: models.reference()?.displayName ?? null,
		completionsLimit: limitOf(period, 'completion'),
		agentsLimit: limitOf(period, 'agent'),
		catalogDate: catalog.date,
		catalogStale: isCatalogStale(catalog, now),
		predictor: predictorView(predictor.status()),
		usableModels: models.usableCount(),
		learned: learnedView(source),
	};
}

function learnedView({ learned, models }: Pick<DashboardSource, 'learned' | 'models'>): LearnedView {
	const names = new Map(models.candidates().map(({ id, displayName }) => [id, displayName]));
	const rows = learned.rows().slice(0, LEARNED_ROWS);
	return {
		...{ signals: learned.count(), enough: OWN_SIGNALS },
		rows: rows.map(({ candidateId, task, points, signals }) => ({
			...{ model: names.get(candidateId) ?? candidateId, kind: kindInWords(task), points, signals },
		})),
	};
}

/** The part that changes with every step of a run; nothing is read for it. */
export function runsState({ runs, pause, window, clock }: Pick<DashboardSource, 'runs' | 'pause' | 'window' | 'clock'>): RunsState {
	const all = runs.list();
	const live = all.filter(isLive).slice(0, LIVE_RUNS);
	const ended = all.filter((run) => !isLive(run)).slice(0, ENDED_RUNS);
	return { runs: [...live, ...ended], window, paidPaused: pause.current(), now: clock.now() };
}

/** What the page shows of one run's requests, or in words why they cannot be read. Never rejects. */
export async function runRowsMessage(ledger: Pick<Ledger, 'run'>, runId: string): Promise<ToDashboard> {
	try {
		const rows = await ledger.run(runId);
		const rest = rows.slice(RUN_ROWS);
		const more = { requests: rest.length, cost: booked(rest) };
		return { type: 'runRows', runId, rows: rows.slice(0, RUN_ROWS), more, total: booked(rows) };
	} catch (error) {
		return { type: 'runTrouble', runId, text: inWords(error) };
	}
}

/** A request that still runs, or that was released, has cost nothing so far. */
function booked(rows: readonly LedgerRow[]): number {
	return rows.reduce((sum, { cost }) => sum + cost, 0);
}

/** What the page shows: the state, or in words why it cannot be read. Never rejects. */
export async function dashboardMessage(read: () => Promise<DashboardState>): Promise<ToDashboard> {
	try {
		return { type: 'dashboard', state: await read() };
	} catch (error) {
		return { type: 'dashboardTrouble', text: inWords(error) };
	}
}

export function predictorView(status: PredictorStatus): DashboardState['predictor'] {
	return { kind: status.kind, reason: status.kind === 'degraded' ? status.reason : null };
}
