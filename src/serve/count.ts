import type { Answering } from './answer.ts';
import { isFields } from './fields.ts';
import { type Exchange, sendJson } from './reply.ts';
import { inputTokens } from './usage.ts';
import type { Wire } from './wire.ts';

/**
 * `POST /v1/messages/count_tokens`: the tokens of what would be sent, as the entry's model counts them, estimated. Sends nothing.
 * Errors: RoutooError 'invalidInput' of the wire.
 */
export async function answerCount(exchange: Exchange, wire: Wire, body: unknown, answering: Answering): Promise<void> {
	// The one field that an answer must have and a count has not.
	const request = wire.read(isFields(body) ? { max_tokens: 1, ...body } : body, exchange.req.headers);
	const { entry } = await answering.resolve(request.model, AbortSignal.timeout(10_000));
	sendJson(exchange, 200, { input_tokens: inputTokens(answering.agent, { entry, prompt: request.prompt }) });
}
