import * as l10n from '@vscode/l10n';
import type { Candidate } from '../../../core/model/candidate.ts';
import type { Catalog, CatalogModel } from '../../../core/model/catalog.ts';
import { effortRank, effortRun } from '../../../core/model/efforts.ts';
import { type Endpoint, MODEL_FILES_ENDPOINT } from '../../../core/model/endpoint.ts';
import { canonicalName, splitModelName } from '../../../core/model/names.ts';
import { vendorName } from '../../../core/model/vendors.ts';
import { modelOfId } from '../../../core/money/experience.ts';
import type { Experience, ModelExperience } from '../../../core/money/ledger.ts';
import type { EffortView, EndpointView, EvidenceView, FileView, MeasuredView, ModelView } from '../../../protocol/models-page.ts';
import { BUILT_IN_ENDPOINTS } from '../../../providers/built-in.ts';
import type { LearnedRow } from '../../learning/answer-belief.ts';
import { unusable } from '../../models/options.ts';
import type { EndpointState } from '../../models/registry.ts';
import type { Settings } from '../../settings/schema.ts';
import { type KnownQualities, QUALITY_KINDS } from './model-qualities.ts';
import { priceView } from './price-words.ts';

export interface RowsInput {
	readonly endpoints: readonly EndpointState[];
	/** Of all endpoints, each model's efforts. */
	readonly candidates: readonly Candidate[];
	readonly settings: Pick<Settings, 'pool' | 'localOnly' | 'endpoints' | 'prices'>;
	readonly catalog: Catalog;
	/** Null where the ledger cannot be read. */
	readonly experience: ModelExperience | null;
	/** Null while they are estimated. */
	readonly qualities: KnownQualities | null;
	readonly learned: readonly LearnedRow[];
	readonly resting: (candidate: Candidate) => string | null;
	/** Model ids (`endpoint/model`). */
	readonly pinned: ReadonlySet<string>;
	/** When a model appeared at an endpoint that was known before, ms since epoch; null for one that is not new. */
	readonly newSince: (endpointId: string, wireModel: string) => number | null;
	/** What is to be said of the user's model files; null for every other model. */
	readonly file: (candidate: Candidate) => FileView | null;
}

const BY_NAME = new Intl.Collator('en', { numeric: true });

/** Endpoints with their models, one row a model, its efforts inside it. Pure; some milliseconds for 400 models. */
export function endpointViews(input: RowsInput): EndpointView[] {
	const byEndpoint = Map.groupBy(input.candidates, ({ endpointId }) => endpointId);
	const shared = sharedOf(input);
	const views = input.endpoints.map(({ endpoint, error }): EndpointView => {
		const own = Map.groupBy(byEndpoint.get(endpoint.id) ?? [], ({ id }) => modelOfId(id));
		return {
			...{ id: endpoint.id, name: endpoint.displayName, needsKey: endpoint.needsKey },
			where: whereOf(endpoint),
			origin: originOf(endpoint.id, endpoint.kind, input.settings),
			error: error === null ? null : `${error.message} ${error.nextStep}`,
			models: [...own].map(([id, efforts]) => modelView(id, efforts, input, shared)).sort(inOrder),
		};
	});
	return views.sort((a, b) => rank(b) - rank(a) || BY_NAME.compare(a.name, b.name));
}

function originOf(id: string, kind: string, { endpoints }: Pick<Settings, 'endpoints'>): EndpointView['origin'] {
	if (kind === 'vscode') return 'editor';
	if (id === MODEL_FILES_ENDPOINT.id) return 'files';
	if (endpoints.some((own) => own.id === id)) return 'own';
	return BUILT_IN_ENDPOINTS.some((vendor) => vendor.id === id) ? 'builtIn' : 'found';
}

function whereOf({ id, kind, baseUrl }: Endpoint): string {
	if (kind === 'vscode') return l10n.t('this editor');
	return id === MODEL_FILES_ENDPOINT.id ? l10n.t('this computer') : hostOf(baseUrl);
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : '';
}

/** Looked up for each row. */
interface Shared {
	readonly catalog: ReadonlyMap<string, CatalogModel>;
	readonly candidates: ReadonlyMap<string, Experience>;
	readonly models: ReadonlyMap<string, Experience>;
	readonly pool: ReadonlySet<string> | null;
	/** Signals by model's name on the wire, whatever the endpoint: an endpoint makes no model better. */
	readonly learned: ReadonlyMap<string, readonly LearnedRow[]>;
}

