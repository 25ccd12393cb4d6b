import { ExtensionApi } from '../../../../src/app/api/service.ts';
import type { Decided } from '../../../../src/app/events.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import { Emitter } from '../../../../src/core/base/emitter.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { Prediction, RouteRequest } from '../../../../src/core/routing/types.ts';
import { bench, end, fault, LOCAL, MINI, OPUS, says, text } from '../../core/gateway/support.ts';

export const SAID = 'unmistakable words';
export const { signal } = new AbortController();

export function made(candidates: readonly Candidate[] = [MINI, OPUS, LOCAL], own: Partial<Settings> = {}) {
	const b = bench(candidates, {
		mini: () => says(fault('server')),
		opus: () => says(text('yes'), end),
		local: () => says(text('yes'), end),
	});
	const decided = new Emitter<Decided>();
	const asked: RouteRequest[] = [];
	const logged: string[] = [];
	const { predict } = b.deps.predictor;
	const over: { predict: (made: Prediction) => Prediction | Promise<Prediction>; trusted: boolean } = {
		predict: (one) => one,
		trusted: true,
	};
	const gateway = {
		...b.deps,
		predictor: {
			...b.deps.predictor,
			predict: async (request: RouteRequest, all: readonly Candidate[]) => {
				asked.push(request);
				return over.predict(await predict(request, all));
			},
		},
		decided: (purpose: string, line: Decided['line']) => decided.emit({ purpose, line }),
	};
	const api = new ExtensionApi({
		...{ gateway, decided },
		models: { candidates: () => candidates, ready: async () => {}, refresh: async () => {}, usableCount: () => candidates.length },
		budget: {
			period: () => ({ start: 0, end: 1e12, limit: 20_000_000 }),
			current: () => null,
			afterSettled: async () => ({}) as never,
			refresh: async () => ({}) as never,
		},
		settings: () => ({ ...readSettings(() => undefined).settings, ...own }),
		owner: { user: 'local', device: 'd', window: 'w' },
		newId: () => 'id',
		clock: { now: () => 7 },
		trusted: () => over.trusted,
		log: (line) => logged.push(line),
	});
	return { api, b, gateway, decided, asked, logged, over };
}
export const route = (request: object, ...more: Parameters<typeof made>) => made(...more).api.route({ text: SAID, ...request }, signal);
export const turns = async (n = 5) => {
	for (let i = 0; i < n; i++) await new Promise((resolve) => setImmediate(resolve));
};
