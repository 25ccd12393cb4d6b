import type { ShownError } from '../../core/base/errors.ts';
import type { Answer, Turn } from '../../core/chat/session.ts';
import type { RoutingLine } from '../../core/routing/routing-line.ts';

/** What changed in a chat: told by its store, and nothing is asked back. */
export type ChatEvent =
	/** The session as a whole: another one, or turns came and went. */
	| { readonly type: 'session' }
	| { readonly type: 'turn'; readonly turn: Turn }
	| { readonly type: 'answer'; readonly turnId: string; readonly answer: Answer }
	/** `length` is the text's length before. */
	| { readonly type: 'append'; readonly turnId: string; readonly answerId: string; readonly text: string; readonly length: number }
	/** The text in the box, where it is not the view itself that changed it; `front`: it comes before what stands there. */
	| { readonly type: 'box'; readonly text: string; readonly front?: true }
	/** Something around the conversation. */
	| { readonly type: 'frame' }
	/** What a decision on the text in the box rests on: the text, attachments, models, money, settings. */
	| { readonly type: 'inputs' }
	/** An answer is no longer being produced; `leaving`: its chat, or the window, is being left. */
	| { readonly type: 'ended'; readonly turnId: string; readonly answerId: string; readonly leaving: boolean }
	/** A model was chosen for the answer under way. */
	| { readonly type: 'routed'; readonly line: RoutingLine };

/** What would answer the text in the box, or why nothing would. */
export interface Preview {
	readonly line: RoutingLine | null;
	readonly blocked: ShownError | null;
}

export const NO_PREVIEW: Preview = { line: null, blocked: null };