function sharedOf({ catalog, experience, settings, learned }: RowsInput): Shared {
	const byId = (list: readonly Experience[] | undefined) => new Map(list?.map((one) => [one.id, one]));
	return {
		catalog: new Map(catalog.models.map((model) => [model.id, model])),
		candidates: byId(experience?.candidates),
		models: byId(experience?.models),
		pool: settings.pool === null ? null : new Set(settings.pool),
		learned: Map.groupBy(learned, ({ candidateId }) => wireName(modelOfId(candidateId))),
	};
}

/** The name that a model has at every endpoint. */
function wireName(modelId: string): string {
	const wire = modelId.slice(modelId.indexOf('/') + 1);
	return canonicalName(splitModelName(wire).name) || modelId;
}

function modelView(id: string, candidates: readonly Candidate[], input: RowsInput, shared: Shared): ModelView {
	const efforts = candidates.toSorted(
		(a, b) => Number(a.effort !== null) - Number(b.effort !== null) || effortRank(a, candidates) - effortRank(b, candidates),
	);
	// One that the server refused at its default has named efforts alone.
	const [usual] = efforts as [Candidate, ...Candidate[]];
	const known = usual.catalogId === null ? null : (shared.catalog.get(usual.catalogId) ?? null);
	const views = efforts.map((candidate) => effortView(candidate, input, shared));
	const on = views.filter(({ use }) => use).length;
	const seen = shared.models.get(id);
	const file = input.file(usual);
	return {
		...{ id, name: known !== null && usual.effort !== null ? known.displayName : usual.displayName, wire: usual.wireModel },
		vendor: known === null ? '' : vendorName(known.vendor),
		use: on === views.length ? 'on' : on === 0 ? 'off' : 'part',
		blocked: unusable(usual, input.settings),
		resting: input.resting(usual),
		pinned: input.pinned.has(id),
		newSince: input.newSince(usual.endpointId, usual.wireModel),
		lastAt: seen?.lastAt ?? null,
		evidence: evidenceOf(known, shared.learned.get(wireName(id)) ?? []),
		price: priceView(usual, known, input.settings.prices),
		contextTokens: usual.contextTokens,
		contextAssumed: usual.assumed?.includes('context') ?? false,
		measured: measuredOf(seen),
		...(file === null ? {} : { file }),
		efforts: views,
	};
}

function effortView(candidate: Candidate, { qualities }: RowsInput, { pool, candidates }: Shared): EffortView {
	const run = effortRun(candidate);
	return {
		id: candidate.id,
		label: candidate.effort ?? (run === null ? l10n.t('as it runs by default') : l10n.t('{0} (default)', run)),
		use: pool === null || pool.has(candidate.id),
		qualities: qualities?.of.get(candidate.id) ?? null,
		measured: measuredOf(candidates.get(candidate.id)),
	};
}

function evidenceOf(known: CatalogModel | null, learned: readonly LearnedRow[]): EvidenceView {
	const scores = known?.scores ?? [];
	const signals = (rows: readonly LearnedRow[]): number => rows.reduce((sum, row) => sum + row.signals, 0);
	return {
		scores: scores.length,
		newest: scores.reduce<string | null>((newest, { date }) => (newest === null || date > newest ? date : newest), null),
		signals: signals(learned),
		byKind: QUALITY_KINDS.map((kind) => signals(learned.filter(({ task }) => task === kind))),
	};
}

function measuredOf(seen: Experience | undefined): MeasuredView | null {
	if (seen === undefined) return null;
	const { requests, failed, firstTokenMs, durationMs } = seen;
	return { requests, failed, firstTokenMs, durationMs };
}

/** Pinned ones first, then those used last, then by name. */
function inOrder(a: ModelView, b: ModelView): number {
	return Number(b.pinned) - Number(a.pinned) || (b.lastAt ?? 0) - (a.lastAt ?? 0) || BY_NAME.compare(a.name, b.name);
}

/** Likewise for endpoints, by their first model; one with a pinned model stands before all that were only used. */
function rank({ models: [first] }: EndpointView): number {
	if (first === undefined) return -1;
	return first.pinned ? Number.MAX_VALUE : (first.lastAt ?? 0);
}
