import type { Candidate } from './candidate.ts';
import { overridden, type PriceOverrides, pricesOf } from './candidate-prices.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import type { Endpoint, RemoteModel } from './endpoint.ts';
import { isFillOnlyModel, isUsableModel } from './fill-models.ts';
import { matchModel } from './match.ts';
import { isSoundId, isSoundText } from './names.ts';
import { isClosedModel, localTest } from './passed-on.ts';
import { FREE_PRICES } from './prices.ts';
import { OWN_NETWORK, THIS_COMPUTER } from './recipient.ts';
import { guessFromName } from './size.ts';
import { withSnapshots } from './snapshots.ts';
import { hostedSpeed } from './speed.ts';
import { vendorName } from './vendors.ts';

/** Context of a model nobody describes, in tokens: what a local server allots by default, and what every hosted model of today has. */
const unknownContext = { local: 8_192, remote: 32_768 };
/** Open-weight models up to this size (billions of parameters) count as able to run on the user's machine. */
const localLimitB = 35;

/**
 * The candidates of one endpoint from what it lists: one for each model as it runs by default and one for each further effort. Models that
 * can neither chat nor fill in code are left out, doubles and ids that cannot be shown or kept too; `fillOnly` marks those that chat must
 * not see. What the endpoint says of a model wins over the catalog. Prices: the user's override, else `pricesOf`; local and included models
 * cost 0.
 */
export function buildCandidates(
	endpoint: Endpoint,
	remote: readonly RemoteModel[],
	catalog: Catalog,
	overrides: PriceOverrides = {},
): Candidate[] {
	const seen = new Set<string>();
	const isLocal = localTest(endpoint, remote, catalog);
	const bases = remote.flatMap((model) => {
		if (seen.has(model.id) || !isSoundId(model.id) || !isUsableModel(model.id)) return [];
		seen.add(model.id);
		const local = isLocal(model);
		const name = model.copyOf ?? model.id;
		const named = matchModel(name, catalog);
		// What runs here is what the server holds, whatever it is called: a closed name, or one of another size, says nothing of it.
		const known = local && (isClosedModel(name, catalog) || isOtherSize(model, named)) ? null : named;
		const base = remoteCandidate(endpoint, model, { local, known, catalog });
		return [{ ...base, known }];
	});
	return withSnapshots(bases).flatMap(({ known, ...base }) => {
		// The editor's models take no effort.
		const efforts = base.included ? [] : (known?.efforts ?? []);
		const all = withEfforts(base, efforts, base.included ? null : (known?.defaultEffort ?? null));
		return all.map((candidate) => overridden(candidate, overrides));
	});
}

/** Whether a server that tells the size of a model cannot mean the one of the catalog. */
function isOtherSize({ parametersB: told }: RemoteModel, known: CatalogModel | null): boolean {
	if (told === null || known === null || known.parametersB === null) return false;
	// Some count shared or effective parameters, and some the tower that reads pictures.
	return told > known.parametersB * 2.5 || told < known.parametersB / 2.5;
}

/** At its default effort, without the user's own price. */
function remoteCandidate(
	endpoint: Endpoint,
	model: RemoteModel,
	{ local, known, catalog }: { readonly local: boolean; readonly known: CatalogModel | null; readonly catalog: Catalog },
): Candidate {
	const included = endpoint.kind === 'vscode';
	const guess = guessFromName(model.copyOf ?? model.id);
	const context = contextOf(local || endpoint.mustProve === true, model, known, endpoint);
	const tools = model.tools ?? endpoint.untold?.tools ?? known?.tools;
	const assumed = [...(context.assumed ? (['context'] as const) : []), ...(tools === undefined ? (['tools'] as const) : [])];
	return {
		id: `${endpoint.id}/${model.id}`,
		endpointId: endpoint.id,
		recipient: local ? (endpoint.onNetwork ? OWN_NETWORK : THIS_COMPUTER) : endpoint.displayName,
		wireModel: model.id,
		catalogId: known?.id ?? null,
		effort: null,
		displayName: shownName(model, known),
		local,
		included,
		contextTokens: context.tokens,
		...(assumed.length === 0 || included ? {} : { assumed }),
		maxOutputTokens: model.maxOutputTokens ?? known?.maxOutputTokens ?? null,
		tools: tools ?? false,
		vision: model.vision ?? known?.vision ?? false,
		fim: known?.fim ?? isFillOnlyModel(model.id),
		...(isFillOnlyModel(model.id) ? { fillOnly: true as const } : {}),
		...(local || included ? { prices: FREE_PRICES } : pricesOf(endpoint, model, known, catalog)),
		// A speed measured at a vendor says nothing about the user's own machine.
		speed: local ? null : hostedSpeed(known, catalog, model.copyOf ?? model.id),
		parametersB: model.parametersB ?? known?.parametersB ?? guess.parametersB,
		reasoning: known?.reasoning ?? guess.reasoning,
	};
}

