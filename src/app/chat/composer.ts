import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { attachmentTokens } from '../../core/message/tokens.ts';
import { attachmentLabel, MAX_ATTACHMENTS, sameAttachment } from '../../core/workspace/attachments.ts';
import type { ComposerAttachment } from '../../protocol/chat-state.ts';
import { freeName } from './images.ts';

interface Waiting {
	readonly chip: ComposerAttachment;
	readonly attachment: Attachment;
}

export function tooMany(): RoutooError {
	return new RoutooError(
		'invalidInput',
		l10n.t('At most {0} attachments go with a message.', MAX_ATTACHMENTS),
		l10n.t('Remove one first.'),
	);
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
	add(given: Attachment, word?: string): void {
		const others = this.#waiting.filter((w) => !sameAttachment(w.attachment, given));
		// Another of that name, which comes back into the box.
		const path =
			given.image === undefined
				? given.path
				: freeName(
						given.path,
						others.map((w) => w.attachment),
					);
		const attachment = path === given.path ? given : { ...given, path };
		if (others.length >= MAX_ATTACHMENTS) throw tooMany();
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

	/** As many as there is room for. */
	addFitting(attachments: readonly Attachment[]): void {
		for (const attachment of attachments) if (this.#waiting.length < MAX_ATTACHMENTS) this.add(attachment);
	}

	remove(id: string): void {
		this.#waiting = this.#waiting.filter((w) => w.chip.id !== id);
	}

	removeSame(attachments: readonly Attachment[]): void {
		this.#waiting = this.#waiting.filter((w) => !attachments.some((a) => sameAttachment(a, w.attachment)));
	}
}
