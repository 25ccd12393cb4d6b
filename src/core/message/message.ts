export interface ChatMessage {
	readonly role: 'system' | 'user' | 'assistant';
	readonly content: string;
}

/** Text that goes to the model beside the message. `path` is workspace-relative. `range` is 1-based, inclusive. */
export interface Attachment {
	readonly kind: 'selection' | 'file';
	readonly path: string;
	readonly language: string | null;
	readonly content: string;
	readonly range: { readonly startLine: number; readonly endLine: number } | null;
}
