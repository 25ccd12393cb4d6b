import { inWords } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import { isCatalogStale } from '../../core/model/load-catalog.ts';
import type { Ledger } from '../../core/money/ledger.ts';
import { limitOf } from '../../core/money/ledger-rules.ts';
import type { Predictor, PredictorStatus } from '../../core/routing/predictor.ts';
import type { DashboardState, ToDashboard } from '../../protocol/dashboard.ts';
import type { BudgetService } from '../budget/service.ts';
import type { ModelRegistry } from '../models/registry.ts';

export interface DashboardSource {
	readonly budget: Pick<BudgetService, 'current' | 'refresh' | 'period'>;
	readonly ledger: Pick<Ledger, 'rows'>;
	readonly models: Pick<ModelRegistry, 'reference'>;
	readonly catalog: Catalog;
	readonly predictor: Pick<Predictor, 'status'>;
	readonly clock: Clock;
}

/** Rows of the dashboard's decision tables: of messages and of completions, which are far more. */
const MESSAGE_ROWS = 50;
const COMPLETION_ROWS = 20;

/** Everything the dashboard shows. Errors: RoutooError 'storage'. */
export async function dashboardState({ budget, ledger, models, catalog, predictor, clock }: DashboardSource): Promise<DashboardState> {
	const snapshot = budget.current() ?? (await budget.refresh());
	const [rows, completionRows] = await Promise.all([ledger.rows(MESSAGE_ROWS, 'chat'), ledger.rows(COMPLETION_ROWS, 'completion')]);
	const now = clock.now();
	return {
		summary: snapshot.summary,
		budget: snapshot.view,
		projected: snapshot.projected,
		reference: models.reference()?.displayName ?? null,
		rows,
		completionRows,
		completionsLimit: limitOf(budget.period(), 'completion'),
		catalogDate: catalog.date,
		catalogStale: isCatalogStale(catalog, now),
		predictor: predictorView(predictor.status()),
		now,
	};
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