/** A further copy of a model is told from the first by its number. */
function shownName({ id, displayName, copyOf }: RemoteModel, known: CatalogModel | null): string {
	const own = displayName !== null && isSoundText(displayName) ? displayName : id;
	if (known === null) return own;
	return copyOf === undefined ? known.displayName : `${known.displayName} (${id.slice(copyOf.length + 1)})`;
}

/** A local server often runs a model with less context than it has; without its word, or its user's, the cautious value holds. */
function contextOf(
	near: boolean,
	model: RemoteModel,
	known: CatalogModel | null,
	{ untold }: Endpoint,
): { readonly tokens: number; readonly assumed: boolean } {
	// Other extensions offer models through the editor, and some say 0 or nothing.
	const told = (model.contextTokens === null ? null : soundContext(model.contextTokens)) ?? untold?.contextTokens ?? null;
	if (told !== null) return { tokens: told, assumed: false };
	if (!near || known?.openWeights === false) return { tokens: known?.contextTokens ?? unknownContext.remote, assumed: known === null };
	return { tokens: Math.min(known?.contextTokens ?? unknownContext.local, unknownContext.local), assumed: true };
}

/** Contexts that any model could have, in tokens: whole, and neither a slip nor a joke. */
function soundContext(told: number): number | null {
	return told >= 64 && told <= 100_000_000 ? Math.floor(told) : null;
}

/**
 * Every model of the catalog as if every vendor were configured: what the command line routes over. The endpoint is the vendor; open-weight
 * models that Ollama serves and that fit an ordinary machine (up to 35 billion parameters) are local.
 */
export function catalogCandidates(catalog: Catalog, overrides: PriceOverrides = {}): Candidate[] {
	return catalog.models.flatMap((model) => {
		const local = Boolean(model.ollama) && model.openWeights && model.parametersB !== null && model.parametersB <= localLimitB;
		const endpointId = local ? 'ollama' : model.vendor;
		const wireModel = local ? model.ollama! : model.id;
		const base: Candidate = {
			id: `${endpointId}/${wireModel}`,
			endpointId,
			recipient: local ? THIS_COMPUTER : vendorName(model.vendor),
			wireModel,
			catalogId: model.id,
			effort: null,
			displayName: model.displayName,
			local,
			included: false,
			contextTokens: model.contextTokens,
			maxOutputTokens: model.maxOutputTokens,
			tools: model.tools,
			vision: model.vision,
			fim: model.fim,
			...(local ? { prices: FREE_PRICES } : pricesOf({ baseUrl: '' }, { id: model.id, prices: null }, model, catalog)),
			speed: local ? null : hostedSpeed(model, catalog),
			parametersB: model.parametersB,
			reasoning: model.reasoning,
		};
		return withEfforts(base, model.efforts, model.defaultEffort ?? null).map((candidate) => overridden(candidate, overrides));
	});
}

/** The default first; an effort that is the vendor's default is that same candidate and does not come twice. */
function withEfforts(base: Candidate, efforts: CatalogModel['efforts'], defaultEffort: string | null): Candidate[] {
	const further = efforts.filter(({ name }) => name !== defaultEffort);
	return [
		defaultEffort === null ? base : { ...base, defaultEffort },
		...further.map(({ name }) => ({
			...base,
			id: `${base.id}@${name}`,
			displayName: `${base.displayName} (${name})`,
			effort: name,
			reasoning: name !== 'none' && name !== 'minimal',
		})),
	];
}
