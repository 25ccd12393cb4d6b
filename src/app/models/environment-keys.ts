import * as l10n from '@vscode/l10n';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import { isEndpointKey } from '../headless/endpoint-key-file.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Other usual names of the same key, by endpoint id. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
	gemini: ['GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
};

/** Where vendors' own clients are sent elsewhere, by the variable of the key. */
const ADDRESS: Readonly<Record<string, string>> = {
	OPENAI_API_KEY: 'OPENAI_BASE_URL',
	ANTHROPIC_API_KEY: 'ANTHROPIC_BASE_URL',
};

/** A key in the environment, or why one there is passed over. */
export type FoundKey =
	| { readonly kind: 'key'; readonly variable: string; readonly value: string }
	/** `ours`: the key of Routoo's own endpoint, which belongs to no vendor. `elsewhere`: of the server that another variable names. */
	| { readonly kind: 'ours' | 'elsewhere'; readonly variable: string; readonly address: string };

/** `ROUTOO_KEY_` and the id in capitals, what is neither letter nor digit as `_`. */
export function ownVariable(endpointId: string): string {
	return `ROUTOO_KEY_${endpointId.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

/**
 * The key of an endpoint in the environment: under its own name, else under the vendor's usual ones. Tools that ask Routoo get its
 * address and key in the very same variables, so a vendor's variable counts only where it can be the vendor's key.
 * @param baseUrl where the endpoint's requests go
 */
export function keyInEnvironment(env: Env, endpointId: string, baseUrl: string): FoundKey | null {
	const own = ownVariable(endpointId);
	const value = env[own]?.trim() ?? '';
	if (value !== '') return isEndpointKey(value) ? { kind: 'ours', variable: own, address: '' } : { kind: 'key', variable: own, value };
	let passedOver: FoundKey | null = null;
	for (const variable of variablesOf(endpointId)) {
		const value = env[variable]?.trim() ?? '';
		if (value === '') continue;
		const address = env[ADDRESS[variable] ?? ''] ?? '';
		if (isEndpointKey(value)) passedOver ??= { kind: 'ours', variable, address: '' };
		else if (address !== '' && hostOf(address) !== hostOf(baseUrl))
			passedOver ??= { kind: 'elsewhere', variable, address: ADDRESS[variable] ?? '' };
		else return { kind: 'key', variable, value };
	}
	return passedOver;
}

/** Why a key in the environment is not used, in a sentence and what to do. */
export function passedOverInWords(found: Exclude<FoundKey, { kind: 'key' }>, endpointId: string): string {
	const own = ownVariable(endpointId);
	return found.kind === 'ours'
		? l10n.t("{0} holds the key of Routoo's own endpoint and is passed over. Set the vendor's key as {1}.", found.variable, own)
		: l10n.t(
				'{0} is passed over, because {1} names another server. Set the key of {2} as {3}.',
				found.variable,
				found.address,
				endpointId,
				own,
			);
}

/** The usual variables of an endpoint's key, its own name not among them. */
export function variablesOf(endpointId: string): readonly string[] {
	const vendor = BUILT_IN_ENDPOINTS.find(({ id }) => id === endpointId);
	return vendor === undefined ? [] : [vendor.envVar, ...(ALSO[endpointId] ?? [])];
}

function hostOf(url: string): string {
	return URL.parse(url)?.host ?? url;
}
