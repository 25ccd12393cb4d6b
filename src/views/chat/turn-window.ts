/**
 * Which turns of a long chat are rendered: those at the end, or those around what is looked at. It grows at both ends, and what it
 * grew away from is dropped, so that a chat of any length costs the page the same.
 */
export interface TurnWindow {
	readonly from: number;
	/** One past the last; null: up to the newest, whatever comes. */
	readonly to: number | null;
}

/** Turns rendered at first, and added by a button. */
export const STEP = 20;
/** Added where one scrolls to an edge, and to each side of a turn that is gone to. */
export const FEW = 6;
/** Turns rendered at the most where the window was moved: what a frame costs grows with them. */
export const MOST = 60;
/** The same in a box so high that fewer of them do not reach from one edge to the other. */
export const MOST_IN_HIGH = 300;

/** The last turns. */
export function windowAtEnd(count: number): TurnWindow {
	return { from: Math.max(0, count - STEP), to: null };
}

/** What is rendered of `count` turns. */
export function shownOf({ from, to }: TurnWindow, count: number): { readonly from: number; readonly to: number } {
	const end = Math.min(to ?? count, count);
	// At the end it moves along with what is added, and does not grow without limit.
	// Another way of the chat may be shorter than where the window began.
	const start = to === null ? Math.max(from, count - MOST) : from;
	return { from: Math.max(0, Math.min(start, start < end ? start : end - STEP)), to: end };
}

export function earlier(window: TurnWindow, count: number, by = STEP, most = MOST): TurnWindow {
	const shown = shownOf(window, count);
	const from = Math.max(0, shown.from - by);
	return windowOf(from, Math.min(shown.to, from + most), count);
}

export function later(window: TurnWindow, count: number, by = STEP, most = MOST): TurnWindow {
	const shown = shownOf(window, count);
	const to = Math.min(count, shown.to + by);
	return windowOf(Math.max(shown.from, to - most), to, count);
}

/** One that goes along with what is added is not larger than it may be then. */
function windowOf(from: number, to: number, count: number): TurnWindow {
	return { from, to: to === count && to - from <= MOST ? null : to };
}

/** The window as it is where it holds the turn, else one around it. */
export function windowAround(index: number, window: TurnWindow, count: number): TurnWindow {
	const shown = shownOf(window, count);
	if (index >= shown.from && index < shown.to) return window;
	return windowOf(Math.max(0, index - FEW), Math.min(count, index + FEW), count);
}

/**
 * One step from what is rendered to what is wanted: up to `by` turns more at the end that lacks more of them. Those that are not wanted go
 * by themselves when nothing is lacking, all at once: what a browser does then costs as much for one. Turns that have nothing in common
 * with it are left for those at its end, or at its beginning.
 */
export function nearer(now: TurnWindow, wanted: TurnWindow, count: number, by: number): TurnWindow {
	const [is, goal] = [shownOf(now, count), shownOf(wanted, count)];
	let { from, to } = is;
	if (to <= goal.from) from = to = goal.from;
	else if (from >= goal.to) from = to = goal.to;
	const [above, below] = [from - goal.from, goal.to - to];
	if (Math.max(above, below) <= 0) return wanted;
	if (below >= above) to += Math.min(by, below);
	else from -= Math.min(by, above);
	return { from, to: to === goal.to && to - from <= MOST ? wanted.to : to };
}

/** Nothing is left to be done between the two. */
export function isThere(now: TurnWindow, wanted: TurnWindow, count: number): boolean {
	const [is, goal] = [shownOf(now, count), shownOf(wanted, count)];
	return is.from === goal.from && is.to === goal.to;
}

/** Whether turns are wanted that are not there. */
export function isLacking(now: TurnWindow, wanted: TurnWindow, count: number): boolean {
	const [is, goal] = [shownOf(now, count), shownOf(wanted, count)];
	return is.from > goal.from || is.to < goal.to;
}
