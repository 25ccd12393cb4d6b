import * as l10n from '@vscode/l10n';
import type { ErrorAction } from '../../core/base/errors.ts';
import type { Timers } from '../../core/base/time.ts';
import type { ChatCommand } from '../../protocol/chat.ts';
import type { ChatState } from '../../protocol/chat-state.ts';
import type { ApplyNews } from './editor-port.ts';

/** What a button of a notice runs: never named by a view, so that it may be more than a view can ask for. */
export type NoticeCommand =
	| ChatCommand
	| 'correctAmount'
	| 'changeAddress'
	| 'removeEndpoint'
	| 'testConnection'
	| 'useModelFile'
	| 'startModelFile'
	| 'removeModelFile'
	| 'showApplied';

/** What the chat does itself. */
type OwnAct = 'shortenAnyway' | 'sendAsTyped';

export interface NoticeAction {
	readonly label: string;
	readonly command: NoticeCommand | OwnAct;
	/** Of the command, an endpoint's id for example. */
	readonly args?: readonly string[];
}

/**
 * When it goes by itself: after some `seconds`, with the next `message` that is sent, or never, because only the end of its `cause` ends
 * it, for which somebody must call `withdraw`.
 */
export type NoticeUntil = 'seconds' | 'message' | 'cause';

export interface Notice {
	/** What it is about: a later notice of the same subject takes its place, and it goes when its cause is gone. */
	readonly subject: string;
	readonly level: ChatState['notices'][number]['level'];
	/** One or two sentences. */
	readonly text: string;
	/** What ends its cause, as buttons; most have one. */
	readonly actions: readonly NoticeAction[];
	readonly until: NoticeUntil;
}

/** `subject` is the text and `until` follows the level (news: seconds, else: cause) where they are left out. */
export interface NoticeOptions extends Partial<Pick<Notice, 'subject' | 'actions' | 'until'>> {
	/** The user has just asked: it is said again although it was dismissed. */
	readonly asked?: boolean;
}

type Kept = Notice & { readonly id: string };

/** A fault that raises subject after subject must not fill the memory; the view shows three at once. */
const MOST = 20;
/** News are read at a glance and then in the way; what is wrong stays until it is not. */
const INFO_MS = 10_000;

const RANK = { error: 0, warning: 1, info: 2 } as const;

/**
 * One-line notices in place, one for each subject. What was dismissed stays away until its cause is gone or another. The same text is never
 * shown twice at once.
 */
export class Notices {
	#list: readonly Kept[] = [];
	#counter = 0;
	/** Text by subject, of those that only their cause ends. */
	readonly #dismissed = new Map<string, string>();
	/** What stops the time of each that goes after some seconds, by id. */
	readonly #times = new Map<string, () => void>();
	readonly #changed: () => void;
	readonly #timers: Timers;

	constructor(changed: () => void, timers: Timers) {
		this.#changed = changed;
		this.#timers = timers;
	}

	/** As a view shows them: what answers the user's last act first, then what is wrong, the newest first. */
	current(): ChatState['notices'] {
		const newest = this.#list.toReversed().filter(({ text }, i, all) => all.findIndex((other) => other.text === text) === i);
		const rank = ({ until, level }: Kept): number => (until === 'cause' ? 1 + RANK[level] : 0);
		return newest
			.sort((a, b) => rank(a) - rank(b))
			.map(({ id, level, text, actions }) => ({ id, level, text, actions: actions.map(({ label }) => label) }));
	}

