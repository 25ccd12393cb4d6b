import { closedFamily } from '../../core/model/passed-on.ts';
import { parametersFromName } from '../../core/model/size.ts';
import { asFields, word } from '../types.ts';

/**
 * What a server tells of a model that only who holds its weights has reason to know. One list for all servers: each fact speaks for itself,
 * and a fact that cannot be true speaks against the model. A server that keeps true facts of real files ready for every name is not found
 * out (docs/guide/security.md).
 */
export interface Evidence {
	/** Facts that fit weights on a disk. */
	readonly facts: number;
	/** Something that no holder of weights would say: no fact counts any more. */
	readonly contradicted: boolean;
}

/**
 * Bits a weight takes on the disk. Below 0.4 and above 40 no format is known: 1.58-bit ternary files with their embeddings and doubles with
 * all that stands around them lie between.
 */
function fits(bytes: number, parametersB: number): boolean {
	const bits = (bytes * 8) / (parametersB * 1e9);
	return bits >= 0.4 && bits <= 40;
}

/** Of a number of weights: from the smallest that talks to the largest that anyone has published, in billions. */
function plausible(parametersB: number): boolean {
	return parametersB >= 0.001 && parametersB <= 20_000;
}

/** Size of the file in bytes and number of weights in billions, null where not told. */
export function sizeEvidence(id: string, bytes: number | null, parametersB: number | null): Evidence {
	let facts = 0;
	if (parametersB !== null) {
		if (!plausible(parametersB)) return { facts: 0, contradicted: true };
		facts++;
	}
	if (bytes !== null) {
		const weights = parametersB ?? parametersFromName(id);
		if (bytes < 1_000_000 || (weights !== null && !fits(bytes, weights))) return { facts: 0, contradicted: true };
		facts++;
	}
	return { facts, contradicted: false };
}

export function joined(...found: readonly Evidence[]): Evidence {
	return { facts: found.reduce((sum, { facts }) => sum + facts, 0), contradicted: found.some(({ contradicted }) => contradicted) };
}

/** Names of a field that say of a model that another server answers for it. */
const ELSEWHERE = /^(?:remote|upstream|litellm|proxied|forward|apibase|baseurl|providername)/;

/**
 * Owners that a list of another's models names: the vendors, and the programs that pass on. Those that publish weights as well are not
 * among them; nor are the programs that run them.
 */
const OWNERS = new Set(
	'openai openaiinternal system azure azureopenai anthropic google vertexai vertex bedrock amazon aws xai perplexity groq openrouter litellm portkey cloud ollamacloud'.split(
		' ',
	),
);

/** Whether an entry of a list says that another server answers for the model. */
export function saysPassedOn(entry: Readonly<Record<string, unknown>>): boolean {
	const elsewhere = Object.entries(entry).some(
		([name, value]) => ELSEWHERE.test(word(name)) && value !== null && value !== '' && value !== false,
	);
	const owner = entry.owned_by ?? entry.provider;
	return elsewhere || (typeof owner === 'string' && OWNERS.has(word(owner))) || isPriced(entry.pricing);
}

/** Who runs weights for himself has no price list. */
function isPriced(pricing: unknown): boolean {
	return Object.values(asFields(pricing)).some((price) => Number(price) > 0);
}

/** `-cloud`, `:cloud`: how Ollama marks what runs at its own servers. */
export function hasCloudMark(id: string): boolean {
	return /[:-]cloud$/i.test(id.trim());
}

/**
 * Whether the facts suffice: `enough` for an ordinary name, `forClosed` for one of a closed family. Undefined where they do not: nothing is
 * said then.
 */
export function verdict(id: string, { facts, contradicted }: Evidence, { enough, forClosed }: Bar): true | undefined {
	return !contradicted && facts >= (closedFamily(id) === null ? enough : forClosed) ? true : undefined;
}

/** How many facts a server must tell of a model, by how much its kind tells of each. */
export interface Bar {
	readonly enough: number;
	readonly forClosed: number;
}
