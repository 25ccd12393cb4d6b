import * as l10n from '@vscode/l10n';
import * as z from 'zod/mini';
import { RoutooError } from '../core/base/errors.ts';
import type { Endpoint, EndpointKind } from '../core/model/endpoint.ts';
import { type Address, isPrivateHost, isThisMachine, parseAddress, secretInQuery } from './address.ts';
import { BUILT_IN_ENDPOINTS } from './built-in.ts';
import { word } from './types.ts';

/** Ids the local servers found on this machine, VS Code's own models and the user's model files use. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['ollama', 'lmstudio', 'llamacpp', 'vllm', 'vscode', 'gguf']);

const KEYS_GO_ELSEWHERE = (): string =>
	l10n.t('Remove it there and use the command "Routoo: Set API Key", or routoo key set where there is no editor.');

/** One entry of `routoo.endpoints`. */
const entrySchema = z.strictObject({
	id: z.string(),
	name: z.optional(z.string()),
	url: z.string(),
	/** Whether the server runs its models itself, on this machine or network. Left out: it must prove it. */
	local: z.optional(z.boolean()),
	/** Where the wire format is not OpenAI's. */
	kind: z.optional(z.string()),
	/** Whether a key must be set before the endpoint is used; default: yes unless local. */
	needsKey: z.optional(z.boolean()),
	/** Plain http to a host outside this machine and network: text and key can be read on the way. */
	allowHttp: z.optional(z.boolean()),
	/** Tokens that its models read at most, and whether they call tools, where the server does not tell. */
	contextTokens: z.optional(z.int().check(z.gte(256), z.lte(100_000_000))),
	tools: z.optional(z.boolean()),
});
type Entry = z.infer<typeof entrySchema>;

export interface ParsedEndpoints {
	readonly endpoints: readonly Endpoint[];
	/** One 'settings' error a rejected entry; the others stay usable. */
	readonly errors: readonly RoutooError[];
}

/**
 * Endpoints of the `routoo.endpoints` setting. An entry may reuse a built-in id to send that vendor's requests elsewhere (a company's
 * gateway). `url` may be what people type or paste: see `parseAddress`. A private address is one that may run models itself; unless `local`
 * says so, its server must prove it.
 */
export function parseEndpointSettings(value: unknown): ParsedEndpoints {
	if (value === undefined || value === null) return { endpoints: [], errors: [] };
	if (!Array.isArray(value)) {
		return {
			endpoints: [],
			errors: [problem(l10n.t('The setting routoo.endpoints is not a list.'), l10n.t('Make it a list of {"id", "name", "url"}.'))],
		};
	}
	const endpoints: Endpoint[] = [];
	const errors: RoutooError[] = [];
	value.forEach((raw: unknown, index) => {
		try {
			const endpoint = parseEntry(raw, index);
			if (endpoints.some((other) => other.id === endpoint.id)) {
				throw problem(
					l10n.t('Two endpoints in routoo.endpoints have the id "{0}".', endpoint.id),
					l10n.t('Give each endpoint an id of its own.'),
				);
			}
			endpoints.push(endpoint);
		} catch (error) {
			if (!(error instanceof RoutooError)) throw error;
			errors.push(error);
		}
	});
	return { endpoints, errors };
}

