import { BudgetService } from '../../../../src/app/budget/service.ts';
import { ChatController } from '../../../../src/app/chat/controller.ts';
import type { ApplyNews, CodeTarget, EditorPort, OpenFile } from '../../../../src/app/chat/editor-port.ts';
import type { ChatDeps, ModelSource, UserPort } from '../../../../src/app/chat/ports.ts';
import { Trials } from '../../../../src/app/learning/trials.ts';
import { modelOptions } from '../../../../src/app/models/options.ts';
import { readSettings, type Settings } from '../../../../src/app/settings/schema.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import type { Timers } from '../../../../src/core/base/time.ts';
import { answerReasoning, answerText } from '../../../../src/core/chat/answer.ts';
import type { PromptFile } from '../../../../src/core/chat/prompt-file.ts';
import type { Answer, Turn } from '../../../../src/core/chat/session.ts';
import type { EffortHints } from '../../../../src/core/chat/usual-effort.ts';
import { ConversationCaches } from '../../../../src/core/gateway/conversation-cache.ts';
import { Health } from '../../../../src/core/gateway/health.ts';
import type { Attachment } from '../../../../src/core/message/message.ts';
import type { ChatProvider, StreamEvent } from '../../../../src/core/message/stream.ts';
import type { Candidate } from '../../../../src/core/model/candidate.ts';
import type { Predictor } from '../../../../src/core/routing/predictor.ts';
import type { QualityEstimate } from '../../../../src/core/routing/quality.ts';
import type { Prediction, RouteRequest } from '../../../../src/core/routing/types.ts';
import type { ToChat } from '../../../../src/protocol/chat.ts';
import { type Reduced, reduce } from '../../../../src/views/chat/store.ts';
import { welcome } from '../../views/fixtures.ts';
import { candidate, MemoryLedger, MemorySessions, MemoryStore, memoryState, SetClock } from '../fakes.ts';
import { fixedPredictor } from './fixed-predictor.ts';

/** What the model at the other end does; tests replace it. */
export type Script = (signal: AbortSignal) => AsyncIterable<StreamEvent>;

export async function* says(...words: string[]): AsyncGenerator<StreamEvent> {
	for (const text of words) yield { type: 'text', text };
	yield { type: 'end', reason: 'stop' };
}

export async function* fails(error: RoutooError): AsyncGenerator<StreamEvent> {
	yield* [];
	throw error;
}

/** An answer beside what it says. */
export type ReadAnswer = Answer & { readonly text: string; readonly reasoning: string };

export function read(answer: Answer): ReadAnswer {
	return { ...answer, text: answerText(answer), reasoning: answerReasoning(answer) };
}

/** A chat with its view, models that follow scripts, and everything it rests on in memory. */
export class ChatBench {
	candidates: Candidate[] = [candidate('home/small'), candidate('home/big')];
	scripts: Record<string, Script> = {
		small: () => says('from ', 'small'),
		big: () => says('from ', 'big'),
		best: () => says('from ', 'best'),
	};
	settings: Settings = readSettings(() => undefined).settings;
	readonly sessions = new MemorySessions();
	readonly ledger = new MemoryLedger();
	picked: string | null = null;
	/** What the list of models was told last. */
	hints: EffortHints | null = null;
	listing: Promise<void> = Promise.resolve();
	refreshes = 0;
	/** What waits, by the time it was asked to wait, ms. */
	readonly waiting: { readonly ms: number; readonly run: () => void }[] = [];
	readonly timers: Timers = {
		after: (ms, run) => {
			this.waiting.push({ ms, run });
			return () => undefined;
		},
	};
	selection: Attachment | null = null;
	readonly ran: string[] = [];
	/** Settings as the chat wrote them. */
	readonly written: [key: string, value: unknown][] = [];
	/** What became of answers, as the chat told it. */
	readonly signals: unknown[][] = [];
	/** First steps, as the chat told them. */
	readonly steps: string[] = [];
	openFile: Attachment | null = null;
	/** What a code gesture works on; may reject. */
	target: () => Promise<CodeTarget | null> = async () => null;
	readonly targetsAsked: string[] = [];
	/** Wishes for commit messages. */
	readonly commits: string[] = [];
	commitsWork = true;
	promptFiles: PromptFile[] = [];
	/** Tells the chat that prompt files changed. */
	promptsChanged = (): void => undefined;
	/** What the chat asked to be applied, and what the editor says of it. */
	readonly applies: Parameters<EditorPort['apply']>[] = [];
	applied: ApplyNews | null = null;
	readonly files = new Map<string, Attachment>();
	problems: Attachment | null = null;
	changes: Attachment | null = null;
	/** What stands in the editor; `show` changes it. */
	shown: OpenFile | null = null;
	instructions: Attachment[] = [];
	instructionsChanged = (): void => {};
	/** Runs when the editor is looked at before a message goes. */
	looked = (): void => {};
	#showing = (): void => {};
	/** Hears what the predictor is asked about. */
	seen = (_request: RouteRequest): void => {};
	ownSignals = 0;
	/** Texts whose tokens were counted. */
	readonly counted: string[] = [];
	/** What a view has made of the messages alone. */
	view: Reduced = { state: null, resync: false };
	readonly messages: ToChat[] = [];
	/** What is predicted beside the usual, by candidate. */
	qualities: Record<string, QualityEstimate> = {};
	readonly caches = new ConversationCaches();
	readonly trials = new Trials({
		...{ state: memoryState(), caches: this.caches, log: () => {} },
		share: () => this.settings.learning.exploration,
	});
	/** What the chat was made of. */
	deps!: ChatDeps;
	readonly chat: ChatController = this.#makeChat();

