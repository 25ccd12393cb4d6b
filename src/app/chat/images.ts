import * as l10n from '@vscode/l10n';
import { RoutooError } from '../../core/base/errors.ts';
import type { ChatSession, Turn } from '../../core/chat/session.ts';
import { sentTurns } from '../../core/chat/summary.ts';
import { imageSize, imageType } from '../../core/message/image-size.ts';
import type { Attachment } from '../../core/message/message.ts';
import type { FromChat } from '../../protocol/chat.ts';
import { type ImageRefusal, LONGEST_EDGE, MOST_IMAGES, MOST_IMAGES_OF_CHAT, MOST_SOURCE_BYTES } from '../../protocol/images.ts';

type Shown = Extract<FromChat, { type: 'attachImage' }>;

/**
 * An image that the view drew anew, as an attachment. One of a name that waits already gets a number behind it.
 * @param waiting in the box @param session whose next message it goes with
 * Errors: 'invalidInput' for one too many, and for bytes that are not what the message says.
 */
export function imageAttachment(shown: Shown, waiting: readonly Attachment[], session: ChatSession): Attachment {
	const { data, mediaType, thumb, cut } = shown;
	const size = imageSize(data);
	if (imageType(data) !== mediaType || imageType(thumb) === null || size === null || Math.max(size.width, size.height) > LONGEST_EDGE) {
		throw refusal('broken', shown.name);
	}
	const isImage = ({ image }: Attachment): boolean => image !== undefined;
	if (waiting.filter(isImage).length >= MOST_IMAGES) throw refusal('count', shown.name);
	const going = [...sentTurns(session.turns).turns, ...(session.queue ?? [])];
	const sent = going.flatMap(({ attachments }) => attachments.filter(isImage));
	if (sent.length + waiting.filter(isImage).length >= MOST_IMAGES_OF_CHAT) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('This chat holds {0} images, and each goes again with every message; at most {1} can.', sent.length, MOST_IMAGES_OF_CHAT),
			l10n.t('Start a new chat, or shorten this one with /compact.'),
		);
	}
	const image = { mediaType, data, thumb, ...size };
	return {
		...{ kind: 'image', path: freeName(plainName(shown.name), waiting), language: null, content: '', range: null, image },
		...(cut === undefined ? {} : { cut }),
	};
}

/** Why the view or the host did not take an image. */
export function refusal(why: ImageRefusal, name: string): RoutooError {
	return new RoutooError('invalidInput', ...refusedInWords(why, plainName(name)));
}

function refusedInWords(why: ImageRefusal, name: string): readonly [said: string, next: string] {
	switch (why) {
		case 'type':
			return [l10n.t('{0} is no PNG, JPEG, GIF or WebP image.', name), l10n.t('Save it as one of these, or take a picture of it.')];
		case 'size':
			return [
				l10n.t('{0} is too large: at most {1} MB and 60 megapixels are read.', name, MOST_SOURCE_BYTES / 1_000_000),
				l10n.t('Attach the part that matters.'),
			];
		case 'broken':
			return [l10n.t('{0} cannot be read as an image.', name), l10n.t('Open it to see whether it is whole, then try again.')];
		case 'count':
			return [l10n.t('{0} was not attached: at most {1} images go with a message.', name, MOST_IMAGES), l10n.t('Remove one first.')];
	}
}

/** Without folders and what has no shape: it stands in the prompt and in a notice. */
function plainName(name: string): string {
	const plain = (name.split(/[\\/]/).at(-1) ?? '')
		.replace(/[\p{C}"<>]/gu, ' ')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, 80);
	return plain === '' ? 'image' : plain;
}

/** The name, with a number behind it where another image has it already. */
export function freeName(name: string, waiting: readonly Attachment[]): string {
	const taken = new Set(waiting.map(({ path }) => path));
	for (let n = 1; ; n++) {
		const free = n === 1 ? name : `${name} (${n})`;
		if (!taken.has(free)) return free;
	}
}

const shownTurns = new WeakMap<Turn, Turn>();

/** A turn as a view gets it: it draws the small image, and the large one would be copied with every snapshot. */
export function turnForView(turn: Turn): Turn {
	if (turn.attachments.every(({ image }) => image === undefined)) return turn;
	const known = shownTurns.get(turn);
	if (known !== undefined) return known;
	const attachments = turn.attachments.map((one) => (one.image === undefined ? one : { ...one, image: { ...one.image, data: '' } }));
	const shown = { ...turn, attachments };
	shownTurns.set(turn, shown);
	return shown;
}

/** The same of a session; itself where no turn holds an image. */
export function sessionForView(session: ChatSession): ChatSession {
	const turns = session.turns.map(turnForView);
	return turns.every((turn, i) => turn === session.turns[i]) ? session : { ...session, turns };
}
