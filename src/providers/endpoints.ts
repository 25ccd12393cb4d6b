import ipaddr from 'ipaddr.js';
import * as z from 'zod/mini';
import { RoutooError } from '../core/base/errors.ts';
import type { Endpoint, EndpointKind } from '../core/model/endpoint.ts';

/** An endpoint everyone can use with a key of their own. `envVar` is where `npm start` finds that key. */
export interface BuiltInEndpoint extends Endpoint {
	readonly envVar: string;
}

function builtIn(
	id: string,
	displayName: string,
	baseUrl: string,
	envVar: string,
	kind: EndpointKind = 'openai-compatible',
): BuiltInEndpoint {
	return { id, kind, displayName, baseUrl, local: false, needsKey: true, envVar };
}

/** Base URLs of the vendors' public APIs; all but Anthropic's speak OpenAI's wire format. */
export const BUILT_IN_ENDPOINTS: readonly BuiltInEndpoint[] = [
	builtIn('openai', 'OpenAI', 'https://api.openai.com/v1', 'OPENAI_API_KEY', 'openai'),
	builtIn('anthropic', 'Anthropic', 'https://api.anthropic.com/v1', 'ANTHROPIC_API_KEY', 'anthropic'),
	builtIn('gemini', 'Google Gemini', 'https://generativelanguage.googleapis.com/v1beta/openai', 'GEMINI_API_KEY'),
	builtIn('openrouter', 'OpenRouter', 'https://openrouter.ai/api/v1', 'OPENROUTER_API_KEY'),
	builtIn('deepseek', 'DeepSeek', 'https://api.deepseek.com/v1', 'DEEPSEEK_API_KEY'),
	builtIn('mistral', 'Mistral', 'https://api.mistral.ai/v1', 'MISTRAL_API_KEY'),
	builtIn('xai', 'xAI', 'https://api.x.ai/v1', 'XAI_API_KEY'),
	builtIn('groq', 'Groq', 'https://api.groq.com/openai/v1', 'GROQ_API_KEY'),
	builtIn('moonshot', 'Moonshot', 'https://api.moonshot.ai/v1', 'MOONSHOT_API_KEY'),
	builtIn('zai', 'Z.ai', 'https://api.z.ai/api/paas/v4', 'ZAI_API_KEY'),
	builtIn('qwen', 'Alibaba Cloud', 'https://dashscope-intl.aliyuncs.com/compatible-mode/v1', 'DASHSCOPE_API_KEY'),
	builtIn('together', 'Together', 'https://api.together.xyz/v1', 'TOGETHER_API_KEY'),
	builtIn('fireworks', 'Fireworks', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'),
	builtIn('cerebras', 'Cerebras', 'https://api.cerebras.ai/v1', 'CEREBRAS_API_KEY'),
];

/** Ids the local servers found on this machine and VS Code's own models use. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['ollama', 'lmstudio', 'llamacpp', 'vllm', 'vscode']);

/** One entry of `routoo.endpoints`. */
const entrySchema = z.strictObject({
	id: z.string(),
	name: z.optional(z.string()),
	url: z.string(),
	local: z.optional(z.boolean()),
	/** Where the wire format is not OpenAI's. */
	kind: z.optional(z.enum(['openai-compatible', 'anthropic', 'openai'])),
	/** Whether a key must be set before the endpoint is used; default: yes unless local. */
	needsKey: z.optional(z.boolean()),
	/** Plain http to a host outside this machine and network: text and key can be read on the way. */
	allowHttp: z.optional(z.boolean()),
});
type Entry = z.infer<typeof entrySchema>;

export interface ParsedEndpoints {
	readonly endpoints: readonly Endpoint[];
	/** One 'settings' error a rejected entry; the others stay usable. */
	readonly errors: readonly RoutooError[];
}

/**
 * Endpoints of the `routoo.endpoints` setting. An entry may reuse a built-in id to send that vendor's requests elsewhere (a company's
 * gateway). Slashes at the end and a pasted path (`/chat/completions`, `/messages`, `/models`, `/responses`) are cut off.
 */
export function parseEndpointSettings(value: unknown): ParsedEndpoints {
	if (value === undefined || value === null) return { endpoints: [], errors: [] };
	if (!Array.isArray(value)) {
		return { endpoints: [], errors: [problem('The setting routoo.endpoints is not a list.', 'Make it a list of {"id", "name", "url"}.')] };
	}
	const endpoints: Endpoint[] = [];
	const errors: RoutooError[] = [];
	value.forEach((raw: unknown, index) => {
		try {
			const endpoint = parseEntry(raw, index);
			if (endpoints.some((other) => other.id === endpoint.id)) {
				throw problem(`Two endpoints in routoo.endpoints have the id "${endpoint.id}".`, 'Give each endpoint an id of its own.');
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
	const which = `Endpoint ${index + 1} in routoo.endpoints`;
	if (typeof raw === 'object' && raw !== null && ['key', 'apiKey', 'token'].some((name) => name in raw)) {
		throw problem(
			`${which} holds a key, and settings are not a safe place for it.`,
			'Remove it there and use the command "Routoo: Set API Key".',
		);
	}
	const parsed = entrySchema.safeParse(raw);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '');
		const what = issue?.code === 'unrecognized_keys' ? 'an unknown field' : 'a wrong or missing field';
		throw problem(
			`${which} has ${what}${field === '' ? '' : ` (${field})`}.`,
			'Write it as {"id": "mine", "name": "My server", "url": "https://host/v1"}.',
		);
	}
	const entry = parsed.data;
	if (!/^[a-z0-9][a-z0-9._-]{0,39}$/i.test(entry.id)) {
		throw problem(
			`${which} has an id that cannot be used.`,
			'Use up to 40 letters, digits, dots, dashes or underscores, beginning with a letter or digit.',
		);
	}
	if (RESERVED_IDS.has(entry.id)) throw problem(`${which} uses the reserved id "${entry.id}".`, 'Choose another id.');
	const url = parseUrl(entry, which);
	const local = entry.local ?? isPrivateHost(url.hostname);
	if (local && !isPrivateHost(url.hostname)) {
		throw problem(`${which} calls ${url.host} local, but it is outside this machine and network.`, 'Remove "local" or correct the URL.');
	}
	const known = BUILT_IN_ENDPOINTS.find((endpoint) => endpoint.id === entry.id);
	return {
		id: entry.id,
		kind: entry.kind ?? known?.kind ?? 'openai-compatible',
		displayName: entry.name?.trim() || (known?.displayName ?? entry.id),
		baseUrl: cleanBaseUrl(url),
		local,
		needsKey: entry.needsKey ?? !local,
	};
}

function parseUrl(entry: Entry, which: string): URL {
	const url = URL.parse(entry.url.trim());
	if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
		throw problem(`${which} has no valid URL.`, 'Write a URL such as https://host/v1 or http://localhost:8080/v1.');
	}
	if (url.username !== '' || url.password !== '') {
		throw problem(`${which} has a password in its URL.`, 'Remove it there and use the command "Routoo: Set API Key".');
	}
	if (url.protocol === 'http:' && !isPrivateHost(url.hostname) && entry.allowHttp !== true) {
		throw problem(
			`${which} would send text and key to ${url.host} unencrypted.`,
			'Use https://, or set "allowHttp": true if you accept that.',
		);
	}
	return url;
}

function cleanBaseUrl(url: URL): string {
	const path = url.pathname.replace(/\/+$/, '').replace(/\/(chat\/completions|completions|messages|models|responses)$/, '');
	return `${url.origin}${path.replace(/\/+$/, '')}`;
}

/** Ranges of ipaddr.js that do not leave this machine or its network; a machine takes an unspecified address (0.0.0.0, ::) for itself. */
const PRIVATE_RANGES: ReadonlySet<string> = new Set(['loopback', 'private', 'linkLocal', 'uniqueLocal', 'unspecified']);

/**
 * Loopback, RFC 1918, link-local, unique local IPv6, `.local`/`.internal` names and names without a dot. Addresses in any form that a
 * socket takes: decimal, octal, hexadecimal, short, or IPv4 within IPv6.
 */
export function isPrivateHost(hostname: string): boolean {
	const host = hostname
		.toLowerCase()
		.replace(/^\[|\]$/g, '')
		.replace(/\.$/, '');
	if (ipaddr.isValid(host)) return PRIVATE_RANGES.has(ipaddr.process(host).range());
	if (host.includes(':')) return false;
	return !host.includes('.') || /\.(local|localhost|internal|lan|home\.arpa)$/.test(host);
}

function problem(message: string, nextStep: string): RoutooError {
	return new RoutooError('settings', message, nextStep);
}
