import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isLive } from '../../core/agent/run.ts';
import type { Run } from '../../core/agent/types.ts';
import { stepsInWords } from '../../protocol/run-words.ts';
import type { HostApp } from '../app.ts';

/**
 * A stronger effort or model takes over from the run's next step on: of the one that is given, that suggests it, or the newest. Of this
 * window: what another one runs is steered there.
 */
export async function escalateRun({ runs, window }: Pick<HostApp, 'runs' | 'window'>, runId: unknown): Promise<void> {
	const live = runs.list().filter((run) => run.window === window && isLive(run));
	const suggesting = live.filter(({ suggestion }) => suggestion !== null);
	const run = live.find(({ id }) => id === runId) ?? (await pick(suggesting.length > 0 ? suggesting : live));
	if (run === null) return;
	runs.escalate(run.id);
	void vscode.window.showInformationMessage(
		l10n.t('From its next step on the run on {0} gets a stronger effort or model, where one fits.', run.model.modelName),
	);
}

async function pick(runs: readonly Run[]): Promise<Run | null> {
	if (runs.length === 0) void vscode.window.showInformationMessage(l10n.t('No agent is at work on Routoo in this window now.'));
	if (runs.length <= 1) return runs[0] ?? null;
	const items = runs.map((run) => ({
		label: run.model.modelName,
		description: `${run.taskKind}, ${stepsInWords(run.steps)}`,
		detail: run.suggestion ?? '',
		run,
	}));
	return (await vscode.window.showQuickPick(items, { title: l10n.t('Escalate which run?') }))?.run ?? null;
}
