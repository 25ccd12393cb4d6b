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
/** Turns rendered at the most where the window was moved. */
export const MOST = 120;

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

export function earlier(window: TurnWindow, count: number, by = STEP): TurnWindow {
	const shown = shownOf(window, count);
	const from = Math.max(0, shown.from - by);
	const to = Math.min(shown.to, from + MOST);
	return { from, to: to === count ? null : to };
}

export function later(window: TurnWindow, count: number, by = STEP): TurnWindow {
	const shown = shownOf(window, count);
	const to = Math.min(count, shown.to + by);
	return { from: Math.max(shown.from, to - MOST), to: to === count ? null : to };
}

/** The window as it is where it holds the turn, else one around it. */
export function windowAround(index: number, window: TurnWindow, count: number): TurnWindow {
	const shown = shownOf(window, count);
	if (index >= shown.from && index < shown.to) return window;
	const from = Math.max(0, index - FEW);
	const to = Math.min(count, index + FEW);
	return { from, to: to === count ? null : to };
}

/**
 * One step from what is rendered to what is wanted: up to `by` turns more at the end that lacks more of them, and as many less at each end
 * where there are others, because both take time. Turns that have nothing in common with it are left for those at its end, or at its beginning.
 */
export function nearer(now: TurnWindow, wanted: TurnWindow, count: number, by: number): TurnWindow {
	const [is, goal] = [shownOf(now, count), shownOf(wanted, count)];
	let { from, to } = is;
	if (to <= goal.from) from = to = goal.from;
	else if (from >= goal.to) from = to = goal.to;
	from = Math.max(from, Math.min(goal.from, from + by));
	to = Math.min(to, Math.max(goal.to, to - by));
	const [above, below] = [from - goal.from, goal.to - to];
	if (below > 0 && below >= above) to += Math.min(by, below);
	else if (above > 0) from -= Math.min(by, above);
	return { from, to: to === goal.to ? wanted.to : to };
}

/** Nothing is left to be done between the two. */
export function isThere(now: TurnWindow, wanted: TurnWindow, count: number): boolean {
	const [is, goal] = [shownOf(now, count), shownOf(wanted, count)];
	return is.from === goal.from && is.to === goal.to;
}
