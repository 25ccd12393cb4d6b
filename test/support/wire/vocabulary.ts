import type { EndReason } from '../../../src/core/message/stream.ts';
import type { CostSource } from '../../../src/core/money/ledger.ts';

/** Counts in the wire's own fields, whatever their values are; `raw` takes the place of the whole object, `more` stands beside the counts. */
export type Counts = { readonly in?: unknown; readonly out?: unknown; readonly more?: object } | { readonly raw: unknown };

/** What a server does next, in words that no wire owns: a renderer says it in its wire's form. */
export type Step =
	/** What the wire says before its first text; comes by itself before text, reasoning, counts and the end. */
	| { readonly do: 'begin' }
	| { readonly do: 'text'; readonly text: string }
	| { readonly do: 'reasoning'; readonly text: string }
	/** `stop`, `length` and `filter` in the wire's words; any other word as it stands. */
	| { readonly do: 'finish'; readonly why: string | null; readonly usage: Counts | null }
	| { readonly do: 'usage'; readonly usage: Counts }
	/** The word after the end, where the wire has one. */
	| { readonly do: 'done' }
	/** A failure as the wire reports it in a stream. */
	| { readonly do: 'error'; readonly message: string; readonly code: string | number }
	/** One event as it stands: its data, and its name where it has one. */
	| { readonly do: 'event'; readonly data: string; readonly name?: string }
	/** Bytes of the body. */
	| { readonly do: 'bytes'; readonly bytes: Buffer }
	| { readonly do: 'wait'; readonly ms: number }
	/** Again and again until the client goes. */
	| { readonly do: 'forever'; readonly ms: number; readonly step: Step }
	/** The same bytes until so many went out, as fast as the client takes them. */
	| { readonly do: 'flood'; readonly bytes: Buffer; readonly total: number }
	/** Says nothing more and keeps the connection open. */
	| { readonly do: 'hang' }
	/** FIN before the answer is whole; RST. */
	| { readonly do: 'close' }
	| { readonly do: 'reset' };

export const begin: Step = { do: 'begin' };
export const text = (value: string): Step => ({ do: 'text', text: value });
export const reasoning = (value: string): Step => ({ do: 'reasoning', text: value });
export const USAGE: Counts = { in: 100, out: 5 };
export const finish = (why: string | null = 'stop', usage: Counts | null = USAGE): Step => ({ do: 'finish', why, usage });
export const usage = (counts: Counts): Step => ({ do: 'usage', usage: counts });
export const done: Step = { do: 'done' };
export const error = (message: string, code: string | number = 'server_error'): Step => ({ do: 'error', message, code });
export const event = (data: unknown, name?: string): Step => ({
	do: 'event',
	data: typeof data === 'string' ? data : JSON.stringify(data),
	...(name === undefined ? {} : { name }),
});
export const bytes = (value: string | Buffer): Step => ({ do: 'bytes', bytes: Buffer.from(value) });
export const wait = (ms: number): Step => ({ do: 'wait', ms });
export const forever = (step: Step, ms = 40): Step => ({ do: 'forever', ms, step });
export const flood = (value: string, megabytes: number): Step => ({
	do: 'flood',
	bytes: Buffer.from(value.length >= 16_384 ? value : value.repeat(Math.ceil(16_384 / value.length))),
	total: megabytes * 1024 * 1024,
});
export const hang: Step = { do: 'hang' };
export const close: Step = { do: 'close' };
export const reset: Step = { do: 'reset' };

/** An answer without fault, of `said`. */
export const TEXT = 'The sum is 5.';
export const answer = (said = TEXT): readonly Step[] => [text(said.slice(0, 4)), text(said.slice(4)), finish(), done];

// biome-ignore lint/suspicious/noExplicitAny: any wire's JSON, changed into what no wire allows
export type EventData = any;

