import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { BudgetService } from '../../app/budget/service.ts';
import { FillModels } from '../../app/completion/fill-models.ts';
import { Learned } from '../../app/completion/learned.ts';
import { SnoozeFile } from '../../app/completion/snooze.ts';
import type { ModelRegistry } from '../../app/models/registry.ts';
import { languageOn, type Settings } from '../../app/settings/schema.ts';
import type { MicroDollars } from '../../core/base/micros.ts';
import { systemClock } from '../../core/base/time.ts';
import { CompletionEngine } from '../../core/completion/engine.ts';
import type { CompletionGate } from '../../core/completion/engine-types.ts';
import type { AcceptanceWeights } from '../../core/completion/routing/acceptance-weights.ts';
import type { FillProvider } from '../../core/completion/types.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import type { Catalog } from '../../core/model/catalog.ts';
import type { Ledger } from '../../core/money/ledger.ts';
import { AcceptedTexts, documentOf, isAcceptedArgument } from './accepts.ts';
import { WorkspaceDocuments } from './documents.ts';
import { isCompletable, pathOf } from './position.ts';
import { ACCEPTED_COMMAND, CompletionItemProvider } from './provider.ts';
import { WorkspacePrivateFiles } from './workspace-private.ts';

export interface CompletionServiceDeps {
	readonly ledger: Ledger;
	readonly budget: BudgetService;
	readonly models: ModelRegistry;
	readonly settings: () => Settings;
	readonly head: AcceptanceWeights;
	readonly catalog: Catalog;
	/** File of what was learned, and that of the snooze. */
	readonly learnedPath: string;
	readonly snoozePath: string;
	readonly owner: string;
	/** Throws RoutooError 'settings' for an endpoint that is gone. */
	fillProvider(candidate: Candidate): FillProvider;
	mayAsk(candidate: Candidate): Promise<boolean>;
	circuitOpen(): ReadonlySet<string>;
	/** Reads the ledger anew; never rejects. */
	refreshBudget(): Promise<void>;
	onStatus(gate: CompletionGate): void;
	/** Never receives text. */
	log(line: string): void;
}

/** The ledger is read at most this often after completions; the reservation itself always sees the truth. */
const REFRESH_MS = 3000;
/** How often outcomes are looked at, and how much of the open files is read for snippets in an idle moment. */
const TICK_MS = 5000;
const INDEX_MS = 50;
const INDEX_UNITS = 8000;

/** Inline completions inside the editor: the engine with everything it asks for. */
export class CompletionService implements vscode.Disposable {
	readonly engine: CompletionEngine;
	readonly learned: Learned;
	readonly fillModels: FillModels;
	readonly privateFiles: WorkspacePrivateFiles;
	private readonly deps: CompletionServiceDeps;
	private readonly documents = new WorkspaceDocuments(systemClock);
	private readonly accepted: AcceptedTexts;
	private readonly snoozeFile: SnoozeFile;
	private readonly subscriptions: vscode.Disposable[] = [];
	private readonly tick: ReturnType<typeof setInterval>;
	private refreshTimer: ReturnType<typeof setTimeout> | undefined;
	private indexTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(deps: CompletionServiceDeps) {
		this.deps = deps;
		const { head, catalog, learnedPath: path, log } = deps;
		this.learned = new Learned({ path, head, catalog, clock: systemClock, log });
		this.snoozeFile = new SnoozeFile(deps.snoozePath, log);
		this.accepted = new AcceptedTexts(this.learned.outcomes);
		this.privateFiles = new WorkspacePrivateFiles(
			() => deps.settings().completion.exclude,
			() => this.showStatus(),
		);
		this.fillModels = new FillModels({
			candidates: () => deps.models.fillCandidates(),
			listed: () => deps.models.usableCount() !== null,
			provider: (candidate) => deps.fillProvider(candidate),
			mayAsk: (candidate) => deps.mayAsk(candidate),
			pool: () => deps.settings().completion.pool,
			onChange: () => this.showStatus(),
		});
		this.engine = this.makeEngine();
		this.tick = setInterval(() => this.look(), TICK_MS);
		this.subscribe();
	}

	/** Never rejects. */
	async start(): Promise<void> {
		await Promise.all([this.readSnooze(), this.learned.load(), this.privateFiles.load(), this.fillModels.refresh()]);
	}

	/** Minutes from now; null ends it. */
	async snooze(minutes: number | null): Promise<void> {
		const until = minutes === null ? null : systemClock.now() + minutes * 60_000;
		this.engine.snooze(until);
		await this.snoozeFile.write(until);
	}

	modelsChanged(): void {
		void this.fillModels.refresh();
	}

	/** A new key or a refresh by hand: what failed may be tried again. */
	retry(): void {
		this.engine.refresh();
		this.modelsChanged();
	}

