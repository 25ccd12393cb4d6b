import * as l10n from '@vscode/l10n';
import { LRUCache } from 'lru-cache';
import { shownError } from '../../../core/base/errors.ts';
import type { Clock } from '../../../core/base/time.ts';
import type { Ledger } from '../../../core/money/ledger.ts';
import type { RoutingLine } from '../../../core/routing/routing-line.ts';
import type { BudgetService } from '../../budget/service.ts';
import { type AskDeps, previewTask } from '../estimate.ts';
import type { AgentPort } from '../ports.ts';
import { budgetButtons, budgetWords } from './budget.ts';
import { compareAnswers } from './compare.ts';
import { readCompare } from './compare-names.ts';
import { followupsOf, UNSENT } from './followups.ts';
import { modelsWords } from './models.ts';
import { attachedText, participantMessages } from './prompt.ts';
import type { AnswerNote, DecisionNote, Followup, ParticipantOut, ParticipantRequest, ParticipantResult } from './types.ts';
import { decisionNote, decisionWords, lastDecision, noteOf, rowWords } from './why.ts';
import { plainText } from './words.ts';

export interface ParticipantDeps extends AskDeps {
	readonly agent: Pick<AgentPort, 'answer'>;
	readonly budget: Pick<BudgetService, 'period' | 'current' | 'afterSettled' | 'refresh'>;
	readonly ledger: Pick<Ledger, 'rows'>;
	readonly clock: Clock;
	/** Whether all paid requests are paused. Never rejects. */
	paused(): Promise<boolean>;
	/** The newest decision of this window, whoever asked; null before the first. */
	lastRouted(): RoutingLine | null;
	/** What the user attached himself is not asked about again. */
	agreed(text: string): void;
	/** What the user says of the run that answered. */
	thumb(runId: string, value: 'good' | 'bad'): void;
}

/** Messages with their attachments as they were sent, so that the next turn begins with the same bytes. */
const MOST_SENT = 60;
const MOST_SENT_CHARS = 4_000_000;

/** `@routoo` in VS Code's Chat, without VS Code. */
export class Participant {
	readonly #deps: ParticipantDeps;
	readonly #sent = new LRUCache<string, string>({ max: MOST_SENT, maxSize: MOST_SENT_CHARS, sizeCalculation: (text) => text.length + 1 });

	constructor(deps: ParticipantDeps) {
		this.#deps = deps;
	}

	/** Never rejects. */
	async respond(request: ParticipantRequest, out: ParticipantOut): Promise<ParticipantResult> {
		const conversation = conversationOf(request) ?? this.#deps.newId();
		try {
			for (const words of request.attached.failed) out.markdown(`${plainText(words, 300)}\n\n`);
			const parts = await this.#do(request, out, conversation);
			return { error: parts.error ?? null, note: { ...EMPTY, ...parts.note, version: 1, conversation } };
		} catch (error) {
			if (request.signal.aborted) return { error: null, note: { ...EMPTY, version: 1, conversation } };
			const shown = shownError(error);
			return { error: `${shown.message} ${shown.nextStep}`, note: { ...EMPTY, version: 1, conversation, error: shown.kind } };
		}
	}

	followups(metadata: unknown, question: string): readonly Followup[] {
		return followupsOf(noteOf(metadata), question);
	}

	/** What the user says of an answer of this participant, by what was kept with it. */
	feedback(metadata: unknown, helpful: boolean): void {
		const runId = noteOf(metadata)?.runId;
		if (runId !== undefined) this.#deps.thumb(runId, helpful ? 'good' : 'bad');
	}

