import { ON, without } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import type { Asked } from '../../../support/wire/server.ts';
import { answer, body, fails, type Reply, streams, whole } from '../../../support/wire/vocabulary.ts';
import { KEY } from '../../../support/wire/world.ts';

const HALF = '\ud83d';
const wellFormed = (asked: readonly Asked[]): string[] =>
	asked.flatMap(({ raw, body: said }) =>
		said === undefined || !every(said) || raw.includes('\\ud83d"') ? ['half a character went out'] : [],
	);
function every(value: unknown): boolean {
	if (typeof value === 'string') return value.isWellFormed();
	if (typeof value !== 'object' || value === null) return true;
	return Object.values(value).every(every);
}
const refusesField =
	(field: string, words: string): ((asked: Asked) => Reply) =>
	({ body: asked }) =>
		asked !== undefined && field in asked
			? body('400 Bad Request', { error: { message: words, type: 'invalid_request_error', param: field, code: 'unsupported_parameter' } })
			: streams(answer());
const echo = (name: string, form: (header: string) => string): Row => ({
	name: `the key in an error, ${name}`,
	on: ON.all,
	reply: ({ headers }) =>
		body('500 Internal Server Error', { error: { message: `bad token ${form(headers['x-api-key'] ?? headers.authorization ?? '')}` } }),
	expect: fails('server'),
});
const hex = (said: string): string => Buffer.from(said).toString('hex');
const key = (said: string): string => said.replace('Bearer ', '');

/** What goes out, what is learned of a refusal, and what of the key may come back. */
export const REQUESTS: Group = {
	name: 'requests and keys',
	rows: [
		{
			name: 'half a character in what the user wrote',
			on: ON.all,
			says: `a${HALF}`,
			reply: streams(answer()),
			expect: whole(),
			seen: wellFormed,
		},
		{
			name: 'the key goes out once, in its own header',
			on: ON.all,
			reply: streams(answer()),
			expect: whole({ asked: 1 }),
			seen: (asked) =>
				asked.flatMap(({ headers, raw, path }) => {
					const of = Object.entries(headers).filter(([, value]) => value.includes(KEY));
					return of.length === 1 && /^(authorization|x-api-key)$/.test(of[0]![0]) && !raw.includes(KEY) && !path.includes(KEY)
						? []
						: ['the key stands elsewhere'];
				}),
		},
		{
			name: 'max_tokens is refused, its newer name is not',
			on: ['chat', 'openrouter'],
			reply: refusesField(
				'max_tokens',
				"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			),
			expect: whole({ asked: 2 }),
			seen: (asked) => (typeof asked.at(-1)?.body?.max_completion_tokens === 'number' ? [] : ['the cap is gone']),
		},
		{
			name: 'what was refused once is not sent again',
			on: ['chat'],
			times: 2,
			reply: refusesField(
				'max_tokens',
				"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			),
			expect: whole({ asked: 3 }),
		},
		{
			name: 'stream_options is refused',
			on: ['chat', 'openrouter', 'fill:suffix', 'fill:template'],
			reply: refusesField(
				'stream_options',
				"Unrecognized request argument supplied: stream_options (parameter 'stream_options' is not supported).",
			),
			expect: whole({ asked: 2 }),
		},
		{
			name: 'an effort is refused',
			on: ['chat'],
			model: { effort: 'none', id: 'bad/m@none' },
			reply: refusesField(
				'reasoning_effort',
				"Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low' and 'high'.",
			),
			expect: whole({ asked: 2 }),
		},
		{
			name: 'more output is asked for than the server gives',
			on: ['chat', 'openrouter'],
			reply: ({ body: asked }) =>
				Number(asked?.max_tokens ?? asked?.max_completion_tokens) > 1024
					? body('400 Bad Request', {
							error: { message: 'max_tokens is too large: 2000. This model supports at most 1024 completion tokens.', param: 'max_tokens' },
						})
					: streams(answer()),
			expect: whole({ asked: 2 }),
		},
		{
			name: 'a field that was not sent is refused',
			on: without(),
			reply: body('400 Bad Request', {
				error: { message: "Unsupported parameter: 'zeta'.", param: 'zeta', code: 'unsupported_parameter' },
			}),
			expect: fails('badResponse', { asked: 1 }),
		},
		{
			name: 'every field is refused for ever',
			on: ON.all,
			reply: ({ body: asked }) => {
				const field =
					['max_tokens', 'max_completion_tokens', 'stream_options', 'temperature', 'stop'].find(
						(one) => asked !== undefined && one in asked,
					) ?? 'model';
				return body('400 Bad Request', {
					error: { message: `Unsupported parameter: '${field}'.`, param: field, code: 'unsupported_parameter' },
				});
			},
			expect: fails('badResponse'),
			seen: (asked) => (asked.length <= 8 ? [] : [`${asked.length} requests`]),
		},
		echo('as it is', (said) => said),
		echo('backwards', (said) => [...said].reverse().join('')),
		echo('in base64', (said) => Buffer.from(said).toString('base64')),
		echo('in base64 of the key alone', (said) => Buffer.from(key(said)).toString('base64')),
		echo('in base64 for addresses', (said) => Buffer.from(`x${said}`).toString('base64url')),
		echo('in hexadecimal', (said) => hex(key(said))),
		echo('in capital hexadecimal', (said) => hex(key(said)).toUpperCase()),
		echo('percent-encoded', (said) => [...key(said)].map((c) => `%${hex(c)}`).join('')),
		echo('as escapes within the text', (said) => [...key(said)].map((c) => `\\u00${hex(c)}`).join('')),
		echo('as entities', (said) => [...key(said)].map((c) => `&#${c.charCodeAt(0)};`).join('')),
		echo('in capitals', (said) => said.toUpperCase()),
	],
};
