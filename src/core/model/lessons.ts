import type { Clock } from '../base/time.ts';
import type { Candidate } from './candidate.ts';
import type { Endpoint } from './endpoint.ts';

/** One model at one address. */
export interface Place {
	readonly endpoint: Pick<Endpoint, 'id' | 'baseUrl' | 'local'>;
	/** As it goes over the wire. */
	readonly model: string;
}

/** What a server's refusals and answers taught of one model. */
export interface Learned {
	/** Fields that it does not take, each with the name that it takes in its place; null: none. */
	readonly fields: ReadonlyMap<string, string | null>;
	/** Efforts that it does not take; `EVERY_EFFORT`: none at all. */
	readonly efforts: ReadonlySet<string>;
	/** Tokens that it reads at most; null where nothing is known. */
	readonly contextTokens: number | null;
	/** Tokens that it may be asked for at most. */
	readonly maxOutputTokens: number | null;
	/** Tokens a second that it writes here. */
	readonly tokensPerSecond: number | null;
}

/** In the place of an effort's name: the server takes no effort of this model. */
export const EVERY_EFFORT = '*';

/** A lesson as it is kept. `value`: the other name of a field, or tokens. */
interface Row {
	readonly endpointId: string;
	readonly address: string;
	readonly model: string;
	readonly what: 'field' | 'effort' | 'context' | 'output' | 'speed';
	readonly name: string;
	readonly value: string | number | null;
	/** When it was learned and when it ends, ms since epoch. */
	readonly at: number;
	readonly until: number;
}

const HOUR = 3_600_000;
/** Servers are updated: what they refuse is tried again some day. */
const LIFETIME_MS = 30 * 24 * HOUR;
/** A local model's context is a setting that its user may raise at any moment; a vendor's may change with the plan. */
const CONTEXT_LIFETIME_MS = { local: HOUR, remote: 24 * HOUR };
/** Lessons that are kept; the newest stay. */
const MOST_ROWS = 400;
/** Logarithm by which a speed must differ from the known one to be kept. */
const SPEED_CHANGE = 0.1;
/** UTF-16 units of a name: models and fields come from servers. */
const MOST_CHARS = 300;

/**
 * What servers refused and how fast they write, by endpoint, address and model: an endpoint that moves to another address is
 * another server. Holds names and figures only. Bounded, and every lesson ends by itself.
 */
export class Lessons {
	readonly #clock: Clock;
	readonly #rows = new Map<string, Row>();
	#listener: () => void = () => {};
	/** Contexts that were learned before are not taken back from what was kept. */
	#contextsForgottenAt = Number.NEGATIVE_INFINITY;

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Called after each lesson. */
	onLearned(listener: () => void): void {
		this.#listener = listener;
	}

	/** @param instead the name under which the server takes the field, null where it takes it not at all */
	refuseField(place: Place, field: string, instead: string | null): void {
		this.#add(place, 'field', field, instead, LIFETIME_MS);
	}

	refuseEffort(place: Place, effort: string): void {
		this.#add(place, 'effort', effort, null, LIFETIME_MS);
	}

	readsAtMost(place: Place, tokens: number): void {
		const lifetime = place.endpoint.local ? CONTEXT_LIFETIME_MS.local : CONTEXT_LIFETIME_MS.remote;
		this.#add(place, 'context', '', Math.floor(tokens), lifetime);
	}

	answersAtMost(place: Place, tokens: number): void {
		this.#add(place, 'output', '', Math.floor(tokens), LIFETIME_MS);
	}

	/** How fast an answer was written. Answers differ, and the newest counts half; a speed that is nearly as known is no lesson. */
	writesAt(place: Place, tokensPerSecond: number): void {
		const known = this.of(place).tokensPerSecond;
		const speed = known === null ? tokensPerSecond : Math.sqrt(known * tokensPerSecond);
		if (known === null || Math.abs(Math.log(speed / known)) > SPEED_CHANGE) this.#add(place, 'speed', '', speed, LIFETIME_MS);
	}

	of(place: Place): Learned {
		const fields = new Map<string, string | null>();
		const efforts = new Set<string>();
		let contextTokens: number | null = null;
		let maxOutputTokens: number | null = null;
		let tokensPerSecond: number | null = null;
		for (const { what, name, value } of this.#at(place)) {
			if (what === 'effort') efforts.add(name);
			else if (what === 'field') fields.set(name, typeof value === 'string' ? value : null);
			else if (typeof value !== 'number') continue;
			else if (what === 'context') contextTokens = value;
			else if (what === 'speed') tokensPerSecond = value;
			else maxOutputTokens = value;
		}
		return { fields, efforts, contextTokens, maxOutputTokens, tokensPerSecond };
	}

