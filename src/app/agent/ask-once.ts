import type { MicroDollars } from '../../core/base/micros.ts';
import { answerRequest } from '../../core/gateway/request.ts';
import type { GatewayDeps, GatewayEvents, GatewayRequest, GatewayResult } from '../../core/gateway/types.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import type { Reservation } from '../../core/money/ledger.ts';
import type { Prediction } from '../../core/routing/types.ts';
import type { AgentDeps } from './deps.ts';
import { watchedLedger } from './watched-ledger.ts';

/** Local candidates that have answered in this window, by registry. */
const LOADED = new WeakMap<AgentDeps['models'], Set<string>>();

/** The gateway of one request: its prediction is made once, however often it is asked for, read once, and learned of once. */
export function gatewayOnce(gateway: GatewayDeps): GatewayDeps {
	let made: ReturnType<GatewayDeps['predictor']['predict']> | null = null;
	const { predictor } = gateway;
	return {
		...gateway,
		...readOnce(gateway),
		...learnedOnce(gateway),
		predictor: {
			predict: (request, candidates, signal) => {
				made ??= predictor.predict(request, candidates, signal);
				return made;
			},
			status: () => predictor.status(),
			onStatus: (listener) => predictor.onStatus(listener),
			dispose: () => predictor.dispose(),
		},
	};
}

function readOnce({ reading }: GatewayDeps): Pick<GatewayDeps, 'reading'> {
	if (reading === undefined) return {};
	let read: ReturnType<typeof reading.read> | null = null;
	return {
		reading: {
			read: (input, prediction) => {
				read ??= reading.read(input, prediction);
				return read;
			},
			known: (input, prediction) => reading.known(input, prediction),
			ahead: (input, prediction) => reading.ahead(input, prediction),
		},
	};
}

/** A signal that comes meanwhile moves the next request, not this one: it would be sent to another model than was chosen for it. */
function learnedOnce({ abilities }: GatewayDeps): Pick<GatewayDeps, 'abilities'> {
	if (abilities === undefined) return {};
	const adjusted = new WeakMap<Prediction, Prediction>();
	return {
		abilities: {
			adjusted: (prediction) => {
				const known = adjusted.get(prediction) ?? abilities.adjusted(prediction);
				adjusted.set(prediction, known);
				return known;
			},
			asked: (sent) => abilities.asked(sent),
		},
	};
}

export type AskOnceDeps = Pick<AgentDeps, 'models' | 'log'> & {
	readonly budget: Pick<AgentDeps['budget'], 'current' | 'afterSettled' | 'refresh'>;
};

export interface OnceWatch {
	/** A model is about to be asked, also the next one after a failure. */
	reserved?(reservation: Reservation): void;
	/** What is booked for it, µ$, in the moment it is. */
	booked(cost: MicroDollars, usage: TokenUsage | null): void;
	/** False for every request of a run but its first: for the pace of the month they are one. */
	readonly arrived: boolean;
	/** What the run has cost without this request, µ$; absent: it is of none, or none is known. */
	spent?(): MicroDollars;
}

export interface Asked {
	readonly result: GatewayResult;
	/** Resolves when the ledger has answered, also for what was stopped. Never rejects. */
	readonly booked: Promise<unknown>;
}

/** One request through the gateway, and what follows from it for the window: the money is read anew, a local model's context is learned. */
export async function askOnce(
	deps: AskOnceDeps,
	gateway: GatewayDeps,
	request: GatewayRequest,
	events: GatewayEvents,
	watch: OnceWatch,
): Promise<Asked> {
	const remainingBefore = deps.budget.current()?.remaining ?? null;
	const settling: Promise<void>[] = [];
	let spentBefore = 0;
	const ledger = watchedLedger(gateway.ledger, {
		reserved: (reservation) => watch.reserved?.(reservation),
		settled: ({ cost, usage }, done) => {
			spentBefore = watch.spent?.() ?? 0;
			watch.booked(cost, usage);
			settling.push(done);
		},
	});
	const result = await answerRequest({ ...gateway, ledger }, request, events);
	learnContext(deps, result);
	const booked = Promise.allSettled(settling);
	// The caller need not wait for it; a ledger that cannot be read is told by whoever reads it next.
	void booked
		.then(() =>
			result.receipt === null
				? deps.budget.refresh()
				: deps.budget.afterSettled(result.receipt.cost, remainingBefore, watch.arrived, spentBefore),
		)
		.catch((error: unknown) => deps.log(`the budget could not be read: ${String(error)}`));
	return { result, booked };
}

/** A local server tells the context that it really gives a model only once the model is loaded. */
function learnContext({ models }: AskOnceDeps, { state, routing }: GatewayResult): void {
	const loaded = LOADED.get(models) ?? new Set<string>();
	LOADED.set(models, loaded);
	if (state !== 'done' || !routing?.local || loaded.has(routing.candidateId)) return;
	loaded.add(routing.candidateId);
	void models.refresh();
}
