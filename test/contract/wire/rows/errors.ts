import { type AdapterName, ON, without } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import { answer, bytes, done, error, event, fails, finish, keeps, type Step, streams, text } from '../../../support/wire/vocabulary.ts';

const CONTEXT = 'the request exceeds the available context size. try increasing the context size or enable context shift';

/** A failure in the stream: as first event it fails at once, after some text that text is kept. */
function told(name: string, on: Row['on'], steps: readonly Step[], kinds: string, words?: RegExp): Row[] {
	const more = words === undefined ? {} : { words };
	return [
		{ name: `${name}, as first event`, on, reply: streams([...steps]), expect: fails(kinds, more) },
		{ name: `${name}, in mid-answer`, on, reply: streams([text('The'), text(' sum'), ...steps]), expect: keeps(kinds, more) },
	];
}

const AS_EVENTS: readonly AdapterName[] = ON.events;

/** A failure that a server reports within a stream, in every form that is known. */
export const ERRORS: Group = {
	name: 'errors in the stream',
	rows: [
		...told('a failure in the form of the wire', ON.all, [error('The engine crashed.', 'server_error')], 'server', /engine crashed/),
		...told('overloaded', ON.all, [error('The model is overloaded. (overloaded_error)', 'overloaded_error')], 'server', /overloaded/),
		...told('a rate limit', ON.all, [error('Rate limit reached: too many requests.', 'rate_limit_exceeded')], 'rateLimit'),
		...told('no money', ON.all, [error('You exceeded your current quota: insufficient_quota.', 'insufficient_quota')], 'quota'),
		...told('too long a context', ON.all, [error(CONTEXT, 'exceed_context_size_error')], 'contextTooLong'),
		...told('a text for an error', ON.all, [event({ error: 'The engine crashed.' })], 'server', /engine crashed/),
		...told(
			'"object": "error"',
			ON.all,
			[event({ object: 'error', message: CONTEXT, type: 'BadRequestError', code: 400 })],
			'contextTooLong',
		),
		...told(
			'"type": "error" with a message',
			ON.events,
			[event({ type: 'error', message: 'The engine crashed.' })],
			'server',
			/engine crashed/,
		),
		...told(
			'an error with the status in its code',
			ON.all,
			[event({ error: { code: 502, message: 'Provider returned error' } })],
			'server',
			/Provider/,
		),
		...told('an error with its status as text', ON.all, [event({ error: { code: '429', message: 'Slow down.' } })], 'rateLimit'),
		...told('an error with a message alone', ON.all, [event({ error: { message: 'The engine crashed.' } })], 'server', /engine crashed/),
		...told(
			'an error in a list',
			ON.all,
			[event([{ error: { code: 503, message: 'Overloaded.', status: 'UNAVAILABLE' } }])],
			'server',
			/Overloaded/,
		),
		...told('"detail" for an error', ON.all, [event({ detail: 'The engine crashed.' })], 'server', /engine crashed/),
		...told(
			'an error whose message is an object',
			ON.all,
			[event({ error: { message: { text: 'The engine crashed.' }, code: 500 } })],
			'server',
		),
		...told('"error": true with a message', ON.all, [event({ error: true, message: 'The engine crashed.' })], 'server', /engine crashed/),
		...told(
			'an error of the choice',
			ON.choices,
			[event({ choices: [{ index: 0, error: { message: 'The engine crashed.', code: 502 } }] })],
			'server',
			/engine crashed/,
		),
		...told('an event named "exception"', AS_EVENTS, [event({ message: 'The engine crashed.' }, 'exception')], 'server', /engine crashed/),
		...told(
			'too long a context in words alone',
			ON.all,
			[event({ error: "This model's maximum context length is 8192 tokens." })],
			'contextTooLong',
		),
		...told(
			'a field of events named "error" (llama.cpp)',
			AS_EVENTS,
			[bytes(`error: ${JSON.stringify({ code: 400, message: CONTEXT, type: 'exceed_context_size_error', n_ctx: 4096 })}\n\n`)],
			'contextTooLong',
		),
		...told('a field "error" with words', AS_EVENTS, [bytes('error: the engine crashed\n\n')], 'server', /engine crashed/),
		...told('an event named "error" with words', AS_EVENTS, [event('the engine crashed', 'error')], 'server', /engine crashed/),
		...told(
			'an event named "error" with an object',
			AS_EVENTS,
			[event({ message: 'The engine crashed.', code: 500 }, 'error')],
			'server',
			/engine crashed/,
		),
		...told('an error and then [DONE]', ON.choices, [error('The engine crashed.'), done], 'server', /engine crashed/),
		...told(
			'an error beside a choice that ends with "error"',
			ON.deltas,
			[
				event({
					...{ id: 'g', object: 'chat.completion.chunk', created: 1, model: 'm', provider: 'X' },
					error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
					choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error', native_finish_reason: 'error' }],
				}),
			],
			'server',
			/disconnected/,
		),
		...told(
			'response.failed',
			['responses'],
			[
				event(
					{
						type: 'response.failed',
						sequence_number: 9,
						response: { id: 'r', status: 'failed', error: { code: 'server_error', message: 'The engine crashed.' } },
					},
					'response.failed',
				),
			],
			'server',
			/engine crashed/,
		),
		...told(
			'an error event with its fields in "error"',
			['responses'],
			[
				event(
					{
						type: 'error',
						sequence_number: 9,
						error: { type: 'invalid_request_error', code: 'context_length_exceeded', message: 'Too long.' },
					},
					'error',
				),
			],
			'contextTooLong',
		),
		...told(
			'an error of chat completions',
			['responses', 'anthropic'],
			[event({ error: { message: 'The engine crashed.', type: 'server_error' } })],
			'server',
			/engine crashed/,
		),
		...told('words of 100 kB', ON.all, [error(`The engine crashed. ${'x'.repeat(100_000)}`)], 'server', /engine crashed/),
		...told(
			'words with control characters and markup',
			ON.all,
			[error('The engine \u001b[31mcrashed\u0007.\r\n<script>alert(1)</script>\u202e')],
			'server',
			/crashed/,
		),
		...told('an error without words', without('fill:ollama'), [event({ error: {} })], 'server brokenStream badResponse'),
		{
			name: 'an error behind the finish',
			on: ON.choices,
			reply: streams([...answer().slice(0, -1), error('Cleanup failed.'), done]),
			expect: keeps('server', { text: 'The sum is 5.', source: ['tokens', 'estimate'], cost: [120, 160] }),
		},
		{
			name: 'a refusal of the filter as error',
			on: ON.chats,
			reply: streams([error('The request was flagged by the content filter (content_filter).', 'content_filter')]),
			expect: fails('refused', { falls: false }),
		},
		{
			name: 'the finish and nothing else, then an error',
			on: ON.chatForm,
			reply: streams([finish('stop', null), error('The engine crashed.')]),
			expect: fails('server'),
		},
	],
};
