import { RoutooError, shownError } from '../../core/base/errors.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { routingLine } from '../../core/routing/routing-line.ts';
import type { Prediction } from '../../core/routing/types.ts';
import { NO_PREVIEW, type Preview } from './chat-events.ts';
import type { ChatStore } from './chat-store.ts';
import { gatewayRequest, newQuestion, PLAIN, summaryQuestion } from './gateway-request.ts';
import { readOutgoing } from './outgoing.ts';
import type { ChatDeps } from './ports.ts';

interface Computed {
	readonly preview: Preview;
	/** What was decided about; null where nothing was. */
	readonly asked: { readonly request: GatewayRequest; readonly prediction: Prediction } | null;
}

/** Computes the decision for the text as typed in typing pauses; a newer text cancels an older computation. */
export class Previewer {
	readonly #deps: ChatDeps;
	readonly #store: ChatStore;
	#timer: ReturnType<typeof setTimeout> | null = null;
	#running: AbortController | null = null;

	constructor(deps: ChatDeps, store: ChatStore) {
		this.#deps = deps;
		this.#store = store;
		store.listen(({ type }) => {
			if (type === 'session' || type === 'inputs') this.#schedule();
		});
	}

	cancel(): void {
		if (this.#timer) clearTimeout(this.#timer);
		this.#timer = null;
		this.#running?.abort();
		this.#running = null;
	}

	#schedule(): void {
		this.cancel();
		if (this.#store.session().draft.trim() === '') this.#store.setPreview(NO_PREVIEW);
		else this.#timer = setTimeout(() => void this.#run(), this.#deps.previewDelayMs);
	}

	async #run(): Promise<void> {
		const controller = new AbortController();
		this.#running = controller;
		try {
			const { preview, asked } = await this.#compute(controller.signal);
			if (controller.signal.aborted) return;
			this.#store.setPreview(preview);
			// What is read while one types is known when the message is sent.
			if (asked === null || !(await this.#deps.gateway.reading?.ahead(asked.request, asked.prediction))) return;
			const read = await this.#compute(controller.signal);
			if (!controller.signal.aborted) this.#store.setPreview(read.preview);
		} catch (error) {
			// The preview is a courtesy: sending computes the decision again and reports what is wrong.
			if (controller.signal.aborted) return;
			this.#deps.log(`preview failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.#store.setPreview(NO_PREVIEW);
		}
	}

	async #compute(signal: AbortSignal): Promise<Computed> {
		// Before the models are listed, "no model" would be a false alarm; the listing's end asks again.
		if (this.#deps.models.usableCount() === null) return { preview: NO_PREVIEW, asked: null };
		try {
			const request = await this.#request(signal);
			if (request === null) return { preview: NO_PREVIEW, asked: null };
			const { decision, prediction, blocked, money } = await previewRoute(this.#deps.gateway, request);
			const asked = { request, prediction };
			if (blocked !== null || decision.chosen === null) return { preview: { line: null, blocked }, asked };
			return { preview: { line: routingLine(decision, null, money, prediction), blocked: null }, asked };
		} catch (error) {
			if (!(error instanceof RoutooError) || error.kind !== 'modelNotFound') throw error;
			return { preview: { line: null, blocked: shownError(error) }, asked: null };
		}
	}

	/** Null where sending would ask no model. */
	async #request(signal: AbortSignal): Promise<GatewayRequest | null> {
		const deps = this.#deps;
		const { composer, openFile, instructions } = this.#store;
		const session = this.#store.session();
		const box = { text: session.draft, attachments: composer.attachments() };
		const outgoing = await readOutgoing(deps.editor, box, 'quiet');
		if (outgoing.kind === 'nothing') return null;
		const beside = outgoing.kind === 'message' && outgoing.asIs ? openFile.beside(box.text, box.attachments) : [];
		const isSummary = outgoing.kind === 'summary';
		const question = isSummary
			? summaryQuestion(deps, session, outgoing.wish)
			: newQuestion(deps, session, outgoing.text, [...instructions.beside(outgoing.text), ...outgoing.attachments, ...beside]);
		const asked = { ...PLAIN, choice: this.#store.choice(), ...(isSummary ? { again: true } : {}) };
		return gatewayRequest(deps, question, { ...asked, requestId: 'preview', signal });
	}
}
