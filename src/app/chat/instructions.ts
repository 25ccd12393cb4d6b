import type { ChatSession } from '../../core/chat/session.ts';
import type { Attachment } from '../../core/message/message.ts';
import { isSmallTalk } from '../../core/message/small-talk.ts';
import { estimateTokens } from '../../core/message/text-tokens.ts';
import type { InstructionView } from '../../protocol/chat-state.ts';
import type { InstructionSource } from './editor-port.ts';
import { holds } from './open-file.ts';

interface InstructionDeps {
	/** Absent: there are none. */
	readonly source: InstructionSource | undefined;
	/** The setting. */
	readonly isOn: () => boolean;
	readonly session: () => ChatSession;
}

/**
 * The workspace's instructions: one chip a file. Each goes along with a chat's first message, and again when its text changed or a summary
 * stands for the turn that held it; so the beginning of the conversation stays as it was sent, and vendors' prompt caches hit.
 */
export class InstructionChips {
	readonly #deps: InstructionDeps;
	readonly #tokens = new WeakMap<Attachment, number>();

	constructor(deps: InstructionDeps) {
		this.#deps = deps;
	}

	/** What the box shows. */
	view(): readonly InstructionView[] {
		const { withoutInstructions = [], turns } = this.#deps.session();
		return this.#all().map((one) => ({
			...{ path: one.path, cut: one.cut ?? null, tokens: this.#tokensOf(one) },
			state: withoutInstructions.includes(one.path) ? 'removed' : holds(turns, one) ? 'known' : 'sent',
		}));
	}

	/** What goes along with a text. */
	beside(text: string): readonly Attachment[] {
		const { withoutInstructions = [], turns } = this.#deps.session();
		// Who says hello asks for no work.
		if (isSmallTalk(text)) return [];
		return this.#all().filter((one) => !withoutInstructions.includes(one.path) && !holds(turns, one));
	}

	/** Looks anew before a message goes. Never rejects. */
	async look(): Promise<void> {
		if (this.#deps.isOn()) await this.#deps.source?.look();
	}

	#all(): readonly Attachment[] {
		return this.#deps.isOn() ? (this.#deps.source?.current() ?? []) : [];
	}

	#tokensOf(attachment: Attachment): number {
		const known = this.#tokens.get(attachment) ?? estimateTokens(attachment.content);
		this.#tokens.set(attachment, known);
		return known;
	}
}
