import { ERROR_RULES, type ErrorKind, RoutooError } from '../../core/base/errors.ts';
import type { GatewayEvents, GatewayRequest, GatewayResult } from '../../core/gateway/types.ts';
import type { Attachment, Message } from '../../core/message/message.ts';
import { estimateMessageTokens } from '../../core/message/tokens.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';
import type { KnownKind } from '../../core/routing/types.ts';
import { askOnce } from '../agent/ask-once.ts';
import { type AskOptions, gatewayRequest, PLAIN } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

export type LoneDeps = Pick<ChatDeps, 'gateway' | 'models' | 'budget' | 'settings' | 'owner' | 'newId' | 'onRouted' | 'log'>;

/** What is asked, and what of it the predictor reads. */
export interface Lone {
	readonly messages: readonly Message[];
	readonly text: string;
	readonly attachments: readonly Attachment[];
	readonly language: string | null;
	/** The ledger's rows are found by it: it says what a request was that stands in no conversation. */
	readonly knownKind: KnownKind;
}

/** A request of no conversation. No model is tried out on it. */
export function loneRequest(
	deps: LoneDeps,
	{ messages, text, attachments, language, knownKind }: Lone,
	asked: Partial<AskOptions> & { readonly requestId: string; readonly signal: AbortSignal },
): GatewayRequest {
	const { estimateTokens } = deps.gateway;
	const prompt = {
		...{ messages, tools: [], toolChoice: 'auto' as const, stableMessages: 1 },
		tokens: estimateMessageTokens(messages, (one) => estimateTokens(one)),
	};
	const needs = { tools: false, vision: false };
	const route = { kind: 'chat' as const, text, history: [], attachments, language, needs, knownKind };
	return gatewayRequest(deps, { sessionId: null, route, prompt }, { ...PLAIN, again: true, ...asked });
}

/**
 * Asks it; the decision is told to whoever shows the last one, too. Null where it was stopped.
 * Errors: RoutooError in words, of the kind that the answer failed with.
 */
export async function askLone(deps: LoneDeps, request: GatewayRequest, events: GatewayEvents): Promise<GatewayResult | null> {
	const onRouting = (line: RoutingLine): void => {
		deps.onRouted(line);
		events.onRouting(line);
	};
	const { result } = await askOnce(deps, deps.gateway, request, { ...events, onRouting }, { booked: () => undefined, arrived: true });
	if (result.state === 'cancelled') return null;
	if (result.error === null) return result;
	const { kind, message, nextStep } = result.error;
	throw new RoutooError(Object.hasOwn(ERROR_RULES, kind) ? (kind as ErrorKind) : 'badResponse', message, nextStep);
}
