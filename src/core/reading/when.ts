import type { MicroDollars } from '../base/micros.ts';
import type { GatewayRequest } from '../gateway/types.ts';
import { textOf } from '../message/message.ts';
import { isSmallTalk } from '../message/small-talk.ts';
import type { Prediction } from '../routing/types.ts';
import { isReadable } from './reading.ts';

/** Purpose in the ledger of a reading that a model of the user's pool does. */
export const READING_PURPOSE = 'reading';

/**
 * Kinds of task that are work on code, as in the predictor's `taskKind`: the weights were fitted on issues of repositories. A task whose
 * words name no kind is a `question` there.
 */
const CODE_WORK = new Set(['issue', 'write', 'fix', 'refactor', 'test', 'debug', 'design', 'data', 'edit']);
const RUN_WORK = new Set([...CODE_WORK, 'question']);
/** Shorter than this there is nothing to read that the quick reader does not see. */
const LEAST_CHARS = 120;

/** A candidate as the question whether to read sees it. */
export interface Open {
	/** Expected cost of the request, or of its run, µ$; 0 for a free one, null where no price is known. */
	readonly expected: MicroDollars | null;
	/** Predicted, 0..1. */
	readonly quality: number;
}

/** Whether this is work on code, of a choice that is still to be made: what a reader may say something of. */
export function isReadableTask(request: GatewayRequest, prediction: Prediction): boolean {
	const { purpose, route, choice } = request;
	if ((purpose !== 'chat' && purpose !== 'agent') || route.kind !== 'chat') return false;
	if (choice.kind === 'user' || request.candidates.length < 2 || !isReadable(prediction)) return false;
	const text = route.text.trim();
	const kinds = isRun(request) ? RUN_WORK : CODE_WORK;
	return text.length >= LEAST_CHARS && !isSmallTalk(text) && kinds.has(prediction.taskKind);
}

/** Whether a new reading is begun for it: the first request of a run, or a message, that is dear enough. */
export function isWorthReading(request: GatewayRequest, prediction: Prediction, open: readonly Open[], fromCost: MicroDollars): boolean {
	if (!isReadableTask(request, prediction) || isInsideRun(request)) return false;
	const left = plausible(open);
	// With one left there is nothing to choose, however the task reads: a reading moves all alike.
	return left.length > 1 && Math.max(...left.map(({ expected }) => expected ?? 0)) >= fromCost;
}

/** What one reading may cost: this share of the work. */
const MOST_SHARE = 0.03;

/**
 * The most that a reading may be expected to cost, µ$: a share of the cheapest paid way of doing a run, and of what is at stake in a
 * message, whose cheapest way often costs no more than its reading. 0 where nothing is paid.
 */
export function mostForReading(request: GatewayRequest, open: readonly Open[]): MicroDollars {
	const paid = (of: readonly Open[]) => of.flatMap(({ expected }) => (expected !== null && expected > 0 ? [expected] : []));
	const costs = isRun(request) ? paid(open) : paid(plausible(open));
	if (costs.length === 0) return 0;
	return Math.floor(MOST_SHARE * (isRun(request) ? Math.min(...costs) : Math.max(...costs)));
}

/** Those that no other is as good as and no dearer than. */
export function plausible<T extends Open>(open: readonly T[]): readonly T[] {
	const priced = open.filter(({ expected }) => expected !== null);
	const beats = (a: T, b: T): boolean => {
		const [cost, other] = [a.expected ?? 0, b.expected ?? 0];
		if (cost > other || a.quality < b.quality) return false;
		// Of two alike the first stays.
		return cost < other || a.quality > b.quality || priced.indexOf(a) < priced.indexOf(b);
	};
	return priced.filter((one) => !priced.some((other) => other !== one && beats(other, one)));
}

function isRun({ route }: GatewayRequest): boolean {
	return route.needs.tools;
}

/**
 * A run that has a model goes on with it; what was read at its start holds. Clients put notes of their own as messages of the user behind
 * results of tools: only the message that holds the task begins a run.
 */
function isInsideRun({ takeover, route, prompt: { messages } }: GatewayRequest): boolean {
	if (takeover === 'upward') return true;
	const task = route.text.trim();
	const last = messages.findLastIndex(({ role }) => role === 'user');
	const begun = messages.findLastIndex(({ role, parts }) => role === 'user' && textOf(parts).includes(task));
	return messages.slice((begun < 0 ? last : begun) + 1).some(({ role }) => role === 'tool');
}