	/**
	 * The candidates as the endpoint has shown them to be: without the efforts that it refused, never larger than listed, as fast as it
	 * writes.
	 */
	apply(endpoint: Place['endpoint'], candidates: readonly Candidate[]): readonly Candidate[] {
		if (![...this.#rows.values()].some((row) => row.endpointId === endpoint.id)) return candidates;
		return candidates.flatMap((candidate) => {
			const { efforts, contextTokens, maxOutputTokens, tokensPerSecond } = this.of({ endpoint, model: candidate.wireModel });
			if (candidate.effort !== null && (efforts.has(candidate.effort) || efforts.has(EVERY_EFFORT))) return [];
			if (contextTokens === null && maxOutputTokens === null && tokensPerSecond === null) return [candidate];
			const most = Math.min(maxOutputTokens ?? Number.POSITIVE_INFINITY, candidate.maxOutputTokens ?? Number.POSITIVE_INFINITY);
			return {
				...candidate,
				contextTokens: Math.min(candidate.contextTokens, contextTokens ?? candidate.contextTokens),
				maxOutputTokens: Number.isFinite(most) ? most : null,
				speed: tokensPerSecond === null ? candidate.speed : { tokensPerSecond, firstTokenSeconds: null },
			};
		});
	}

	/** Forgets the sizes of contexts: the user may have raised them. */
	forgetContexts(): void {
		this.#contextsForgottenAt = this.#clock.now();
		for (const [key, { what }] of this.#rows) if (what === 'context') this.#rows.delete(key);
		this.#listener();
	}

	/** What is to be kept, the newest last. */
	snapshot(): readonly unknown[] {
		this.#tidy();
		return [...this.#rows.values()];
	}

	/** Takes what was kept, of any form and age, beside what is known here; of two lessons of one kind the one that lives longer holds. */
	restore(kept: unknown): void {
		if (!Array.isArray(kept)) return;
		for (const row of kept.slice(-MOST_ROWS)) {
			if (!isRow(row) || (row.what === 'context' && row.at <= this.#contextsForgottenAt)) continue;
			const key = keyOf(row);
			const known = this.#rows.get(key);
			if (known === undefined || known.until < row.until) this.#rows.set(key, row);
		}
		this.#tidy();
	}

	#add({ endpoint, model }: Place, what: Row['what'], name: string, value: Row['value'], lifetime: number): void {
		const at = this.#clock.now();
		const row = { endpointId: endpoint.id, address: endpoint.baseUrl, model, what, name, value, at, until: at + lifetime };
		if (!isRow(row)) return;
		// The address before is no longer that of this endpoint.
		for (const [key, { endpointId, address }] of this.#rows) {
			if (endpointId === row.endpointId && address !== row.address) this.#rows.delete(key);
		}
		// Set anew, so that it is the newest.
		this.#rows.delete(keyOf(row));
		this.#rows.set(keyOf(row), row);
		this.#tidy();
		this.#listener();
	}

	#at({ endpoint, model }: Place): readonly Row[] {
		const now = this.#clock.now();
		return [...this.#rows.values()].filter(
			(row) => row.endpointId === endpoint.id && row.address === endpoint.baseUrl && row.model === model && row.until > now,
		);
	}

	#tidy(): void {
		const now = this.#clock.now();
		let surplus = this.#rows.size - MOST_ROWS;
		for (const [key, { until }] of this.#rows) {
			if (until <= now || surplus > 0) this.#rows.delete(key);
			surplus--;
		}
	}
}

function keyOf({ endpointId, address, model, what, name }: Row): string {
	return JSON.stringify([endpointId, address, model, what, name]);
}

function isRow(value: unknown): value is Row {
	if (typeof value !== 'object' || value === null) return false;
	const row = value as Readonly<Record<string, unknown>>;
	const short = (text: unknown): boolean => typeof text === 'string' && text.length <= MOST_CHARS;
	if (![row.endpointId, row.address, row.model, row.name].every(short)) return false;
	if (!Number.isFinite(row.at) || !Number.isFinite(row.until)) return false;
	if (row.what === 'field') return row.value === null || short(row.value);
	if (row.what === 'effort') return row.value === null;
	if (row.what === 'speed') return typeof row.value === 'number' && Number.isFinite(row.value) && row.value > 0;
	return (row.what === 'context' || row.what === 'output') && typeof row.value === 'number' && row.value >= 1;
}
