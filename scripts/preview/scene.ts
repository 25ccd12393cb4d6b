import type { ToChat } from '../../src/protocol/chat.ts';
import type { ToDashboard } from '../../src/protocol/dashboard.ts';

/** One picture, of the very states that the unit tests of the views hold: what the host says, then what the user does (selectors that are clicked or typed into). */
export interface Scene {
	readonly name: string;
	readonly view: 'chat' | 'dashboard';
	readonly messages: readonly (ToChat | ToDashboard)[];
	readonly click?: readonly string[];
	/** Keys that are pressed where the clicks put the focus. */
	readonly keys?: readonly string[];
	/** What the host answers to the clicks. */
	readonly answers?: readonly ToDashboard[];
	/** What the user clicks then. */
	readonly afterwards?: readonly string[];
	readonly type?: string;
	/** The box that this is typed into, where it is not that of the chat. */
	readonly into?: string;
	/** A key that is pressed behind it. */
	readonly press?: string;
	/** What is typed where the caret is after that. */
	readonly typeAfter?: string;
	/** What must be there before the picture is taken. */
	readonly wait?: string;
	readonly height?: number;
}
