import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { GivenPart } from '../../app/agent/answer-memory.ts';
import type { AgentEvents, AgentResult } from '../../app/agent/ports.ts';
import { refusesUnknown, toolInput } from '../../app/agent/tool-input.ts';
import type { ToolCallPart, ToolDefinition } from '../../core/message/message.ts';
import { thinkingClass } from './received.ts';
import { usageOf } from './usage.ts';

/** Characters of arguments that nobody can read which go back to the model. */
const MAX_SHOWN = 4000;

/** What is needed of the request. */
export interface Asked {
	readonly tools: readonly ToolDefinition[];
	/** Taken by calls of the conversation. */
	readonly callIds: ReadonlySet<string>;
	/** Of the prompt, estimated. */
	inputTokens(): number;
}

type Progress = vscode.Progress<vscode.LanguageModelResponsePart>;

/** One answer on its way to VS Code: text and thinking as they come, calls and usage at the end. */
export class AnswerOut {
	readonly #progress: Progress;
	readonly #lines: { show(line: string, later?: boolean): string };
	readonly #Thinking = thinkingClass();
	/** False for callers that are no conversation in a view: they take the text as it is. */
	readonly #showLines: boolean;
	#text = false;
	#said = false;

	constructor(progress: Progress, lines: { show(line: string, later?: boolean): string }, showLines: boolean) {
		this.#progress = progress;
		this.#lines = lines;
		this.#showLines = showLines;
	}

	readonly events: AgentEvents = {
		onLine: (line) => {
			if (this.#showLines) this.#report(this.#lines.show(line, this.#text));
		},
		onText: (text) => this.#sayText(text),
		onReasoning: (text) => {
			// A Thinking part is none of the stable types' parts, but what VS Code takes.
			if (text !== '' && this.#Thinking !== null) this.#progress.report(new this.#Thinking(text));
		},
	};

	/**
	 * The rest of the answer, as VS Code wants it. Ids of calls are made unique over the whole conversation: it pairs results by them.
	 * @returns the parts, to be remembered
	 */
	finish(result: AgentResult, { tools, callIds, inputTokens }: Asked): readonly GivenPart[] {
		if (result.words !== null) this.#sayText(this.#said ? `\n\n${result.words}` : result.words);
		const taken = new Set(callIds);
		const kept: GivenPart[] = [];
		for (const part of result.parts) {
			if (part.type !== 'toolCall') {
				kept.push({ part });
				continue;
			}
			const id = freeId(part.id, taken);
			taken.add(id);
			const given = this.#call({ ...part, id }, tools, result.ended === 'length');
			// The model sees its call as it was run.
			if (given !== null) kept.push({ part: { ...given, id: part.id }, given });
		}
		const usage = JSON.stringify(usageOf(result, inputTokens));
		this.#progress.report(new vscode.LanguageModelDataPart(new TextEncoder().encode(usage), 'usage'));
		return kept;
	}

	/** Whether the view has anything to show: an answer without text and calls is an error to it. */
	get said(): boolean {
		return this.#said;
	}

	/**
	 * Arguments that nobody can read go to the tool all the same where its schema will refuse them: VS Code tells the model what is wrong,
	 * and the run goes on by itself. A tool that takes anything would do something that nobody asked for: there the user is told instead.
	 */
	#call(call: ToolCallPart, tools: readonly ToolDefinition[], cut: boolean): ToolCallPart | null {
		const input = toolInput(call.arguments, cut);
		if (input.kind === 'object') return this.#give({ ...call, arguments: input.arguments }, input.value);
		const schema = tools.find(({ name }) => name === call.name)?.parameters;
		if (schema !== undefined && refusesUnknown(schema)) {
			const value = { malformed_arguments: call.arguments.slice(0, MAX_SHOWN) };
			return this.#give({ ...call, arguments: JSON.stringify(value) }, value);
		}
		const why = cut
			? l10n.t(
					'The model called {0} with arguments that were cut off at the longest answer that the model may give, so it was not run.',
					call.name,
				)
			: l10n.t('The model called {0} with arguments that are no JSON object, so it was not run.', call.name);
		this.#sayText(`${this.#said ? '\n\n' : ''}${why} ${l10n.t('Send "continue" to try again.')}`);
		return null;
	}

	#give(call: ToolCallPart, value: Record<string, unknown>): ToolCallPart {
		this.#said = true;
		this.#progress.report(new vscode.LanguageModelToolCallPart(call.id, call.name, value));
		return call;
	}

	#sayText(text: string): void {
		if (text === '') return;
		this.#text = true;
		this.#said = true;
		this.#report(text);
	}

	#report(text: string): void {
		if (text !== '') this.#progress.report(new vscode.LanguageModelTextPart(text));
	}
}

function freeId(id: string, taken: ReadonlySet<string>): string {
	return id !== '' && !taken.has(id) ? id : `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
