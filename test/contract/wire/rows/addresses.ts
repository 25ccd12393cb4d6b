import type { AdapterName } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import { answer, body, streams, whole } from '../../../support/wire/vocabulary.ts';

const ASKED: Readonly<Partial<Record<AdapterName, string>>> = { chat: '/v1/chat/completions', 'fill:suffix': '/v1/completions' };
/** A server that answers below /v1 alone, and has a page for everything else. */
const typed = (name: string, address: NonNullable<Row['address']>, query = ''): Row => ({
	name: `typed: ${name}`,
	on: ['chat', 'fill:suffix'],
	address,
	reply: ({ path }, adapter) =>
		path === `${ASKED[adapter]}${query}` ? streams(answer()) : body('200 OK', { error: `Unexpected endpoint or method. (POST ${path})` }),
	expect: whole({ asked: 1 }),
});

/** What people type as an address, and what is asked there. */
export const ADDRESSES: Group = {
	name: 'addresses',
	rows: [
		typed('the base', (origin) => `${origin}/v1`),
		typed('a slash behind it', (origin) => `${origin}/v1/`),
		typed('two slashes behind it', (origin) => `${origin}/v1//`),
		typed('no path', (origin) => origin),
		typed('no path, a slash', (origin) => `${origin}/`),
		typed('no scheme', (origin) => origin.replace('http://', '')),
		typed('no scheme and /v1', (origin) => `${origin.replace('http://', '')}/v1`),
		typed('blanks around it', (origin) => `  ${origin}/v1 `),
		typed('quotes around it', (origin) => `"${origin}/v1"`),
		typed('the path of chat', (origin) => `${origin}/v1/chat/completions`),
		typed('the path of chat, a slash', (origin) => `${origin}/v1/chat/completions/`),
		typed('the path of completions', (origin) => `${origin}/v1/completions`),
		typed('the path of the list', (origin) => `${origin}/v1/models`),
		typed("LM Studio's own /api/v0", (origin) => `${origin}/api/v0`),
		typed("Ollama's own /api", (origin) => `${origin}/api`),
		typed("Ollama's own /api/tags", (origin) => `${origin}/api/tags`),
		typed('localhost for 127.0.0.1', (origin) => `${origin.replace('127.0.0.1', 'localhost')}/v1`),
		typed('IPv4 within IPv6', (origin) => `${origin.replace('127.0.0.1', '[::ffff:127.0.0.1]')}/v1`),
		typed('a query', (origin) => `${origin}/v1?api-version=2026-01-01`, '?api-version=2026-01-01'),
		typed('a query behind the path of chat', (origin) => `${origin}/v1/chat/completions?api-version=1`, '?api-version=1'),
		typed('a fragment', (origin) => `${origin}/v1#models`),
	],
};
