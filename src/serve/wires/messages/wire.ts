import type { Wire } from '../../wire.ts';
import { readMessages } from './read.ts';
import { MessagesStream } from './stream.ts';
import { errorBody, messageBody } from './write.ts';

/** Anthropic's `POST /v1/messages`. */
export const messagesWire: Wire = {
	name: 'messages',
	read: readMessages,
	body: messageBody,
	stream: (start) => new MessagesStream(start),
	error: errorBody,
};