	constructor() {
		this.chat.attach((message) => {
			this.messages.push(message);
			this.view = reduce(this.view.state, message);
			if (this.view.resync) throw new Error(`the view lost track at ${message.type}`);
		});
		this.chat.snapshot();
	}

	show(shown: OpenFile | null): void {
		this.shown = shown;
		this.#showing();
	}

	send(text: string): Promise<void> {
		return this.chat.receive({ type: 'send', text });
	}

	lastTurn(): Turn {
		return this.chat.state().session.turns.at(-1)!;
	}

	lastAnswer(): ReadAnswer {
		return read(this.lastTurn().answers[this.lastTurn().shown]!);
	}

	async #predicted(...asked: Parameters<Predictor['predict']>): Promise<Prediction> {
		this.seen(asked[0]);
		const all = await fixedPredictor.predict(...asked);
		return { ...all, candidates: all.candidates.map((one) => ({ ...one, quality: this.qualities[one.candidateId] ?? one.quality })) };
	}

	#makeChat(): ChatController {
		const clock = new SetClock();
		const store = new MemoryStore();
		let ids = 0;
		const editor: EditorPort = {
			language: () => null,
			selection: () => this.selection,
			currentFile: () => this.openFile,
			codeTarget: async (how) => {
				this.targetsAsked.push(how);
				return this.target();
			},
			pickFile: async () => null,
			find: async (of, query) => [{ label: `${query}.ts`, detail: of, ref: `${query}.ts` }],
			read: async (_of, ref) => {
				const found = this.files.get(ref);
				if (found !== undefined) return found;
				throw new RoutooError('invalidInput', `${ref} is not a text file.`, 'Attach a text file.');
			},
			readDropped: async (uri) => this.files.get(uri) ?? { name: uri, data: 'iVBORw0KGgo=' },
			problems: async () => this.problems,
			changes: async () => this.changes,
			terminal: async (what) => this.files.get(`terminal ${what}`) ?? null,
			instructions: {
				current: () => this.instructions,
				look: async () => {},
				onChange: (listener) => {
					this.instructionsChanged = listener;
					return () => {};
				},
			},
			openFile: {
				current: () => this.shown,
				look: async () => this.looked(),
				onChange: (listener) => {
					this.#showing = listener;
					return () => {};
				},
			},
			insertAtCursor: async () => {},
			apply: async (...asked) => {
				this.applies.push(asked);
				return this.applied;
			},
			newFile: async () => {},
			placedLines: () => null,
			copy: async () => {},
			openLink: async () => {},
			openPath: async () => {},
		};
		const models: ModelSource = {
			candidates: () => this.candidates,
			options: () => modelOptions(this.candidates, this.settings),
			usableCount: () => this.candidates.length,
			ready: () => this.listing,
			refresh: async () => void this.refreshes++,
		};
		const user: UserPort = {
			pickModel: async (_title, hints) => {
				this.hints = hints;
				return this.picked;
			},
			writeCommitMessage: async (wish) => {
				this.commits.push(wish);
				return this.commitsWork;
			},
			runCommand: async (command, ...args) => void this.ran.push([command, ...args].join(' ')),
			updateSetting: async (key, value) => void this.written.push([key, value]),
			setLocalOnly: async () => {},
		};
		const provider = (c: Candidate): ChatProvider => ({
			endpointId: c.endpointId,
			listModels: async () => [],
			stream: (_request, signal) => this.scripts[c.wireModel]!(signal),
		});
		this.deps = {
			timers: this.timers,
			gateway: {
				predictor: { ...fixedPredictor, predict: (...asked) => this.#predicted(...asked) },
				ledger: this.ledger,
				clock,
				health: new Health(clock),
				caches: this.caches,
				provider,
				estimateTokens: (text) => {
					this.counted.push(text);
					return Math.ceil(text.length / 4);
				},
				log: () => {},
			},
			models,
			budget: new BudgetService({
				ledger: this.ledger,
				settings: () => this.settings,
				state: memoryState(),
				clock,
				onNotice: () => {},
				onChange: () => {},
			}),
			paidPaused: () => false,
			settings: () => this.settings,
			sessions: this.sessions,
			editor,
			user,
			store,
			newId: () => `id${++ids}`,
			owner: { user: 'local', device: 'd', window: 'test' },
			previewDelayMs: 1,
			saveDelayMs: 10_000,
			answers: {
				thumb: (answerId, value) => void this.signals.push([answerId, value]),
				copied: (answerId) => void this.signals.push([answerId, 'copied']),
				again: (answerId, kind) => void this.signals.push([answerId, kind]),
			},
			trials: this.trials,
			prompts: {
				read: async () => this.promptFiles,
				onChange: (listener) => {
					this.promptsChanged = listener;
					return () => undefined;
				},
			},
			ownSignals: () => this.ownSignals,
			welcome: {
				view: () => welcome,
				answered: () => void this.steps.push('answered'),
				budgetDecided: () => void this.steps.push('budget'),
				hide: () => void this.steps.push('hide'),
			},
			onView: () => {},
			onRouted: () => {},
			log: () => {},
		};
		return new ChatController(this.deps);
	}
}

export const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
