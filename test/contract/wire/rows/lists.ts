import { gzipSync } from 'node:zlib';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import { ON } from '../../../support/wire/adapters.ts';
import { type ListRow, listTable } from '../../../support/wire/run-list.ts';
import { body, bytes, forever, hang, html, type Reply, raw, streams } from '../../../support/wire/vocabulary.ts';

const MB = 1024 * 1024;
const list = (...data: readonly unknown[]): Reply => body('200 OK', { object: 'list', data });
const model = (id: string, more: object = {}) => ({ id, object: 'model', ...more });
type Seen = NonNullable<ListRow['seen']>;
const row = (name: string, reply: Reply, seen: Seen, on: ListRow['on'] = ON.chats): ListRow => ({ name, on, reply, seen });
const fails = (name: string, reply: Reply, kinds: string, more: Partial<ListRow> = {}): ListRow => ({
	name,
	on: ON.chats,
	reply,
	kinds: kinds.split(' '),
	...more,
});
/** These ids, in this order, and none beside. */
const ids =
	(...wanted: readonly string[]): Seen =>
	(models) => {
		const got = models.map(({ id }) => id);
		return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [`${JSON.stringify(got).slice(0, 200)}, wanted ${JSON.stringify(wanted)}`];
	};
/** Of the candidate that is made of it. */
const first =
	(check: (one: Candidate) => boolean, what: string): Seen =>
	(_models, [one]) =>
		one !== undefined && check(one) ? [] : [`${what}: ${JSON.stringify(one)}`];
const priced = (pricing: unknown): Reply => list(model('gpt-9-large', { pricing, context_length: 8000 }));
/** µ$ a million tokens: nothing known costs more than $1,000. */
const sane = first(({ prices }) => prices === null || (prices.input <= 1e9 && prices.output <= 1e9 && prices.input >= 0), 'the price');
const notFree = first(
	({ prices }) =>
		prices === null || [prices.input, prices.output, 'perRequest' in prices ? Number(prices.perRequest) : 0].some((price) => price > 0),
	'it counts as free',
);
const strange = ['a\nb', 'a\u001b[31mb', 'a\u202eb', 'a\0b', 'a\ud83d', `a${'b'.repeat(100_000)}`];

/** Lists of models: what of them is taken, and what is not. */
export const LISTS = listTable('lists of models', [
	row('a list', list(model('gpt-9-large'), model('gpt-9-small')), ids('gpt-9-large', 'gpt-9-small')),
	row('an empty list', list(), ids()),
	row('a bare list', body('200 OK', [model('gpt-9-large')]), ids('gpt-9-large')),
	row('entries of other types', list(null, 5, 'gpt', [], {}, { id: 7 }, { id: null }, model('gpt-9-large')), ids('gpt-9-large')),
	row('one model twice', list(model('gpt-9-large'), model('gpt-9-large')), (models) =>
		new Set(models.map(({ id }) => id)).size === 1 ? [] : ['lost'],
	),
	row(
		'names of a prototype',
		body('200 OK', '{"data":[{"id":"__proto__"},{"id":"constructor"},{"id":"gpt-9-large","__proto__":{"x":1}}]}'),
		(models) => ({}) instanceof Object && !('x' in {}) && models.some(({ id }) => id === 'gpt-9-large') ? [] : ['polluted or lost'],
	),
	row('5,000 models', list(...Array.from({ length: 5000 }, (_, i) => model(`gpt-9-${i}`))), (models) =>
		models.length >= 1000 && models.length <= 5000 ? [] : [`${models.length} models`],
	),
	row(
		'every field of another type',
		list(
			model('gpt-9-large', { name: 5, context_length: 'many', max_model_len: {}, pricing: 7, architecture: 'x', active: 'yes', type: 1 }),
		),
		ids('gpt-9-large'),
	),
	...[1e300, 0.5, -1, 'many', null].map((context_length) =>
		row(
			`a context of ${context_length}`,
			list(model('gpt-9-large', { context_length })),
			first(({ contextTokens }) => Number.isSafeInteger(contextTokens) && contextTokens >= 1, 'the context'),
		),
	),
	row('ids that no one can read', list(...strange.map((id) => model(id)), model('gpt-9-large')), (_models, candidates) =>
		candidates
			.filter(({ id }) => id.length > 300 || /[\p{Cc}\p{Bidi_Control}]/u.test(id) || !id.isWellFormed())
			.map(({ id }) => `taken: ${JSON.stringify(id).slice(0, 60)}`),
	),
	row('prices a million tokens where a token is meant', priced({ prompt: '0.30', completion: '0.60' }), sane),
	row('the same as numbers', priced({ prompt: 0.3, completion: 0.6 }), sane),
	row(
		'prices a token',
		priced({ prompt: '0.0000003', completion: '0.0000006' }),
		first(({ prices }) => prices?.input === 300_000 && prices.output === 600_000, 'the price'),
		['chat', 'openrouter'],
	),
	row('prices a token as numbers', priced({ prompt: 3e-7, completion: 6e-7 }), sane),
	...['0x1', '-1', 'NaN', 'free', '1e400', ''].map((prompt) => row(`a price of "${prompt}"`, priced({ prompt, completion: prompt }), sane)),
	row('no price for tokens, but a fee a request', priced({ prompt: '0', completion: '0', request: '0.01' }), notFree),
	row('no price for tokens, but one for thinking', priced({ prompt: '0', completion: '0', internal_reasoning: '0.00001' }), notFree),
	row('no price for tokens, but one for the cache', priced({ prompt: '0', completion: '0', input_cache_read: '5' }), notFree),
	fails('401', body('401 Unauthorized', { error: { message: 'Incorrect API key provided.' } }), 'auth'),
	fails('404', body('404 Not Found', ''), 'badResponse modelNotFound'),
	fails('500', body('500 Internal Server Error', { error: 'The engine crashed.' }), 'server'),
	fails('a web page', html('200 OK'), 'badResponse', { words: /web page/ }),
	fails('a web page without content type', html('200 OK', [], null), 'badResponse', { words: /web page/ }),
	fails('no JSON', body('200 OK', 'hello'), 'badResponse'),
	fails('JSON that is no list', body('200 OK', { models: 'none' }), 'badResponse'),
	fails('"data": null', body('200 OK', { data: null }), 'badResponse'),
	fails('half a list', body('200 OK', '{"data":[{"id":"gpt-9'), 'badResponse'),
	fails('a redirect', body('301 Moved Permanently', '', { headers: ['Location: https://other.invalid/'] }), 'badResponse', {
		words: /another address/,
	}),
	fails('silence', raw(hang), 'timeout network', { limitMs: 300 }),
	fails('a list, one byte now and then', streams([bytes('{"data":['), forever(bytes(' '))], { type: 'application/json' }), 'timeout', {
		limitMs: 300,
	}),
	fails('a list of 19 MB', body('200 OK', `{"data":[${' '.repeat(19 * MB)}]}`), 'badResponse', { words: /MB/, mostBytes: 20 * MB }),
	fails(
		'a gzip bomb',
		streams([bytes(gzipSync(Buffer.alloc(96 * MB, ' ')))], { type: 'application/json', headers: ['Content-Encoding: gzip'] }),
		'badResponse',
	),
]);
