import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { BudgetService, type BudgetSnapshot } from '../app/budget/service.ts';
import { ChatController } from '../app/chat/controller.ts';
import { layoutOf } from '../app/layout.ts';
import { activeEndpoints } from '../app/models/endpoints.ts';
import { ModelRegistry } from '../app/models/registry.ts';
import { SourceWatch } from '../app/models/source-watch.ts';
import { type RoutooError, shownError } from '../core/base/errors.ts';
import { systemClock } from '../core/base/time.ts';
import type { AcceptanceWeights } from '../core/completion/routing/acceptance-weights.ts';
import { estimateTokens } from '../core/message/tokens.ts';
import { buildCandidates } from '../core/model/build-candidates.ts';
import type { Catalog } from '../core/model/catalog.ts';
import { VSCODE_ENDPOINT } from '../core/model/endpoint.ts';
import { isCatalogStale } from '../core/model/load-catalog.ts';
import type { RoutingLine } from '../core/routing/routing-line.ts';
import { PredictorService } from '../predictor/service.ts';
import type { DashboardState } from '../protocol/state.ts';
import { Breakers } from '../providers/breakers.ts';
import { HttpChatProvider } from '../providers/chat/chat-provider.ts';
import type { ProviderDeps } from '../providers/types.ts';
import { FileSessionStore } from '../storage/files/sessions.ts';
import { LedgerClient } from '../storage/sqlite/ledger-client.ts';
import { FillProviders } from './completion/fill-providers.ts';
import { CompletionService } from './completion/service.ts';
import { ApplyPreview } from './editor/apply.ts';
import { AttachmentReader } from './editor/attachments.ts';
import { ReadonlyDocuments } from './editor/readonly-documents.ts';
import { VsCodeEditor } from './editor/vscode-editor.ts';
import { KeyStore } from './keys.ts';
import { pickModel } from './models/pick.ts';
import { VsCodeLmProvider } from './models/vscode-lm.ts';
import { VsCodeSettings } from './settings.ts';
import type { StatusBar } from './status-bar.ts';
import { Dashboard } from './views/dashboard.ts';

export interface AppHost {
	readonly context: vscode.ExtensionContext;
	readonly log: vscode.LogOutputChannel;
	readonly status: StatusBar;
}

/** Rows of the dashboard's decision tables: of messages and of completions, which are far more. */
const DASHBOARD_ROWS = 50;
const DASHBOARD_COMPLETIONS = 20;
/** Another window may have spent: the ledger is read again this often. */
const REFRESH_MS = 60_000;
/** The encoder's memory is given back after this time without a message. */
const PREDICTOR_IDLE_MS = 15 * 60_000;

/** Everything that runs behind the views and commands, wired together. */
export class App {
	readonly host: AppHost;
	readonly settings: VsCodeSettings;
	readonly keys: KeyStore;
	readonly ledger: LedgerClient;
	readonly predictor: PredictorService;
	readonly budget: BudgetService;
	readonly models: ModelRegistry;
	readonly chat: ChatController;
	readonly reader: AttachmentReader;
	readonly apply: ApplyPreview;
	readonly completion: CompletionService;
	readonly reports = new ReadonlyDocuments();
	readonly dashboard: Dashboard;
	readonly breakers: Breakers;
	readonly providerDeps: ProviderDeps;
	private readonly catalog: Catalog;
	private readonly timer: ReturnType<typeof setInterval>;
	private readonly sources: SourceWatch;
	private readonly subscriptions: vscode.Disposable[] = [];
	/** What was told last of a ledger that cannot be read. */
	private ledgerTrouble: string | null = null;

