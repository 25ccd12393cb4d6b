import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import type { Clock } from '../../core/base/time.ts';
import type { EngineMoney } from '../../core/completion/engine-types.ts';
import { ledgerDecision } from '../../core/completion/fill-call.ts';
import type { ChosenCompletion, FillEvent, FillRequest } from '../../core/completion/types.ts';
import type { Health } from '../../core/gateway/health.ts';
import { type MeteredCall, meteredCall } from '../../core/gateway/metered-call.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import type { Ledger, Owner } from '../../core/money/ledger.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { FillModels } from './fill-models.ts';
import type { Learned } from './learned.ts';
import type { TextEvents, TextRequest } from './text-port.ts';

export interface TextCall {
	readonly request: TextRequest;
	readonly events: TextEvents;
	readonly decision: ChosenCompletion;
	readonly line: RoutingLine;
	readonly inputTokens: number;
	/** Thinking included. */
	readonly maxOutputTokens: number;
	readonly money: EngineMoney;
}

export interface TextOutcome {
	readonly text: string;
	readonly ended: 'stop' | 'length' | 'filter' | null;
	readonly usage: TokenUsage;
	/** Null where nothing was booked. */
	readonly cost: MicroDollars | null;
	/** Null where it answered. */
	readonly error: RoutooError | null;
	readonly cancelled: boolean;
}

export interface TextCallDeps {
	readonly clock: Clock;
	readonly ledger: Ledger;
	readonly health: Health;
	readonly learned: Pick<Learned, 'acceptance' | 'latency'>;
	readonly fillModels: Pick<FillModels, 'list' | 'refresh' | 'abilityOf' | 'providerOf'>;
	estimateTokens(text: string): number;
	newId(): string;
	readonly owner: Owner;
	onSettled(cost: MicroDollars, remainingBefore: MicroDollars | null): void;
	/** Never receives text. */
	log(line: string): void;
}

/** Characters that are let through in any case before a server counts as one that ignores the output cap. */
const LEAST_CHARS = 4000;

interface Reading {
	text: string;
	ended: TextOutcome['ended'];
	startedAt: number | null;
	firstLineAt: number | null;
}

/** One fill for a text, through the same meter as every paid request. Errors: what the ledger throws. */
export async function runText(deps: TextCallDeps, call: TextCall): Promise<TextOutcome> {
	const { ledger, clock, health, estimateTokens } = deps;
	const reading: Reading = { text: '', ended: null, startedAt: null, firstLineAt: null };
	const meter = { ledger, clock, health, estimateTokens: (text: string) => estimateTokens(text) };
	const outcome = await meteredCall(meter, metered(deps, call, reading));
	if (outcome.kind === 'overBudget') {
		deps.onSettled(0, null);
		throw new RoutooError(
			'budget',
			l10n.t('The money left for completions is reserved by other requests.'),
			l10n.t('Try again in a moment, or raise the share of completions.'),
		);
	}
	const { kind, error, sent, booked, received } = outcome;
	if (sent !== null) {
		void booked.then((done) => (done ? deps.onSettled(sent.cost, call.money.remaining) : undefined));
	}
	if (error === null) observeLatency(deps, call, reading);
	const counted = received.tokens();
	const usage = sent?.usage ?? {
		input: call.inputTokens,
		cachedInput: 0,
		cacheWrite: 0,
		output: counted.text + counted.thinking,
		reasoning: counted.thinking,
	};
	return { text: reading.text, ended: reading.ended, usage, cost: sent?.cost ?? null, error, cancelled: kind === 'cancelled' };
}

function metered(deps: TextCallDeps, call: TextCall, reading: Reading): MeteredCall {
	const { request, events, decision, line, inputTokens, maxOutputTokens, money } = call;
	const { candidate: chosen, cost } = decision.chosen;
	const { model: candidate, ability } = chosen;
	return {
		reservation: {
			requestId: deps.newId(),
			owner: deps.owner,
			purpose: 'completion',
			sessionId: null,
			runId: null,
			expected: cost.expected,
			max: cost.max,
			decision: ledgerDecision(decision, 'complete text'),
		},
		period: money.period,
		candidate,
		// A candidate without a price is never chosen.
		priced: true,
		inputTokens,
		outputCap: maxOutputTokens,
		brake: { leastChars: LEAST_CHARS, beyond: 'enough' },
		road: 'completion',
		signal: request.signal,
		reserved: () => events.onRouted(line, candidate.wireModel),
		open: (signal) => {
			reading.startedAt = deps.clock.now();
			return untilCut(deps.fillModels.providerOf(candidate).fill(ability, fillRequest(call), signal), (reason) => {
				reading.ended = reason;
			});
		},
		take: (event) => {
			if (event.type === 'end') reading.ended = event.reason === 'toolCalls' ? 'stop' : event.reason;
			if (event.type === 'end') return 'enough';
			if (event.type !== 'text') return 'more';
			reading.text += event.text;
			if (reading.firstLineAt === null && event.text.includes('\n') && reading.text.trimStart().includes('\n'))
				reading.firstLineAt = deps.clock.now();
			events.onText(event.text);
			return 'more';
		},
		drained: () => events.drained?.() ?? null,
		warn: (error) =>
			deps.log(`the booking of a text completion: ${error instanceof RoutooError ? `${error.kind}: ${error.message}` : String(error)}`),
	};
}

function fillRequest({ request, decision, maxOutputTokens, inputTokens }: TextCall): FillRequest {
	const { prompt, suffix, stop, temperature, topP } = request;
	return {
		model: decision.chosen.candidate.model.wireModel,
		context: { path: '', languageId: '', snippets: [], prefix: prompt, suffix, tokens: inputTokens },
		shape: 'block',
		maxOutputTokens,
		stop,
		...(temperature === null ? {} : { temperature }),
		...(topP === null ? {} : { topP }),
	};
}

/** As in fill-call.ts: behind a cut nothing of the vendor's is waited for; why it was cut is the reason of the end. */
async function* untilCut(
	events: AsyncIterable<FillEvent>,
	onCut: (reason: 'stop' | 'length' | 'filter') => void,
): AsyncGenerator<Exclude<FillEvent, { type: 'cut' }>> {
	let cut = false;
	for await (const event of events) {
		if (event.type === 'cut') cut = true;
		else if (!cut) yield event;
		else if (event.type === 'end') onCut(event.reason);
	}
}

/** A text without a line break had its first line at its end. */
function observeLatency({ learned, clock }: TextCallDeps, { decision, inputTokens }: TextCall, { startedAt, firstLineAt }: Reading): void {
	if (startedAt === null) return;
	const ms = (firstLineAt ?? clock.now()) - startedAt;
	learned.latency.observe({ candidate: decision.chosen.candidate, inputTokens, ms, complete: true });
}
