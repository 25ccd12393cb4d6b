import { limitOf } from '../../core/money/ledger-rules.ts';
import type { Predictor } from '../../core/routing/predictor.ts';
import type { BudgetService, BudgetSnapshot } from '../budget/service.ts';
import type { AppEvents } from '../events.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { SettingsSource } from '../settings/source.ts';
import { predictorView } from './dashboard.ts';
import type { StatusState } from './status-view.ts';

export interface StatusSource {
	readonly events: AppEvents;
	readonly models: Pick<ModelRegistry, 'usableCount' | 'reference'>;
	readonly budget: Pick<BudgetService, 'period'>;
	readonly settings: Pick<SettingsSource, 'current'>;
	readonly predictor: Pick<Predictor, 'status' | 'onStatus'>;
}

/** Before the product runs. */
export const INITIAL_STATUS: StatusState = {
	health: { kind: 'starting' },
	usableModels: null,
	predictor: { kind: 'resting', reason: null },
	last: null,
	budget: null,
	summary: null,
	projected: null,
	reference: null,
	localOnly: false,
	completions: { kind: 'starting' },
	completionsLimit: null,
};

/** Tells `show` each part of the status that changes, for as long as the product runs. */
export function followStatus(source: StatusSource, show: (change: Partial<StatusState>) => void): void {
	const { events, models, budget, settings, predictor } = source;
	events.models.on(() => show({ health: { kind: 'ready' }, usableModels: models.usableCount() }));
	events.budget.on(({ view, summary, projected }: BudgetSnapshot) =>
		show({
			budget: view,
			summary,
			projected,
			reference: models.reference()?.displayName ?? null,
			completionsLimit: limitOf(budget.period(), 'completion'),
			localOnly: settings.current().localOnly,
		}),
	);
	events.routed.on((last) => show({ last }));
	events.completions.on((completions) => show({ completions }));
	const showPredictor = (): void => show({ predictor: predictorView(predictor.status()) });
	predictor.onStatus(showPredictor);
	showPredictor();
}
