import { goesOnBeside, type KnownThread, type OutstandingCall } from '../../core/agent/conversation.ts';
import { callHash } from '../../core/agent/text-hash.ts';
import type { Run, RunState, ToolStep } from '../../core/agent/types.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { type ToolResultPart, textOf } from '../../core/message/message.ts';
import type { TokenUsage } from '../../core/model/prices.ts';
import type { KeptThread } from './kept-runs.ts';

export interface OpenRequest {
	readonly signal: AbortSignal;
	readonly done: Promise<unknown>;
	/** It was answered, stopped or has failed. */
	ended: boolean;
}

/** A conversation of a run in this window. */
export interface Thread {
	readonly subAgent: string | null;
	readonly key: string;
	readonly task: string;
	readonly calls: Set<string>;
	/** Empty until a model is chosen. */
	candidateId: string;
	/** Predicted for the task with that model, 0..1. */
	quality: number;
	/** Of its last prompt, estimated tokens; 0 before the first. */
	tokens: number;
	/** When its last answer ended, ms since epoch; null before the first. */
	answeredAt: number | null;
	/** Hash of the last call that a change has answered. */
	since: string | null;
	/** What the detector of failures read last, by id of the call. */
	steps: ReadonlyMap<string, ToolStep>;
	/** Requests that have not been booked yet; `done` resolves when they are. */
	readonly open: Set<OpenRequest>;
}

/** A run of this window. */
export interface LiveRun {
	/** Null until its model is chosen. */
	run: Run | null;
	readonly id: string;
	readonly threads: Thread[];
	outstanding: OutstandingCall[];
	/** The user wants the suggestion. */
	escalate: boolean;
	/** The line has said that nothing stronger fits. */
	saidNothing: boolean;
	/** Its money is nearly used up: the line has said that the answer is asked for. */
	finishing: boolean;
	state: RunState;
	/** What it may cost with the model that is chosen for it, before `run` is there, µ$; null without a limit. */
	firstCap: MicroDollars | null;
	/** What was booked for it before `run` is there: a reading of its task. */
	early: readonly { readonly cost: MicroDollars; readonly usage: TokenUsage | null }[];
	/** Its first request is under way. */
	beginning: boolean;
	/** One edit of the editor's inline chat: it says nothing of how long runs are. */
	inline: boolean;
	/** Takes back the watch over a run that waits; null where none is kept. */
	unwatch: (() => void) | null;
}

/** Of a run that begins, or of one that is taken up again. */
export function newLive(id: string, threads: Thread[], run: Run | null): LiveRun {
	return {
		...{ run, id, threads, outstanding: [], escalate: false, saidNothing: false, finishing: false },
		...{ state: run?.state ?? 'running', firstCap: null, early: [], beginning: false, inline: false, unwatch: null },
	};
}

/** The same, to be changed without changing it; requests under way are seen, not held. */
export function copyOf(live: LiveRun): LiveRun {
	const threads = live.threads.map((thread) => ({ ...thread, calls: new Set(thread.calls), open: new Set(thread.open) }));
	return { ...live, threads, unwatch: null };
}

/** Results of calls came back; what they had started has ended, unless it works beside the conversation and is still to begin. */
export function takenBack(live: LiveRun, results: readonly ToolResultPart[]): void {
	const claimed = new Set(live.outstanding.flatMap(({ call, claimed }) => (claimed ? [call] : [])));
	const over = results.filter(({ callId, content }) => claimed.has(callHash(callId)) || !goesOnBeside(textOf(content)));
	const hashes = new Set(over.map(({ callId }) => callHash(callId)));
	live.outstanding = live.outstanding.filter(({ call }) => !hashes.has(call));
}

/** A sub-agent begins for a call that is outstanding. It goes on with the run's model. */
export function beganSub(live: LiveRun, call: string, key: string, task: string): Thread {
	const [main] = live.threads;
	const thread = { ...newThread(call, key, task), candidateId: main?.candidateId ?? '', quality: main?.quality ?? 0 };
	live.threads.push(thread);
	live.outstanding = live.outstanding.map((other) => (other.call === call ? { ...other, claimed: true } : other));
	return thread;
}

/** It waits no longer. */
export function unwatch(live: LiveRun): void {
	live.unwatch?.();
	live.unwatch = null;
}

/** Whether a request of it is under way. */
export function isAsked({ threads }: LiveRun): boolean {
	return threads.some(({ open }) => [...open].some(({ ended, signal }) => !ended && !signal.aborted));
}

/** A conversation that has not asked yet. @param subAgent hash of the call that began it, null for the user's own */
export function newThread(subAgent: string | null, key: string, task: string): Thread {
	return {
		...{ subAgent, key, task, calls: new Set<string>(), candidateId: '', quality: 0, tokens: 0 },
		...{ answeredAt: null, since: null, steps: new Map(), open: new Set() },
	};
}

/** A conversation as `whoseRequest` takes it. */
export function knownThread(
	runId: string,
	state: RunState,
	thread: Pick<Thread, 'subAgent' | 'key' | 'task'> & { readonly calls: Iterable<string> },
): KnownThread {
	const { subAgent, key, task, calls } = thread;
	return { runId, subAgent, key, state, task, calls: calls instanceof Set ? calls : new Set(calls) };
}

/** A conversation as the state keeps it: hashes alone. */
export function keptThread({ subAgent, key, task, calls, candidateId, quality, since }: Thread): KeptThread {
	return { subAgent, key, task, calls: [...calls], candidateId, quality, since };
}