	constructor(host: AppHost, catalog: Catalog, completionHead: AcceptanceWeights) {
		const { context, log } = host;
		const layout = layoutOf(context.extensionPath);
		const folder = context.globalStorageUri.fsPath;
		const notices = (error: RoutooError): void => this.notice(error);
		const owner = `${vscode.env.sessionId}-${process.pid}`;
		this.host = host;
		this.catalog = catalog;
		this.settings = new VsCodeSettings((problem) => {
			log.warn(problem.message);
			void tellSettingProblem(problem);
		});
		this.keys = new KeyStore(context.secrets);
		this.ledger = new LedgerClient({ workerPath: layout.ledgerWorker, folder: `${folder}/ledger`, notices });
		this.predictor = new PredictorService({
			files: layout.predictor,
			workerPath: layout.predictorWorker,
			idleReleaseMs: PREDICTOR_IDLE_MS,
		});
		this.breakers = new Breakers(systemClock);
		this.providerDeps = {
			fetch: (input, init) => globalThis.fetch(input, init),
			secrets: { get: (id) => this.readKey(id) },
			clock: systemClock,
		};
		this.budget = new BudgetService({
			ledger: this.ledger,
			settings: () => this.settings.current(),
			store: context.globalState,
			clock: systemClock,
			onNotice: ({ percent, text }) => this.chat.notices.add(percent === 75 ? 'info' : 'warning', text),
			onChange: (snapshot) => this.showBudget(snapshot),
		});
		this.models = new ModelRegistry({
			endpoints: () => activeEndpoints(this.settings.current(), this.providerDeps),
			provider: (endpoint) =>
				endpoint.id === VSCODE_ENDPOINT.id ? new VsCodeLmProvider() : new HttpChatProvider(endpoint, this.providerDeps),
			candidatesOf: (endpoint, models) => buildCandidates(endpoint, models, this.catalog, this.settings.current().prices),
			settings: () => this.settings.current(),
			onChange: () => this.showModels(),
			log: (line) => log.info(line),
		});
		this.sources = new SourceWatch({
			registry: this.models,
			settings: () => this.settings.current(),
			editorModels: async () => (await new VsCodeLmProvider().listModels()).map((m) => m.id),
			tell: (text) => this.chat.notices.add('warning', text),
			log: (line) => log.warn(line),
		});
		this.reader = new AttachmentReader(() => this.completion.privateFiles);
		this.apply = new ApplyPreview();
		this.chat = new ChatController({
			exchange: {
				predictor: this.predictor,
				ledger: this.ledger,
				clock: systemClock,
				breakers: this.breakers,
				provider: (candidate) => this.models.providerOf(candidate),
				estimateTokens,
				log: (line) => log.info(line),
			},
			models: this.models,
			budget: this.budget,
			settings: () => this.settings.current(),
			sessions: new FileSessionStore({ folder: `${folder}/sessions`, clock: systemClock, notices }),
			editor: new VsCodeEditor(this.reader, this.apply),
			user: {
				pickModel: (title) => pickModel(this.models, title),
				runCommand: async (command) => void (await vscode.commands.executeCommand(`routoo.${command}`)),
				updateSetting: (key, value) => this.settings.update(key, value),
				setLocalOnly: (on) => this.setLocalOnly(on),
			},
			store: context.workspaceState,
			newId: randomUUID,
			owner,
			previewDelayMs: 250,
			saveDelayMs: 1000,
			onView: () => this.predictor.start(),
			onRouted: (line) => this.showRouted(line),
			log: (line) => log.warn(line),
		});
		const fillProviders = new FillProviders(this.models, this.providerDeps, context.languageModelAccessInformation);
		this.completion = new CompletionService({
			ledger: this.ledger,
			budget: this.budget,
			models: this.models,
			settings: () => this.settings.current(),
			head: completionHead,
			catalog,
			learnedPath: `${folder}/completions/learned.json`,
			snoozePath: `${folder}/completions/snooze.json`,
			owner,
			fillProvider: (candidate) => fillProviders.of(candidate),
			mayAsk: (candidate) => fillProviders.mayAsk(candidate),
			circuitOpen: () => this.breakers.openSet(),
			refreshBudget: () => this.refreshBudget(),
			onStatus: (completions) => host.status.update({ completions }),
			log: (line) => log.info(line),
		});
		this.dashboard = new Dashboard(
			context.extensionUri,
			() => this.dashboardState(),
			(message) => void this.chat.receive(message),
		);
		this.subscriptions.push(
			this.settings,
			this.apply,
			this.reports,
			this.dashboard,
			this.settings.onChange(() => void this.settingsChanged()),
			this.keys.onChange((id) => {
				this.breakers.reset(id);
				this.completion.retry();
				void this.models.refresh();
			}),
			this.sources,
			vscode.lm.onDidChangeChatModels(() => this.sources.editorModelsChanged()),
			// Consent to a model of the editor's makes it one for completions.
			context.languageModelAccessInformation.onDidChange(() => this.completion.modelsChanged()),
		);
		this.predictor.onStatus(() => this.showPredictor());
		this.timer = setInterval(() => void this.refreshBudget(), REFRESH_MS);
	}

