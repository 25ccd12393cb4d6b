/** Who asks, and in which conversation. */
export interface Caller {
	/** Id of the extension, `core` for VS Code itself; '' where it does not say. */
	readonly id: string;
	/** The Chat view, its agents and editors; also where nobody says who it is. */
	readonly inChat: boolean;
	/** Null where the caller has no name for it. */
	readonly conversationId: string | null;
}

const CHAT = new Set(['', 'core', 'github.copilot-chat']);
/** Names and ids of others are bounded. */
const MAX_ID = 200;

/** What VS Code hands over beside the stable options (seen in 1.139): all of it may be missing or something else. */
export function callerOf(options: { readonly modelOptions?: Readonly<Record<string, unknown>> | undefined }): Caller {
	const { requestInitiator } = options as { readonly requestInitiator?: unknown };
	const id = text(requestInitiator) ?? '';
	const more = options.modelOptions ?? {};
	const conversation = text(more._conversationId) ?? text(more.conversationId);
	return {
		id,
		inChat: CHAT.has(id.toLowerCase()),
		// Two extensions may number their conversations alike.
		conversationId: conversation === null ? null : `${id}:${conversation}`,
	};
}

function text(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value.slice(0, MAX_ID) : null;
}
