import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { AnswerMemory } from '../../app/agent/answer-memory.ts';
import { DecisionLines } from '../../app/agent/decision-line.ts';
import type { AgentPort, AgentRequest } from '../../app/agent/ports.ts';
import { withoutEarlierImages } from '../../core/agent/earlier-images.ts';
import type { ShownError } from '../../core/base/errors.ts';
import type { Timers } from '../../core/base/time.ts';
import type { ToolDefinition } from '../../core/message/message.ts';
import { estimateMessageTokens } from '../../core/message/tokens.ts';
import type { OwnModels } from '../models/own-models.ts';
import { AnswerOut } from './answer.ts';
import { callerOf } from './caller.ts';
import { conversationOf } from './conversation.ts';
import type { ModelInformation } from './information.ts';
import { OfferedModels } from './offered.ts';
import { received } from './received.ts';

interface Deps {
	readonly agent: AgentPort;
	readonly own: OwnModels;
	readonly timers: Timers;
}

/** Of the information, VS Code hands back what it was given. */
type Asked = Pick<ModelInformation, 'id'>;
type Progress = vscode.Progress<vscode.LanguageModelResponsePart>;

/** Routoo's models for VS Code's chat, agents and other extensions: translates both ways, and leaves the rest to the agent port. */
export class ModelProvider implements vscode.LanguageModelChatProvider {
	readonly offered: OfferedModels;
	readonly #agent: AgentPort;
	readonly #own: OwnModels;
	readonly #remembered = { lines: new DecisionLines(), answers: new AnswerMemory() };

	constructor({ agent, own, timers }: Deps) {
		this.#agent = agent;
		this.#own = own;
		this.offered = new OfferedModels(agent, timers);
	}

	async provideLanguageModelChatInformation({ silent }: { readonly silent: boolean }): Promise<ModelInformation[]> {
		const list = this.offered.list();
		// Asked by "Add Models…": the first step is a key, and its window must not hold the list up.
		if (!silent && list.length === 0) void vscode.commands.executeCommand('routoo.setKey');
		return [...list];
	}

	async provideLanguageModelChatResponse(
		model: Asked,
		messages: readonly vscode.LanguageModelChatRequestMessage[],
		options: vscode.ProvideLanguageModelChatResponseOptions,
		progress: Progress,
		token: vscode.CancellationToken,
	): Promise<void> {
		if (token.isCancellationRequested) throw new vscode.CancellationError();
		const caller = callerOf(options);
		const conversation = conversationOf(messages.map(received), this.#remembered);
		const back = this.#own.cameBack({ options: options.modelOptions ?? {}, initiator: caller.id, messages: conversation.messages });
		if (back !== null) throw failure(leadsBack(), caller.inChat);
		const offered = this.#agent.entries();
		const entry = offered.find(({ id }) => id === model.id);
		if (entry === undefined) throw failure(gone(offered), caller.inChat);
		if (conversation.messages.length === 0) throw failure(nothingAsked(), caller.inChat);
		const asked = entry.vision ? conversation.messages : withoutEarlierImages(conversation.messages);
		const tools = (options.tools ?? []).map(toolDefinition);
		const required = options.toolMode === vscode.LanguageModelChatToolMode.Required && tools.length > 0;
		const abort = new AbortController();
		const subscription = token.onCancellationRequested(() => abort.abort());
		const out = new AnswerOut(progress, this.#remembered.lines, caller.inChat && caller.conversationId !== null);
		const request: AgentRequest = {
			entry: model.id,
			prompt: { messages: asked, tools, toolChoice: required ? 'required' : 'auto' },
			conversationId: caller.conversationId,
			...(caller.id === '' ? {} : { caller: caller.id }),
			...(conversation.cacheMarks.length === 0 ? {} : { cacheMarks: conversation.cacheMarks }),
			signal: abort.signal,
		};
		try {
			const result = await this.#agent.answer(request, out.events);
			if (result.state === 'cancelled' || abort.signal.aborted) throw new vscode.CancellationError();
			if (result.state === 'failed') throw failure(result.error ?? noAnswer(), caller.inChat);
			const inputTokens = () => estimateMessageTokens(asked, (text) => this.#agent.countTokens(model.id, text));
			const given = out.finish(result, { tools, callIds: conversation.callIds, inputTokens });
			this.#remembered.answers.remember(given, conversation.place);
			if (!out.said) throw failure(noAnswer(), caller.inChat);
		} finally {
			subscription.dispose();
		}
	}

	async provideTokenCount(model: Asked, text: string | vscode.LanguageModelChatRequestMessage): Promise<number> {
		const count = (value: string): number => this.#agent.countTokens(model.id, value);
		if (typeof text === 'string') return count(text);
		return estimateMessageTokens(conversationOf([received(text)], this.#remembered).messages, count);
	}

	dispose(): void {
		this.offered.dispose();
	}
}

type Shown = Pick<ShownError, 'kind' | 'message' | 'nextStep'>;

const leadsBack = (): Shown => ({
	kind: 'modelNotFound',
	message: l10n.t('Routoo had sent this request to a model that asks Routoo itself for its answer.'),
	nextStep: l10n.t('That model is left out from now on; send again.'),
});
const nothingAsked = (): Shown => ({
	kind: 'badRequest',
	message: l10n.t('The request holds no message that a model could answer.'),
	nextStep: l10n.t('Write what is to be done and send it.'),
});
const noAnswer = (): Shown => ({
	kind: 'brokenStream',
	message: l10n.t('The model ended without an answer.'),
	nextStep: l10n.t('Send again, or pick another model.'),
});

/** The picker of an open chat keeps a model that is not offered any more. */
function gone(offered: readonly { readonly id: string }[]): Shown {
	if (offered.length === 0) {
		const nextStep = l10n.t('Set an API key ("Routoo: Set API Key…"), add an endpoint or start a local model server; then send again.');
		return { kind: 'modelNotFound', message: l10n.t('Routoo has no model that it can use now.'), nextStep };
	}
	const nextStep = offered.some(({ id }) => id === 'auto')
		? l10n.t('Pick Routoo Auto or another model in the model picker.')
		: l10n.t('Pick another model in the model picker.');
	return { kind: 'modelNotFound', message: l10n.t('Routoo does not have this model any more.'), nextStep };
}

/**
 * VS Code's chat shows the stack of an error where there is one, and makes one for a LanguageModelError: its errors are plain, without a
 * stack. Other extensions read the code.
 */
function failure({ kind, message, nextStep }: Shown, inChat: boolean): Error {
	const words = `${message} ${nextStep}`;
	const error = inChat ? new Error(words) : languageModelError(kind, words);
	error.stack = '';
	return error;
}

function languageModelError(kind: string, words: string): Error {
	const { NotFound, NoPermissions, Blocked } = vscode.LanguageModelError;
	if (kind === 'modelNotFound') return NotFound(words);
	if (kind === 'auth' || kind === 'noKey') return NoPermissions(words);
	return kind === 'quota' || kind === 'budget' ? Blocked(words) : new vscode.LanguageModelError(words);
}

function toolDefinition({ name, description, inputSchema }: vscode.LanguageModelChatTool): ToolDefinition {
	return { name, description, parameters: (inputSchema as ToolDefinition['parameters'] | undefined) ?? { type: 'object', properties: {} } };
}
