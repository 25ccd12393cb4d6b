import { ON } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import type { Asked } from '../../../support/wire/server.ts';
import {
	answer,
	body,
	bytes,
	COUNTED,
	type Expected,
	fails,
	flood,
	forever,
	html,
	type Reply,
	raw,
	streams,
	type Transport,
	whole,
} from '../../../support/wire/vocabulary.ts';

type More = Partial<Expected>;
const said = (message: string, code?: string) => ({ error: { message, type: code ?? 'invalid_request_error', code: code ?? null } });
const refused = (name: string, reply: Reply, kinds: string, more: More = {}, on: Row['on'] = ON.all): Row => ({
	name,
	on,
	reply,
	expect: fails(kinds, more),
});
const status = (line: string, message: string, kinds: string, more: More = {}, transport: Transport = {}): Row =>
	refused(`${line}: ${message.slice(0, 40)}`, body(line, said(message), transport), kinds, more);

const MINUTE = 60_000;
const limited = (name: string, headers: readonly string[], rests: readonly [number, number], more: More = {}): Row =>
	refused(`429, ${name}`, body('429 Too Many Requests', said('Slow down.', 'rate_limit_exceeded'), { headers }), 'rateLimit', {
		not: /another (-|0 ms)/,
		...more,
		...(rests[1] === 0 ? {} : { rests }),
	});
/** Chat may be asked again as soon as the vendor says; what rests for completions rests two seconds at least. */
const chatOnly = (one: Row): Row => ({ ...one, on: ON.chats });
const inTwoMinutes = () => new Date(Date.now() + 2 * MINUTE).toUTCString();
const anHourAgo = () => new Date(Date.now() - 60 * MINUTE).toUTCString();

const redirect = (name: string, line: string, to: (asked: Asked) => string): Row => ({
	name: `${line.slice(0, 3)} to ${name}`,
	on: ON.all,
	reply: (asked) => body(line, '', { headers: [`Location: ${to(asked)}`] }),
	// Never followed: the key would go along.
	expect: fails('badResponse', { words: /another address/, asked: 1 }),
});

