import type { RemoteModel } from '../../core/model/endpoint.ts';
import { isUsableModel } from '../../core/model/fill-models.ts';
import { asFields, word } from '../types.ts';
import { type Bar, type Evidence, hasCloudMark, joined, saysPassedOn, sizeEvidence, verdict } from './evidence.ts';
import { type Get, NOTHING, numberOf, textOf, wordsOf } from './local-answer.ts';

/** /api/show is asked once a model; a longer list keeps its rest without details. */
const MAX_DETAILS = 60;

/**
 * Context of a model that is not loaded and sets none of its own, in tokens (docs/context-length.mdx of Ollama: 4k below 24 GiB of video
 * memory). Where the user has set more, /api/ps tells it once the model is loaded.
 */
const DEFAULT_CONTEXT = 4096;

type Fields = Readonly<Record<string, unknown>>;

/**
 * Ollama also lists models that it passes on to servers elsewhere: they are neither local nor free, so they are none of this endpoint's.
 * /api/tags marks them, and /api/show where an older list does not.
 */
export async function listOllama(get: Get): Promise<readonly RemoteModel[]> {
	const [tags, running, list] = await Promise.all([
		get('/api/tags'),
		get('/api/ps').catch(() => null),
		get('/v1/models').catch(() => null),
	]);
	const entries = fieldsOf(tags).filter((entry) => textOf(entry.name) !== null && !isElsewhere(String(entry.name), entry));
	const digests = ambiguousDigests(entries);
	const sizes = sharedSizes(entries);
	const owned = new Set(
		[asFields(list).data]
			.flat()
			.map(asFields)
			.filter(saysPassedOn)
			.map(({ id }) => id),
	);
	const models = await Promise.all(
		entries.map(async (entry, index): Promise<RemoteModel | null> => {
			const name = String(entry.name);
			const show = index < MAX_DETAILS ? await get('/api/show', { model: name }).then(asFields, () => null) : null;
			if (show !== null && isElsewhere(name, show)) return null;
			const capabilities = show === null ? null : wordsOf(show.capabilities);
			if (capabilities === null ? !isUsableModel(name) : !capabilities.includes('completion')) return null;
			const parametersB = countOf(show) ?? billions(asFields(entry.details).parameter_size);
			const doubtful = digests.has(entry.digest) || sizes.has(entry.size) || owned.has(name);
			const proven = doubtful ? undefined : verdict(name, evidence(name, entry, show), barOf(entry, show));
			return {
				...NOTHING,
				id: name,
				// What the server really gives the model comes before what it could take: a longer prompt is cut off in silence.
				contextTokens: show === null ? loadedContext(running, name) : (loadedContext(running, name) ?? setContext(show)),
				tools: capabilities?.includes('tools') ?? null,
				vision: capabilities?.includes('vision') ?? null,
				parametersB,
				...(proven === undefined ? {} : { runsHere: proven }),
			};
		}),
	);
	return models.filter((model) => model !== null);
}

function fieldsOf(answer: unknown): Fields[] {
	const { models } = asFields(answer);
	return Array.isArray(models) ? models.map(asFields) : [];
}

function isElsewhere(name: string, entry: Fields): boolean {
	return (
		hasCloudMark(name) || ['remotehost', 'remotemodel'].some((field) => Object.keys(entry).some((key) => word(key) === field && entry[key]))
	);
}

function evidence(name: string, entry: Fields, show: Fields | null): Evidence {
	const told = billions(asFields(entry.details).parameter_size);
	const counted = countOf(show);
	const digest = typeof entry.digest === 'string' && /^(?:sha256:)?[0-9a-f]{64}$/i.test(entry.digest);
	// Two counts of one file agree but for what the second leaves out; both are there for every model of Ollama's.
	const agree = told !== null && counted !== null;
	return joined(
		sizeEvidence(name, numberOf(entry.size), counted ?? told),
		{ facts: digest ? 1 : 0, contradicted: false },
		{ facts: agree ? 1 : 0, contradicted: agree && (told > counted * 2 || told < counted / 2) },
		{ facts: 0, contradicted: saysPassedOn(entry) || (show !== null && saysPassedOn(show)) },
	);
}

/**
 * Size, digest and number of weights stand in every list of Ollama's. A closed name needs the number twice, in the list and in /api/show:
 * programs that pass for Ollama keep one made-up entry for all their names.
 */
function barOf(entry: Fields, show: Fields | null): Bar {
	const twice = billions(asFields(entry.details).parameter_size) !== null && countOf(show) !== null;
	return { enough: 2, forClosed: twice ? 3 : Number.POSITIVE_INFINITY };
}

/** As many names may one file have: `ollama cp` makes a second one. */
const MAX_COPIES = 2;

/** A digest names one file: where the same one stands for different files or for many names, none of them is believed. */
function ambiguousDigests(entries: readonly Fields[]): ReadonlySet<unknown> {
	const seen = new Map<unknown, { readonly files: Set<string>; names: number }>();
	for (const { digest, size, details } of entries) {
		if (digest === undefined) continue;
		const one = seen.get(digest) ?? { files: new Set(), names: 0 };
		one.files.add(JSON.stringify([size, asFields(details).parameter_size]));
		one.names++;
		seen.set(digest, one);
	}
	return new Set([...seen].filter(([, { files, names }]) => files.size > 1 || names > MAX_COPIES).map(([digest]) => digest));
}

/** Sizes to the byte that more than two different files claim. */
function sharedSizes(entries: readonly Fields[]): ReadonlySet<unknown> {
	const files = new Map<unknown, Set<unknown>>();
	for (const { size, digest, name } of entries) {
		if (size !== undefined) files.set(size, (files.get(size) ?? new Set()).add(digest ?? name));
	}
	return new Set([...files].filter(([, different]) => different.size > MAX_COPIES).map(([size]) => size));
}

/** "7.6B", "137M", in billions. */
function billions(size: unknown): number | null {
	const match = typeof size === 'string' ? /^(\d+(?:\.\d+)?)\s*([KMBT])/i.exec(size.trim()) : null;
	if (match === null) return null;
	const count = Number(match[1]) * { K: 1e-6, M: 0.001, B: 1, T: 1000 }[match[2]!.toUpperCase() as 'K' | 'M' | 'B' | 'T'];
	return numberOf(count);
}

function countOf(show: Fields | null): number | null {
	const count = numberOf(asFields(show?.model_info)['general.parameter_count']);
	return count === null ? null : count / 1e9;
}

function loadedContext(running: unknown, name: string): number | null {
	const whole = (id: unknown): string =>
		String(id)
			.toLowerCase()
			.replace(/:latest$/, '');
	return numberOf(fieldsOf(running).find((model) => whole(model.name) === whole(name))?.context_length);
}

/** What the model's own file sets, else what Ollama gives by itself and the model can take. */
function setContext(show: Fields): number {
	const set = typeof show.parameters === 'string' ? /^\s*num[_-]?ctx\s+"?(\d+)/im.exec(show.parameters)?.[1] : undefined;
	const most = Object.entries(asFields(show.model_info)).find(([key]) => /\.context[_-]?length$/i.test(key))?.[1];
	return set === undefined ? Math.min(DEFAULT_CONTEXT, numberOf(most) ?? DEFAULT_CONTEXT) : Number(set);
}