	add(level: Notice['level'], text: string, options: NoticeOptions = {}): void {
		const { subject = text, actions = [], until = level === 'info' ? 'seconds' : 'cause', asked = false } = options;
		if (until === 'cause' && !asked && this.#dismissed.get(subject) === text) return;
		this.#dismissed.delete(subject);
		const before = this.#list.find((notice) => notice.subject === subject);
		const same = before?.text === text && before.level === level && before.until === until;
		const id = same ? before.id : `notice-${++this.#counter}`;
		const notice = { subject, level, text, actions, until, id };
		if (same) this.#list = this.#list.map((one) => (one === before ? notice : one));
		else this.#list = bounded([...this.#list.filter((one) => one !== before), notice]);
		this.#keepTime();
		if (until === 'seconds') this.#startTime(id);
		if (!same || labels(before) !== labels(notice)) this.#changed();
	}

	/** What the first button of a subject's notice takes along; none where none stands. */
	argsOf(subject: string): readonly string[] {
		return this.#list.find((notice) => notice.subject === subject)?.actions[0]?.args ?? [];
	}

	/** The cause is gone: told again, it is news. */
	withdraw(subject: string): void {
		this.#dismissed.delete(subject);
		this.#keep((notice) => notice.subject !== subject);
	}

	/** A message goes out: what was said of acts before it has been read. */
	sent(): void {
		this.#keep(({ until }) => until !== 'message');
	}

	/** By the user. */
	dismiss(id: string): void {
		const text = this.#list.find((notice) => notice.id === id)?.text;
		for (const notice of this.#list) {
			if (notice.text === text && notice.until === 'cause') this.#dismissed.set(notice.subject, notice.text);
		}
		this.#keep((notice) => notice.text !== text);
	}

	/** What a button does; null where the notice has gone or has no such button. */
	actionOf(id: string, index: number): NoticeAction | null {
		return this.#list.find((notice) => notice.id === id)?.actions[index] ?? null;
	}

	#keep(wanted: (notice: Kept) => boolean): void {
		const kept = this.#list.filter(wanted);
		if (kept.length === this.#list.length) return;
		this.#list = kept;
		this.#keepTime();
		this.#changed();
	}

	/** Said again, it is read again. */
	#startTime(id: string): void {
		this.#times.get(id)?.();
		const stop = this.#timers.after(INFO_MS, () => this.#keep((notice) => notice.id !== id));
		this.#times.set(id, stop);
	}

	/** Of those that are there. */
	#keepTime(): void {
		for (const [id, stop] of this.#times) {
			if (this.#list.some((notice) => notice.id === id)) continue;
			stop();
			this.#times.delete(id);
		}
	}
}

function labels({ actions }: Kept): string {
	return JSON.stringify(actions.map(({ label }) => label));
}

/** News make room before what is wrong does. */
function bounded(list: readonly Kept[]): readonly Kept[] {
	if (list.length <= MOST) return list;
	const gone = list.slice(0, -1).find(({ level }) => level === 'info') ?? list[0];
	return list.filter((notice) => notice !== gone);
}

/** The button that helps with an error of a kind, outside an answer, where nothing can be sent again. */
export function helpWith(action: ErrorAction | null): readonly NoticeAction[] {
	switch (action) {
		case 'setKey':
			return [{ label: l10n.t('Set API key'), command: 'setKey' }];
		case 'openBudget':
			return [{ label: l10n.t('Change budget'), command: 'setBudget' }];
		case 'openSettings':
			return [{ label: l10n.t('Settings'), command: 'openSettings' }];
		case 'resumePaid':
			return [{ label: l10n.t('Resume'), command: 'resumePaid' }];
		case 'showLog':
			return [{ label: l10n.t('Show log'), command: 'showLog' }];
		default:
			return [];
	}
}

const APPLIED = 'applied';

/** The last apply is what the line is about, and what its buttons work on. The way back stands until the next message. */
export function tellApplied(notices: Notices, news: ApplyNews | null): void {
	notices.withdraw(APPLIED);
	if (news === null) return;
	const actions: readonly NoticeAction[] = [
		...(news.undo ? [{ label: l10n.t('Undo'), command: 'undoApply' as const }] : []),
		...(news.compare ? [{ label: l10n.t('Show changes'), command: 'showApplied' as const }] : []),
	];
	notices.add(news.level, news.text, { subject: APPLIED, actions, until: 'message' });
}