	/** Restores the session, lists the models and reads the ledger. Never rejects: each part says what is wrong with it. */
	async start(): Promise<void> {
		this.showPredictor();
		await Promise.all([
			this.chat.keeper.restore().then(() => this.chat.snapshot()),
			this.refreshBudget(),
			this.models.refresh(),
			this.completion.start(),
		]);
	}

	/** The user's own switch. A workspace that has it on keeps it on, and that is said. */
	async setLocalOnly(on: boolean): Promise<void> {
		if (!on && this.settings.localOnlySetBy() === 'workspace') {
			this.chat.notices.add('info', 'This workspace allows local models only (routoo.localOnly in its settings).');
		}
		await this.settings.updateUser('routoo.localOnly', on);
	}

	async dashboardState(): Promise<DashboardState> {
		const snapshot = this.budget.current() ?? (await this.budget.refresh());
		const [rows, completionRows] = await Promise.all([
			this.ledger.rows(DASHBOARD_ROWS, 'chat'),
			this.ledger.rows(DASHBOARD_COMPLETIONS, 'completion'),
		]);
		const now = systemClock.now();
		return {
			summary: snapshot.summary,
			budget: snapshot.view,
			rows,
			completionRows,
			completionsLimit: this.budget.period().completionsLimit ?? null,
			catalogDate: this.catalog.date,
			catalogStale: isCatalogStale(this.catalog, now),
			predictor: this.predictorView(),
			now,
		};
	}

	async dispose(): Promise<void> {
		clearInterval(this.timer);
		for (const subscription of this.subscriptions) subscription.dispose();
		await Promise.all([this.chat.dispose(), this.completion.close()]);
		await Promise.all([this.predictor.dispose(), this.ledger.dispose()]);
	}

	/** Money and limits count at once. */
	private async settingsChanged(): Promise<void> {
		this.showModels();
		this.completion.settingsChanged();
		await Promise.all([this.refreshBudget(), this.sources.settingsChanged()]);
	}

	/** A ledger that cannot be read is told once, not every minute, until it could be read again. */
	async refreshBudget(): Promise<void> {
		try {
			await this.budget.refresh();
			this.ledgerTrouble = null;
		} catch (error) {
			const { message, nextStep } = shownError(error);
			if (this.ledgerTrouble === message) return;
			this.ledgerTrouble = message;
			this.host.log.warn(message);
			this.chat.notices.add('error', `${message} ${nextStep}`);
		}
	}

	private showBudget(snapshot: BudgetSnapshot): void {
		const { view, summary, projected } = snapshot;
		const completionsLimit = this.budget.period().completionsLimit ?? null;
		this.host.status.update({ budget: view, summary, projected, completionsLimit, localOnly: this.settings.current().localOnly });
		this.chat.refresh();
		void this.dashboard.refresh();
	}

	/** A locked or missing keychain must not take the models that need no key with it. */
	private async readKey(endpointId: string): Promise<string | undefined> {
		try {
			return (await this.keys.get(endpointId)) ?? undefined;
		} catch (error) {
			this.host.log.warn(`the key store cannot be read: ${error instanceof Error ? error.message : String(error)}`);
			this.chat.notices.add(
				'error',
				"The computer's key store cannot be read, so models that need a key are missing. Unlock it, then refresh the models.",
			);
			return undefined;
		}
	}

	private showModels(): void {
		this.sources.tellErrors();
		this.host.status.update({ health: { kind: 'ready' }, usableModels: this.models.usableCount() });
		this.chat.refresh();
		this.completion.modelsChanged();
	}

	private showRouted(last: RoutingLine | null): void {
		this.host.status.update({ last });
	}

	private predictorView(): DashboardState['predictor'] {
		const status = this.predictor.status();
		return { kind: status.kind, reason: status.kind === 'degraded' ? status.reason : null };
	}

	private showPredictor(): void {
		const predictor = this.predictorView();
		this.host.status.update({ predictor });
		this.chat.setPredictor(predictor);
	}

	/** Something the user should know once. */
	notice(error: RoutooError): void {
		this.host.log.warn(`${error.kind}: ${error.message}`);
		this.chat?.notices.add('warning', `${error.message} ${error.nextStep}`);
	}
}

async function tellSettingProblem(problem: { readonly key: string; readonly message: string }): Promise<void> {
	const open = 'Open Setting';
	if ((await vscode.window.showWarningMessage(problem.message, open)) === open) {
		await vscode.commands.executeCommand('workbench.action.openSettings', problem.key);
	}
}
