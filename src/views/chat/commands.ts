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

/** The commands and prompt files that begin with what is typed. One that is typed out needs no list: what it would cost stands there. */
export function commandsFor(query: string, prompts: readonly Command[]): readonly Command[] {
	const found = [...COMMANDS, ...prompts].filter(({ name }) => name.startsWith(query));
	return found.some(({ name }) => name === query) ? [] : found;
}
