import type { MicroDollars } from '../base/micros.ts';
import type { Candidate } from '../model/candidate.ts';
import type { TokenUsage } from '../model/prices.ts';
import type { Run, RunChange, RunModel, RunState } from './types.ts';

/**
 * A run that waits longer is shown as cancelled, ms: where the user stops it while a tool runs, nobody says so. Where its results come all
 * the same it goes on.
 */
export const IDLE_MS = 600_000;

const INLINE_CALLERS = new Set(['core', 'github.copilot-chat']);
const EDITS = /^(?:multi_)?replace_string_in_file$|^insert_edit_into_file$|^apply_patch$/;
const READS = 'read_file';
/** Runs that are kept, those of all windows together. */
export const MOST_RUNS = 50;
const MOST_CHANGES = 50;
const MOST_SUB_AGENTS = 50;
const MOST_NAME = 80;

/** What a run keeps of its model. */
export function modelOf({ id, displayName, recipient, effort, local }: Candidate): RunModel {
	return { candidateId: id, modelName: displayName, recipient, effort, local };
}

/** A request of the run goes out. @param subAgent id of the sub-agent whose it is, null for the run's own */
export function sent(run: Run, at: number, subAgent: string | null): Run {
	const subAgents = run.subAgents.map((sub) => (sub.id === subAgent ? { ...sub, steps: sub.steps + 1 } : sub));
	return { ...run, updatedAt: at, state: 'running', steps: run.steps + 1, subAgents };
}

/** Money of one of its requests was booked, µ$, with what was counted. */
export function booked(run: Run, cost: MicroDollars, usage: TokenUsage | null, subAgent: string | null): Run {
	const { input, cachedInput, output } = run.tokens;
	const tokens = {
		input: input + (usage === null ? 0 : usage.input + usage.cachedInput + usage.cacheWrite),
		cachedInput: cachedInput + (usage?.cachedInput ?? 0),
		output: output + (usage?.output ?? 0),
	};
	const subAgents = run.subAgents.map((sub) => (sub.id === subAgent ? { ...sub, spent: sub.spent + cost } : sub));
	return { ...run, spent: run.spent + cost, tokens, subAgents };
}

/** @param own false for the change of a sub-agent: the run's own model stays */
export function changedTo(run: Run, change: RunChange, own: boolean): Run {
	return { ...run, changes: [...run.changes, change].slice(-MOST_CHANGES), ...(own ? { model: change.to } : {}) };
}

/** A sub-agent begins; the same once more where it is there already. @param id hash of the call that began it */
export function withSubAgent(run: Run, id: string, name: string): Run {
	if (run.subAgents.some((sub) => sub.id === id)) return run;
	return { ...run, subAgents: [...run.subAgents, { id, name: name.slice(0, MOST_NAME), steps: 0, spent: 0 }].slice(-MOST_SUB_AGENTS) };
}

/** The end of a step, or of the run. @param at ms since epoch */
export function endedAs(run: Run, state: RunState, at: number): Run {
	return { ...run, state, updatedAt: at };
}

/** It goes on: a request is under way, or its tools run. */
export function isLive({ state }: Pick<Run, 'state'>): boolean {
	return state === 'running' || state === 'waiting';
}

interface Asker {
	/** Null where the caller names none. */
	readonly conversationId: string | null;
	readonly caller?: string | undefined;
	readonly prompt: { readonly tools: readonly { readonly name: string }[] };
}

/**
 * Whether the editor takes the calls of an answer and asks no more: VS Code's inline chat (1.139) offers its tools for edits (one, or two
 * that replace, by what it has learned of the model) and, for a large file, one to read with, names no conversation, and goes on only
 * where the model did nothing but read or an edit failed. Its run is over until then.
 */
export function endsWithCalls({ conversationId, caller, prompt }: Asker, called: readonly string[]): boolean {
	const inChat = caller === undefined || INLINE_CALLERS.has(caller.toLowerCase());
	const offered = prompt.tools.map(({ name }) => name);
	const edits = offered.filter((name) => EDITS.test(name));
	if (conversationId !== null || !inChat || edits.length === 0) return false;
	return offered.every((name) => name === READS || edits.includes(name)) && called.some((name) => name !== READS);
}

/**
 * A run as it is shown: one that waits too long has ended, and so has one whose window is gone.
 * @param alive whether its window still runs
 */
export function asShown(run: Run, now: number, alive: boolean): Run {
	const idle = run.state === 'waiting' && now - run.updatedAt > IDLE_MS;
	return isLive(run) && (idle || !alive) ? { ...run, state: 'cancelled' } : run;
}
