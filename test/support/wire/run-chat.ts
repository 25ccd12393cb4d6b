import { systemClock } from '../../../src/core/base/time.ts';
import { ConversationCaches } from '../../../src/core/gateway/conversation-cache.ts';
import { answerRequest } from '../../../src/core/gateway/request.ts';
import type { GatewayDeps, GatewayRequest, GatewayResult } from '../../../src/core/gateway/types.ts';
import { type Prompt, textMessage } from '../../../src/core/message/message.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import type { Ledger } from '../../../src/core/money/ledger.ts';
import { presetWeights } from '../../../src/core/routing/presets.ts';
import { HttpChatProvider } from '../../../src/providers/chat/chat-provider.ts';
import { ADAPTERS, type Adapter } from './adapters.ts';
import type { Ran } from './judge.ts';
import type { Row } from './rows.ts';
import type { WireServer } from './server.ts';
import { alertHealth, depsFor, endpointFor, goodServer, inTime, modelOf, OWNER, PERIOD, stopIn, tokensOf } from './world.ts';

const PROMPT_TOKENS = 100;
const GOOD_ADAPTER = ADAPTERS[0] as Adapter;

/** A message by hand, or by Auto with a second endpoint that is good, through the whole gateway. */
export async function runChat(
	adapter: Adapter,
	row: Row,
	{ server, ledger, id, auto }: { readonly server: WireServer; readonly ledger: Ledger; readonly id: string; readonly auto: boolean },
): Promise<Ran> {
	const bad = modelOf('bad', 'm', row.model);
	const second = modelOf('bad', 'm2', { prices: { input: 2_000_000, output: 8_000_000, cachedInput: null, cacheWrite: null } });
	const good = modelOf('good', 'n', { contextTokens: 200_000 });
	const candidates = [bad, ...(row.second ? [second] : []), ...(auto ? [good] : [])];
	const goodAt = await goodServer(GOOD_ADAPTER);
	const logs: string[] = [];
	const providers = new Map([
		['bad', new HttpChatProvider(endpointFor(adapter, server, row.address), depsFor(adapter, row, server))],
		['good', new HttpChatProvider({ ...endpointFor(GOOD_ADAPTER, goodAt), id: 'good' }, depsFor(GOOD_ADAPTER, {}, goodAt))],
	]);
	const health = alertHealth();
	const deps: GatewayDeps = {
		predictor: {
			predict: async (_request, all) => ({
				candidates: all.map((one) => quality(one)),
				covariance: all.map((_, i) => all.map((_, j) => (i === j ? 0.0001 : 0))),
				inputTokens: PROMPT_TOKENS,
				source: 'encoder',
				degraded: null,
				taskKind: 'write',
			}),
			status: () => ({ kind: 'ready', runtime: 'native' }),
			onStatus: () => () => {},
			dispose: async () => {},
		},
		ledger,
		clock: systemClock,
		health,
		caches: new ConversationCaches(),
		provider: (candidate) => providers.get(candidate.endpointId)!,
		estimateTokens: tokensOf,
		log: (line) => logs.push(line),
	};
	const results: GatewayResult[] = [];
	for (let time = 1; time <= (row.times ?? 1); time++) {
		const stop = new AbortController();
		const input = requestOf(row, candidates, `${id}.${time}`, auto, stop.signal);
		const events = { onRouting: () => {}, onText: () => {}, onReasoning: () => {} };
		stopIn(row.stopMs, stop);
		results.push(await inTime(answerRequest(deps, input, events), () => stop.abort()));
	}
	return ranOf(results.at(-1)!, { ledger, id: `${id}.${row.times ?? 1}`, logs, rest: health.rest(bad, 'chat') });
}

function requestOf(row: Row, candidates: readonly Candidate[], requestId: string, auto: boolean, signal: AbortSignal): GatewayRequest {
	const said = row.says ?? 'What is two and three?';
	const prompt: Prompt = {
		...{ messages: [textMessage('user', said)], tools: row.tools ?? [], toolChoice: 'auto', stableMessages: 0, tokens: PROMPT_TOKENS },
		...(row.wishes === undefined ? {} : { wishes: row.wishes }),
	};
	frozen(prompt);
	return {
		requestId,
		owner: OWNER,
		purpose: 'chat',
		sessionId: requestId,
		runId: null,
		route: { kind: 'chat', text: said, history: [], attachments: [], language: null, needs: { tools: false, vision: false } },
		prompt,
		candidates,
		limits: { pool: null, localOnly: false, maxCost: null, maxLatencyMs: null, minQuality: null },
		weights: presetWeights('balanced'),
		period: PERIOD,
		atLimit: 'free',
		overLimitApproved: false,
		choice: auto ? { kind: 'auto' } : { kind: 'user', candidateId: candidates[0]!.id },
		signal,
	};
}

/** What the user wrote stays as it is: a change of it throws. */
function frozen(value: unknown): void {
	if (typeof value !== 'object' || value === null) return;
	Object.freeze(value);
	for (const inner of Object.values(value)) frozen(inner);
}

function quality({ id, endpointId }: Candidate) {
	const mean = endpointId === 'good' ? 0.6 : id.includes('m2') ? 0.94 : 0.95;
	return {
		candidateId: id,
		quality: { mean, low: mean - 0.03, high: mean + 0.03 },
		outputTokens: { mean: 200, p90: 400 },
		latencyMs: 1500,
	};
}

async function ranOf(
	result: GatewayResult,
	{
		ledger,
		id,
		logs,
		rest,
	}: { readonly ledger: Ledger; readonly id: string; readonly logs: readonly string[]; readonly rest: Ran['rest'] },
): Promise<Ran> {
	const rows = await ledger.rows(400);
	const booked = rows.filter(({ requestId }) => requestId === id || requestId.startsWith(`${id}-`)).reverse();
	const said = (type: 'text' | 'reasoning') => result.parts.map((part) => (part.type === type ? part.text : '')).join('');
	const { receipt } = result;
	return {
		state: result.state,
		text: said('text'),
		reasoning: said('reasoning'),
		ended: result.ended,
		error: result.error,
		warnings: result.warnings,
		receipt,
		booked,
		reserved: 100 + 2000 * 4,
		rest,
		kept: JSON.stringify([result, logs, rows, rest?.error.message, rest?.error.nextStep]),
	};
}
