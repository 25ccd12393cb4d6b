import type { Wire } from '../../wire.ts';
import { KeptAnswers } from './kept.ts';
import { readResponses } from './read.ts';
import { ResponsesStream } from './stream.ts';
import { errorBody, responseBody } from './write.ts';

/** OpenAI's `POST /v1/responses`. Beside its messages it knows the last answers alone. */
export function createResponsesWire(kept = new KeptAnswers()): Wire {
	return {
		name: 'responses',
		read: (body, headers) => readResponses(body, headers, kept),
		body: (start, answer) => responseBody(start, answer, kept),
		stream: (start) => new ResponsesStream(start, kept),
		error: errorBody,
	};
}

export const responsesWire = createResponsesWire();
