import { type Message, type ToolDefinition, textOf } from '../message/message.ts';
import { type BackgroundInput, type BackgroundKind, backgroundKind } from './background.ts';
import { isLive } from './run.ts';
import { callHash, textHash } from './text-hash.ts';
import type { RunState } from './types.ts';
import { isSummarised, userRequests } from './user-request.ts';
import { workingDirectory } from './working-directory.ts';

/** A request as it came from its caller. */
export interface AskedRequest {
	readonly entry: string;
	readonly messages: readonly Message[];
	readonly tools: readonly ToolDefinition[];
	/** Null where the caller names none. */
	readonly conversationId: string | null;
	/** Who asks; two callers that name no conversation share none. Absent where unknown. */
	readonly caller?: string | undefined;
	readonly wishes?: BackgroundInput['wishes'];
}

/** A conversation of a run: that of the user, or one of its sub-agents. Hashes only, so that it can be kept. */
export interface KnownThread {
	readonly runId: string;
	/** Null for the user's own; else the hash of the call that began the sub-agent. */
	readonly subAgent: string | null;
	readonly key: string;
	readonly state: RunState;
	/** Hash of the request that it began with. */
	readonly task: string;
	/** Hashes of the calls that its model asked for. */
	readonly calls: ReadonlySet<string>;
}

/** A call that may start a sub-agent, and whose result has not come back. */
export interface OutstandingCall {
	readonly runId: string;
	readonly key: string;
	readonly call: string;
	readonly name: string;
	/** Its arguments, JSON as the model wrote it. */
	readonly arguments: string;
	/** Whether a sub-agent has begun for it. */
	readonly claimed: boolean;
}

/** Newest first. */
export interface KnownRuns {
	readonly threads: readonly KnownThread[];
	readonly outstanding: readonly OutstandingCall[];
}

export type Whose =
	/** `runId`: of the run whose conversation is summed up; null elsewhere. */
	| { readonly kind: 'background'; readonly what: BackgroundKind; readonly runId: string | null }
	| { readonly kind: 'run' }
	| { readonly kind: 'step'; readonly runId: string; readonly subAgent: string | null }
	/** The first request of a sub-agent. */
	| { readonly kind: 'subAgent'; readonly runId: string; readonly call: string; readonly name: string };