function parseEntry(raw: unknown, index: number): Endpoint {
	const which = l10n.t('Endpoint {0} in routoo.endpoints', index + 1);
	if (typeof raw === 'object' && raw !== null && ['key', 'apiKey', 'token'].some((name) => name in raw)) {
		throw problem(l10n.t('{0} holds a key, and settings are not a safe place for it.', which), KEYS_GO_ELSEWHERE());
	}
	const parsed = entrySchema.safeParse(raw);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const fields = issue?.code === 'unrecognized_keys' ? issue.keys : [issue?.path.join('.') ?? ''];
		const field = fields.filter((name) => /^\w{1,30}$/.test(name)).join(', ');
		const what = issue?.code === 'unrecognized_keys' ? l10n.t('an unknown field') : l10n.t('a wrong or missing field');
		throw problem(
			l10n.t('{0} has {1}{2}.', which, what, field === '' ? '' : ` (${field})`),
			l10n.t('Write it as {"id": "mine", "name": "My server", "url": "https://host/v1"}.'),
		);
	}
	const entry = parsed.data;
	if (!/^[a-z0-9][a-z0-9._-]{0,39}$/i.test(entry.id)) {
		throw problem(
			l10n.t('{0} has an id that cannot be used.', which),
			l10n.t('Use up to 40 letters, digits, dots, dashes or underscores, beginning with a letter or digit.'),
		);
	}
	if (RESERVED_IDS.has(entry.id)) throw problem(l10n.t('{0} uses the reserved id "{1}".', which, entry.id), l10n.t('Choose another id.'));
	const address = checkedAddress(entry, which);
	const { hostname, host } = address.url;
	const near = isPrivateHost(hostname);
	if (entry.local === true && !near) {
		throw problem(
			l10n.t('{0} calls {1} local, but it is outside this machine and network.', which, host),
			l10n.t('Remove "local" or correct the URL.'),
		);
	}
	const local = entry.local ?? near;
	const known = BUILT_IN_ENDPOINTS.find((endpoint) => endpoint.id === entry.id);
	return {
		id: entry.id,
		kind: kindOf(entry, which) ?? known?.kind ?? 'openai-compatible',
		displayName: entry.name?.trim() || (known?.displayName ?? entry.id),
		baseUrl: address.baseUrl,
		...(address.otherUrl === null ? {} : { otherUrl: address.otherUrl }),
		...(address.query === null ? {} : { query: address.query }),
		local,
		...(local && entry.local === undefined ? { mustProve: true as const } : {}),
		...(local && !isThisMachine(hostname) ? { onNetwork: true as const } : {}),
		needsKey: entry.needsKey ?? !local,
		...untoldOf(entry),
	};
}

function untoldOf({ contextTokens, tools }: Entry): Pick<Endpoint, 'untold'> {
	if (contextTokens === undefined && tools === undefined) return {};
	return { untold: { ...(contextTokens === undefined ? {} : { contextTokens }), ...(tools === undefined ? {} : { tools }) } };
}

/** The wire format, however it is written: "OpenAI Compatible" is one of them too. */
function kindOf({ kind }: Entry, which: string): EndpointKind | null {
	if (kind === undefined) return null;
	const kinds = ['openai-compatible', 'anthropic', 'openai'] as const;
	const found = kinds.find((known) => word(known) === word(kind));
	if (found !== undefined) return found;
	throw problem(l10n.t('{0} has an unknown kind.', which), l10n.t('Write openai-compatible, openai or anthropic, or leave "kind" out.'));
}

/** The address of an entry, refused where text or key would go astray. No part of it that can hold a secret is repeated. */
function checkedAddress(entry: Entry, which: string): Address {
	const address = parseAddress(entry.url);
	if (address === null) {
		throw problem(l10n.t('{0} has no valid URL.', which), l10n.t('Write a URL such as https://host/v1 or http://localhost:8080/v1.'));
	}
	const { url, query } = address;
	if (url.username !== '' || url.password !== '') {
		throw problem(l10n.t('{0} has a password in its URL.', which), KEYS_GO_ELSEWHERE());
	}
	const secret = query === null ? null : secretInQuery(query);
	if (secret !== null) {
		throw problem(
			l10n.t('{0} has "{1}" in the query of its URL, and settings are not a safe place for a key.', which, secret),
			KEYS_GO_ELSEWHERE(),
		);
	}
	if (url.protocol === 'http:' && !isPrivateHost(url.hostname) && entry.allowHttp !== true) {
		throw problem(
			l10n.t('{0} would send text and key to {1} unencrypted.', which, url.host),
			l10n.t('Use https://, or set "allowHttp": true if you accept that.'),
		);
	}
	return address;
}

function problem(message: string, nextStep: string): RoutooError {
	return new RoutooError('settings', message, nextStep);
}
