import { RoutooError, shownError } from '../../core/base/errors.ts';
import { previewRoute } from '../../core/gateway/decide.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { routingLine } from '../../core/routing/routing-line.ts';
import { type ChatStore, NO_PREVIEW, type Preview } from './chat-store.ts';
import { gatewayRequest, newQuestion, PLAIN } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

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
			const preview = await this.#compute(controller.signal);
			if (!controller.signal.aborted) this.#store.setPreview(preview);
		} catch (error) {
			// The preview is a courtesy: sending computes the decision again and reports what is wrong.
			if (controller.signal.aborted) return;
			this.#deps.log(`preview failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.#store.setPreview(NO_PREVIEW);
		}
	}

	async #compute(signal: AbortSignal): Promise<Preview> {
		// Before the models are listed, "no model" would be a false alarm; the listing's end asks again.
		if (this.#deps.models.usableCount() === null) return NO_PREVIEW;
		try {
			const { decision, prediction, blocked, money } = await previewRoute(this.#deps.gateway, this.#request(signal));
			if (blocked !== null || decision.chosen === null) return { line: null, blocked };
			return { line: routingLine(decision, null, money, prediction), blocked: null };
		} catch (error) {
			if (!(error instanceof RoutooError) || error.kind !== 'modelNotFound') throw error;
			return { line: null, blocked: shownError(error) };
		}
	}

	#request(signal: AbortSignal): GatewayRequest {
		const { composer } = this.#store;
		const session = this.#store.session();
		return gatewayRequest(this.#deps, newQuestion(this.#deps, session, session.draft, composer.attachments()), {
			...PLAIN,
			choice: this.#store.choice(),
			requestId: 'preview',
			signal,
		});
	}
}
