import * as l10n from '@vscode/l10n';
import type { Rest } from './health.ts';

/** `quota used up; tried again at 14:30`: why something rests for long, for a line. Null where it is a moment's rest. */
export function restInWords({ until, error }: Rest, now: number): string | null {
	if (until - now < 60_000) return null;
	if (error.kind === 'quota') return l10n.t('quota used up; tried again {0}', timeInWords(until, now));
	return error.kind === 'rateLimit' ? l10n.t('too many requests; tried again {0}', timeInWords(until, now)) : null;
}

/** "at 14:30", and on which day where that is not today. Local time. */
export function timeInWords(at: number, now: number): string {
	const date = new Date(at);
	const time = date.toLocaleTimeString('en-US', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
	const today = date.toDateString() === new Date(now).toDateString();
	return today
		? l10n.t('at {0}', time)
		: l10n.t('on {0} at {1}', date.toLocaleDateString('en-US', { month: 'short', day: 'numeric' }), time);
}
