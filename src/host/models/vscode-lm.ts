import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { abortable, orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { vendorOf } from '../../core/gateway/health.ts';
import type { ChatProvider, StreamEvent, StreamRequest } from '../../core/message/stream.ts';
import { apartFromThinking } from '../../core/message/thinking.ts';
import { type RemoteModel, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { resting, StreamWatch } from '../../providers/stream/watch.ts';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../../providers/types.ts';
import { OwnModels } from './own-models.ts';
import { vscodeError } from './vscode-errors.ts';
import { eventOf, messagesOf, namesOf, toolsOf } from './vscode-parts.ts';

/**
 * Vendors whose models answer in a kind of chat session of their own alone: VS Code lists them without saying so, and to a request of
 * an extension they answer nothing (`copilotcli/auto` of GitHub.copilot-chat 0.67.0, read and seen on 2026-11-29).
 */
const SESSIONS_ONLY = new Set(['copilotcli']);

const wireName = (model: vscode.LanguageModelChat): string => `${model.vendor}/${model.id}`;

/** The model of a name on the wire; undefined where VS Code offers it no longer. */
export async function modelOf(wireModel: string): Promise<vscode.LanguageModelChat | undefined> {
	const slash = wireModel.indexOf('/');
	const [model] = await vscode.lm.selectChatModels({ vendor: wireModel.slice(0, slash), id: wireModel.slice(slash + 1) });
	return model;
}

/** Adapter of `vscode.lm`. VS Code asks for consent at the first `sendRequest`, which only ever follows a message that the user sent. */
export class VsCodeLmProvider implements ChatProvider {
	readonly endpointId = VSCODE_ENDPOINT.id;
	readonly #timeouts: Timeouts;
	readonly #own: OwnModels;

	constructor(timeouts: Partial<Timeouts> = {}, own = new OwnModels(() => [])) {
		this.#own = own;
		this.#timeouts = { ...DEFAULT_TIMEOUTS, ...timeouts };
	}

	async listModels(): Promise<readonly RemoteModel[]> {
		const models = await vscode.lm.selectChatModels({});
		const others = models.filter((model) => !this.#own.isOwn(model) && !SESSIONS_ONLY.has(model.vendor));
		return others.map((model) => ({
			id: wireName(model),
			displayName: model.name || model.family || model.id,
			contextTokens: model.maxInputTokens,
			maxOutputTokens: null,
			tools: null,
			vision: null,
			prices: null,
			parametersB: null,
		}));
	}

	stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		return apartFromThinking(this.#stream(request, signal));
	}

	async *#stream(request: StreamRequest, signal: AbortSignal): AsyncGenerator<StreamEvent> {
		const model = await modelOf(request.model);
		if (!model || this.#own.isOwn(model)) {
			throw new RoutooError(
				'modelNotFound',
				l10n.t('VS Code no longer offers {0}.', request.model),
				l10n.t('Refresh the models or choose another one.'),
			);
		}
		const cancel = new vscode.CancellationTokenSource();
		const onAbort = (): void => cancel.cancel();
		signal.addEventListener('abort', onAbort, { once: true });
		if (signal.aborted) cancel.cancel();
		let watch: StreamWatch | null = null;
		const flight = this.#own.begin(request.model, request.messages);
		try {
			// The extension behind the model may ignore the token, and the question for consent stays open until it is answered: stop works all
			// the same.
			const names = namesOf(request);
			const options = {
				justification: l10n.t('Routoo chose this model for your message.'),
				...toolsOf(request, names),
				modelOptions: flight.options,
			};
			const response = await orAborted(model.sendRequest(messagesOf(request, names), options, cancel.token), signal);
			// The question for consent has all the time that the user takes; the answer has not.
			const { firstTokenPatient: firstToken, idle, whole } = this.#timeouts;
			const context = { endpoint: { ...VSCODE_ENDPOINT, displayName: model.name }, model: request.model, secret: null };
			watch = new StreamWatch(context, signal, { firstToken, idle, whole });
			watch.signal.addEventListener('abort', onAbort, { once: true });
			yield* resting(eventsOf(response.stream, names, watch), watch);
		} catch (cause) {
			if (signal.aborted) throw new RoutooError('cancelled', l10n.t('Stopped.'), l10n.t('Send again when you are ready.'), { cause });
			if (this.#own.leadsBack(request.model)) throw leadsBack(model.name, cause);
			throw watch?.failure ?? vscodeError(cause, { name: model.name, vendor: vendorOf(request.model) }, Date.now());
		} finally {
			flight.end();
			watch?.dispose();
			signal.removeEventListener('abort', onAbort);
			cancel.dispose();
		}
	}
}

/** Its answer as it comes: what is no text, reasoning or call says nothing of the server's silence. */
async function* eventsOf(
	stream: AsyncIterable<unknown>,
	names: ReturnType<typeof namesOf>,
	watch: Pick<StreamWatch, 'signal' | 'token'>,
): AsyncGenerator<StreamEvent> {
	let called = false;
	for await (const part of abortable(stream, watch.signal)) {
		const event = eventOf(part, names);
		if (event === null) continue;
		called ||= event.type === 'toolCall';
		if (event.type !== 'usage') watch.token();
		yield event;
	}
	yield { type: 'end', reason: called ? 'toolCalls' : 'stop' };
}

function leadsBack(name: string, cause: unknown): RoutooError {
	const why = l10n.t('{0} asks Routoo itself for its answers, so it is left out from now on.', name);
	return new RoutooError('modelNotFound', why, l10n.t('Choose another model.'), { cause });
}
