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

/** The commands that begin with what is typed behind the `/`. */
export function commandsFor(query: string): readonly SlashCommand[] {
	return slashCommands.filter(({ name }) => name.slice(1).startsWith(query));
}
