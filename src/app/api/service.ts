import * as l10n from '@vscode/l10n';
import type { RoutooDecision, RoutooNotice, RoutooPrediction, RoutooRouted } from '../../../api/routoo.d.ts';
import { orAborted, unlessAborted } from '../../core/base/aborting.ts';
import type { Emitter } from '../../core/base/emitter.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Clock } from '../../core/base/time.ts';
import { previewRoute, type RoutePreview } from '../../core/gateway/decide.ts';
import type { Message } from '../../core/message/message.ts';
import { type AskDeps, autoRequest } from '../agent/estimate.ts';
import type { Decided } from '../events.ts';
import { apiFailure } from './api-error.ts';
import { alternative, estimate, frozen, routed } from './estimates.ts';
import { narrowed, wider } from './narrowed.ts';
import { type ApiRequest, readRequest } from './read-request.ts';
import { Turnstile } from './turnstile.ts';

type Estimated = Pick<RoutooPrediction, 'inputTokens' | 'notices' | 'predictor'>;

export interface ApiDeps extends AskDeps {
	readonly clock: Clock;
	readonly decided: Emitter<Decided>;
	readonly trusted: () => boolean;
	/** Never receives text of a request. */
	log(line: string): void;
}

/** Characters that are counted at once: some milliseconds. */
const PIECE = 20_000;

/** Routoo for other extensions: estimates and decisions as plain values, without text, keys, or anything of ours that they could change. */
export class ExtensionApi {
	readonly #deps: ApiDeps;
	readonly #turnstile = new Turnstile();

	constructor(deps: ApiDeps) {
		this.#deps = deps;
	}

	/** Errors: as `apiError` makes them; the signal's reason where it is aborted. */
	predict(request: unknown, signal: AbortSignal): Promise<RoutooPrediction> {
		return this.#ask(request, signal, ({ decision }) => ({
			models: decision.alternatives
				.filter(({ excluded }) => excluded === null)
				.map(estimate)
				.sort((a, b) => b.quality.mean - a.quality.mean),
		}));
	}

	/** Errors: as `apiError` makes them; the signal's reason where it is aborted. */
	route(request: unknown, signal: AbortSignal): Promise<RoutooDecision> {
		return this.#ask(request, signal, ({ decision, blocked }) => ({
			chosen: decision.chosen === null ? null : estimate(decision.chosen),
			reason: decision.reason,
			alternatives: decision.alternatives.filter((one) => one !== decision.chosen).map(alternative),
			blocked: blocked === null ? null : { code: blocked.kind, message: `${blocked.message} ${blocked.nextStep}` },
		}));
	}

	/** Each decision of the window, in a turn of its own: whoever listens holds no request up. Returns what ends it. */
	onRouted(listener: (event: RoutooRouted) => void): () => void {
		return this.#deps.decided.on(({ purpose, line }) => {
			const event = routed(purpose, line, this.#deps.clock.now());
			if (event !== null) setImmediate(listener, event);
		});
	}

	async #ask<T extends object>(raw: unknown, signal: AbortSignal, answer: (preview: RoutePreview) => T): Promise<T & Estimated> {
		try {
			signal.throwIfAborted();
			const request = readRequest(raw);
			await unlessAborted(this.#deps.models.ready(), signal);
			const preview = await orAborted(
				this.#turnstile.run(() => this.#preview(request, signal), signal),
				signal,
			);
			const { source, inputTokens } = preview.prediction;
			return frozen({ ...answer(preview), predictor: source, inputTokens, notices: this.#notices(request, preview) });
		} catch (error) {
			if (signal.aborted) throw signal.reason;
			if (!RoutooError.is(error, 'invalidInput', 'rateLimit')) this.#deps.log(`a call of another extension failed: ${String(error)}`);
			throw apiFailure(error);
		}
	}

	async #preview({ route, narrowing }: ApiRequest, signal: AbortSignal): Promise<RoutePreview> {
		const texts = [...route.history, ...route.attachments, { content: route.text }].map(({ content }) => content);
		const counted = await this.#count(texts, signal);
		const messages: Message[] = [
			...route.history.map(({ role, content }): Message => ({ role, parts: [{ type: 'text', text: content }] })),
			{ role: 'user', parts: texts.slice(route.history.length).map((text) => ({ type: 'text', text })) },
		];
		const { gateway, settings } = this.#deps;
		const count = (text: string): number => counted.get(text) ?? gateway.estimateTokens(text);
		const deps = { ...this.#deps, gateway: { ...gateway, estimateTokens: count }, settings: () => narrowed(settings(), narrowing) };
		return previewRoute(gateway, { ...autoRequest(deps, messages, signal), route });
	}

	/** Counting a long text whole would hold the thread. */
	async #count(texts: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, number>> {
		const counted = new Map<string, number>();
		for (const text of texts) {
			let tokens = 0;
			for (let from = 0; from < text.length; from += PIECE) {
				tokens += this.#deps.gateway.estimateTokens(text.slice(from, from + PIECE));
				if (text.length > PIECE) await new Promise((resolve) => setImmediate(resolve));
				signal.throwIfAborted();
			}
			counted.set(text, tokens);
		}
		return counted;
	}

	#notices({ narrowing }: ApiRequest, { decision, prediction }: RoutePreview): readonly RoutooNotice[] {
		const { settings, trusted } = this.#deps;
		const held = wider(settings(), narrowing);
		const left = decision.alternatives.some(({ excluded }) => excluded === null);
		const notices: (RoutooNotice | false)[] = [
			!left && { code: 'noModels', message: decision.reason },
			// Why stands in its own words on the dashboard: they may name files.
			prediction.degraded !== null && {
				code: 'degraded',
				message: l10n.t(
					"Routoo's encoder does not run, so estimates come from features of the request and are coarser. Its dashboard says why.",
				),
			},
			!trusted() && {
				code: 'untrustedWorkspace',
				message: l10n.t("The workspace is not trusted: the user's own routing settings hold, and of the workspace's those that narrow."),
			},
			held.length > 0 && {
				code: 'userLimitHolds',
				message: l10n.t('The user allows less than the request asks for, and that holds: {0}.', held.join(', ')),
			},
		];
		return notices.filter((notice) => notice !== false);
	}
}
