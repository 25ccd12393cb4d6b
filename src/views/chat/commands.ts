import type { FromChat } from '../../protocol/chat.ts';

export interface SlashCommand {
	readonly name: string;
	readonly detail: string;
	readonly message: FromChat | 'toggleLocal';
}

export const slashCommands: readonly SlashCommand[] = [
	{ name: '/new', detail: 'start a new conversation', message: { type: 'newSession' } },
	{ name: '/model', detail: 'choose the model', message: { type: 'pickModel' } },
	{ name: '/local', detail: 'switch local models only on or off', message: 'toggleLocal' },
	{ name: '/budget', detail: 'change the monthly budget', message: { type: 'command', command: 'openBudgetSettings' } },
	{ name: '/dashboard', detail: 'where the money went', message: { type: 'command', command: 'openDashboard' } },
	{ name: '/key', detail: 'set an API key', message: { type: 'command', command: 'setKey' } },
];

/** A row of the list above the box. */
export type Suggestion =
	| { readonly kind: 'command'; readonly label: string; readonly detail: string; readonly command: SlashCommand }
	| { readonly kind: 'attach'; readonly label: string; readonly detail: string; readonly what: 'selection' | 'file' | 'pick' }
	| { readonly kind: 'file'; readonly label: string; readonly detail: string; readonly path: string };

/** What is being typed at the caret: `/x` as the whole text, or `@query` as the word before it. */
export interface Trigger {
	readonly kind: 'command' | 'mention';
	readonly query: string;
	/** Where the trigger character stands. */
	readonly start: number;
}

/** Null where the caret is not in a command or a mention. An e-mail address is no mention. */
export function triggerAt(text: string, caret: number): Trigger | null {
	const before = text.slice(0, caret);
	if (/^\/[a-z]*$/i.test(before) && text.slice(caret).trim() === '')
		return { kind: 'command', query: before.slice(1).toLowerCase(), start: 0 };
	const mention = /(?:^|[\s([{])@([^\s@]{0,200})$/.exec(before);
	if (mention === null) return null;
	const query = mention[1] ?? '';
	return { kind: 'mention', query, start: caret - query.length - 1 };
}

const ATTACH: readonly Suggestion[] = [
	{ kind: 'attach', label: 'selection', detail: 'what is selected in the editor', what: 'selection' },
	{ kind: 'attach', label: 'current file', detail: 'the file in the editor', what: 'file' },
	{ kind: 'attach', label: 'browse…', detail: 'choose files', what: 'pick' },
];

/** The list for a trigger; `files` are workspace paths, best first. */
export function suggestions(trigger: Trigger, files: readonly string[]): readonly Suggestion[] {
	if (trigger.kind === 'command') {
		return slashCommands
			.filter(({ name }) => name.slice(1).startsWith(trigger.query))
			.map((command) => ({ kind: 'command', label: command.name, detail: command.detail, command }));
	}
	const query = trigger.query.toLowerCase();
	const fixed = ATTACH.filter(({ label }) => label.startsWith(query));
	const found = files.slice(0, 30).map((path): Suggestion => {
		const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
		return { kind: 'file', label: path.slice(cut + 1), detail: path.slice(0, Math.max(0, cut)), path };
	});
	return [...fixed, ...found];
}
