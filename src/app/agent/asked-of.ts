import { conversationKey, runOfCalls, taskHash, type Whose, whoseRequest } from '../../core/agent/conversation.ts';
import { withSubAgent } from '../../core/agent/run.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { baseRequest, PRESET_ENTRIES, promptOf } from './agent-request.ts';
import type { AgentDeps } from './deps.ts';
import type { LiveRun } from './live-run.ts';
import type { AgentRequest } from './ports.ts';
import type { StepBook } from './run-sketch.ts';
import { type AskedOf, remainingOf, type StepOf } from './step-ready.ts';

/** Whose a request is. */
export interface Placed {
	readonly whose: Whose;
	/** Its run and the conversation in it; null for a background request. */
	readonly of: StepOf | null;
}

/**
 * Tells whose a request is, and registers it with the run, a new one where it begins one: with a sketch of the runs nothing of them
 * changes.
 */
export function placed(book: StepBook, request: AgentRequest, newId: () => string): Placed {
	const { entry, conversationId, caller, prompt } = request;
	const whose = whoseRequest({ ...prompt, entry, conversationId, caller }, book.known());
	if (whose.kind === 'background') return { whose, of: null };
	const key = conversationKey({ ...prompt, conversationId, caller });
	const task = taskHash(prompt.messages);
	const live = whose.kind === 'run' ? null : book.find(whose.runId);
	if (live !== null && live.run !== null && whose.kind === 'subAgent') {
		book.update(live, withSubAgent(live.run, whose.call, whose.name));
		return { whose, of: { live, thread: book.beginSub(live, whose.call, key, task) } };
	}
	const thread = live === null || whose.kind !== 'step' ? null : book.thread(live, whose.subAgent);
	return { whose, of: live !== null && thread !== null ? { live, thread } : book.begin(newId(), key, task) };
}

/**
 * The request as it may go out.
 * @param toSend false: it is only looked at, so nobody is asked and no answer is remembered; an open question counts as not agreed to
 */
export async function screened(
	deps: Pick<AgentDeps, 'screen'>,
	book: StepBook,
	request: AgentRequest,
	at: Placed,
	{ count, toSend }: { readonly count: (text: string) => number; readonly toSend: boolean },
): Promise<AskedOf> {
	const mayAsk = at.of !== null && request.mayAsk !== false;
	const on = { conversation: conversationOf(book, request, at), mayAsk, ...(toSend ? {} : { toSend }) };
	const { prompt, localOnly } = (await deps.screen?.(request, on)) ?? { prompt: request.prompt, localOnly: false };
	request.signal.throwIfAborted();
	return { request: { ...request, prompt }, prompt: promptOf(prompt, count, request.cacheMarks), localOnly };
}

/** Whose answers about private files hold: a sub-agent and a summary belong to the user's own conversation. */
function conversationOf(book: StepBook, { prompt, conversationId, caller }: AgentRequest, { whose, of }: Placed): string {
	const runId = whose.kind === 'background' ? (whose.runId ?? runOfCalls(book.known(), whose.what, prompt.messages)) : null;
	const run = of?.live ?? (runId === null ? null : book.find(runId));
	return run?.threads[0]?.key ?? conversationKey({ ...prompt, conversationId, caller });
}

/** What a title and the like asks of the gateway: the cheapest adequate model, and the money of the run that it belongs to. */
export function backgroundRequest(
	deps: AgentDeps,
	{ request, prompt, localOnly }: AskedOf,
	{ runId, live }: { readonly runId: string | null; readonly live: LiveRun | null },
): GatewayRequest {
	const { conversationId, caller } = request;
	const sessionId = runId === null ? null : conversationKey({ ...request.prompt, conversationId, caller });
	const entry = Object.hasOwn(PRESET_ENTRIES, request.entry) ? 'background' : request.entry;
	return {
		...baseRequest(deps, { ...request, entry }, prompt, { purpose: 'background', runId, sessionId, localOnly }),
		...(live === null ? {} : { runRemaining: () => remainingOf(deps, live) }),
	};
}
