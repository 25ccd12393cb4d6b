import type { Catalog } from './catalog.ts';
import type { Endpoint, RemoteModel } from './endpoint.ts';
import { matchModel } from './match.ts';
import { splitModelName } from './names.ts';
import { parametersFromName } from './size.ts';

/** Families whose weights their vendors keep, by the form of their names; the catalog knows only those of its day. */
const CLOSED: readonly (readonly [RegExp, string])[] = [
	[/^(?:gpt-?(?:3\.5|[4-9](?!all)|\d{2})|chatgpt|o[1-9](?:-(?:mini|pro|preview|high|low|deep)|-\d{4}|$)|codex-|computer-use)/, 'openai'],
	[/^claude(?:-|$)/, 'anthropic'],
	[/^gemini(?:-|$)/, 'google'],
	[/^grok-(?:[3-9]|\d{2}|code|beta|vision)/, 'xai'],
	[/^(?:nova-(?:micro|lite|pro|premier|\d)|titan-text)/, 'amazon'],
	[/^sonar(?:-|$)/, 'perplexity'],
	[/^(?:mistral-(?:medium|saba)|codestral-latest)/, 'mistral'],
	[/^qwen(?:[\d.]+)?-(?:max|plus|turbo|flash)(?:-|$)/, 'qwen'],
];
/** Who a gateway puts in front of a name, with another sign than a slash. */
const ROUTE =
	/^(?:openai|azure|anthropic|google|vertex|bedrock|amazon|aws|x-?ai|copilot|github|openrouter|mistral(?:ai)?|perplexity|cloud)[-_.: ]+/;

/** Vendor of a closed family by the name alone, in whatever letters and dashes it is written; null for every other name. */
export function closedFamily(id: string): string | null {
	const plain = id.normalize('NFKC').replace(/\p{Pd}/gu, '-');
	// Whoever prints a size prints weights: a fine-tune may carry the name of the model that taught it.
	if (parametersFromName(plain) !== null) return null;
	const { name, raw } = splitModelName(plain);
	const forms = [name, raw.replace(ROUTE, '')].map((form) => form.replace(/[_\s]+/g, '-'));
	return CLOSED.find(([form]) => forms.some((text) => form.test(text)))?.[1] ?? null;
}

/** Vendor of a model whose weights nobody outside has, by catalog and name. */
function closedVendor(id: string, catalog: Catalog): string | null {
	const known = matchModel(id, catalog);
	if (known !== null) return known.openWeights ? null : known.vendor;
	return closedFamily(id);
}

/** Whether a name stands for a model that only its vendor runs. */
export function isClosedModel(id: string, catalog: Catalog): boolean {
	return closedVendor(id, catalog) !== null;
}

/**
 * Whether a server passes requests on, by what it lists: one model that it says to pass on, one closed model that it does not prove to
 * hold, or closed models of two vendors. Somebody may call an own model `gpt-4o-mini` for a tool that knows no other name, but nobody keeps
 * a catalogue of such names.
 */
export function isGateway(remote: readonly RemoteModel[], catalog: Catalog): boolean {
	const vendors = new Set<string>();
	for (const { id, runsHere } of remote) {
		if (runsHere === false) return true;
		const vendor = closedVendor(id, catalog);
		if (vendor === null) continue;
		if (runsHere !== true) return true;
		vendors.add(vendor);
	}
	return vendors.size > 1;
}

/** Whether only the user can say if this server runs its models itself: it neither proves it nor shows that it passes them on. */
export function mustBeAsked(endpoint: Endpoint, remote: readonly RemoteModel[], catalog: Catalog): boolean {
	if (!endpoint.local || !endpoint.mustProve || endpoint.vouched) return false;
	return remote.some(({ runsHere }) => runsHere === undefined) && !isGateway(remote, catalog);
}

/**
 * Which models of a server run on this machine or the user's network. Without the user's word only what the server proves counts, and
 * nothing of a gateway does, not even with an answer of the user's; `local` in the settings holds for all but the closed models of the
 * catalog.
 */
export function localTest(endpoint: Endpoint, remote: readonly RemoteModel[], catalog: Catalog): (model: RemoteModel) => boolean {
	if (!endpoint.local) return () => false;
	if (!endpoint.mustProve) {
		return ({ id, runsHere }) => runsHere === true || (runsHere === undefined && matchModel(id, catalog)?.openWeights !== false);
	}
	if (isGateway(remote, catalog)) return () => false;
	return endpoint.vouched ? ({ runsHere }) => runsHere !== false : ({ runsHere }) => runsHere === true;
}
