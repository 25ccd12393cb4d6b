import type { Catalog, CatalogModel } from './catalog.ts';
import { isChatModel } from './chat-models.ts';
import { canonicalName, splitModelName } from './names.ts';

interface NameIndex {
	/** Names with a tag, compared as they are. */
	readonly raw: ReadonlyMap<string, CatalogModel>;
	readonly exact: ReadonlyMap<string, CatalogModel>;
	/** Open-weight models without `instruct`/`it`: Ollama and others leave it out. */
	readonly bare: ReadonlyMap<string, CatalogModel>;
}

const indexes = new WeakMap<Catalog, NameIndex>();

/**
 * The catalog's model for a name under which an endpoint lists it, or null. Precision comes first: what is left of the name, after removing
 * what says nothing about the model (vendor path, routing suffix, quantisation, file ending, date of a snapshot), must be equal to an id or
 * alias; a size, a variant or a fine-tune that the catalog does not name is never matched to its nearest relative.
 */
export function matchModel(wireId: string, catalog: Catalog): CatalogModel | null {
	if (!isChatModel(wireId)) return null;
	const index = indexOf(catalog);
	const { name, raw, path } = splitModelName(wireId);
	const tagged = index.raw.get(raw);
	if (tagged) return tagged;
	// Hugging Face names base models of these families by leaving `instruct` out.
	if (/(?:^|\/)(?:meta-llama|mistralai)$/.test(path) && /^(?:llama-3|mistral-7b|mixtral)/.test(name) && !/instruct/.test(name)) return null;
	for (const key of new Set([name, undated(name)].map(canonicalName))) {
		const found = index.exact.get(key) ?? index.bare.get(key) ?? index.bare.get(withoutInstruct(key));
		if (found) return found;
	}
	return null;
}

/** Names of the catalog that two models claim, as the matcher reads them; empty in a sound catalog. */
export function ambiguousNames(catalog: Catalog): string[] {
	const owner = new Map<string, string>();
	const clashes: string[] = [];
	for (const model of catalog.models) {
		for (const key of new Set(namesOf(model).flatMap((name) => (isTagged(name) ? [name] : [canonicalName(splitModelName(name).name)])))) {
			const other = owner.get(key);
			if (other && other !== model.id) clashes.push(`${key}: ${other}, ${model.id}`);
			owner.set(key, model.id);
		}
	}
	return clashes;
}

function indexOf(catalog: Catalog): NameIndex {
	let index = indexes.get(catalog);
	if (!index) {
		index = buildIndex(catalog);
		indexes.set(catalog, index);
	}
	return index;
}

function buildIndex(catalog: Catalog): NameIndex {
	const raw = new Map<string, CatalogModel>();
	const exact = new Map<string, CatalogModel>();
	const bare = new Map<string, CatalogModel>();
	for (const model of catalog.models) {
		for (const name of namesOf(model)) {
			if (isTagged(name)) raw.set(name, model);
			if (name.endsWith(':latest')) continue;
			const key = canonicalName(splitModelName(name).name);
			exact.set(key, model);
			if (model.openWeights) bare.set(withoutInstruct(key), model);
		}
	}
	return { raw, exact, bare };
}

function namesOf(model: CatalogModel): string[] {
	return [model.id, ...model.aliases, ...(model.ollama ? [model.ollama] : [])];
}

function isTagged(name: string): boolean {
	return name.includes(':');
}

function withoutInstruct(key: string): string {
	return key.replace(/-(?:instruct|it)(?=-|$)/, '');
}

/**
 * Without the date of a snapshot: `-20251001`, `-2024-08-06`, `@20251001`, `-latest`, `-preview`, Gemini's `-001` and `-preview-09-2025`.
 * Dates of four digits (`-2507`, `-0324`) stay: there they tell models apart. So does `-preview` in the families whose preview became
 * another model (o1-preview, QwQ-32B-Preview, gpt-4-turbo-preview).
 */
function undated(name: string): string {
	const plain = /^(?:o1|qwq|gpt-4)/.test(name) ? name : name.replace(/-preview$/, '');
	return plain
		.replace(/[-@]20\d{2}-?\d{2}-?\d{2}(?:-v\d+)?$/, '')
		.replace(/-latest$/, '')
		.replace(/^(gemini-.+?)-(?:\d{3}|preview-\d{2}-(?:\d{4}|\d{2})|exp-\d{2}-\d{2})$/, '$1');
}
