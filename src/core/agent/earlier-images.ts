import { describedImage, type ImagePart, type Message, type TextPart } from '../message/message.ts';
import { userRequests } from './user-request.ts';

/**
 * For models that read no images: those of tools and of earlier requests are named, so that a conversation goes on without them. What the
 * user shows now stays: whoever chooses a model says that none can read it.
 */
export function withoutEarlierImages(messages: readonly Message[]): readonly Message[] {
	const now = userRequests(messages).at(-1)?.at ?? 0;
	return messages.map((message, at): Message => {
		if (message.role === 'tool') {
			return { ...message, parts: message.parts.map((part) => ({ ...part, content: part.content.map(named) })) };
		}
		return message.role === 'user' && at < now ? { ...message, parts: message.parts.map(named) } : message;
	});
}

function named<Part extends { readonly type: string }>(part: Part | ImagePart | TextPart): Part | TextPart {
	return part.type === 'image' ? { type: 'text', text: describedImage(part as ImagePart) } : (part as Part | TextPart);
}
