import type { Run } from '../../core/agent/types.ts';
import type { Timers } from '../../core/base/time.ts';
import { limitOf } from '../../core/money/ledger-rules.ts';
import type { Predictor } from '../../core/routing/predictor.ts';
import { isLive } from '../../protocol/run-words.ts';
import type { RunsPort } from '../agent/ports.ts';
import type { PaidPause } from '../budget/pause.ts';
import type { BudgetService, BudgetSnapshot } from '../budget/service.ts';
import type { AppEvents } from '../events.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { SettingsSource } from '../settings/source.ts';
import { atMostEvery, RUNS_EVERY_MS } from './at-most-every.ts';
import { predictorView } from './dashboard.ts';
import type { StatusState } from './status-view.ts';

export interface StatusSource {
	readonly events: AppEvents;
	readonly models: Pick<ModelRegistry, 'usableCount' | 'reference'>;
	readonly budget: Pick<BudgetService, 'period'>;
	readonly settings: Pick<SettingsSource, 'current'>;
	readonly predictor: Pick<Predictor, 'status' | 'onStatus'>;
	readonly runs: RunsPort;
	readonly pause: Pick<PaidPause, 'current' | 'changed'>;
}

export interface StatusWindow {
	/** This window, as runs name it. */
	readonly window: string;
	readonly timers: Timers;
}

/** A run that has ended stays as its receipt for this long, ms. */
const RECEIPT_MS = 60_000;

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
	agentsLimit: null,
	run: null,
	paidPaused: false,
};

/** Tells `show` each part of the status that changes, for as long as the product runs. */
export function followStatus(source: StatusSource, here: StatusWindow, show: (change: Partial<StatusState>) => void): void {
	const { events, models, budget, settings, predictor, runs, pause } = source;
	events.models.on(() => show({ health: { kind: 'ready' }, usableModels: models.usableCount() }));
	events.budget.on(({ view, summary, projected }: BudgetSnapshot) =>
		show({
			budget: view,
			summary,
			projected,
			reference: models.reference()?.displayName ?? null,
			completionsLimit: limitOf(budget.period(), 'completion'),
			agentsLimit: limitOf(budget.period(), 'agent'),
			localOnly: settings.current().localOnly,
		}),
	);
	events.routed.on((last) => show({ last }));
	events.completions.on((completions) => show({ completions }));
	const showPredictor = (): void => show({ predictor: predictorView(predictor.status()) });
	predictor.onStatus(showPredictor);
	showPredictor();
	followRun(runs, here, (run) => show({ run }));
	const showPause = (): void => show({ paidPaused: pause.current() });
	pause.changed.on(showPause);
	if (pause.current()) showPause();
}

/** The newest live run of this window; when it ends its receipt, for a minute; then null. Runs of other windows stand in theirs. */
function followRun(runs: RunsPort, { window, timers }: StatusWindow, show: (run: Run | null) => void): void {
	/** Seen live, and not yet forgotten. */
	let shown: string | null = null;
	let forget: (() => void) | null = null;
	const end = (): void => {
		forget?.();
		forget = null;
		shown = null;
		show(null);
	};
	const look = (): void => {
		const own = runs.list().filter((run) => run.window === window);
		const live = own.filter(isLive).sort((a, b) => b.startedAt - a.startedAt)[0];
		const run = live ?? own.find(({ id }) => id === shown);
		if (run === undefined) {
			if (shown !== null) end();
			return;
		}
		if (live !== undefined) {
			forget?.();
			forget = null;
		} else forget ??= timers.after(RECEIPT_MS, end);
		shown = run.id;
		show(run);
	};
	runs.changed.on(atMostEvery(RUNS_EVERY_MS, timers, look));
	look();
}
