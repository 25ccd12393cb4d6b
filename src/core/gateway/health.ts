import { Emitter } from '../base/emitter.ts';
import type { RoutooError } from '../base/errors.ts';
import type { Clock } from '../base/time.ts';
import type { Candidate } from '../model/candidate.ts';

/** Who asks: a message (or a step of a run, a call from elsewhere), or a key while typing. */
export type Road = 'chat' | 'completion';

export interface CoolDown {
	/** Failures in a row after which a model is left alone; a rate limit needs no second one. */
	readonly after: number;
	/** Ms it is left alone the first time; doubles with each failure after that. */
	readonly firstMs: number;
	readonly longestMs: number;
	/** Whether a vendor's "retry after" may also shorten the rest. A message is worth the try, a key is not. */
	readonly shortenedByVendor: boolean;
	/**
	 * Roads whose failures leave a model out here. Completions ask at every pause and often at another address, so theirs must not keep a
	 * model from answering messages.
	 */
	readonly heeds: readonly Road[];
}

/** For completions a dead server costs a key stroke every few minutes, and a hiccup is over by the next word. */
export const COOL_DOWN: Readonly<Record<Road, CoolDown>> = {
	chat: { after: 3, firstMs: 30_000, longestMs: 600_000, shortenedByVendor: true, heeds: ['chat'] },
	completion: { after: 1, firstMs: 2000, longestMs: 300_000, shortenedByVendor: false, heeds: ['completion', 'chat'] },
};

/** A quota that names no time of its reset is tried again after an hour, then twice as long, up to a day. */
const QUOTA_FIRST_MS = 3_600_000;
const QUOTA_LONGEST_MS = 24 * 3_600_000;
/** Whatever a server names; a month's quota comes back within it. */
const LONGEST_NAMED_MS = 32 * 24 * 3_600_000;
/** From this length on a rest is worth a word of its own. */
const LONG_MS = 600_000;

/** Until when a candidate is left alone, ms since epoch, and what it failed with last. */
export interface Rest {
	readonly until: number;
	readonly error: RoutooError;
}

/** A plan, a model or an endpoint that rests for long: its quota is used up. */
export interface LongRest extends Rest {
	/** Names what rests, for as long as it does. */
	readonly key: string;
}

interface Row extends Rest {
	/** Without the road. */
	readonly subject: string;
	readonly endpointId: string;
	readonly road: Road;
	/** Failures in a row. */
	readonly count: number;
	/** How often it was left alone since it worked last. */
	readonly rests: number;
}

type Who = Pick<Candidate, 'id' | 'endpointId' | 'wireModel'> & { readonly included?: boolean };

/**
 * The one record of what failed, for each candidate, each model at any effort and each endpoint; what a failure says of which is in
 * ERROR_RULES. When the time is over, the next request is the trial: a success closes the row, a failure opens it for twice as long. Errors
 * that say nothing about health count neither way.
 */
export class Health {
	/** What rests for long, and until when, may be other than before. */
	readonly changed = new Emitter();
	readonly #clock: Clock;
	readonly #coolDown: Readonly<Record<Road, CoolDown>>;
	readonly #rows = new Map<string, Row>();

	constructor(clock: Clock, coolDown = COOL_DOWN) {
		this.#clock = clock;
		this.#coolDown = coolDown;
	}

	failed(who: Who, error: RoutooError, road: Road): void {
		const { scope, countsAgainstHealth } = error.rule;
		if (!countsAgainstHealth) return;
		this.#add(candidateKey(who), who, error, road);
		if (scope === 'model') this.#add(modelKey(who), who, error, road);
		if (scope === 'vendor') this.#add(vendorKey(who), who, error, road);
		if (scope === 'endpoint') this.#add(endpointKey(who), who, error, road);
		if (isOfQuota(error)) this.changed.emit();
	}

	/** Leaves a candidate alone for a reason that lies elsewhere, such as a ledger that takes no reservation. */
	pause(who: Who, error: RoutooError, road: Road): void {
		this.#add(candidateKey(who), who, error, road);
	}

