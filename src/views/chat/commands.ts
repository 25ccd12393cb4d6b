import type { FromChat } from '../../protocol/chat.ts';
import { COMMANDS, type Command, type CommandName, readTyped } from '../../protocol/slash.ts';

/** Commands that the view does at once; the others are sent, or fill the box. */
const LOCAL: Partial<Readonly<Record<CommandName, FromChat | 'toggleLocal' | 'help'>>> = {
	clear: { type: 'newSession' },
	new: { type: 'newSession' },
	model: { type: 'pickModel' },
	local: 'toggleLocal',
	budget: { type: 'command', command: 'openBudgetSettings' },
	dashboard: { type: 'command', command: 'openDashboard' },
	key: { type: 'command', command: 'setKey' },
	help: 'help',
};

export type LocalAction = NonNullable<(typeof LOCAL)[CommandName]>;

/** What becomes of a text when it is sent. */
export type Sending =
	/** Nothing goes to a model. */
	| { readonly kind: 'local'; readonly action: LocalAction }
	/** The host does it; the box is emptied, or filled by the host. */
	| { readonly kind: 'post'; readonly message: FromChat; readonly empties: boolean }
	/** It looks like a command that there is not. */
	| { readonly kind: 'unknown'; readonly name: string }
	| { readonly kind: 'send' };

export function sendingOf(text: string, prompts: readonly Command[]): Sending {
	const typed = readTyped(text, commandNames(prompts));
	if (typed.kind === 'unknown') return typed;
	if (typed.kind === 'text') return { kind: 'send' };
	const { name, rest } = typed;
	if (name === 'commit') return { kind: 'post', message: { type: 'commit', wish: rest }, empties: true };
	if (prompts.some((one) => one.name === name)) return { kind: 'post', message: { type: 'usePrompt', name, wish: rest }, empties: false };
	const action = LOCAL[name as CommandName];
	return action === undefined || rest !== '' ? { kind: 'send' } : { kind: 'local', action };
}

/** What a command that the view does asks of the host; null for help, which asks nothing. */
export function localMessage(action: LocalAction, { localOnly }: { readonly localOnly: boolean }): FromChat | null {
	if (action === 'help') return null;
	return action === 'toggleLocal' ? { type: 'setLocalOnly', on: !localOnly } : action;
}

export function commandNames(prompts: readonly Command[]): readonly string[] {
	return [...COMMANDS, ...prompts].map(({ name }) => name);
}

/** A row of the list above the box. */
export type Suggestion =
	| { readonly kind: 'command'; readonly label: string; readonly detail: string; readonly name: string }
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
	if (/^\/[\p{L}\p{N}_-]*$/u.test(before) && text.slice(caret).trim() === '')
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

/** What there is to suggest. */
export interface Offers {
	/** Workspace paths, best first. */
	readonly files: readonly string[];
	readonly prompts: readonly Command[];
}

/** The list for a trigger. A command that is typed out needs none: what it would cost stands where the list was. */
export function suggestions(trigger: Trigger, { files, prompts }: Offers): readonly Suggestion[] {
	if (trigger.kind === 'command') {
		const found = [...COMMANDS, ...prompts].filter(({ name }) => name.startsWith(trigger.query));
		if (found.some(({ name }) => name === trigger.query)) return [];
		return found.map(({ name, detail }) => ({ kind: 'command', label: `/${name}`, detail, name }));
	}
	const query = trigger.query.toLowerCase();
	const fixed = ATTACH.filter(({ label }) => label.startsWith(query));
	const found = files.slice(0, 30).map((path): Suggestion => {
		const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
		return { kind: 'file', label: path.slice(cut + 1), detail: path.slice(0, Math.max(0, cut)), path };
	});
	return [...fixed, ...found];
}
