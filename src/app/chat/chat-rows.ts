import * as l10n from '@vscode/l10n';
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
		({ folder }) => folder ?? null,
	);
	const folders = [...groups.keys()].sort((a, b) => Number(b === at.folder) - Number(a === at.folder));
	return folders.map((folder) => ({
		label: folder ?? l10n.t('Without a folder'),
		rows: groups.get(folder)!.map((summary) => ({
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
	if (passed < MINUTE) return l10n.t('just now');
	if (passed < HOUR) return l10n.t('{0} min ago', Math.floor(passed / MINUTE));
	if (passed < DAY) return l10n.t('{0} h ago', Math.floor(passed / HOUR));
	const days = Math.floor(passed / DAY);
	if (days === 1) return l10n.t('yesterday');
	if (days <= 30) return l10n.t('{0} days ago', days);
	return new Date(then).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

function messages(count: number): string {
	return count === 1 ? l10n.t('1 message') : l10n.t('{0} messages', count);
}

function spent({ cost }: SessionSummary): string[] {
	return cost === undefined || cost === 0 ? [] : [formatMoney(cost)];
}
