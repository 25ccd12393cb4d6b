import type { AgentEvents } from '../app/agent/ports.ts';
import type { Timers } from '../core/base/time.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import type { CallIds } from './call-ids.ts';
import type { Limits } from './limits.ts';
import { noteHeaders } from './note.ts';
import { type Exchange, eventHeaders, sendFailure, sendJson } from './reply.ts';
import type { AnswerStart, RoutingNote, Wire, WireAnswer, WireFailure, WireStream } from './wire.ts';

export interface OutDeps {
	readonly exchange: Exchange;
	readonly wire: Wire;
	readonly streamed: boolean;
	readonly ids: CallIds;
	readonly timers: Timers;
	readonly limits: Limits;
	/** What is known now, with the decision where there is one. */
	start(note: RoutingNote | null): AnswerStart;
	routed(line: RoutingLine, run: string | null): RoutingNote;
	/** A wire failed in itself: nothing more of this answer is of use. */
	broke(error: unknown): void;
}

/**
 * One answer on its way to its client. Headers wait for the first content or the end, at most some seconds: a failure before it has its own
 * status, and after a takeover they name who answers. Then each event goes out as it comes, in one write, and nothing is kept here.
 */
export class AnswerOut {
	readonly #deps: OutDeps;
	#stream: WireStream | null = null;
	#note: RoutingNote | null = null;
	#draining: Promise<void> | null = null;
	#cancelHold: (() => void) | null = null;
	#cancelPing: (() => void) | null = null;

	constructor(deps: OutDeps) {
		this.#deps = deps;
		if (deps.streamed) this.#cancelHold = deps.timers.after(deps.limits.holdMs, () => this.#say(() => ''));
	}

	readonly events: AgentEvents = {
		// The headers say it.
		onLine: () => undefined,
		onRouted: (line, run) => {
			this.#note = this.#deps.routed(line, run);
		},
		onText: (text) => this.#content((stream) => stream.text(text)),
		onReasoning: (text) => this.#content((stream) => stream.reasoning(text)),
		onReasoningPart: (part) => this.#content((stream) => stream.reasoningPart(part)),
		onToolCallDelta: (id, name, text) => {
			const given = this.#deps.ids.piece(id);
			this.#content((stream) => stream.callDelta(given, name, text));
		},
		onToolCall: (call) => {
			const given = this.#deps.ids.whole(call.id);
			this.#content((stream) => stream.call({ ...call, id: given }));
		},
		drained: () => this.#drained(),
	};

	/** Of the decision, null before it. */
	get note(): RoutingNote | null {
		return this.#note;
	}

	end(answer: WireAnswer, words: string | null): void {
		this.#note = answer.note;
		if (!this.#deps.streamed) {
			this.#quiet();
			const { exchange, wire } = this.#deps;
			sendJson(exchange, 200, wire.body(this.#deps.start(answer.note), answer), noteHeaders(answer.note));
			return;
		}
		this.#last((stream) => (words === null ? '' : stream.text(words)) + stream.end(answer));
	}

	/** @param paid it cost something all the same, so no library should ask again by itself */
	failed(failure: WireFailure, paid = false): void {
		if (this.#stream !== null) {
			this.#last((stream) => stream.failed(failure));
			return;
		}
		this.#quiet();
		const { exchange, wire, limits } = this.#deps;
		sendFailure(exchange, wire, failure, limits.lingerMs, { ...noteHeaders(this.#note), ...(paid ? { 'x-should-retry': 'false' } : {}) });
	}

	/** Nothing is sent any more, whatever comes. */
	gone(): void {
		this.#quiet();
	}

	#content(make: (stream: WireStream) => string): void {
		if (this.#deps.streamed) this.#say(make);
	}

	#say(make: (stream: WireStream) => string): void {
		const { res } = this.#deps.exchange;
		if (res.destroyed || res.writableEnded) return;
		try {
			const first = this.#stream === null;
			const bytes = this.#begin() + make(this.#stream!);
			if (bytes !== '') res.write(bytes);
			else if (first) res.flushHeaders();
			// A wire may write nothing for long, of thinking that its client does not want: what is pinged is the connection.
			if (first || bytes !== '') this.#pingLater();
		} catch (error) {
			this.#deps.broke(error);
		}
	}

	#last(make: (stream: WireStream) => string): void {
		const { res } = this.#deps.exchange;
		if (res.destroyed || res.writableEnded) return;
		const bytes = this.#begin() + make(this.#stream!);
		this.#quiet();
		res.end(bytes);
	}

	/** What stands before everything else, once. */
	#begin(): string {
		if (this.#stream !== null) return '';
		const { exchange, wire, start } = this.#deps;
		this.#stream = wire.stream(start(this.#note));
		const begun = this.#stream.begin();
		this.#cancelHold?.();
		exchange.res.writeHead(200, { ...eventHeaders(exchange.requestId, noteHeaders(this.#note)) });
		return begun;
	}

	#pingLater(): void {
		const { timers, limits } = this.#deps;
		this.#cancelPing?.();
		this.#cancelPing = timers.after(limits.pingMs, () => {
			// Whoever does not read needs none.
			if (this.#draining === null) this.#say((stream) => stream.ping());
			else this.#pingLater();
		});
	}

	/** While more waits in the connection than it wants to hold, the model's answer is not read on. */
	#drained(): Promise<void> | null {
		const { exchange, timers, limits } = this.#deps;
		const { res } = exchange;
		if (!res.writableNeedDrain || res.destroyed || res.writableEnded) return null;
		this.#draining ??= new Promise<void>((resolve) => {
			const stalled = timers.after(limits.stalledMs, () => res.destroy());
			const done = (): void => {
				stalled();
				res.off('drain', done).off('close', done);
				this.#draining = null;
				resolve();
			};
			res.on('drain', done).on('close', done);
		});
		return this.#draining;
	}

	#quiet(): void {
		this.#cancelHold?.();
		this.#cancelPing?.();
	}
}
