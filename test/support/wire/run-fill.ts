import { systemClock, systemTimers } from '../../../src/core/base/time.ts';
import type { CompletionEngineDeps } from '../../../src/core/completion/engine-types.ts';
import { type FillOutcome, runFill } from '../../../src/core/completion/fill-call.ts';
import { LatencyBook } from '../../../src/core/completion/routing/latency.ts';
import type { ChosenCompletion, CompletionPosition, FillContext } from '../../../src/core/completion/types.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import { HttpFillProvider } from '../../../src/providers/fill/fill-provider.ts';
import type { Adapter } from './adapters.ts';
import type { Ran } from './judge.ts';
import type { Row } from './rows.ts';
import type { WireServer } from './server.ts';
import { alertHealth, depsFor, endpointFor, inTime, modelOf, OWNER, PERIOD, stopIn } from './world.ts';

const TOKENS = 100;
const CAP = 200;

/** One completion by the adapter, through the same meter of money as a message. */
export async function runFillRow(
	adapter: Adapter,
	row: Row,
	{ server, ledger, id }: { readonly server: WireServer; readonly ledger: Ledger; readonly id: string },
): Promise<Ran> {
	const health = alertHealth();
	const logs: string[] = [];
	const provider = new HttpFillProvider(endpointFor(adapter, server, row.address), depsFor(adapter, row, server));
	const model = modelOf('bad', 'm', row.model);
	const work: Promise<void>[] = [];
	// What one fill takes of the engine.
	const deps = {
		...{ clock: systemClock, timers: systemTimers, ledger, health, latency: new LatencyBook(systemClock) },
		...{ provider: () => provider, owner: OWNER, onSettled: () => {}, log: (line: string) => logs.push(line) },
	} as unknown as CompletionEngineDeps;
	const max = TOKENS + CAP * 4;
	const chosen = {
		candidate: { model, ability: { ...adapter.fill!, why: 'For the table.' } },
		prediction: {
			candidateId: model.id,
			acceptance: { mean: 0.4, low: 0.2, high: 0.6 },
			outputTokens: 20,
			firstLineMs: { p50: 200, p90: 400, measured: 0 },
		},
		cost: { expected: TOKENS + 80, max },
		score: 1,
		excluded: null,
	};
	const decision: ChosenCompletion = { chosen, skip: null, reason: 'For the table.', alternatives: [chosen] };
	let outcome: FillOutcome | null = null;
	for (let time = 1; time <= (row.times ?? 1); time++) {
		const stop = new AbortController();
		const call = {
			...({ deps, requestId: `${id}.${time}`, position: position(row), shape: 'block', context: context(row), decision } as const),
			...{ maxOutputTokens: CAP, money: { period: PERIOD, remaining: null, lambda: 0 }, signal: stop.signal },
			track: (one: Promise<void>) => work.push(one),
		};
		stopIn(row.stopMs, stop);
		outcome = await inTime(runFill(call), () => stop.abort());
	}
	await Promise.all(work);
	return ranOf(outcome!, { ledger, id: `${id}.${row.times ?? 1}`, logs, rest: health.rest(model, 'completion'), reserved: max });
}

function position(row: Row): CompletionPosition {
	const prefix = row.says ?? 'What is two and three? ';
	return { path: 'notes.txt', languageId: 'plaintext', prefix, suffix: '\nThe end.\n', fileLines: 3, line: 0, selected: null };
}

function context(row: Row): FillContext {
	const { path, languageId, prefix, suffix } = position(row);
	return { path, languageId, snippets: [], prefix, suffix, tokens: TOKENS };
}

interface Around {
	readonly ledger: Ledger;
	readonly id: string;
	readonly logs: readonly string[];
	readonly rest: Ran['rest'];
	readonly reserved: number;
}

async function ranOf(outcome: FillOutcome, { ledger, id, logs, rest, reserved }: Around): Promise<Ran> {
	const rows = await ledger.rows(400);
	const sent = outcome.kind === 'overBudget' ? null : outcome.sent;
	const { message, kind, nextStep } = outcome.kind === 'failed' ? outcome.error : { message: '', kind: '', nextStep: '' };
	return {
		state: outcome.kind === 'answered' ? 'done' : outcome.kind,
		text: outcome.kind === 'overBudget' ? '' : outcome.text,
		reasoning: null,
		ended: null,
		error: outcome.kind === 'failed' ? { kind, message, nextStep } : null,
		warnings: null,
		receipt: sent,
		booked: rows.filter(({ requestId }) => requestId === id),
		reserved,
		rest,
		kept: JSON.stringify([sent, logs, rows, message, nextStep, rest?.error.message]),
	};
}
