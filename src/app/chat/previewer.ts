import { RoutooError, type ShownError, shownError } from '../../core/base/errors.ts';
import { previewRoute } from '../../core/gateway/request.ts';
import type { GatewayRequest } from '../../core/gateway/types.ts';
import { type RoutingLine, routingLine } from '../../core/routing/routing-line.ts';
import { checkForced } from './gateway-request.ts';
import type { ChatDeps } from './ports.ts';

export interface Preview {
	readonly line: RoutingLine | null;
	readonly blocked: ShownError | null;
}

export const NO_PREVIEW: Preview = { line: null, blocked: null };

/** Computes the decision for the text as typed in typing pauses; a newer text cancels an older computation. */
export class Previewer {
	private readonly deps: Pick<ChatDeps, 'exchange' | 'log' | 'previewDelayMs'>;
	private readonly onPreview: (preview: Preview) => void;
	private timer: ReturnType<typeof setTimeout> | null = null;
	private running: AbortController | null = null;

	constructor(deps: Pick<ChatDeps, 'exchange' | 'log' | 'previewDelayMs'>, onPreview: (preview: Preview) => void) {
		this.deps = deps;
		this.onPreview = onPreview;
	}

	/** `input` is called after the pause; null means that there is nothing to preview. */
	schedule(input: (signal: AbortSignal) => GatewayRequest | null): void {
		this.cancel();
		this.timer = setTimeout(() => void this.run(input), this.deps.previewDelayMs);
	}

	cancel(): void {
		if (this.timer) clearTimeout(this.timer);
		this.timer = null;
		this.running?.abort();
		this.running = null;
	}

	private async run(make: (signal: AbortSignal) => GatewayRequest | null): Promise<void> {
		const controller = new AbortController();
		this.running = controller;
		try {
			const input = make(controller.signal);
			const preview = input === null ? NO_PREVIEW : await this.compute(input);
			if (!controller.signal.aborted) this.onPreview(preview);
		} catch (error) {
			// The preview is a courtesy: sending computes the decision again and reports what is wrong.
			if (controller.signal.aborted) return;
			this.deps.log(`preview failed: ${error instanceof RoutooError ? error.kind : String(error)}`);
			this.onPreview(NO_PREVIEW);
		}
	}

	private async compute(input: GatewayRequest): Promise<Preview> {
		try {
			checkForced(input.candidates, input.choice.kind === 'user' ? input.choice.candidateId : null);
			const { decision, prediction, blocked } = await previewRoute(this.deps.exchange, input);
			return blocked === null ? { line: routingLine(decision, prediction.source, null), blocked: null } : { line: null, blocked };
		} catch (error) {
			if (!(error instanceof RoutooError) || error.kind !== 'modelNotFound') throw error;
			return { line: null, blocked: shownError(error) };
		}
	}
}
