import * as l10n from '@vscode/l10n';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import { isEndpointKey } from '../headless/endpoint-key-file.ts';

/** What a vendor writes into its keys and nobody else, with the vendor's id. */
const MARKS: readonly (readonly [mark: RegExp, vendor: string])[] = [
	[/^sk-ant-/, 'anthropic'],
	[/^sk-or-v\d+-/, 'openrouter'],
	[/^sk-(?:proj|svcacct|admin|None)-/, 'openai'],
	// The middle of OpenAI's older keys: its name in Base64.
	[/^sk-[A-Za-z0-9]+T3BlbkFJ[A-Za-z0-9]+$/, 'openai'],
	// AI Studio makes those with AQ. since 2026.
	[/^(?:AIza|AQ\.)/, 'gemini'],
	[/^gsk_/, 'groq'],
	[/^xai-/, 'xai'],
	[/^csk-/, 'cerebras'],
	[/^fw_/, 'fireworks'],
	[/^tgp_v\d+_/, 'together'],
	[/^[0-9a-f]{32}\.[A-Za-z0-9]{16}$/, 'zai'],
];

/** What several write alike, with ids of vendors that do, the likeliest first. The first that fits counts. */
const ALIKE: readonly (readonly [form: RegExp, ...vendors: string[]])[] = [
	[/^[0-9a-f]{64}$/, 'together'],
	[/^sk-[0-9a-f]{32}$/, 'deepseek', 'qwen'],
	[/^sk-[A-Za-z0-9]{40,}$/, 'moonshot', 'openai'],
	[/^sk-/, 'openai', 'deepseek', 'qwen', 'moonshot'],
	[/^[A-Za-z0-9]{32}$/, 'mistral'],
];

/** Longer than any vendor's and than the tokens that gateways of a company hand out, which servers take in a header. */
const LONGEST_KEY = 8000;

/** What is copied around a key, and in front of it in the line of a shell or a header. */
const AROUND: readonly RegExp[] = [/^["'`“”‘’]+|["'`“”‘’;,]+$/g, /^-H\s+/, /^(?:authorization:\s*)?bearer\s+/i];

/** `NAME=`, `export NAME=`, `$env:NAME =`, `setx NAME `, and `"name": ` of a file. What follows is no second `=`: Base64 ends so. */
const NAMED: readonly RegExp[] = [
	/^(?:(?:export|set|env)\s+|\$env:)?[A-Za-z_]\w{0,60}(?<=key|token|secret|KEY_\w{0,60})["'`]?\s*=\s*(?=[^=\s])/i,
	/^[A-Za-z_][\w.-]{0,60}(?<=key|token|secret)["'`]?\s*:(?=\s|["'`])\s*/i,
	/^(?:setx|set\s+-\w+)\s+[A-Za-z_]\w*\s+(?=\S)/i,
];

/** Invisible marks of web pages, which no one sees in a hidden box. */
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g;

/** A second key behind the first: a box of one line drops the end of the line between them. */
const SECOND = /._(?:KEY|TOKEN)\w*\s*=[^=]|.sk-(?:ant|proj|svcacct|or-v\d+)-/i;

/** A name without its value. */
const VARIABLE = /^[A-Z_]+_(?:KEY|TOKEN)=?$/;

/** What a pasted text turns out to be. */
export type RecognisedKey =
	/** Of this endpoint by its form alone. */
	| { readonly kind: 'of'; readonly key: string; readonly endpoint: Endpoint }
	/** One of these may have made it, the likeliest first; only the user knows which. All of them where the form says nothing. */
	| { readonly kind: 'among'; readonly key: string; readonly endpoints: readonly Endpoint[] }
	/** No key that can be used: one sentence and what to do. */
	| { readonly kind: 'none'; readonly why: string };

/**
 * Whose key a pasted text is. A key goes to nobody to find that out: what several vendors write alike is asked.
 * @param endpoints those that take a key: the vendors as they are set up, and the user's own
 */
export function recogniseKey(pasted: string, endpoints: readonly Endpoint[]): RecognisedKey {
	const key = pasted.length > 2 * LONGEST_KEY ? pasted : bare(pasted);
	if (key === '') return { kind: 'none', why: l10n.t('Paste the key.') };
	if (key.length > LONGEST_KEY)
		return { kind: 'none', why: l10n.t('This is too long for an API key (more than {0} signs). Copy the key alone.', LONGEST_KEY) };
	if (!/^[\x21-\x7e]+$/.test(key) || VARIABLE.test(key)) {
		return { kind: 'none', why: l10n.t('This is no API key: a key is one line without blanks. Copy the key alone.') };
	}
	if (SECOND.test(key)) return { kind: 'none', why: l10n.t('More than one key is in this. Copy one key alone.') };
	// A server of the user's own may take what looks like anything.
	const own = endpoints.filter((endpoint) => endpoint.needsKey && !isVendor(endpoint));
	if (isEndpointKey(key)) {
		// Routoo on another computer is such a server.
		if (own.length > 0) return { kind: 'among', key, endpoints: own };
		return {
			kind: 'none',
			why: l10n.t("This is the key of Routoo's own endpoint, for other tools. Paste the key that a vendor of models made."),
		};
	}
	const vendorOf = (id: string): Endpoint[] => endpoints.filter((endpoint) => endpoint.id === id);
	const [marked] = MARKS.flatMap(([mark, id]) => (mark.test(key) ? vendorOf(id) : []));
	if (marked !== undefined) {
		// Another account at the same vendor, set up by the user, takes the same keys.
		const accounts = own.filter(({ baseUrl }) => hostOf(baseUrl) === hostOf(marked.baseUrl));
		return accounts.length === 0 ? { kind: 'of', key, endpoint: marked } : { kind: 'among', key, endpoints: [marked, ...accounts] };
	}
	const [, ...alike] = ALIKE.find(([form]) => form.test(key)) ?? [null];
	const likely = [...alike.flatMap(vendorOf), ...own];
	return { kind: 'among', key, endpoints: likely.length === 0 ? endpoints : likely };
}

/** The key in what people copy along with it: `export OPENAI_API_KEY="..."`, `Bearer ...`, quotes, a line's end. */
function bare(pasted: string): string {
	const line = unwrapped(pasted.replace(INVISIBLE, ''));
	return unwrapped(NAMED.reduce((rest, name) => (rest === line ? line.replace(name, '') : rest), line));
}

function unwrapped(text: string): string {
	let rest = text.trim();
	for (let before = ''; before !== rest; ) {
		before = rest;
		rest = AROUND.reduce((inner, part) => inner.replace(part, ''), rest).trim();
	}
	return rest;
}

function hostOf(url: string): string {
	return URL.parse(url)?.host ?? url;
}

function isVendor({ id }: Endpoint): boolean {
	return BUILT_IN_ENDPOINTS.some((vendor) => vendor.id === id);
}
