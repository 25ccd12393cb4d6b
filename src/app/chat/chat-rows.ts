import type { SessionSummary } from '../../core/chat/session.ts';
import { formatMoney } from '../../protocol/format.ts';

/** A saved chat in the list of chats. */
export interface ChatRow {
	readonly id: string;
	readonly title: string;
	/** `2 h ago · 4 messages · $0.84` */
	readonly detail: string;
	readonly current: boolean;
}

export interface ChatGroup {
	/** Name of the workspace's folder. */
	readonly label: string;
	readonly rows: readonly ChatRow[];
}

const NOWHERE = 'Without a folder';

/**
 * Chats by the folder where they were held, the open folder first, then by their newest chat; newest first in each.
 * @param summaries newest first
 */
export function chatGroups(
	summaries: readonly SessionSummary[],
	at: { readonly currentId: string; readonly folder: string | null; readonly now: number },
): readonly ChatGroup[] {
	const groups = Map.groupBy(
		summaries.filter(({ turns }) => turns > 0),
		({ folder }) => folder ?? NOWHERE,
	);
	const here = at.folder ?? NOWHERE;
	const names = [...groups.keys()].sort((a, b) => Number(b === here) - Number(a === here));
	return names.map((label) => ({
		label,
		rows: groups.get(label)!.map((summary) => ({
			id: summary.id,
			title: summary.title,
			detail: [ago(summary.updatedAt, at.now), messages(summary.turns), ...spent(summary)].join(' · '),
			current: summary.id === at.currentId,
		})),
	}));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago in one unit; a date after a month. What a clock that was set back left in the future is "just now". */
export function ago(then: number, now: number): string {
	const passed = now - then;
	if (passed < MINUTE) return 'just now';
	if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
	if (passed < DAY) return `${Math.floor(passed / HOUR)} h ago`;
	const days = Math.floor(passed / DAY);
	if (days === 1) return 'yesterday';
	if (days <= 30) return `${days} days ago`;
	return new Date(then).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

function messages(count: number): string {
	return count === 1 ? '1 message' : `${count} messages`;
}

function spent({ cost }: SessionSummary): string[] {
	return cost === undefined || cost === 0 ? [] : [formatMoney(cost)];
}
