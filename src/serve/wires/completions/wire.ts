import type { Wire } from '../../wire.ts';
import { readCompletions } from './read.ts';
import { CompletionsStream } from './stream.ts';
import { completionBody, errorBody } from './write.ts';

/** OpenAI's `POST /v1/chat/completions`. */
export const completionsWire: Wire = {
	name: 'completions',
	read: readCompletions,
	body: completionBody,
	stream: (start) => new CompletionsStream(start),
	error: errorBody,
};
