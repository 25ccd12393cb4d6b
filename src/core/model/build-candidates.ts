import { type MicroDollars, microsFromDollars } from '../base/micros.ts';
import type { Candidate } from './candidate.ts';
import type { Catalog, CatalogModel } from './catalog.ts';
import type { Endpoint, RemoteModel } from './endpoint.ts';
import { isFillOnlyModel, isUsableModel } from './fill-models.ts';
import { matchModel } from './match.ts';
import type { TokenPrices } from './prices.ts';
import { guessFromName } from './size.ts';
import { hostedSpeed } from './speed.ts';

/** Context of a model nobody describes, in tokens: what a local server allots by default, and what every hosted model of today has. */
const unknownContext = { local: 8_192, remote: 32_768 };
/** Open-weight models up to this size (billions of parameters) count as able to run on the user's machine. */
const localLimitB = 35;

/** A price set by the user, in dollars per million tokens as vendors print them. Must be finite and not negative. */
export interface PriceOverride {
	readonly inputPerMTokUsd: number;
	readonly outputPerMTokUsd: number;
	readonly cachedInputPerMTokUsd?: number | null;
	readonly cacheWritePerMTokUsd?: number | null;
}

/** Keyed by candidate id, by wire model or by catalog id; the most exact key wins. */
export type PriceOverrides = Readonly<Record<string, PriceOverride>>;

/** Vendor of the catalog as the user knows it. */
const vendorNames: Record<string, string> = {
	openai: 'OpenAI',
	anthropic: 'Anthropic',
	google: 'Google',
	deepseek: 'DeepSeek',
	qwen: 'Alibaba Cloud',
	mistral: 'Mistral',
	xai: 'xAI',
	moonshot: 'Moonshot AI',
	zai: 'Z.ai',
	minimax: 'MiniMax',
	meta: 'Meta',
	microsoft: 'Microsoft',
	ibm: 'IBM',
	huggingface: 'Hugging Face',
};

/** Recipient of text that stays on the user's machine or network. */
const thisComputer = 'this computer';

/**
 * The candidates of one endpoint from what it lists: one for each model as it runs by default and one for each further effort. Models that
 * can neither chat nor fill in code are left out, doubles too; `fillOnly` marks those that chat must not see. What the endpoint says of a
 * model wins over the catalog. Prices: the user's override, else as the endpoint lists them, else the catalog's; local and included models
 * cost 0; an unknown price stays null.
 */
export function buildCandidates(
	endpoint: Endpoint,
	remote: readonly RemoteModel[],
	catalog: Catalog,
	overrides: PriceOverrides = {},
): Candidate[] {
	const seen = new Set<string>();
	return remote.flatMap((model) => {
		if (seen.has(model.id) || !isUsableModel(model.id)) return [];
		seen.add(model.id);
		return remoteCandidates(endpoint, model, catalog, overrides);
	});
}

function remoteCandidates(endpoint: Endpoint, model: RemoteModel, catalog: Catalog, overrides: PriceOverrides): Candidate[] {
	const known = matchModel(model.id, catalog);
	const included = endpoint.kind === 'vscode';
	// A closed model that a server on the user's machine lists is one that it passes on to the vendor: text and money leave.
	const local = endpoint.local && (known === null || known.openWeights);
	const guess = guessFromName(model.id);
	const base: Candidate = {
		id: `${endpoint.id}/${model.id}`,
		endpointId: endpoint.id,
		recipient: local ? thisComputer : endpoint.displayName,
		wireModel: model.id,
		catalogId: known?.id ?? null,
		effort: null,
		displayName: known?.displayName ?? model.displayName ?? model.id,
		local,
		included,
		contextTokens: contextOf(local, model, known),
		maxOutputTokens: model.maxOutputTokens ?? known?.maxOutputTokens ?? null,
		tools: model.tools ?? known?.tools ?? false,
		vision: model.vision ?? known?.vision ?? false,
		fim: known?.fim ?? isFillOnlyModel(model.id),
		...(isFillOnlyModel(model.id) ? { fillOnly: true as const } : {}),
		prices: local || included ? freePrices : (model.prices ?? catalogPrices(known)),
		// A speed measured at a vendor says nothing about the user's own machine.
		speed: local ? null : hostedSpeed(known, catalog),
		parametersB: model.parametersB ?? known?.parametersB ?? guess.parametersB,
		reasoning: known?.reasoning ?? guess.reasoning,
	};
	// The editor's models take no effort.
	const efforts = included ? [] : (known?.efforts ?? []);
	return withEfforts(base, efforts, known?.defaultEffort ?? null).map((candidate) => overridden(candidate, overrides));
}

/** A local server often runs a model with less context than it has; without its word the cautious value holds. */
function contextOf(local: boolean, model: RemoteModel, known: CatalogModel | null): number {
	// Other extensions offer models through the editor, and some say 0 or nothing.
	if (model.contextTokens !== null && model.contextTokens > 0) return model.contextTokens;
	if (local) return Math.min(known?.contextTokens ?? unknownContext.local, unknownContext.local);
	return known?.contextTokens ?? unknownContext.remote;
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
			recipient: local ? thisComputer : (vendorNames[model.vendor] ?? model.vendor),
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
			prices: local ? freePrices : catalogPrices(model),
			speed: local ? null : hostedSpeed(model, catalog),
			parametersB: model.parametersB,
			reasoning: model.reasoning,
		};
		return withEfforts(base, model.efforts, model.defaultEffort ?? null).map((candidate) => overridden(candidate, overrides));
	});
}

const freePrices: TokenPrices = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };

/** The default first; an effort that is the vendor's default is that same candidate and does not come twice. */
function withEfforts(base: Candidate, efforts: CatalogModel['efforts'], defaultEffort: string | null): Candidate[] {
	const further = efforts.filter(({ name }) => name !== defaultEffort);
	return [
		base,
		...further.map(({ name }) => ({
			...base,
			id: `${base.id}@${name}`,
			displayName: `${base.displayName} (${name})`,
			effort: name,
			reasoning: name !== 'none' && name !== 'minimal',
		})),
	];
}

function catalogPrices(model: CatalogModel | null): TokenPrices | null {
	if (!model?.prices) return null;
	const { input, output, cachedInput, cacheWrite } = model.prices;
	return { input, output, cachedInput, cacheWrite };
}

function overridden(candidate: Candidate, overrides: PriceOverrides): Candidate {
	const keys = [candidate.id, `${candidate.endpointId}/${candidate.wireModel}`, candidate.wireModel, candidate.catalogId];
	const key = keys.find((name) => name !== null && Object.hasOwn(overrides, name));
	if (!key) return candidate;
	const price = overrides[key]!;
	return {
		...candidate,
		prices: {
			input: microsFromDollars(price.inputPerMTokUsd),
			output: microsFromDollars(price.outputPerMTokUsd),
			cachedInput: optional(price.cachedInputPerMTokUsd),
			cacheWrite: optional(price.cacheWritePerMTokUsd),
		},
	};
}

function optional(dollars: number | null | undefined): MicroDollars | null {
	return dollars == null ? null : microsFromDollars(dollars);
}
