import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { consentQuestion } from '../../app/completion/consent.ts';
import { testReport } from '../../app/completion/test-report.ts';
import { isSameLanguage, languageOn } from '../../app/settings/schema.ts';
import { recipientName } from '../../core/model/recipient.ts';
import type { HostApp } from '../app.ts';
import { choose } from '../choose.ts';
import { pickCompletionPool } from '../completion/pick-pool.ts';
import { completionPositionAt, isCompletable } from '../completion/position.ts';

/** Minutes. */
const SNOOZES = [5, 15, 60];

export async function toggleCompletions({ settings }: Pick<HostApp, 'settings'>): Promise<void> {
	const { enabled } = settings.current().completion;
	await settings.updateUser('routoo.completion.enabled', !enabled);
	if (!enabled && !settings.current().completion.enabled) {
		void vscode.window.showInformationMessage(l10n.t('This workspace has completions off (routoo.completion.enabled in its settings).'));
	}
}

export async function toggleLanguageCompletions({ settings }: Pick<HostApp, 'settings'>): Promise<void> {
	const languageId = vscode.window.activeTextEditor?.document.languageId;
	if (languageId === undefined) {
		void vscode.window.showInformationMessage(l10n.t('Open a file of the language first.'));
		return;
	}
	const on = languageOn(settings.current().completion.languages, languageId);
	const own = vscode.workspace.getConfiguration().inspect<Record<string, boolean>>('routoo.completion.languages')?.globalValue ?? {};
	const others = Object.entries(own).filter(([id]) => !isSameLanguage(id, languageId));
	await settings.updateUser('routoo.completion.languages', { ...Object.fromEntries(others), [languageId]: !on });
	if (!on && !languageOn(settings.current().completion.languages, languageId)) {
		void vscode.window.showInformationMessage(
			l10n.t('This workspace has completions off for {0} (routoo.completion.languages in its settings).', languageId),
		);
	}
}

/** `minutes` may come from a link. */
export async function snoozeCompletions({ completion }: Pick<HostApp, 'completion'>, minutes?: unknown): Promise<void> {
	if (typeof minutes === 'number' && minutes > 0 && minutes <= 24 * 60) return completion.snooze(minutes);
	const picked = await vscode.window.showQuickPick(
		SNOOZES.map((value) => ({ label: l10n.t('{0} minutes', value), value })),
		{ title: l10n.t('Snooze completions for') },
	);
	if (picked) await completion.snooze(picked.value);
}

/** Ends a snooze and a pause after errors. */
export async function resumeCompletions({ completion }: Pick<HostApp, 'completion'>): Promise<void> {
	await completion.snooze(null);
	completion.retry();
}

/** `yes` may come from a link; else it is asked, whatever was answered before. */
export async function allowRemoteCompletions({ completion }: Pick<HostApp, 'completion'>, yes?: unknown): Promise<void> {
	if (typeof yes === 'boolean') return completion.allowRemote(yes);
	const answer = await choose({ ...consentQuestion(), modal: true });
	if (answer !== null) await completion.allowRemote(answer === 'yes');
}

export async function chooseCompletionModels({
	models,
	completion,
	settings,
}: Pick<HostApp, 'models' | 'completion' | 'settings'>): Promise<void> {
	await models.ready();
	await completion.fillModels.refresh();
	const pool = await pickCompletionPool(models.fillCandidates(), completion.fillModels, settings.current().completion.pool);
	if (pool === null) return;
	await settings.update('routoo.completion.pool', pool);
	const inForce = settings.current().completion.pool ?? [];
	if (inForce.length !== pool.length || !pool.every((id) => inForce.includes(id))) {
		void vscode.window.showInformationMessage(
			l10n.t(
				'This workspace has a list of its own (routoo.completion.pool), which can narrow the list of your user settings, not widen it.',
			),
		);
	}
}

/** Completes at the caret as a key would, and opens what happened on the way as a document. */
export async function testCompletion({ models, completion, reports }: Pick<HostApp, 'models' | 'completion' | 'reports'>): Promise<void> {
	const editor = vscode.window.activeTextEditor;
	if (!editor || !isCompletable(editor.document)) {
		void vscode.window.showInformationMessage(l10n.t('Put the caret where code is to be completed, then run Test Completion.'));
		return;
	}
	const position = completionPositionAt(editor.document, editor.selection.active);
	const trace = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Window, title: l10n.t('Routoo: testing a completion') },
		async () => {
			await models.ready();
			if (completion.fillModels.list() === null) await completion.fillModels.refresh();
			return completion.engine.test(position, new AbortController().signal);
		},
	);
	const incapable = models.fillCandidates().flatMap((candidate) => {
		const ability = completion.fillModels.abilityOf(candidate.id);
		return ability?.method === null ? [{ name: `${candidate.displayName} (${recipientName(candidate.recipient)})`, why: ability.why }] : [];
	});
	await reports.show(l10n.t('Test Completion'), testReport(trace, incapable, completion.learned.acceptance.observations()));
}

/** Asks first: there is no way back. */
export async function resetCompletionLearning({ completion }: Pick<HostApp, 'completion'>): Promise<void> {
	const forget = l10n.t('Forget');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Forget which completions you accepted and kept, and how quick each model is here?'),
		{ modal: true, detail: l10n.t('Completions begin anew from published scores. The ledger of what was spent stays.') },
		forget,
	);
	if (answer === forget) await completion.resetLearned();
}
