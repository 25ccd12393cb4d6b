import { totalmem } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { ModelFiles } from '../app/model-files/model-files.ts';
import { thisComputer } from '../app/model-files/program.ts';
import type { AppPorts } from '../app/ports.ts';
import { systemTimers } from '../core/base/time.ts';

/** Started by the user's own llama-server; what lies in an open folder is never started. */
export function composeModelFiles({ stores, catalog }: Pick<AppPorts, 'stores' | 'catalog'>, log: vscode.LogOutputChannel): ModelFiles {
	const folders = (): string[] =>
		(vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
	return new ModelFiles({
		...{ state: stores.state, catalog, timers: systemTimers, totalMemory: totalmem() },
		fetch: (input, init) => globalThis.fetch(input, init),
		around: () => thisComputer(folders()),
		log: (line) => log.info(line),
	});
}

/** Says in the status bar which model file is being loaded, as long as one is. Returns what ends it. */
export function followModelFiles(files: Pick<ModelFiles, 'changed' | 'list' | 'stateOf'>): () => void {
	let shown: string | null = null;
	let end: () => void = () => {};
	const off = files.changed.on(() => {
		const loading = files.list().find(({ id }) => files.stateOf(id)?.kind === 'starting')?.id ?? null;
		if (loading === shown) return;
		end();
		end = () => {};
		shown = loading;
		if (loading === null) return;
		const { promise, resolve } = Promise.withResolvers<void>();
		end = resolve;
		void vscode.window.withProgress(
			{ location: vscode.ProgressLocation.Window, title: l10n.t('Routoo: loading {0}', loading) },
			() => promise,
		);
	});
	return () => {
		off();
		end();
	};
}