/** How events lie on the wire, and how bytes travel. */
export interface Transport {
	readonly status?: string;
	/** Of an event stream: its content type; null for none. */
	readonly type?: string | null;
	readonly headers?: readonly string[];
	/** How an event is written; what a wire without server-sent events leaves alone. */
	readonly frame?: (event: { readonly name: string | undefined; readonly data: string }, last: boolean) => string;
	/** The JSON of each event, before it is framed. */
	readonly each?: (data: EventData, index: number) => unknown;
	/** A text in the body, and the bytes that go out in its place. */
	readonly swap?: readonly [from: string, to: Buffer];
	/** Before the first event. */
	readonly before?: string;
	/** Around a line of JSON, where the wire has lines. */
	readonly lineStart?: string;
	readonly lineEnd?: string;
	/** HTTP's own: `short` announces ten bytes more than come. */
	readonly body?: 'chunked' | 'length' | 'short' | 'untilClose';
	readonly coding?: 'gzip' | 'deflate' | 'br';
	/** Bytes in one packet. */
	readonly packet?: number;
	/** Raw lines before the status line, and after the last chunk. */
	readonly preface?: string;
	readonly trailers?: string;
}

export interface Reply extends Transport {
	/** Of a stream in the wire's form, or of a plain body (`plain`), or of raw bytes of a connection that need not be HTTP (`raw`). */
	readonly as: 'stream' | 'plain' | 'raw';
	readonly steps: readonly Step[];
}

export const streams = (steps: readonly Step[], transport: Transport = {}): Reply => ({ as: 'stream', steps, ...transport });
/** A body that is no stream: a string as it stands, anything else as JSON. */
export const body = (status: string, value: unknown, transport: Transport = {}): Reply => ({
	as: 'plain',
	steps: [bytes(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value))],
	status,
	type: 'application/json',
	body: 'length',
	...transport,
});
export const html = (status: string, headers: readonly string[] = [], type: string | null = 'text/html'): Reply =>
	body(status, '<html><head><title>Sorry</title></head><body>nginx</body></html>', { type, headers });
/** Nothing but these steps on the connection. */
export const raw = (...steps: readonly Step[]): Reply => ({ as: 'raw', steps });

/** What must come of a behaviour, by hand unless said otherwise. */
export interface Expected {
	readonly state: 'done' | 'failed' | 'cancelled';
	/** What is kept of the model under test. */
	readonly text: string;
	readonly reasoning?: string;
	/** Kinds of the error of which it is one. */
	readonly kinds?: readonly string[];
	/** Of its sentence and its next step. */
	readonly words?: RegExp;
	readonly not?: RegExp;
	/** Where the cost comes from; null: nothing is booked. */
	readonly source: CostSource | readonly CostSource[] | null;
	/** µ$, or the least and the most. */
	readonly cost?: number | readonly [number, number];
	/** Auto: the second endpoint answers. */
	readonly falls: boolean;
	readonly ended?: EndReason;
	/** Requests that the endpoint under test saw. */
	readonly asked?: number;
	/** Ms that the model is left alone. */
	readonly rests?: readonly [number, number];
	/** Of a warning beside the answer. */
	readonly warns?: RegExp;
	/** Bytes of an answer that the client may have taken at most. */
	readonly mostBytes?: number;
}

type More = Partial<Expected>;

/** Counted by the vendor: 100 · $1 and 5 · $4 a million. */
export const COUNTED = 120;
/** Everything as it should be. */
export const whole = (more: More = {}): Expected => ({ state: 'done', text: TEXT, source: 'tokens', cost: COUNTED, falls: false, ...more });
/** The same, where the vendor's counts cannot be used: from the text. */
export const guessed = (more: More = {}): Expected => whole({ source: 'estimate', cost: [100, 160], ...more });
/** Nothing came: another model helps, nothing is owed. */
export const fails = (kinds: string, more: More = {}): Expected => ({
	state: 'failed',
	text: '',
	kinds: kinds.split(' '),
	source: null,
	falls: true,
	...more,
});
/** Something came and is kept and booked; no second model is asked. */
export const keeps = (kinds: string, more: More = {}): Expected => ({
	state: 'failed',
	text: 'The sum',
	kinds: kinds.split(' '),
	source: 'estimate',
	cost: [100, 160],
	falls: false,
	...more,
});
