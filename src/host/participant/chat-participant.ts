import { LRUCache } from 'lru-cache';
import type * as vscode from 'vscode';
import type { Participant } from '../../app/agent/participant/participant.ts';
import type { ParticipantOut, PastTurn } from '../../app/agent/participant/types.ts';
import { nameOf, type ReferenceReader } from './references.ts';

/** Questions that follow-ups are made from. */
const MOST_CONVERSATIONS = 100;

/** `@routoo` between VS Code's forms and the product's. */
export class ChatParticipant {
	readonly #participant: Participant;
	readonly #references: ReferenceReader;
	/** The last question by conversation: VS Code does not hand it to whoever offers follow-ups. */
	readonly #questions = new LRUCache<string, string>({ max: MOST_CONVERSATIONS });

	constructor(participant: Participant, references: ReferenceReader) {
		this.#participant = participant;
		this.#references = references;
	}

	async respond(
		request: Pick<vscode.ChatRequest, 'prompt' | 'command' | 'references'>,
		context: Pick<vscode.ChatContext, 'history'>,
		response: Pick<vscode.ChatResponseStream, 'markdown' | 'progress' | 'button'>,
		token: vscode.CancellationToken,
	): Promise<vscode.ChatResult> {
		const abort = new AbortController();
		const subscription = token.onCancellationRequested(() => abort.abort());
		if (token.isCancellationRequested) abort.abort();
		try {
			const { prompt, command = null, references } = request;
			const attached = await this.#references.read(references);
			const asked = { prompt, command, attached, history: pastTurns(context.history), signal: abort.signal };
			const { note, error } = await this.#participant.respond(asked, outTo(response));
			if (prompt.trim() !== '' && command !== 'compare') this.#questions.set(note.conversation, prompt);
			return { metadata: note, ...(error === null ? {} : { errorDetails: { message: error } }) };
		} finally {
			subscription.dispose();
		}
	}

	/** A thumb below an answer of this participant. */
	feedback({ metadata }: vscode.ChatResult, helpful: boolean): void {
		this.#participant.feedback(metadata, helpful);
	}

	followups({ metadata }: vscode.ChatResult): vscode.ChatFollowup[] {
		const conversation: unknown = metadata?.conversation;
		const question = typeof conversation === 'string' ? (this.#questions.get(conversation) ?? '') : '';
		return [...this.#participant.followups(metadata, question)];
	}
}

function outTo(response: Pick<vscode.ChatResponseStream, 'markdown' | 'progress' | 'button'>): ParticipantOut {
	return {
		// A plain string is shown without trust: no commands, no HTML.
		markdown: (text) => void response.markdown(text),
		progress: (text) => void response.progress(text),
		button: (command, title, ...args) => void response.button({ command: `routoo.${command}`, title, arguments: [...args] }),
	};
}

/** Requests with the answers behind them; VS Code hands over those to this participant alone. */
function pastTurns(history: vscode.ChatContext['history']): readonly PastTurn[] {
	const turns: PastTurn[] = [];
	for (const [i, turn] of history.entries()) {
		if (!('prompt' in turn)) continue;
		const next = history[i + 1];
		const answer = next !== undefined && 'response' in next ? next : null;
		turns.push({
			command: turn.command ?? null,
			prompt: turn.prompt,
			attached: turn.references.map(nameOf),
			answer: answer === null ? '' : answer.response.map(textOf).join(''),
			metadata: answer?.result.metadata,
		});
	}
	return turns;
}

function textOf(part: vscode.ChatResponseTurn['response'][number]): string {
	const { value } = part as { readonly value?: unknown };
	if (typeof value === 'string') return value;
	const text = (value as { readonly value?: unknown } | undefined)?.value;
	return typeof text === 'string' ? text : '';
}
