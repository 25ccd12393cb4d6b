import type { TextCompletionPort, TextResult } from '../app/completion/text-port.ts';
import { RoutooError, shownError } from '../core/base/errors.ts';
import { STOPPING } from './answer.ts';
import { AnswerOut } from './answer-out.ts';
import { CallIds } from './call-ids.ts';
import { callerOf } from './caller.ts';
import type { EndpointDeps } from './endpoint-types.ts';
import { resolveEntry } from './entry.ts';
import type { KnownModels } from './known-models.ts';
import type { Limits } from './limits.ts';
import { noteOf } from './note.ts';
import type { OpenAnswers } from './open-answers.ts';
import type { Exchange } from './reply.ts';
import { failureOf } from './status.ts';
import type { RoutingNote } from './wire.ts';
import { askedOf, textWire } from './wires/text/wire.ts';

/** Drives text completions: `POST /v1/completions` through the port of the fill road. */
export class TextAnswering {
	readonly #deps: EndpointDeps;
	readonly #limits: Limits;
	readonly #open: OpenAnswers;
	readonly #known: KnownModels;

	constructor(deps: EndpointDeps, limits: Limits, open: OpenAnswers, known: KnownModels) {
		this.#deps = deps;
		this.#limits = limits;
		this.#open = open;
		this.#known = known;
	}

	/** Errors: RoutooError of a request that cannot be read. Otherwise the answer is out, or its client gone, when it resolves. */
	async answer(exchange: Exchange, body: unknown): Promise<void> {
		const { texts } = this.#deps;
		if (texts === undefined) {
			throw new RoutooError('modelNotFound', 'Text completions are not offered here.', 'Use /v1/chat/completions.');
		}
		await this.#open.run((abort) => this.#drive(exchange, body, texts, abort));
	}

	async #drive(exchange: Exchange, body: unknown, texts: TextCompletionPort, abort: AbortController): Promise<void> {
		const { req, res, requestId, path } = exchange;
		const { agent, clock, timers } = this.#deps;
		const request = textWire.read(body, req.headers);
		const left = (): void => abort.abort();
		res.on('close', left);
		await this.#known.wait(abort.signal);
		// A model of the chats alone is known, too: asked for by name it says why it cannot, in place of another that answers for it.
		const { entry, requestedModel } = resolveEntry(request.model, distinct([...texts.entries(), ...agent.entries()]));
		const start = { id: requestId.replace(/[^A-Za-z0-9]/g, ''), createdMs: clock.now(), request };
		let model = request.model;
		let fault: unknown = null;
		const served = { id: requestId, client: callerOf(req.headers), path };
		const out = new AnswerOut({
			...{ exchange, wire: textWire, streamed: request.stream, ids: new CallIds(new Set()), timers, limits: this.#limits },
			start: (note) => ({ ...start, model, note }),
			routed: (line, run) => {
				const note = noteOf(line, { run, requestedModel });
				this.#deps.onDecided({ ...served, note });
				return note;
			},
			broke: (error) => {
				fault ??= error;
				abort.abort();
			},
		});
		try {
			const asked = { ...askedOf(request), entry, signal: abort.signal };
			const result = await texts.complete(asked, {
				onRouted: (line, wireModel) => {
					model = wireModel;
					out.events.onRouted?.(line, null);
				},
				onText: (text) => out.events.onText(text),
				drained: () => out.events.drained?.() ?? null,
			});
			const note = result.routing === null ? out.note : noteOf(result.routing, { run: null, requestedModel, cost: result.cost });
			this.#deps.onEnded?.({ ...served, state: result.state, words: result.error?.message ?? null, note });
			if (fault !== null) throw fault;
			if (res.destroyed || (abort.signal.aborted && !this.#open.closing)) out.gone();
			else this.#finish(out, result, note);
		} catch (error) {
			this.#deps.log(`endpoint: a text completion failed: ${String(error).slice(0, 200)}`);
			this.#broken(exchange, out, error);
		} finally {
			res.off('close', left);
			out.gone();
		}
	}

	#finish(out: AnswerOut, result: TextResult, note: RoutingNote | null): void {
		const { state, text, ended, usage, cost, error } = result;
		if (state === 'cancelled') out.failed(STOPPING);
		else if (state === 'failed') out.failed(failureOf(error ?? shownError(null)), (cost ?? 0) > 0);
		else {
			// Nothing belongs there is an answer, too.
			out.end({ parts: [{ type: 'text', text }], ended: ended ?? 'stop', usage, note }, null);
		}
	}

	#broken({ res }: Exchange, out: AnswerOut, error: unknown): void {
		try {
			out.failed(failureOf(shownError(error)));
		} catch {
			res.destroy();
		}
	}
}

function distinct(entries: readonly { readonly id: string }[]): readonly { readonly id: string }[] {
	return [...new Set(entries.map(({ id }) => id))].map((id) => ({ id }));
}
