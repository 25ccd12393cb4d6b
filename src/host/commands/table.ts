import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { tellApplied } from '../../app/chat/notices.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { HostApp } from '../app.ts';
import { unlinked } from '../choose.ts';
import { pickedCode } from '../gestures/code-actions.ts';
import { skipReading } from '../reading-progress.ts';
import { WALKTHROUGH } from '../welcome.ts';
import { correctAmount, pausePacing, pausePaid, resumePaid, setBudget } from './budget.ts';
import { writeCommitMessage } from './commit.ts';
import {
	allowRemoteCompletions,
	chooseCompletionModels,
	resetCompletionLearning,
	resumeCompletions,
	snoozeCompletions,
	testCompletion,
	toggleCompletions,
	toggleLanguageCompletions,
} from './completion.ts';
import { showDataFolder } from './data-folder.ts';
import { changeAddress, removeEndpoint, renameEndpoint } from './edit-endpoint.ts';
import { openChatWithAuto, useForBackground } from './editor-chat.ts';
import { copyEndpointKey, rotateEndpointKey, showEndpoint } from './endpoint.ts';
import { addEndpoint, refreshModels, toggleLocalOnly } from './endpoints.ts';
import { forgetAll } from './forget-everything.ts';
import { attachFiles, gestureCommand } from './gestures.ts';
import type { CommandId } from './ids.ts';
import { removeKey, setKey, testEndpoint, useFoundKeys } from './keys.ts';
import { exportAllLearned, forgetAnswerLearning, importAllLearned } from './learning.ts';
import { removeModelFile, startModelFile, stopModelFile, useModelFile } from './model-file.ts';
import { showPreferences } from './preferences.ts';
import { setPrice } from './prices.ts';
import { downloadReader, removeReader, useReaderFile } from './reader.ts';
import { escalateRun } from './runs.ts';
import { deleteAllSessions, deleteSessions, exportChat, renameSession, sessionHistory } from './sessions.ts';

type Handler = (app: HostApp, ...args: readonly unknown[]) => unknown;

/** What each command of the manifest does. A command that does not apply says so in words. */
export const COMMANDS: Readonly<Record<CommandId, Handler>> = {
	newSession: async (app) => {
		await app.chat.newSession();
		await focusChat(app);
	},
	sessionHistory,
	deleteSession: deleteSessions,
	undoDeleteSession: (app) => app.chat.undoDelete(),
	renameSession,
	exportChat,
	deleteAllSessions,
	focusChat,
	attachSelection: async (app) => {
		await focusChat(app);
		await app.chat.receive({ type: 'attach', what: 'selection' });
	},
	attachFile: async (app, ...args) => {
		await focusChat(app);
		await attachFiles(app, ...args);
	},
	explain: gestureCommand('explain', focusChat),
	fix: gestureCommand('fix', focusChat),
	writeTests: gestureCommand('tests', focusChat),
	document: gestureCommand('doc', focusChat),
	review: gestureCommand('review', focusChat),
	commitMessage: (app, asked) => inWords(() => writeCommitMessage(app, asked)),
	getStarted: () => vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
	explainFile: async (app) => {
		await focusChat(app);
		const { file } = app.welcome.view().question;
		if (file === null) app.chat.notices.add('info', l10n.t('No file is open. Open one, or ask in the box.'), { subject: 'explain' });
		await app.chat.receive({ type: 'explainFile' });
	},
	setKey,
	useFoundKeys,
	removeKey,
	addEndpoint,
	useModelFile,
	startModelFile,
	stopModelFile,
	removeModelFile,
	renameEndpoint,
	changeAddress,
	removeEndpoint,
	testConnection: testEndpoint,
	refreshModels,
	toggleLocalOnly,
	localOnlyOn: (app) => app.setLocalOnly(true),
	localOnlyOff: (app) => app.setLocalOnly(false),
	openDashboard: (app) => {
		app.dashboard.open();
		return app.budgetReader.refresh();
	},
	manageModels: (app) => app.dashboard.open('models'),
	showPreferences: (app) => inWords(() => showPreferences(app)),
	setBudget,
	pausePacing,
	pausePaid,
	resumePaid,
	skipReading,
	setPrice,
	correctAmount,
	escalateRun,
	openSettings: (_app, key) => vscode.commands.executeCommand('workbench.action.openSettings', settingsQuery(key)),
	openBudgetSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'routoo.budget'),
	openLearningSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'routoo.learning'),
	toggleCompletions,
	toggleLanguageCompletions,
	snoozeCompletions,
	resumeCompletions,
	allowRemoteCompletions,
	chooseCompletionModels,
	testCompletion,
	resetCompletionLearning,
	openCompletionSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'routoo.completion'),
	useForBackground,
	openChatWithAuto,
	askPrivateFiles: (app) =>
		inWords(async () => {
			await app.privateResults.askAgain();
			void vscode.window.showInformationMessage(l10n.t('Routoo asks again before a private file goes to a remote model.'));
		}),
	preferAnswer: (app, pick) => inWords(async () => void vscode.window.showInformationMessage(await app.preferAnswer(pick))),
	forgetAnswerLearning: (app) => inWords(() => forgetAnswerLearning(app)),
	forgetEverything: (app) => inWords(() => forgetAll(app)),
	exportLearned: (app) => inWords(() => exportAllLearned(app)),
	importLearned: (app) => inWords(() => importAllLearned(app)),
	retryEncoder: (app) => app.predictor.retry(),
	useReaderFile,
	downloadReader,
	removeReader,
	showLog: (app) => app.host.log.show(),
	showDataFolder,
	showEndpoint,
	copyEndpointKey,
	rotateEndpointKey,
	acceptChange: (app, uri) =>
		inWords(async () => tellApplied(app.chat.notices, await app.apply.accept(uri instanceof vscode.Uri ? uri : undefined))),
	discardChange: (app, uri) => inWords(() => app.apply.discard(uri instanceof vscode.Uri ? uri : undefined)),
	fixHere: (app, picked) => inWords(() => app.inline.fix(pickedCode(picked))),
	editInline: (app) => inWords(() => app.inline.start()),
	acceptInline: (app, hunk) => inWords(async () => app.inline.accept(hunk)),
	discardInline: (app, hunk) => inWords(() => app.inline.discard(hunk)),
	inlineAgain: (app) => inWords(() => app.inline.again()),
	inlineDetails: (app) => inWords(() => app.inline.details()),
	stopInline: (app) => app.inline.stop(),
	undoApply: (app) => inWords(() => app.apply.undo()),
	showApplied: (app) => inWords(() => app.apply.compare()),
};

/** One setting of ours, where a button names it; else all. */
function settingsQuery(key: unknown): string {
	return typeof key === 'string' && /^routoo\.[\w.]{1,60}$/.test(key) ? key : '@ext:routoo.routoo';
}

async function focusChat({ chat }: Pick<HostApp, 'chat'>): Promise<void> {
	await vscode.commands.executeCommand('routoo.chat.focus');
	chat.focus();
}

/** For commands that act in the editor, away from the chat's own notices. False where it could not be done, which is said. */
async function inWords(action: () => Promise<void>): Promise<boolean> {
	try {
		await action();
		return true;
	} catch (error) {
		if (!(error instanceof RoutooError)) throw error;
		void vscode.window.showWarningMessage(unlinked(`${error.message} ${error.nextStep}`));
		return false;
	}
}
