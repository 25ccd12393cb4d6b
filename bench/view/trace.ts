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
export interface Frames {
	readonly count: number;
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
	/** The longest task of the page's thread: by the clock, and its own time, which other programs of the computer do not lengthen. */
	readonly longest: number;
	readonly longestOwn: number;
	/** What the longest is made of, by name and duration. */
	readonly inside: readonly string[];
}

/** Frames of the page's thread: from the start of one to the start of the next. */
export function framesOf(events: readonly TraceEvent[]): Frames {
	const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
	if (main === undefined) throw new Error('The trace has no thread of the page.');
	const own = events.filter(({ pid, tid }) => pid === main.pid && tid === main.tid);
	const starts = own.filter(({ name }) => process.env.NAMES === undefined ? name === 'BeginMainThreadFrame' : false).map(({ ts }) => ts);
	starts.sort((a, b) => a - b);
	const times = starts.slice(1).map((at, index) => (at - starts[index]!) / 1_000);
	times.sort((a, b) => a - b);
	const tasks = own.filter(({ name, ph }) => ph === 'X' && name === 'RunTask');
	const longest = tasks.reduce<TraceEvent | null>((most, task) => (most === null || (task.dur ?? 0) > (most.dur ?? 0) ? task : most), null);
	return {
		count: times.length,
		p50: times[times.length >> 1] ?? 0,
		p99: times[Math.floor(times.length * 0.99)] ?? 0,
		max: times.at(-1) ?? 0,
		longest: (longest?.dur ?? 0) / 1_000,
		longestOwn: Math.max(0, ...tasks.map(({ tdur }) => tdur ?? 0)) / 1_000,
		inside: longest === null ? [] : insideOf(own, longest),
	};
}

function insideOf(events: readonly TraceEvent[], { ts, dur = 0 }: TraceEvent): readonly string[] {
	const within = events.filter((event) => event.ph === 'X' && event.name !== 'RunTask' && event.ts >= ts && event.ts + (event.dur ?? 0) <= ts + dur);
	const longest = within.sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0)).slice(0, 5);
	return longest.map((event) => `${event.name} ${((event.dur ?? 0) / 1_000).toFixed(1)}`);
}
