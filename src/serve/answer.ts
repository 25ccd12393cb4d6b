import { AnswerMemory, type GivenPart } from '../app/agent/answer-memory.ts';
import type { AgentPort, AgentRequest, AgentResult } from '../app/agent/ports.ts';
import { withoutEarlierImages } from '../core/agent/earlier-images.ts';
import { type ShownError, shownError } from '../core/base/errors.ts';
import type { AnswerPart, ToolCallPart } from '../core/message/message.ts';
import { AnswerOut } from './answer-out.ts';
import { restored } from './answers.ts';
import { CallIds } from './call-ids.ts';
import { callerOf } from './caller.ts';
import type { EndpointDeps } from './endpoint-types.ts';
import { type Resolved, resolveEntry, wireModelOf } from './entry.ts';
import type { KnownModels } from './known-models.ts';
import type { Limits } from './limits.ts';
import { type NoteOf, noteOf } from './note.ts';
import type { OpenAnswers } from './open-answers.ts';
import type { Exchange } from './reply.ts';
import { failure, failureOf, Refused } from './status.ts';
import { usageOf } from './usage.ts';
import type { AnswerStart, RoutingNote, Wire, WireFailure, WireRequest } from './wire.ts';

const NO_ANSWER = failure('brokenStream', 'The model ended without an answer. Send again, or choose another model.');
const NOTHING_ASKED = failure('invalidInput', 'The request holds no message that a model could answer. Send at least one of the user.');
export const STOPPING = failure('cancelled', 'Routoo is being closed. Start it again and send once more.');

/** Errors: Refused where nobody but the system says anything. */
export function refuseNothing({ prompt }: Pick<WireRequest, 'prompt'>): void {
	if (!prompt.messages.some(({ role, parts }) => role !== 'system' && parts.length > 0)) throw new Refused(NOTHING_ASKED);
}

interface Content {
	readonly given: readonly GivenPart[];
	readonly parts: readonly AnswerPart[];
	/** What stands for an answer, or behind one; among `parts`. */
	readonly words: string | null;
}

/** Drives answers: a request of any wire through the agent port, and what comes back out by the same wire. */
export class Answering {
	readonly #deps: EndpointDeps;
	readonly #limits: Limits;
	readonly #answers = new AnswerMemory();
	readonly #open: OpenAnswers;
	readonly #known: KnownModels;

	constructor(deps: EndpointDeps, limits: Limits, open: OpenAnswers, known: KnownModels) {
		this.#deps = deps;
		this.#limits = limits;
		this.#open = open;
		this.#known = known;
	}

	get agent(): AgentPort {
		return this.#deps.agent;
	}

	/** Errors: whatever the wire's `read` throws. Otherwise the answer is out, or its client gone, when it resolves. */
	async answer(exchange: Exchange, wire: Wire, body: unknown): Promise<void> {
		const request = wire.read(body, exchange.req.headers);
		refuseNothing(request);
		await this.#open.run((abort) => this.#drive(exchange, wire, request, abort));
	}

