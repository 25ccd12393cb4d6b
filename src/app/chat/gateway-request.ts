import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import { GO_ON_REQUEST } from '../../core/chat/go-on.ts';
import { buildPrompt, holdsImages } from '../../core/chat/prompt.ts';
import type { ChatSession, Turn } from '../../core/chat/session.ts';
import { conversationOf, cutAt } from '../../core/chat/session-ops.ts';
import { summaryRequest } from '../../core/chat/summary.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import type { Attachment } from '../../core/message/message.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { withoutSnapshots } from '../../core/model/snapshots.ts';
import { savingsReference } from '../../core/money/reference.ts';
import { presetWeights } from '../../core/routing/presets.ts';
import { AUTO, type Choice } from '../../core/routing/types.ts';
import { goneName } from '../models/words.ts';
import { openBefore } from './open-file.ts';
import type { ChatDeps } from './ports.ts';

/**
 * A message as it goes to a model and as the predictor reads it. Made and counted once: its tokens are what the turn shows, what the
 * decision rests on and what is reserved.
 */
export interface Question extends Pick<GatewayRequest, 'sessionId' | 'route' | 'prompt'> {
	/** Work that any model does well enough: decided as in Save, whatever the user's preset. Absent: it is not. */
	readonly routine?: true;
}

/** How a message is to be answered. */
export interface AskOptions {
	readonly choice: Choice;
	/** Candidate ids of "stronger" or "cheaper", or of what a summary may cost; null = the user's own pool. */
	readonly pool: readonly string[] | null;
	readonly overLimitApproved: boolean;
	/** The turn was answered before, also as it stood before an edit. */
	readonly again?: boolean;
}

/** As a message is asked where nothing else was said. */
export const PLAIN: AskOptions = { choice: AUTO, pool: null, overLimitApproved: false };

/** The turn of a message that is about to be answered. */
export function newTurn({ newId, gateway }: ChatDeps, text: string, attachments: readonly Attachment[], { prompt }: Question): Turn {
	return { id: newId(), at: gateway.clock.now(), text, attachments, sentTokens: prompt.tokens, answers: [], shown: 0 };
}

/** A new message at the end of a session. */
export function newQuestion(deps: ChatDeps, session: ChatSession, text: string, attachments: readonly Attachment[]): Question {
	const language = deps.editor.language();
	const known = attachments.some(({ open }) => open) ? [] : openBefore(session.turns);
	const prompt = buildPrompt({ turns: session.turns, text, attachments, language }, deps.gateway.estimateTokens);
	return {
		sessionId: session.id,
		route: {
			kind: 'chat',
			text,
			history: conversationOf(session.turns),
			// Instructions are no part of what is asked, and would stand for what a message points at.
			attachments: [...attachments.filter(({ kind }) => kind !== 'instructions'), ...known],
			language,
			needs: { tools: false, vision: holdsImages(prompt) },
		},
		prompt,
	};
}

/**
 * A summary of the session so far. It goes behind the conversation as that was sent, so that a vendor's cache of it is read; the predictor
 * reads the request alone, which says all of what is to be done.
 */
export function summaryQuestion(deps: ChatDeps, session: ChatSession, wish: string): Question {
	const text = summaryRequest(wish);
	const prompt = buildPrompt({ turns: session.turns, text, attachments: [], language: null }, deps.gateway.estimateTokens);
	const needs = { tools: false, vision: holdsImages(prompt) };
	const route = { kind: 'chat' as const, text, history: [], attachments: [], language: null, needs };
	return { sessionId: session.id, route, prompt, routine: true };
}

/**
 * The rest of an answer that ended early, behind the part that is there. The predictor reads the turn as it was asked, which says how long
 * its answer may be.
 */
export function goOnQuestion(deps: ChatDeps, session: ChatSession, turn: Turn): Question {
	const { turns } = cutAt(session, turn.id);
	const { route } = questionOf(deps, session, turn);
	const prompt = { turns: [...turns, turn], text: GO_ON_REQUEST, attachments: [], language: null };
	return { sessionId: session.id, route, prompt: buildPrompt(prompt, deps.gateway.estimateTokens) };
}

/** A turn of a session as it was asked, on top of the turns before it. */
export function questionOf(deps: ChatDeps, session: ChatSession, turn: Turn): Question {
	const before = cutAt(session, turn.id);
	return turn.summary === undefined
		? newQuestion(deps, before, turn.text, turn.attachments)
		: summaryQuestion(deps, before, turn.summary.wish);
}

/** Puts settings, models and budget as they are now beside the message. Errors: 'modelNotFound' for a chosen model that is gone. */
export function gatewayRequest(
	deps: Pick<ChatDeps, 'settings' | 'models' | 'budget' | 'owner' | 'trials'>,
	{ routine, ...question }: Question,
	asked: AskOptions & { readonly requestId: string; readonly signal: AbortSignal },
): GatewayRequest {
	const settings = deps.settings();
	const all = deps.models.candidates();
	const { choice } = asked;
	const candidates = withoutSnapshots(all, settings.pool, asked.pool, choice.kind === 'auto' ? [] : [choice.candidateId]);
	const { lambda = 0, projected = null } = deps.budget.current() ?? {};
	const period = deps.budget.period();
	checkChoice(candidates, asked.choice);
	const request: GatewayRequest = {
		...question,
		requestId: asked.requestId,
		owner: deps.owner,
		purpose: 'chat',
		runId: null,
		candidates,
		limits: {
			pool: asked.pool === null ? settings.pool : asked.pool.filter((id) => settings.pool === null || settings.pool.includes(id)),
			localOnly: settings.localOnly,
			maxCost: settings.maxCost,
			maxLatencyMs: settings.maxLatencyMs,
			minQuality: settings.minQuality,
		},
		weights: routine === true ? presetWeights('save', lambda) : presetWeights(settings.preset, lambda, settings.goodEnough),
		...(lambda > 0 && projected !== null && period.limit !== null ? { pressedBy: { projected, limit: period.limit } } : {}),
		reference: savingsReference(candidates, settings.pool, settings.savingsReference),
		period,
		atLimit: settings.atLimit,
		overLimitApproved: asked.overLimitApproved,
		choice: asked.choice,
		signal: asked.signal,
	};
	// Who asks for a stronger or a cheaper one wants no other.
	const isFirst = asked.pool === null && asked.again !== true;
	return isFirst && deps.trials !== undefined ? deps.trials.offeredTo(request) : request;
}

/** A chosen model that is no longer listed is said so; it is not silently replaced. */
function checkChoice(candidates: readonly Candidate[], choice: Choice): void {
	if (choice.kind === 'auto' || candidates.some((c) => c.id === choice.candidateId)) return;
	throw new RoutooError(
		'modelNotFound',
		l10n.t('{0} is not available now.', goneName(choice.candidateId)),
		l10n.t('Choose another model, or Auto, below the input box.'),
		{ action: 'useAuto' },
	);
}
