import * as l10n from '@vscode/l10n';
import { RoutooError } from '../base/errors.ts';
import { type Prompt, textOf } from '../message/message.ts';
import { leastShare } from '../message/text-tokens.ts';
import { mostPromptTokens } from '../message/token-bounds.ts';
import { howToRaise, tokensInWords } from '../model/context-words.ts';
import type { LedgerDecision } from '../money/ledger.ts';
import type { Reference } from '../money/reference.ts';
import { isPaid } from '../money/request-cost.ts';
import { inputOf } from '../money/usage-cost.ts';
import { keptOf } from '../routing/kept-alternatives.ts';
import type { RoutingLine } from '../routing/routing-line.ts';
import type { ChosenRoute, Prediction, RouteAlternative } from '../routing/types.ts';
import { promptTokens } from './decide.ts';
import type { MeteredCall, Sent } from './metered-call.ts';
import type { Received } from './received.ts';
import { effectivePeriod } from './request-money.ts';
import type { Cut, GatewayDeps, GatewayEvents, GatewayRequest, Receipt } from './types.ts';

/** Short answers may be of blanks, which go many into a token. */
const LEAST_CHARS = 20_000;

/** One model that was chosen for a request. */
export interface AnswerCall {
	readonly deps: GatewayDeps;
	readonly input: GatewayRequest;
	readonly events: GatewayEvents;
	/** Of this call: a fallback has one of its own. */
	readonly requestId: string;
	readonly decision: ChosenRoute;
	readonly prediction: Prediction;
	/** What is said of the decision before the first token. */
	readonly line: RoutingLine;
	/** Why it is another model than the one asked before it in this request; null where none was. Of a run's step alone. */
	readonly change: string | null;
	warn(error: unknown): void;
}

/** A request as meteredCall takes it. */
export function answerCall({ deps, input, events, requestId, decision, prediction, line, change, warn }: AnswerCall): MeteredCall {
	const { candidate, cost } = decision.chosen;
	const { messages, tools, toolChoice, stableMessages, wishes } = input.prompt;
	return {
		reservation: {
			requestId,
			owner: input.owner,
			purpose: input.purpose,
			sessionId: input.sessionId,
			runId: input.runId,
			expected: cost.expected,
			max: cost.max,
			decision: ledgerDecision(decision, prediction, input.reference ?? null, changeOf(input, change)),
		},
		period: effectivePeriod(input),
		candidate,
		priced: cost.basis !== 'unknown',
		reference: input.reference ?? null,
		inputTokens: promptTokens(deps, input, candidate),
		mostInput: () => mostPromptTokens(input.prompt),
		outputCap: cost.outputCap,
		brake: { leastChars: LEAST_CHARS, beyond: 'fail' },
		road: 'chat',
		signal: input.signal,
		reserved: () => events.onRouting(line),
		open: (signal) =>
			deps.provider(candidate).stream(
				{
					model: candidate.wireModel,
					messages,
					tools,
					toolChoice,
					stableMessages,
					...(wishes === undefined ? {} : { wishes }),
					maxOutputTokens: cost.outputCap,
					effort: candidate.effort,
				},
				signal,
			),
		take: (event, received) => {
			if (event.type === 'text') events.onText(event.text);
			else if (event.type === 'reasoning') events.onReasoning(event.text);
			else if (event.type === 'thought') events.onThought?.();
			else if (event.type === 'reasoningPart') events.onReasoningPart?.(event.part);
			else if (event.type === 'toolCallDelta') events.onToolCallDelta?.(event.id, event.name, event.text);
			else if (event.type === 'toolCall') events.onToolCall?.(event.call);
			else if (event.type === 'end' && event.reason === 'filter') throw refused(candidate.displayName, received.answered);
			return 'more';
		},
		...(events.drained === undefined ? {} : { drained: () => events.drained?.() ?? null }),
		flaw: (received) =>
			received.answered || endsAtCallersLimit(input, decision.chosen, received) ? null : empty(decision.chosen, received),
		warn,
	};
}

function refused(name: string, answered: boolean): RoutooError {
	const message = answered
		? l10n.t('{0} stopped in the middle of its answer (content filter).', name)
		: l10n.t('{0} refused to answer (content filter).', name);
	return new RoutooError('refused', message, l10n.t('Rephrase the message or choose another model.'));
}

