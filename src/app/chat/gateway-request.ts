import { RoutooError } from '../../core/base/errors.ts';
import { buildPrompt } from '../../core/chat/prompt.ts';
import type { Turn } from '../../core/chat/session.ts';
import { conversationOf } from '../../core/chat/session-ops.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import type { Attachment } from '../../core/message/message.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { ConversationCache } from '../../core/money/request-cost.ts';
import { presetWeights } from '../../core/routing/presets.ts';
import type { ChatDeps } from './ports.ts';

/** What one message to be answered consists of. */
export interface Ask {
	readonly requestId: string;
	readonly sessionId: string;
	readonly turnsBefore: readonly Turn[];
	readonly text: string;
	readonly attachments: readonly Attachment[];
	/** Candidate id, null for Auto. */
	readonly forced: string | null;
	/** Candidate ids of "stronger" or "cheaper"; null = the user's own pool. */
	readonly pool: readonly string[] | null;
	readonly overLimitApproved: boolean;
	readonly cache: ConversationCache | null;
	readonly signal: AbortSignal;
}

/** Puts settings, models and budget as they are now beside the message. */
export function gatewayRequest(deps: ChatDeps, ask: Ask): GatewayRequest {
	const settings = deps.settings();
	const language = deps.editor.language();
	const ownPool = settings.pool;
	const pool = ask.pool === null ? ownPool : ask.pool.filter((id) => ownPool === null || ownPool.includes(id));
	return {
		requestId: ask.requestId,
		owner: deps.owner,
		purpose: 'chat',
		sessionId: ask.sessionId,
		runId: null,
		route: {
			kind: 'chat',
			text: ask.text,
			history: conversationOf(ask.turnsBefore),
			attachments: ask.attachments,
			language,
			needs: { tools: false, vision: false },
		},
		prompt: buildPrompt({ turns: ask.turnsBefore, text: ask.text, attachments: ask.attachments, language }, deps.exchange.estimateTokens),
		candidates: deps.models.candidates(),
		limits: {
			pool,
			localOnly: settings.localOnly,
			maxCost: settings.maxCost,
			maxLatencyMs: settings.maxLatencyMs,
			minQuality: settings.minQuality,
		},
		weights: presetWeights(settings.preset, deps.budget.current()?.lambda ?? 0),
		period: deps.budget.period(),
		atLimit: settings.atLimit,
		overLimitApproved: ask.overLimitApproved,
		cache: ask.cache,
		choice: ask.forced === null ? { kind: 'auto' } : { kind: 'user', candidateId: ask.forced },
		signal: ask.signal,
	};
}

/** A chosen model that is no longer listed is said so; it is not silently replaced. Errors: 'modelNotFound'. */
export function checkForced(candidates: readonly Candidate[], forced: string | null): void {
	if (forced === null || candidates.some((c) => c.id === forced)) return;
	throw new RoutooError('modelNotFound', `${forced} is not available now.`, 'Choose another model, or Auto, below the input box.');
}