	/** The entry that a client's model stands for. */
	async resolve(model: string, signal: AbortSignal): Promise<Resolved> {
		await this.#known.wait(signal);
		return resolveEntry(model, this.#deps.agent.entries());
	}

	/** The request as the agent port takes it, and what is needed to give the answer back. */
	asked(exchange: Exchange, request: WireRequest, entry: string, signal: AbortSignal) {
		const conversation = restored(request, this.#answers);
		const { messages, cacheMarks } = conversation;
		const offered = this.#deps.agent.entries().find(({ id }) => id === entry);
		const asked: AgentRequest = {
			entry,
			prompt: { ...request.prompt, messages: offered?.vision === false ? withoutEarlierImages(messages) : messages },
			conversationId: request.conversationId,
			caller: callerOf(exchange.req.headers),
			...(cacheMarks.length === 0 ? {} : { cacheMarks }),
			...(request.effort === null ? {} : { effort: request.effort }),
			mayAsk: this.#deps.mayAsk,
			signal,
		};
		return { asked, conversation };
	}

	async #drive(exchange: Exchange, wire: Wire, request: WireRequest, abort: AbortController): Promise<void> {
		const { req, res, requestId, path } = exchange;
		const { agent, clock, timers } = this.#deps;
		const left = (): void => abort.abort();
		res.on('close', left);
		const { entry, requestedModel } = await this.resolve(request.model, abort.signal);
		const { asked, conversation } = this.asked(exchange, request, entry, abort.signal);
		const ids = new CallIds(conversation.callIds);
		let fault: unknown = null;
		const id = requestId.replace(/[^A-Za-z0-9]/g, '');
		const createdMs = clock.now();
		const named = { requestedModel, effort: request.effort };
		const served = { id: requestId, client: callerOf(req.headers), path };
		const out = new AnswerOut({
			...{ exchange, wire, streamed: request.stream, ids, timers, limits: this.#limits },
			start: (note): AnswerStart => ({ id, createdMs, model: this.#modelName(note, entry, request), request, note }),
			routed: (line, run) => {
				const note = noteOf(line, { run, ...named });
				this.#deps.onDecided({ ...served, note });
				return note;
			},
			broke: (error) => {
				fault ??= error;
				abort.abort();
			},
		});
		try {
			const result = await agent.answer(asked, out.events);
			const words = result.error?.message ?? result.words;
			this.#deps.onEnded?.({ ...served, state: result.state, words, note: this.#endNote(out.note, result, named) });
			if (fault !== null) throw fault;
			if (res.destroyed || (abort.signal.aborted && !this.#open.closing)) out.gone();
			else this.#finish(out, result, { asked, ids, place: conversation.place, ...named });
		} catch (error) {
			this.#deps.log(`endpoint: an answer failed: ${String(error).slice(0, 200)}`);
			this.#broken(exchange, out, failureOf(shownError(error)));
		} finally {
			res.off('close', left);
			out.gone();
		}
	}

	/** The wire itself may be what failed: then the connection is all that can say so. */
	#broken({ res }: Exchange, out: AnswerOut, why: WireFailure): void {
		try {
			out.failed(why);
		} catch {
			res.destroy();
		}
	}

	#finish(
		out: AnswerOut,
		result: AgentResult,
		of: Pick<NoteOf, 'requestedModel' | 'effort'> & { readonly asked: AgentRequest; readonly ids: CallIds; readonly place: string },
	): void {
		const content = this.#content(result, of);
		if ('status' in content) {
			out.failed(content, (result.receipt?.cost ?? 0) > 0);
			return;
		}
		const { given, parts, words } = content;
		const note = this.#endNote(out.note, result, of);
		out.end({ parts, ended: result.ended ?? 'stop', usage: usageOf(this.#deps.agent, result, of.asked), note }, words);
		if (words === null) this.#answers.remember(given, of.place);
	}

	/** What the client gets of a result, or why it gets nothing. */
	#content(result: AgentResult, { asked, ids }: { readonly asked: AgentRequest; readonly ids: CallIds }): Content | WireFailure {
		if (result.state === 'cancelled') return STOPPING;
		if (result.state === 'failed') return result.error === null ? NO_ANSWER : failureOf(result.error);
		if (result.refused !== undefined) return refusalOf(result.refused, asked);
		const given = result.parts.map((part): GivenPart => (part.type === 'toolCall' ? { part, given: callOf(part, ids) } : { part }));
		const parts: AnswerPart[] = given.map((one) => one.given ?? one.part);
		const said = parts.some((part) => part.type === 'toolCall' || (part.type === 'text' && part.text !== ''));
		if (result.words !== null) {
			const words = said ? `\n\n${result.words}` : result.words;
			return { given, parts: [...parts, { type: 'text', text: words }], words };
		}
		// Cut off or filtered before it said anything is an answer, and says so; ended by itself with nothing is none.
		if (!said && result.ended !== 'length' && result.ended !== 'filter') return NO_ANSWER;
		return { given, parts, words: null };
	}

	#endNote(
		before: RoutingNote | null,
		{ routing, receipt, run, cut }: AgentResult,
		{ requestedModel, effort = null }: Pick<NoteOf, 'requestedModel' | 'effort'>,
	): RoutingNote | null {
		if (routing === null) return before;
		return noteOf(routing, { run: run?.id ?? before?.run ?? null, requestedModel, effort, cost: receipt?.cost ?? null, cut });
	}

	/** What stands in the answer as its model. */
	#modelName(note: RoutingNote | null, entry: string, request: WireRequest): string {
		if (note === null) return request.model;
		const own = [entry, ...this.#deps.agent.entries().map(({ id }) => id)].find((id) => {
			return id === note.model || (note.model.startsWith(id) && note.model[id.length] === '@');
		});
		return wireModelOf(own ?? note.model);
	}
}

/**
 * Nothing was sent for a reason that the user alone can change. Programs must not take our words for an answer, and agents shorten their
 * conversation by themselves where an error tells them to; one without an answer to leave out would only be sent again and again.
 */
function refusalOf(refused: ShownError, { prompt }: AgentRequest): WireFailure {
	const canBeShortened = prompt.messages.some(({ role }) => role === 'assistant');
	return failureOf(refused.action === 'newSession' && canBeShortened ? { ...refused, kind: 'contextTooLong' } : refused);
}

function callOf(part: ToolCallPart, ids: CallIds): ToolCallPart {
	return { ...part, id: ids.taken(part.id) };
}
