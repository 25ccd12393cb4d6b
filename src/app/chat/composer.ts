import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { attachmentTokens } from '../../core/message/tokens.ts';
import { attachmentLabel, MAX_ATTACHMENTS, sameAttachment } from '../../core/workspace/attachments.ts';
import type { ComposerAttachment } from '../../protocol/chat-state.ts';

interface Waiting {
	readonly chip: ComposerAttachment;
	readonly attachment: Attachment;
}

/** What waits in the input box beside the text. */
export class Composer {
	#waiting: readonly Waiting[] = [];
	#counter = 0;

	chips(): readonly ComposerAttachment[] {
		return this.#waiting.map((w) => w.chip);
	}

	attachments(): readonly Attachment[] {
		return this.#waiting.map((w) => w.attachment);
	}

	/**
	 * The newer text of the same range replaces the older. Errors: 'invalidInput' for one too many.
	 * @param word that stands for it in the text
	 */
	add(attachment: Attachment, word?: string): void {
		const others = this.#waiting.filter((w) => !sameAttachment(w.attachment, attachment));
		if (others.length >= MAX_ATTACHMENTS) {
			throw new RoutooError('invalidInput', `At most ${MAX_ATTACHMENTS} attachments go with a message.`, 'Remove one first.');
		}
		this.#counter++;
		const { cut } = attachment;
		const chip = {
			...{ id: `attachment-${this.#counter}`, label: attachmentLabel(attachment), tokens: attachmentTokens(attachment) },
			...(attachment.image === undefined ? {} : { thumb: attachment.image.thumb }),
			...(cut === undefined ? {} : { cut }),
			...(word === undefined ? {} : { word }),
		};
		this.#waiting = [...others, { chip, attachment }];
	}

	remove(id: string): void {
		this.#waiting = this.#waiting.filter((w) => w.chip.id !== id);
	}

	removeSame(attachments: readonly Attachment[]): void {
		this.#waiting = this.#waiting.filter((w) => !attachments.some((a) => sameAttachment(a, w.attachment)));
	}
}
