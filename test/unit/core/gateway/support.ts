import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Clock } from '../../../../src/core/base/time.ts';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { Health, type Road } from '../../../../src/core/gateway/health.ts';
import type { GatewayDeps, GatewayRequest } from '../../../../src/core/gateway/types.ts';
import { type Prompt, textMessage } from '../../../../src/core/message/message.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../../../src/core/message/stream.ts';
import { TOKENS_PER_MESSAGE } from '../../../../src/core/message/tokens.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { presetWeights } from '../../../../src/core/routing/presets.ts';
import { NO_LIMITS, type Prediction } from '../../../../src/core/routing/types.ts';
import { MemoryBooks } from '../../../support/stores/memory-ledger.ts';
import { candidate, predicted, prediction, prices } from '../routing/support.ts';

/** The sums, for the tests of money. */
export class MemoryLedger extends MemoryBooks {
	get outstanding(): number {
		return this.outstandingSum();
	}

	get settled(): number {
		return this.settledSum();
	}
}

export type Script = (request: StreamRequest, signal: AbortSignal) => AsyncIterable<StreamEvent>;

export async function* says(...events: readonly (StreamEvent | Error)[]): AsyncIterable<StreamEvent> {
	for (const event of events) {
		if (event instanceof Error) throw event;
		yield event;
	}
}

export const text = (value: string): StreamEvent => ({ type: 'text', text: value });
export const end: StreamEvent = { type: 'end', reason: 'stop' };
export const usage = (input: number, output: number, reportedCost: number | null = null): StreamEvent => ({
	type: 'usage',
	usage: { input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 },
	reportedCost,
});
export const fault = (kind: RoutooError['kind'], message = `${kind}.`): RoutooError => new RoutooError(kind, message, 'Try again.');

class RecordedHealth extends Health {
	readonly #failures: string[];

	constructor(clock: Clock, failures: string[]) {
		super(clock);
		this.#failures = failures;
	}

	override failed(who: Candidate, error: RoutooError, road: Road): void {
		this.#failures.push(who.id);
		super.failed(who, error, road);
	}
}

export interface Bench {
	readonly ledger: MemoryLedger;
	readonly deps: GatewayDeps;
	readonly input: GatewayRequest;
	readonly sent: StreamRequest[];
	readonly failures: string[];
	now: number;
}

/** One user message, counted as the bench counts. */
export function prompt(content: string): Prompt {
	return {
		messages: [textMessage('user', content)],
		tools: [],
		toolChoice: 'auto',
		stableMessages: 0,
		tokens: Math.ceil(content.length / 4) + TOKENS_PER_MESSAGE,
	};
}

export const MINI = candidate('mini', { prices: prices(1, 4), endpointId: 'a' });
export const OTHER = candidate('other', { prices: prices(1, 4), endpointId: 'b' });
export const OPUS = candidate('opus', { prices: prices(5, 25), endpointId: 'a' });
export const LOCAL = candidate('local', { prices: null, local: true, endpointId: 'ollama' });

/** `scripts` maps a candidate id to what its endpoint does; qualities fall in the order of the candidates unless given. */
export function bench(
	candidates: readonly Candidate[],
	scripts: Readonly<Record<string, Script>>,
	over: Partial<GatewayRequest> = {},
	qualities?: readonly number[],
	caches = new ConversationCaches(),
): Bench {
	const ledger = new MemoryLedger();
	const sent: StreamRequest[] = [];
	const failures: string[] = [];
	const clock = { now: () => b.now };
	const provider = (c: Candidate): ChatProvider => ({
		endpointId: c.endpointId,
		listModels: async () => [],
		stream: (request, signal) => {
			sent.push(request);
			return scripts[c.id]!(request, signal);
		},
	});
	const predict = async (): Promise<Prediction> =>
		prediction(
			candidates.map((c, i) => predicted(c.id, qualities?.[i] ?? 0.9 - i * 0.02)),
			0.01,
			100,
		);
	const deps: GatewayDeps = {
		predictor: { predict, status: () => ({ kind: 'ready', runtime: 'native' }), onStatus: () => () => {}, dispose: async () => {} },
		ledger,
		clock,
		health: new RecordedHealth(clock, failures),
		caches,
		provider,
		estimateTokens: (s) => Math.ceil(s.length / 4),
		log: () => {},
	};
	const input: GatewayRequest = {
		requestId: 'r1',
		owner: { user: 'local', device: 'd', window: 'w1' },
		purpose: 'chat',
		sessionId: 's1',
		runId: null,
		route: { kind: 'chat', text: 'hello', history: [], attachments: [], language: null, needs: { tools: false, vision: false } },
		prompt: prompt('x'.repeat(400)),
		candidates,
		limits: { pool: NO_LIMITS.pool, localOnly: false, maxCost: null, maxLatencyMs: null, minQuality: null },
		weights: presetWeights('balanced'),
		period: { start: 0, end: 1e12, limit: 20_000_000 },
		atLimit: 'free',
		overLimitApproved: false,
		choice: { kind: 'auto' },
		signal: new AbortController().signal,
		...over,
	};
	const b: Bench = { ledger, deps, input, sent, failures, now: 1000 };
	return b;
}
