import { randomUUID } from 'node:crypto';
import { totalmem } from 'node:os';
import * as vscode from 'vscode';
import { ExtensionApi } from '../app/api/service.ts';
import { tellApplied } from '../app/chat/notices.ts';
import { type App, composeApp } from '../app/compose.ts';
import { atMostEvery, RUNS_EVERY_MS } from '../app/insights/at-most-every.ts';
import { runRowsMessage, runsState } from '../app/insights/dashboard.ts';
import { followStatus } from '../app/insights/status.ts';
import type { ModelFiles } from '../app/model-files/model-files.ts';
import { machineInWords } from '../app/models/machine.ts';
import type { AppPorts } from '../app/ports.ts';
import type { ReaderFiles } from '../app/reading/file/reader-files.ts';
import { systemClock, systemTimers } from '../core/base/time.ts';
import { NO_HINTS } from '../core/chat/usual-effort.ts';
import { choose } from './choose.ts';
import { VsCodeCompletionEditor } from './completion/editor.ts';
import { relative } from './completion/position.ts';
import { registerCompletions } from './completion/register.ts';
import type { WorkspacePrivateFiles } from './completion/workspace-private.ts';
import { ApplyPreview } from './editor/apply.ts';
import { AttachmentReader } from './editor/attachments.ts';
import { watchAnswers } from './editor/check-runs.ts';
import { ContextFinder } from './editor/context-finder.ts';
import { CurrentFile } from './editor/current-file.ts';
import { FileGuard } from './editor/file-guard.ts';
import { WorkspaceInstructions } from './editor/instructions.ts';
import { OpenFileReader } from './editor/open-file.ts';
import { PlacedAnswers } from './editor/placed-answers.ts';
import { ReadonlyDocuments } from './editor/readonly-documents.ts';
import { TerminalReader } from './editor/terminal.ts';
import { VsCodeEditor } from './editor/vscode-editor.ts';
import { WorkspaceFiles } from './editor/workspace-files.ts';
import { composeEndpoint, type HostEndpoint } from './endpoint/register.ts';
import { servedInWords } from './endpoint/words.ts';
import { CodeTargets } from './gestures/code-targets.ts';
import { WorkspacePromptFiles } from './gestures/prompt-files.ts';
import { keyboardOf } from './inline/chords.ts';
import { InlineEditor } from './inline/inline-editor.ts';
import { Spoken } from './inline/spoken.ts';
import { KeyStore } from './keys.ts';
import { composeModelFiles, followModelFiles } from './model-files.ts';
import { ModelProvider } from './model-provider/provider.ts';
import { VsCodeModels } from './models/editor-models.ts';
import { pickModel } from './models/pick.ts';
import { ChatParticipant } from './participant/chat-participant.ts';
import { ReferenceReader } from './participant/references.ts';
import { followReading } from './reading-progress.ts';
import { tellSettingProblem, VsCodeSettings } from './settings.ts';
import type { StatusBar } from './status-bar.ts';
import { Dashboard } from './views/dashboard.ts';
import { followWelcome } from './welcome.ts';

export interface AppHost {
	readonly context: vscode.ExtensionContext;
	readonly log: vscode.LogOutputChannel;
	readonly status: StatusBar;
}

/** The product in this window, with what only VS Code has. */
export interface HostApp extends App {
	readonly host: AppHost;
	readonly keys: KeyStore;
	readonly reader: AttachmentReader;
	/** What the code gestures work on. */
	readonly codeTargets: CodeTargets;
	readonly currentFile: CurrentFile;
	readonly finder: ContextFinder;
	readonly apply: ApplyPreview;
	/** Edits at the caret. */
	readonly inline: InlineEditor;
	readonly reports: ReadonlyDocuments;
	readonly dashboard: Dashboard;
	/** This window, as runs name theirs. */
	readonly window: string;
	/** One sentence on which machine Routoo runs, null where there is only one. */
	readonly machine: string | null;
	readonly privateFiles: WorkspacePrivateFiles;
	/** For tools outside the editor. */
	readonly endpoint: HostEndpoint;
	/** For other extensions. */
	readonly api: ExtensionApi;
	/** The local reader's file. */
	readonly readerFiles: ReaderFiles;
	/** Model files of the user's, which this window runs. */
	readonly modelFiles: ModelFiles;
	/** Memory of this computer, bytes. */
	readonly totalMemory: number;
	/** Routoo's models in VS Code's own chat. */
	readonly modelProvider: ModelProvider;
	/** `@routoo` in VS Code's Chat. */
	readonly chatParticipant: ChatParticipant;
}