/** Tools that start an agent of its own, as VS Code, its forks and agents for it call them. */
const STARTS_AGENT = /(?:sub_?agent|^(?:\w{1,40}(?:\.|__))?(?:agent|task|new_task|spawn_agent|delegate|delegate_task|dispatch_agent)$)/i;
/** Results that say no more than that an agent has begun: Claude Code, Qwen Code, Codex. */
const BEGAN = /^\s*(?:(?:Async|Background) agent launched\b|\{\s*"agent_id"\s*:|\{\s*"task_name"\s*:)/;
/** A shorter text says nothing by occurring in another. */
const TELLING_CHARS = 8;

/** Whether a call of this tool may begin a sub-agent. */
export function startsAgent(toolName: string): boolean {
	return STARTS_AGENT.test(toolName);
}

/** Whether the sub-agent of a call goes on although the call's result came: it works beside the conversation that began it. */
export function goesOnBeside(result: string): boolean {
	return BEGAN.test(result.slice(0, 200));
}

/**
 * Names the conversation, from turn to turn the same: the caller's own name, else a hash of the first that its user asked, and of where.
 * What a client puts around it may change from request to request, or be the same in every conversation. A summary may take the place of
 * that; then the calls tell whose it is.
 */
export function conversationKey({
	conversationId,
	caller,
	messages,
}: Pick<AskedRequest, 'conversationId' | 'caller' | 'messages'>): string {
	if (conversationId !== null) return textHash(`id ${conversationId}`);
	const request = userRequests(messages)[0];
	const at = request?.at ?? messages.findIndex(({ role }) => role === 'user');
	const before = messages.slice(0, at + 1);
	const first = request?.text ?? before.map(({ role, parts }) => (role === 'user' ? textOf(parts) : '')).join('');
	return textHash(`${caller ?? ''} text ${workingDirectory(before) ?? ''} ${first}`);
}

/** Of the request that a conversation is about now. */
export function taskHash(messages: readonly Message[]): string {
	return textHash(userRequests(messages).at(-1)?.text ?? '');
}

/** Hashes of the calls whose results stand from `from` on. */
function resultIds(messages: readonly Message[], from: number): string[] {
	return messages.slice(from).flatMap((message) => (message.role === 'tool' ? message.parts.map(({ callId }) => callHash(callId)) : []));
}

/** Whose request it is, from its messages, tools and name. Pure; see Whose. */
export function whoseRequest(asked: AskedRequest, known: KnownRuns): Whose {
	const { messages } = asked;
	const key = conversationKey(asked);
	const what = backgroundKind(asked);
	if (what !== null) {
		const run = what === 'summary' ? summedUp(known, key, resultIds(messages, 0)) : null;
		return { kind: 'background', what, runId: run?.runId ?? null };
	}
	const request = userRequests(messages).at(-1);
	const stepped = byResults(known, key, taskHash(messages), resultIds(messages, (request?.at ?? -1) + 1));
	if (stepped !== null) return { kind: 'step', runId: stepped.runId, subAgent: stepped.subAgent };
	const sub = subAgent(asked, known, key, request?.text ?? '');
	if (sub !== null) return { kind: 'subAgent', runId: sub.runId, call: sub.call, name: sub.name };
	const again = sameTask(known, key, asked);
	return again === null ? { kind: 'run' } : { kind: 'step', runId: again.runId, subAgent: again.subAgent };
}

/**
 * The newest conversation that asked for one of these calls. Ids of calls are unique at most vendors; some local servers count them anew,
 * so the same request of the same conversation comes first, then the conversation, and elsewhere all of them must be its own.
 */
function byResults({ threads }: KnownRuns, key: string, task: string, ids: readonly string[]): KnownThread | null {
	if (ids.length === 0) return null;
	const last = ids.at(-1)!;
	return (
		threads.find((thread) => thread.key === key && thread.task === task && thread.calls.has(last)) ??
		threads.find((thread) => thread.key === key && thread.calls.has(last)) ??
		threads.find((thread) => thread.key === key && ids.some((id) => thread.calls.has(id))) ??
		threads.find((thread) => isOpen(thread) && ids.every((id) => thread.calls.has(id))) ??
		null
	);
}

/** The run under way whose calls, or whose conversation, a summary is about; such a request often comes without its conversation's name. */
function summedUp({ threads }: KnownRuns, key: string, ids: readonly string[]): KnownThread | null {
	const live = threads.filter(isLive);
	return live.find(({ calls }) => ids.some((id) => calls.has(id))) ?? live.find((thread) => thread.key === key) ?? null;
}

/** The run, over or not, whose calls stand in what a summary is about; null where none does, and for other requests than summaries. */
export function runOfCalls({ threads }: KnownRuns, what: BackgroundKind, messages: readonly Message[]): string | null {
	if (what !== 'summary') return null;
	const ids = resultIds(messages, 0);
	return threads.find(({ calls }) => ids.length > 0 && ids.every((id) => calls.has(id)))?.runId ?? null;
}

/** A run that may go on by itself; one that was stopped or has failed goes on as a new one. */
function isOpen(thread: KnownThread): boolean {
	return isLive(thread) || thread.state === 'cancelled';
}

/**
 * The same request again without a result behind it: a retry, sent again after a stop, or what is left of the conversation after its
 * summary. Where calls of it stand before the request, the user asks the same anew.
 */
function sameTask({ threads }: KnownRuns, key: string, { messages, conversationId }: AskedRequest): KnownThread | null {
	const newest = threads.filter((thread) => thread.key === key && isOpen(thread));
	if (newest.length === 0) return null;
	const task = taskHash(messages);
	const called = new Set(
		messages.flatMap(({ parts }) =>
			(parts as readonly Message['parts'][number][]).flatMap((part) => (part.type === 'toolCall' ? [callHash(part.id)] : [])),
		),
	);
	// Where nobody names conversations, the same first words beside a run that has got on are another conversation's.
	const fresh = conversationId === null && !isSummarised(messages) && !isAnswered(messages);
	const found = newest.find((thread) => thread.task === task && !(fresh && isLive(thread) && thread.calls.size > 0));
	if (found !== undefined && ![...found.calls].some((call) => called.has(call))) return found;
	// The request itself may have gone into the summary.
	return isSummarised(messages) && userRequests(messages).length === 0 ? (newest[0] ?? null) : null;
}

/**
 * The outstanding call that a conversation without any answer yet belongs to: its request is in the call's arguments, or it is part of the
 * same conversation and lacks the tool that began it.
 */
function subAgent(
	{ messages, tools }: AskedRequest,
	{ threads, outstanding }: KnownRuns,
	key: string,
	request: string,
): OutstandingCall | null {
	if (outstanding.length === 0 || isAnswered(messages)) return null;
	const said = plain(request);
	const task = textHash(request);
	const free = outstanding.filter(({ claimed }) => !claimed);
	// Of two prompts one may stand in the other.
	const exact = said === '' ? undefined : free.find((call) => textsOf(call.arguments).includes(said));
	const named = exact ?? free.find((call) => carries(call, said)) ?? null;
	// The same again, of the run or of a sub-agent that has begun, unless another one begins with the very same words.
	const again = threads.filter((thread) => thread.key === key && thread.task === task);
	if (again.some(({ subAgent }) => (subAgent === null ? named === null : exact === undefined))) return null;
	if (named !== null) return named;
	return free.find((call) => call.key === key && tools.length > 0 && !tools.some(({ name }) => name === call.name)) ?? null;
}

/**
 * Some clients answer in the model's name before the user says anything: only what has called a tool or stands behind his words is a
 * model's.
 */
function isAnswered(messages: readonly Message[]): boolean {
	const first = userRequests(messages)[0]?.at ?? -1;
	return messages.some(
		({ role, parts }, at) =>
			role === 'tool' || (role === 'assistant' && (at > first || parts.some((part) => 'type' in part && part.type === 'toolCall'))),
	);
}

function carries(call: OutstandingCall, said: string): boolean {
	return said !== '' && textsOf(call.arguments).some((text) => text === said || occurs(text, said) || occurs(said, text));
}

function occurs(inner: string, outer: string): boolean {
	return inner.length >= TELLING_CHARS && outer.includes(inner);
}

/** The texts of a call's arguments, the longest first. */
function textsOf(json: string): string[] {
	const texts: string[] = [];
	const walk = (value: unknown, depth: number): void => {
		if (typeof value === 'string') texts.push(plain(value));
		else if (typeof value === 'object' && value !== null && depth < 4) for (const inner of Object.values(value)) walk(inner, depth + 1);
	};
	try {
		walk(JSON.parse(json), 0);
	} catch {
		texts.push(plain(json));
	}
	return texts
		.filter((text) => text !== '')
		.sort((a, b) => b.length - a.length)
		.slice(0, 16);
}

function plain(text: string): string {
	return text.replace(/\s+/g, ' ').trim();
}
