import type { ChatProvider } from '../../core/message/stream.ts';

/** Models that the editor itself offers. */
export interface EditorModels {
	readonly provider: ChatProvider;
	/** False for a model whose first use would ask the user something. */
	mayAsk(wireModel: string): Promise<boolean>;
	/** The list of them changed. These two return the function that takes the listener away. */
	onChange(listener: () => void): () => void;
	/** The user allowed or forbade one of them. */
	onConsent(listener: () => void): () => void;
}