	/**
	 * Also where it was asked by hand while it rested. An endpoint that answers one road is alive for both. True where that ended a row of
	 * failures.
	 */
	worked(who: Who, road: Road): boolean {
		const endpoint = endpointKey(who);
		const alive = [endpoint, vendorKey(who)].flatMap((key) => [rowKey(key, 'chat'), rowKey(key, 'completion')]);
		const keys = [rowKey(candidateKey(who), road), rowKey(modelKey(who), road), ...alive];
		const ended = keys.flatMap((key) => this.#rows.get(key) ?? []);
		for (const key of keys) this.#rows.delete(key);
		if (ended.some(({ error }) => isOfQuota(error))) this.changed.emit();
		return ended.length > 0;
	}

	/** Plans, models and endpoints that rest for long now, each once; what rests with its plan is not told beside it. */
	longRests(): readonly LongRest[] {
		const now = this.#clock.now();
		const longest = new Map<string, LongRest>();
		for (const { subject, until, error } of this.#rows.values()) {
			if (subject.startsWith(CANDIDATE) || !isOfQuota(error) || until <= now) continue;
			if (until > (longest.get(subject)?.until ?? 0)) longest.set(subject, { key: subject, until, error });
		}
		return [...longest.values()];
	}

	/** The longest rest that a candidate takes now, null where it takes none. */
	rest(who: Who, road: Road): Rest | null {
		if (this.#rows.size === 0) return null;
		const now = this.#clock.now();
		let longest: Rest | null = null;
		for (const heeded of this.#coolDown[road].heeds) {
			for (const subject of [candidateKey(who), modelKey(who), vendorKey(who), endpointKey(who)]) {
				const row = this.#rows.get(rowKey(subject, heeded));
				if (row !== undefined && row.until > now && row.until > (longest?.until ?? 0)) longest = row;
			}
		}
		return longest;
	}

	/** Ids of those that are left alone now, for the decoder. */
	leftOut(candidates: readonly Candidate[], road: Road): Set<string> {
		return new Set(candidates.filter((candidate) => this.rest(candidate, road) !== null).map(({ id }) => id));
	}

	/** Forgets all failures at an endpoint, for example after a new key; those of a road; without either, all. */
	reset(of: { readonly endpointId?: string; readonly road?: Road } = {}): void {
		for (const [key, row] of [...this.#rows]) {
			if ((of.endpointId ?? row.endpointId) === row.endpointId && (of.road ?? row.road) === row.road) this.#rows.delete(key);
		}
		this.changed.emit();
	}

	#add(subject: string, { endpointId, included = false }: Who, error: RoutooError, road: Road): void {
		const now = this.#clock.now();
		const key = rowKey(subject, road);
		const before = this.#rows.get(key) ?? { count: 0, rests: 0, until: 0 };
		// A plan does not fill up within minutes, as an account does that is paid into; one that names a time is believed.
		const ofPlan = error.kind === 'quota' && (included || error.retryAfterMs !== null);
		const { after } = this.#coolDown[road];
		const [firstMs, longestMs] = ofPlan ? [QUOTA_FIRST_MS, QUOTA_LONGEST_MS] : ofRoad(this.#coolDown[road]);
		const count = before.count + 1;
		const opens = before.rests > 0 || count >= after || error.kind === 'rateLimit' || ofPlan;
		// What fails while it rests anyway was asked by hand, or before the rest began: it does not make it longer, unless the vendor says
		// so.
		const rests = opens && before.until <= now ? before.rests + 1 : before.rests;
		const own = Math.min(longestMs, firstMs * 2 ** Math.max(0, rests - 1));
		const asked = opens ? now + this.#wait(error, road, own) : 0;
		const until = before.until > now && error.retryAfterMs === null ? before.until : Math.max(before.until, asked);
		this.#rows.set(key, { subject, endpointId, road, count, rests, until, error });
	}

	#wait({ kind, retryAfterMs }: RoutooError, road: Road, own: number): number {
		const named = retryAfterMs === null ? null : Math.min(LONGEST_NAMED_MS, retryAfterMs);
		if (named !== null && kind === 'quota') return named;
		if (!this.#coolDown[road].shortenedByVendor) return Math.max(own, named ?? 0);
		return kind === 'rateLimit' && named !== null ? named : own;
	}
}

function ofRoad({ firstMs, longestMs }: CoolDown): [number, number] {
	return [firstMs, longestMs];
}

/** What keeps a model out for long although nothing is wrong with it. */
function isOfQuota({ kind, retryAfterMs }: RoutooError): boolean {
	return kind === 'quota' || (kind === 'rateLimit' && (retryAfterMs ?? 0) >= LONG_MS);
}

/** Whose plan it is that an included model is asked under: what stands before the slash of its name on the wire. */
export function vendorOf(wireModel: string): string {
	return wireModel.split('/', 1)[0]!;
}

function rowKey(subject: string, road: Road): string {
	return `${road} ${subject}`;
}

const CANDIDATE = 'candidate ';

function candidateKey({ id }: Who): string {
	return `${CANDIDATE}${id}`;
}

function vendorKey({ endpointId, wireModel }: Who): string {
	return `vendor ${endpointId} ${vendorOf(wireModel)}`;
}

function modelKey({ endpointId, wireModel }: Who): string {
	return `model ${endpointId} ${wireModel}`;
}

function endpointKey({ endpointId }: Who): string {
	return `endpoint ${endpointId}`;
}