	#do(request: ParticipantRequest, out: ParticipantOut, conversation: string): Promise<Parts> {
		switch (request.command) {
			case 'why':
				return this.#why(request, out);
			case 'budget':
				return this.#budget(out);
			case 'models':
				return this.#models(request, out);
			case 'compare':
				return this.#compare(request, out);
			default:
				return this.#answer(request, out, conversation);
		}
	}

	async #answer(request: ParticipantRequest, out: ParticipantOut, conversation: string): Promise<Parts> {
		const { attached, prompt, signal } = request;
		if (prompt.trim() === '' && attached.files.length + attached.texts.length + attached.images.length === 0) {
			out.markdown(l10n.t('Ask a question, or use /why, /budget, /models or /compare.'));
			return {};
		}
		const messages = participantMessages(request, (of, text) => this.#sent.get(sentKey(of, text)) ?? null);
		const text = attachedText(prompt, attached);
		this.#deps.agreed(text);
		this.#sent.set(sentKey(conversation, prompt), text);
		let lead = '';
		let streamed = false;
		const result = await this.#deps.agent.answer(
			{ entry: 'auto', conversationId: `participant-${conversation}`, signal, prompt: { messages, tools: [], toolChoice: 'auto' } },
			{
				onLine: (line) => {
					const shown = `*${plainText(line, 400)}*\n\n`;
					// A change of the model in the middle of an answer is no part of what the model said before it.
					if (!streamed) lead += shown;
					out.markdown(shown);
				},
				onText: (piece) => {
					streamed = true;
					out.markdown(piece);
				},
				onReasoning: () => {},
			},
		);
		if (result.words !== null) out.markdown(plainText(result.words, 2000));
		for (const warning of result.warnings) out.markdown(`\n\n*${plainText(warning, 300)}*`);
		const { routing, receipt, error } = result;
		const decision = routing === null ? null : decisionNote(routing, receipt?.cost ?? null);
		return {
			note: {
				...(result.run === null ? {} : { runId: result.run.id }),
				lead,
				decision,
				error: error?.kind ?? (result.words === null ? null : UNSENT),
				compare: decision === null ? null : comparable(decision),
			},
			...(error === null ? {} : { error: `${error.message} ${error.nextStep}` }),
		};
	}

	async #why({ history }: ParticipantRequest, out: ParticipantOut): Promise<Parts> {
		const own = lastDecision(history);
		const line = own === null ? this.#deps.lastRouted() : null;
		const decision = own ?? (line === null ? null : decisionNote(line, null));
		if (decision !== null) {
			out.markdown(`${own === null ? l10n.t('The last choice in this window') : l10n.t('The last choice in this conversation')}: `);
			out.markdown(decisionWords(decision));
			return { note: { compare: comparable(decision) } };
		}
		const [row] = await this.#deps.ledger.rows(1);
		if (row === undefined) out.markdown(l10n.t('Routoo has not chosen a model yet. Ask something, and /why says how it was chosen.'));
		else out.markdown(l10n.t('The last request in the ledger: {0}', rowWords(row)));
		return {};
	}

	async #budget(out: ParticipantOut): Promise<Parts> {
		const [snapshot, paused] = await Promise.all([this.#deps.budget.refresh(), this.#deps.paused()]);
		out.markdown(budgetWords(snapshot, paused));
		budgetButtons(out, paused);
		return {};
	}

	async #models({ prompt, signal }: ParticipantRequest, out: ParticipantOut): Promise<Parts> {
		const { models, settings, gateway, clock } = this.#deps;
		await models.ready();
		const task = prompt.trim();
		const decision = task === '' || models.candidates().length === 0 ? null : (await previewTask(this.#deps, task, false, signal)).decision;
		const alternatives = decision?.alternatives ?? null;
		out.markdown(
			modelsWords({ candidates: models.candidates(), settings: settings(), health: gateway.health, alternatives, now: clock.now() }),
		);
		if (models.usableCount() === 0) {
			out.button('setKey', l10n.t('Set API Key'));
			out.button('addEndpoint', l10n.t('Add Endpoint'));
		}
		const [a, ...others] = (alternatives ?? []).filter(({ excluded }) => excluded === null);
		// The same model at another effort or endpoint has the same name.
		const b = others.find(({ candidate }) => candidate.displayName !== a?.candidate.displayName);
		return { note: { compare: a === undefined || b === undefined ? null : [a.candidate.displayName, b.candidate.displayName] } };
	}

	async #compare(request: ParticipantRequest, out: ParticipantOut): Promise<Parts> {
		const { models } = this.#deps;
		await models.ready();
		const asked = readCompare(request.prompt, models.candidates());
		if (asked.kind === 'unclear') {
			out.markdown(plainText(asked.words, 500));
			return {};
		}
		if (asked.question === '') {
			out.markdown(
				l10n.t('What shall both be asked? For example: /compare What does this function do? Or name them: /compare A vs B: question.'),
			);
			return {};
		}
		const { attached, signal } = request;
		this.#deps.agreed(attachedText(asked.question, attached));
		const messages = participantMessages({ prompt: asked.question, attached, history: [] }, () => null);
		const failure = await compareAnswers(this.#deps, { messages, models: asked.models, signal }, out);
		if (failure !== null) out.markdown(plainText(failure, 600));
		return {};
	}
}

interface Parts {
	readonly note?: Partial<Omit<AnswerNote, 'version' | 'conversation'>>;
	readonly error?: string;
}

const EMPTY: Omit<AnswerNote, 'version' | 'conversation'> = { lead: '', decision: null, error: null, compare: null };

function sentKey(conversation: string, prompt: string): string {
	return `${conversation}\0${prompt}`;
}

function conversationOf({ history }: ParticipantRequest): string | null {
	for (const { metadata } of history.toReversed()) {
		const note = noteOf(metadata);
		if (note !== null) return note.conversation;
	}
	return null;
}

/** The chosen model, and of the others the first of another name. */
function comparable({ rows }: DecisionNote): readonly [string, string] | null {
	const chosen = rows.find(({ role }) => role === 'chosen');
	const other = rows.find(({ role, excluded, modelName }) => role !== 'chosen' && !excluded && modelName !== chosen?.modelName);
	return chosen === undefined || other === undefined ? null : [chosen.modelName, other.modelName];
}
