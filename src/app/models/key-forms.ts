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

/** Longer than any vendor's; a whole file pasted by mistake is none. */
const LONGEST_KEY = 1000;

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
	const key = bare(pasted);
	if (key === '') return { kind: 'none', why: 'Paste the key.' };
	if (isEndpointKey(key)) {
		return { kind: 'none', why: "This is the key of Routoo's own endpoint, for other tools. Paste the key that a vendor of models made." };
	}
	if (key.length > LONGEST_KEY || !/^[\x21-\x7e]+$/.test(key)) {
		return { kind: 'none', why: 'This is no API key: a key is one line without blanks. Copy the key alone.' };
	}
	const vendorOf = (id: string): Endpoint[] => endpoints.filter((endpoint) => endpoint.id === id);
	const [marked] = MARKS.flatMap(([mark, id]) => (mark.test(key) ? vendorOf(id) : []));
	if (marked !== undefined) return { kind: 'of', key, endpoint: marked };
	const [, ...alike] = ALIKE.find(([form]) => form.test(key)) ?? [null];
	// A server of the user's own may take what looks like anything.
	const own = endpoints.filter((endpoint) => endpoint.needsKey && !isVendor(endpoint));
	const likely = [...alike.flatMap(vendorOf), ...own];
	return { kind: 'among', key, endpoints: likely.length === 0 ? endpoints : likely };
}

/** The key in what people copy along with it: `export OPENAI_API_KEY="..."`, `Bearer ...`, quotes, a line's end. */
function bare(pasted: string): string {
	return pasted
		.trim()
		.replace(/^(?:export\s+|set\s+|\$env:)?[A-Za-z][A-Za-z0-9_]*_(?:KEY|TOKEN)\s*=\s*(?=\S)/i, '')
		.replace(/^(?:authorization:\s*)?bearer\s+/i, '')
		.replace(/^["'`]+|["'`;,]+$/g, '');
}

function isVendor({ id }: Endpoint): boolean {
	return BUILT_IN_ENDPOINTS.some((vendor) => vendor.id === id);
}
