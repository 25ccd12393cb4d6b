import type { Rest } from './health.ts';

/** `quota used up; tried again at 14:30`: why something rests for long, for a line. Null where it is a moment's rest. */
export function restInWords({ until, error }: Rest, now: number): string | null {
	const what = error.kind === 'quota' ? 'quota used up' : error.kind === 'rateLimit' ? 'too many requests' : null;
	return what === null || until - now < 60_000 ? null : `${what}; tried again ${timeInWords(until, now)}`;
}

/** "at 14:30", and on which day where that is not today. Local time. */
export function timeInWords(at: number, now: number): string {
	const date = new Date(at);
	const time = date.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	const today = date.toDateString() === new Date(now).toDateString();
	return today ? `at ${time}` : `on ${date.toLocaleDateString('en-US', { month: 'short', day: 'numeric' })} at ${time}`;
}
