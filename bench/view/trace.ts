/** What of a trace of Chromium is read here; times in microseconds. */
export interface TraceEvent {
	readonly name: string;
	readonly ph: string;
	readonly pid: number;
	readonly tid: number;
	readonly ts: number;
	readonly dur?: number;
	/** The thread's own time of it. */
	readonly tdur?: number;
	readonly args?: { readonly name?: string };
}

/** Milliseconds. */
export interface Spread {
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

/** Milliseconds. */
export interface Frames {
	readonly count: number;
	/** From the start of one frame to the start of the next, by the clock. */
	readonly times: Spread;
	/** What the page's thread computed in it: other programs of the computer do not lengthen that. */
	readonly own: Spread;
	/** The longest task of the page's thread, by the clock and its own time. */
	readonly longest: number;
	readonly longestOwn: number;
	/** What the longest by its own time is made of, by name and duration. */
	readonly inside: readonly string[];
}

export const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'];

export function framesOf(events: readonly TraceEvent[]): Frames {
	const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
	if (main === undefined) throw new Error('The trace has no thread of the page.');
	const mine = events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid).sort((a, b) => a.ts - b.ts);
	const starts = mine.filter(({ name }) => name === 'BeginMainThreadFrame').map(({ ts }) => ts);
	const tasks = mine.filter(({ name, ph }) => ph === 'X' && name === 'RunTask');
	const own = starts.slice(1).map((end, index) => {
		// A frame begins within a task.
		const within = tasks.filter(({ ts, dur = 0 }) => ts + dur > starts[index]! && ts + dur <= end);
		return within.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
	});
	const longest = tasks.reduce<TraceEvent | null>(
		(most, task) => (most === null || (task.tdur ?? 0) > (most.tdur ?? 0) ? task : most),
		null,
	);
	return {
		count: starts.length,
		times: spreadOf(starts.slice(1).map((at, index) => at - starts[index]!)),
		own: spreadOf(own),
		longest: Math.max(0, ...tasks.map(({ dur }) => dur ?? 0)) / 1_000,
		longestOwn: (longest?.tdur ?? 0) / 1_000,
		inside: longest === null ? [] : insideOf(mine, longest),
	};
}

function spreadOf(micros: readonly number[]): Spread {
	const sorted = micros.map((time) => time / 1_000).sort((a, b) => a - b);
	return { p50: sorted[sorted.length >> 1] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, max: sorted.at(-1) ?? 0 };
}

function insideOf(events: readonly TraceEvent[], { ts, dur = 0 }: TraceEvent): readonly string[] {
	const within = events.filter(
		(event) => event.ph === 'X' && event.name !== 'RunTask' && event.ts >= ts && event.ts + (event.dur ?? 0) <= ts + dur,
	);
	const longest = within.sort((a, b) => (b.tdur ?? 0) - (a.tdur ?? 0)).slice(0, 5);
	return longest.map((event) => `${event.name} ${((event.tdur ?? 0) / 1_000).toFixed(1)}`);
}