function empty({ candidate, cost }: RouteAlternative, { ended, called }: Received): RoutooError {
	const name = candidate.displayName;
	const atLimit = called
		? l10n.t('{0} was cut off at its limit of {1} tokens while it called a tool.', name, cost.outputCap)
		: l10n.t('{0} used all its {1} tokens for thinking and gave no answer.', name, cost.outputCap);
	const message = ended === 'length' ? atLimit : l10n.t('{0} sent an empty answer.', name);
	return new RoutooError('brokenStream', message, l10n.t('Try again or choose another model.'));
}

/** The answer ended where the caller wanted it to end at the latest, also where it is all thinking: what it asked for. */
export function endsAtCallersLimit({ prompt }: GatewayRequest, { cost }: RouteAlternative, { ended }: Received): boolean {
	return ended === 'length' && cost.outputCap === prompt.wishes?.maxOutputTokens;
}

/** A cap went by without a word of an answer: it was spent on thinking, shown or hidden. */
export function isAllThinking({ ended, answered, called }: Received): boolean {
	return ended === 'length' && !answered && !called;
}

/** Tokens of a prompt as estimated, and the least that a vendor may count of it. */
export function estimateOf({ messages, tokens }: Prompt): { readonly estimate: number; readonly least: number } {
	return { estimate: tokens, least: tokens * leastShare(messages.map(({ parts }) => textOf(parts))) };
}

/** Said where the vendor counted far less than was sent. */
export function notRead({ candidate }: RouteAlternative, sent: number, counted: number): RoutooError {
	return new RoutooError(
		'contextTooLong',
		l10n.t(
			'{0} read only {1} of about {2}: the beginning of the conversation was not read.',
			candidate.displayName,
			tokensInWords(counted),
			sent.toLocaleString('en-US'),
		),
		candidate.local
			? l10n.t('Attach less, begin a new chat, choose a model that reads more, or {0}.', howToRaise(candidate.endpointId))
			: l10n.t('Attach less, begin a new chat, choose a model that reads more.'),
	);
}

/** Said of an answer that ended at its cap. @param by what set the cap */
export function cutOff({ candidate, cost }: RouteAlternative, by: Cut['by']): RoutooError {
	const [name, cap] = [candidate.displayName, cost.outputCap];
	return by === 'money'
		? new RoutooError(
				'brokenStream',
				l10n.t('The answer of {0} was cut off at its limit of {1} tokens, because more could cost more than your limits leave.', name, cap),
				l10n.t('Raise the budget, or the most that a request or run may cost; or ask it to go on.'),
			)
		: new RoutooError(
				'brokenStream',
				l10n.t('The answer of {0} was cut off at its limit of {1} tokens.', name, cap),
				l10n.t('Ask it to go on.'),
			);
}

/** What the caller says of the step, then what happened in it. */
function changeOf({ change: before }: GatewayRequest, change: string | null): string | null {
	return before === undefined ? change : change === null ? before : `${before} ${change}`;
}

function ledgerDecision(decision: ChosenRoute, prediction: Prediction, reference: Reference | null, change: string | null): LedgerDecision {
	const { candidate, quality, latencyMs } = decision.chosen;
	const compared = decision.alternatives.find((a) => a.candidate.id === reference?.id);
	return {
		candidateId: candidate.id,
		modelName: candidate.displayName,
		recipient: candidate.recipient,
		endpointId: candidate.endpointId,
		taskKind: prediction.taskKind,
		quality: quality.mean,
		qualityLow: quality.low,
		qualityHigh: quality.high,
		expectedLatencyMs: latencyMs,
		reason: decision.reason,
		...(change === null ? {} : { change }),
		referenceName: reference?.displayName ?? null,
		referenceCost: compared?.cost.expected ?? null,
		...keptOf(decision, prediction),
	};
}

export function receiptOf(decision: ChosenRoute, sent: Sent, reference: Reference | null): Receipt {
	const { cost, source, durationMs, firstTokenMs, usage, claimed, referenceCost } = sent;
	const compared = reference !== null && referenceCost !== undefined;
	const savedAgainst = compared ? { modelName: reference.displayName, saved: referenceCost - cost } : null;
	return {
		cost,
		...(isPaid(decision.chosen.cost) ? { expected: decision.chosen.cost.expected } : {}),
		...(claimed === undefined ? {} : { claimed }),
		costSource: source,
		durationMs,
		firstTokenMs,
		usage,
		savedAgainst,
	};
}

/** Tokens of the request and its answer, which the vendor's cache may now hold. */
export function contextTokens(inputTokens: number, { usage }: Sent, received: Received): number {
	return usage === null ? inputTokens + received.uncounted() : inputOf(usage) + usage.output;
}