/** Refusals by status, in JSON, as web pages, and in neither. */
export const REFUSALS: Group = {
	name: 'refusals',
	rows: [
		status('400 Bad Request', 'The engine does not like this.', 'badResponse', { words: /does not like/ }),
		status(
			'400 Bad Request',
			'This model requires verification of your organization to stream.',
			'badResponse auth refused modelNotFound',
			{
				words: /organization/,
				not: /settings of this endpoint/,
			},
		),
		status('400 Bad Request', "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens.", 'contextTooLong'),
		status('400 Bad Request', 'prompt is too long: 210000 tokens > 200000 maximum', 'contextTooLong'),
		status('400 Bad Request', 'API key not valid. Please pass a valid API key.', 'auth', { words: /key/ }),
		status('400 Bad Request', 'Your credit balance is too low to access the API.', 'quota', { words: /Top up|credit/ }),
		status('400 Bad Request', 'The response was filtered by the content policy (content_filter).', 'refused', { falls: false }),
		status('401 Unauthorized', 'Incorrect API key provided.', 'auth', { words: /key/ }),
		status('402 Payment Required', 'Insufficient Balance', 'quota'),
		status('403 Forbidden', 'Your key may not use this model.', 'auth', { words: /allow/ }),
		status('404 Not Found', 'The model `m` does not exist.', 'modelNotFound'),
		refused('404 without words', body('404 Not Found', ''), 'badResponse', { words: /no chat API|does not/ }),
		refused('404 with words of a path', body('404 Not Found', { detail: 'Not Found' }), 'badResponse modelNotFound', {
			words: /no chat API|not have/,
		}),
		refused('404 in plain words', body('404 Not Found', '404 page not found', { type: 'text/plain' }), 'badResponse', {
			words: /no chat API/,
		}),
		refused('404 in the words of Ollama', body('404 Not Found', { error: 'model "m" not found, try pulling it first' }), 'modelNotFound'),
		status('429 Too Many Requests', 'You exceeded your current quota, please check your plan and billing details.', 'quota'),
		status('503 Service Unavailable', 'Loading model', 'server'),
		status('405 Method Not Allowed', 'Method not allowed.', 'badResponse'),
		status('408 Request Timeout', 'Too slow.', 'timeout'),
		status('409 Conflict', 'Busy with another one.', 'badResponse server'),
		status('413 Payload Too Large', 'Too large.', 'contextTooLong'),
		status('415 Unsupported Media Type', 'No JSON here.', 'badResponse'),
		status('418 I am a teapot', 'Short and stout.', 'badResponse'),
		refused(
			'422 with a list of details',
			body('422 Unprocessable Entity', {
				detail: [{ loc: ['body', 'max_tokens'], msg: 'ensure this value is greater than 0', type: 'value_error' }],
			}),
			'badResponse',
			{ words: /greater than 0/ },
		),
		refused('451', body('451 Unavailable For Legal Reasons', said('Not in your country.')), 'badResponse auth refused', {
			words: /country/,
		}),
		...[
			'500 Internal Server Error',
			'501 Not Implemented',
			'502 Bad Gateway',
			'503 Service Unavailable',
			'507 Full',
			'520 Unknown',
			'529 Overloaded',
			'599 Odd',
		].map((line) => status(line, 'The engine crashed.', 'server', { words: /engine crashed/ })),
		status('504 Gateway Timeout', 'The engine is slow.', 'timeout'),
		refused('500 without a body', body('500 Internal Server Error', ''), 'server'),
		refused(
			'500 with bytes that are no text',
			body('500 Internal Server Error', Buffer.from([0xff, 0xfe, 0, 1, 2]), { type: 'application/octet-stream' }),
			'server',
		),
		refused('500 in gzip', body('500 Internal Server Error', said('The engine crashed.'), { coding: 'gzip' }), 'server', {
			words: /engine crashed/,
		}),
		refused('500 cut off', body('500 Internal Server Error', said('The engine crashed.'), { body: 'short' }), 'server'),
		refused('an error as a text', body('500 Internal Server Error', { error: 'The engine crashed.' }), 'server', {
			words: /engine crashed/,
		}),
		refused(
			'an error in a list',
			body('429 Too Many Requests', [{ error: { code: 429, message: 'Quota per minute.', status: 'RESOURCE_EXHAUSTED' } }]),
			'rateLimit quota',
		),
		refused(
			'an error as "message"',
			body('400 Bad Request', { object: 'error', message: 'The engine does not like this.', code: 400 }),
			'badResponse',
			{ words: /does not like/ },
		),
		refused('an error as "detail"', body('400 Bad Request', { detail: 'The engine does not like this.' }), 'badResponse', {
			words: /does not like/,
		}),
		refused('an error as "errors"', body('400 Bad Request', { errors: [{ message: 'The engine does not like this.' }] }), 'badResponse', {
			words: /does not like/,
		}),
		refused('an error in plain words', body('400 Bad Request', 'The engine does not like this.', { type: 'text/plain' }), 'badResponse', {
			words: /does not like/,
		}),
		refused('an error with a page for its message', body('400 Bad Request', said(`<html>${'x'.repeat(5000)}</html>`)), 'badResponse'),
		refused('400 as a web page', html('400 Bad Request'), 'badResponse'),
		refused('401 as a web page', html('401 Unauthorized'), 'auth'),
		refused('403 as a web page', html('403 Forbidden'), 'auth', { not: /web page, not/ }),
		refused('404 as a web page', html('404 Not Found'), 'badResponse', { words: /web page|no chat API/ }),
		refused('413 as a web page', html('413 Request Entity Too Large'), 'contextTooLong'),
		{
			...refused('429 as a web page, in 90 s', html('429 Too Many Requests', ['Retry-After: 90']), 'rateLimit', {
				rests: [80_000, 90_000],
			}),
		},
		refused('500 as a web page', html('500 Internal Server Error'), 'server'),
		refused('502 as a web page without content type', html('502 Bad Gateway', [], null), 'server'),
		refused('503 as a web page, in 90 s', html('503 Service Unavailable', ['Retry-After: 90']), 'server'),
		refused('504 as a web page', html('504 Gateway Timeout'), 'timeout server'),
		limited('in seconds', ['Retry-After: 90'], [80_000, 90_000], { words: /90 s|another/ }),
		chatOnly(limited('in milliseconds', ['retry-after-ms: 7000'], [3000, 7000])),
		{
			...limited('as a date', [], [0, 0]),
			reply: () => body('429 Too Many Requests', said('Slow down.'), { headers: [`Retry-After: ${inTwoMinutes()}`] }),
			expect: fails('rateLimit', { rests: [100_000, 121_000] }),
		},
		limited('a wait of 0', ['Retry-After: 0'], [0, 0]),
		limited('a wait below zero', ['Retry-After: -30'], [0, 0]),
		{
			...limited('a date of an hour ago', [], [0, 0]),
			reply: () => body('429 Too Many Requests', said('Slow down.'), { headers: [`Retry-After: ${anHourAgo()}`] }),
		},
		limited('in words', ['Retry-After: soon'], [0, 0]),
		limited('a wait of 1e20', ['Retry-After: 100000000000000000000'], [23 * 60 * MINUTE, 24 * 60 * MINUTE + 1000]),
		limited('a span in a reset header', ['x-ratelimit-remaining-requests: 0', 'x-ratelimit-reset-requests: 1m30s'], [80_000, 90_000]),
		limited('a limit that is a quota', ['Retry-After: 90'], [80_000, 90_000]),
		redirect('the same host', '307 Temporary Redirect', () => '/v2/else'),
		redirect('another host', '301 Moved Permanently', () => 'https://other.invalid/v1'),
		redirect('itself', '302 Found', ({ path }) => path),
		redirect('a file', '308 Permanent Redirect', () => 'file:///etc/passwd'),
		redirect('a place with GET', '303 See Other', () => '/v1/get'),
		refused('304', raw(bytes('HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n')), 'badResponse', { not: /another address/ }),
		refused('300 without a place', body('300 Multiple Choices', ''), 'badResponse'),
		refused('a status of 999', body('999 Odd', said('Odd.')), 'badResponse server network'),
		refused('a status of 0', raw(bytes('HTTP/1.1 000 Nothing\r\nConnection: close\r\n\r\n')), 'badResponse server network'),
		refused(
			'10 MB of an error',
			streams([bytes('{"error":"'), flood('x', 10)], { status: '500 Internal Server Error', type: 'application/json' }),
			'server',
			{ mostBytes: 8_000_000 },
		),
		{
			...refused(
				'an error that never ends',
				streams([bytes('{"error":"'), forever(bytes('x'))], { status: '500 Internal Server Error', type: 'application/json' }),
				'server timeout',
			),
			limits: { first: 600 },
		},
		{
			name: 'a model that is not there, and another of the endpoint that is',
			on: ON.chats,
			second: true,
			reply: ({ body: asked }) =>
				asked?.model === 'm' ? body('400 Bad Request', said('Model m cannot be streamed by this organization.')) : streams(answer()),
			expect: fails('badResponse auth refused modelNotFound'),
			auto: whole({ cost: 2 * COUNTED }),
		},
		{
			name: 'a failure of the model that a second message finds gone',
			on: ON.all,
			times: 2,
			byHand: true,
			reply: ({ number }) => (number === 1 ? body('500 Internal Server Error', said('The engine crashed.')) : streams(answer())),
			expect: whole({ ended: 'stop' }),
		},
	],
};