/** What does not come from VS Code: see start.ts. */
export interface Opened extends Pick<AppPorts, 'catalog' | 'completionHead' | 'notices' | 'owner' | 'predictor' | 'reading' | 'stores'> {
	readonly readerFiles: ReaderFiles;
}

/** Builds the adapters of this window and the product between them. */
export function composeHost(host: AppHost, opened: Opened): HostApp {
	const { context, log, status } = host;
	const settings = new VsCodeSettings((problem) => {
		log.warn(problem.message);
		void tellSettingProblem(problem);
	});
	for (const line of settings.retired()) log.info(line);
	const keys = new KeyStore(context.secrets);
	const reports = new ReadonlyDocuments();
	const completionEditor = new VsCodeCompletionEditor(systemClock, () => settings.current().completion.exclude);
	const guard = new FileGuard(completionEditor.privateFiles, choose);
	const placed = new PlacedAnswers();
	const currentFile = new CurrentFile();
	const apply = new ApplyPreview({ guard, placed, waitsIn: (file) => inline.waitsIn(file) });
	const { privateFiles } = completionEditor;
	const files = new WorkspaceFiles(privateFiles, guard);
	const reader = new AttachmentReader(files, guard, currentFile);
	const finder = new ContextFinder({ files, privateFiles, guard, current: currentFile });
	const openFile = new OpenFileReader({ current: currentFile, guard, privateFiles, timers: systemTimers, settings });
	const terminal = new TerminalReader(guard);
	const instructions = new WorkspaceInstructions({ current: currentFile, guard, privateFiles, settings });
	const codeTargets = new CodeTargets(reader, guard, currentFile);
	const promptFiles = new WorkspacePromptFiles(guard);
	const editorModels = new VsCodeModels(context.languageModelAccessInformation);
	const modelFiles = composeModelFiles(opened, log);
	// Before the product hears of it: it asks again at once whether the file with the caret is private.
	settings.onChange(() => completionEditor.privateFiles.settingsChanged());
	const app = composeApp({
		clock: systemClock,
		timers: systemTimers,
		fetch: (input, init) => globalThis.fetch(input, init),
		newId: randomUUID,
		...opened,
		...{ settings, keys, completionEditor, log },
		editor: new VsCodeEditor({ reader, finder, openFile, terminal, instructions }, apply, placed, codeTargets),
		promptFiles,
		privateFiles: {
			ready: () => completionEditor.privateFiles.ready(),
			isPrivate: (path) => completionEditor.privateFiles.matches(relative(path)),
			shown: relative,
		},
		user: {
			pickModel,
			choose,
			runCommand: async (command, ...args) => void (await vscode.commands.executeCommand(`routoo.${command}`, ...args)),
			writeCommitMessage: async (wish) => (await vscode.commands.executeCommand<unknown>('routoo.commitMessage', wish)) !== false,
		},
		...{ editorModels, modelFiles },
		environment: process.env,
	});
	const { env } = vscode;
	const runsOn = context.extension.extensionKind === vscode.ExtensionKind.UI ? 'ui' : 'workspace';
	const spoken = new Spoken();
	const inline = new InlineEditor({
		...{ edits: app.inlineEdits, guard, codeTargets, placed },
		keyboard: keyboardOf({ platform: process.platform, isWeb: env.uiKind === vscode.UIKind.Web, remoteName: env.remoteName, runsOn }),
		say: (words) => spoken.say(words),
		pickModel: (title) =>
			pickModel(
				title,
				app.models.options().filter(({ usable }) => usable),
				NO_HINTS,
			),
	});
	apply.undone.on(() => tellApplied(app.chat.notices, null));
	const machine = machineInWords({ remoteName: env.remoteName ?? null, runsOn });
	status.update({ machine });
	const { window } = opened.owner;
	followStatus(app, { window, timers: systemTimers }, (change) => status.update(change));
	const stopReading = followReading(app.reading);
	const stopLoading = followModelFiles(modelFiles);
	const endpoint = composeEndpoint(host, app);
	const dashboard = composeDashboard(context, app, window, endpoint);
	const completions = registerCompletions(app.completion, completionEditor.accepted);
	const modelProvider = new ModelProvider({ agent: app.agent, own: editorModels.own, timers: systemTimers });
	const adapters = [
		modelProvider,
		settings,
		watchAnswers(app.watch, placed),
		placed,
		apply,
		reports,
		dashboard,
		completions,
		completionEditor,
		followWelcome({ welcome: app.welcome, events: app.events, currentFile, memory: context.globalState }),
		openFile,
		terminal,
		instructions,
		spoken,
		inline,
		currentFile,
		promptFiles,
		// One who starts a model server does so in another window than this.
		vscode.window.onDidChangeWindowState(({ focused }) => {
			if (focused) void app.sources.lookForServers();
		}),
	];
	return {
		...app,
		inline,
		...{ host, keys, reader, finder, codeTargets, currentFile, apply, reports, dashboard, window, machine, modelProvider, endpoint },
		...{ modelFiles, totalMemory: totalmem() },
		readerFiles: opened.readerFiles,
		privateFiles: completionEditor.privateFiles,
		api: composeApi(app, opened, log),
		chatParticipant: new ChatParticipant(app.participant, new ReferenceReader(reader, completionEditor.privateFiles)),
		start: async () => {
			endpoint.start();
			void opened.readerFiles.reader.look();
			await Promise.all([app.start(), completionEditor.privateFiles.load()]);
		},
		dispose: async () => {
			stopReading();
			stopLoading();
			for (const adapter of adapters) adapter.dispose();
			opened.readerFiles.reader.dispose();
			// Its streams are booked before the ledger closes.
			await endpoint.dispose();
			await Promise.all([app.dispose(), modelFiles.dispose()]);
		},
	};
}