	settingsChanged(): void {
		this.engine.refresh();
		this.engine.clearCache();
		this.privateFiles.settingsChanged();
		this.modelsChanged();
	}

	gate(): CompletionGate {
		const document = vscode.window.activeTextEditor?.document;
		const file = document && isCompletable(document) ? { path: pathOf(document), languageId: document.languageId } : null;
		return this.engine.status(file);
	}

	async resetLearned(): Promise<void> {
		await this.learned.reset();
		this.engine.clearCache();
	}

	/** Looks at what was accepted and learns. Called by the clock; public for tests. */
	look(now = systemClock.now()): void {
		this.accepted.checkDue(now);
		this.learned.learn();
	}

	async close(): Promise<void> {
		this.dispose();
		await this.engine.dispose();
		this.learned.learn();
		await this.learned.save();
	}

	dispose(): void {
		clearInterval(this.tick);
		clearTimeout(this.refreshTimer);
		clearTimeout(this.indexTimer);
		for (const subscription of this.subscriptions.splice(0)) subscription.dispose();
	}

	private makeEngine(): CompletionEngine {
		const { deps, learned } = this;
		return new CompletionEngine({
			clock: systemClock,
			timers: {
				after: (ms, run) => {
					const timer = setTimeout(run, ms);
					return () => clearTimeout(timer);
				},
			},
			ledger: deps.ledger,
			head: deps.head,
			acceptance: learned.acceptance,
			latency: learned.latency,
			outcomes: learned.outcomes,
			candidates: () => this.fillModels.list(),
			provider: (candidate) => deps.fillProvider(candidate),
			circuitOpen: () => deps.circuitOpen(),
			settings: () => engineSettings(deps.settings()),
			money: () => {
				const snapshot = deps.budget.current();
				const period = deps.budget.period();
				// Before the ledger is read nothing is known to be left.
				const unknown = period.limit === null && period.completionsLimit === null ? null : 0;
				return { period, remaining: snapshot?.completionsRemaining ?? unknown, lambda: snapshot?.lambda ?? 0 };
			},
			documents: () => this.documents.open((path) => this.privateFiles.isPrivate(path)),
			isPrivate: (path) => this.privateFiles.isPrivate(path),
			recentEdits: (path) => this.documents.recentEdits(path),
			newId: randomUUID,
			owner: deps.owner,
			onSettled: (cost, before) => this.settled(cost, before),
			onStatus: () => this.showStatus(),
			log: deps.log,
		});
	}

	private subscribe(): void {
		const provider = new CompletionItemProvider(this.engine);
		this.subscriptions.push(
			this.documents,
			this.accepted,
			this.privateFiles,
			vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, provider),
			vscode.commands.registerCommand(ACCEPTED_COMMAND, (argument: unknown) => this.wasAccepted(argument)),
			vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.engine.moved(pathOf(textEditor.document))),
			vscode.window.onDidChangeActiveTextEditor(() => this.showStatus()),
			// Another window may have snoozed or resumed meanwhile.
			vscode.window.onDidChangeWindowState(({ focused }) => {
				if (focused) void this.readSnooze();
			}),
			vscode.workspace.onDidCloseTextDocument((document) => this.engine.closed(pathOf(document))),
			vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
				if (contentChanges.length > 0) this.indexLater();
			}),
		);
	}

	private wasAccepted(argument: unknown): void {
		if (!isAcceptedArgument(argument)) return;
		this.engine.accepted(argument.requestId, argument.text);
		const document = documentOf(argument);
		if (document) this.accepted.add(argument.requestId, document, argument.line, argument.text);
	}

	private settled(cost: MicroDollars, before: MicroDollars | null): void {
		void this.deps.budget.learnPace(cost, before);
		this.learned.saveLater();
		this.refreshTimer ??= setTimeout(() => {
			this.refreshTimer = undefined;
			void this.deps.refreshBudget();
		}, REFRESH_MS);
	}

	/** Open files are read in small parts between the keys. */
	private indexLater(): void {
		clearTimeout(this.indexTimer);
		this.indexTimer = setTimeout(() => {
			if (!this.engine.indexDocuments(INDEX_UNITS)) this.indexLater();
		}, INDEX_MS);
	}

	private async readSnooze(): Promise<void> {
		this.engine.snooze(await this.snoozeFile.read(systemClock.now()));
	}

	private showStatus(): void {
		// The first states come while this is still being built.
		if (this.engine !== undefined) this.deps.onStatus(this.gate());
	}
}

function engineSettings({ completion, localOnly, maxCost }: Settings) {
	return {
		enabled: completion.enabled,
		languageOn: (languageId: string) => languageOn(completion.languages, languageId),
		preset: completion.preset,
		maxFirstLineMs: completion.maxWaitMs,
		pool: completion.pool,
		localOnly,
		maxCost,
		debounce: completion.debounce,
	};
}
