import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DeepReadingService } from '../app/reading/service.ts';
import { formatEstimate } from '../protocol/format.ts';

/** Goes on with the quick prediction where a request waits for a reader. */
export function skipReading({ reading }: { readonly reading: Pick<DeepReadingService, 'skip'> }): void {
	if (!reading.skip()) void vscode.window.showInformationMessage(l10n.t('No request waits for a reading now.'));
}

/** Says in the status bar who reads a task, and at what price, as long as a request waits for it. Returns what ends it. */
export function followReading({ waiting }: Pick<DeepReadingService, 'waiting'>): () => void {
	let end: () => void = () => {};
	const off = waiting.on((now) => {
		end();
		if (now === null) return;
		const { promise, resolve } = Promise.withResolvers<void>();
		end = resolve;
		const title =
			now.expected > 0
				? l10n.t('Routoo: {0} reads the task ({1})', now.modelName, formatEstimate(now.expected))
				: l10n.t('Routoo: {0} reads the task', now.modelName);
		void vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => promise);
	});
	return () => {
		off();
		end();
	};
}