function composeApi({ gateway, models, budget, settings, events }: App, { owner }: Opened, log: vscode.LogOutputChannel): ExtensionApi {
	return new ExtensionApi({
		...{ gateway, models, budget, owner, clock: systemClock, newId: randomUUID, decided: events.decided },
		settings: () => settings.current(),
		trusted: () => vscode.workspace.isTrusted,
		log: (line) => log.warn(line),
	});
}

/** Endpoints that are listed side by side end one by one. */
const MODELS_EVERY_MS = 500;
/** Waits, failures and rests of models follow requests: a longer reading of the ledger than any other. */
const MEASURED_EVERY_MS = 5000;

/** The page of this window, which follows the ledger, the runs and the pause. */
function composeDashboard({ extensionUri }: vscode.ExtensionContext, app: App, window: string, endpoint: HostEndpoint): Dashboard {
	const dashboard = new Dashboard(extensionUri, {
		state: async () => ({ ...(await app.dashboardState()), endpoint: servedInWords(endpoint.window.state) }),
		runs: () => runsState({ runs: app.runs, pause: app.pause, window, clock: systemClock }),
		runRows: (runId) => runRowsMessage(app.ledger, runId),
		escalate: (runId) => app.runs.escalate(runId),
		models: app.modelsPage,
		insights: app.insights,
	});
	app.events.budget.on(() => void dashboard.refresh());
	app.events.learned.on(() => void dashboard.refresh());
	endpoint.window.changed.on(() => void dashboard.refresh());
	const followModels = atMostEvery(MODELS_EVERY_MS, systemTimers, () => {
		void dashboard.refresh();
		void dashboard.refreshModels();
	});
	app.events.models.on(followModels);
	app.events.learned.on(followModels);
	app.events.budget.on(atMostEvery(MEASURED_EVERY_MS, systemTimers, () => void dashboard.refreshModels()));
	const follow = atMostEvery(RUNS_EVERY_MS, systemTimers, () => void dashboard.refreshRuns());
	app.runs.changed.on(follow);
	app.pause.changed.on(follow);
	return dashboard;
}
