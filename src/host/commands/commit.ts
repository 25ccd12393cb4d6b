import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommitMessage } from '../../app/chat/commit-messages.ts';
import { formatEstimate, formatMoney, formatQuality } from '../../protocol/format.ts';
import type { HostApp } from '../app.ts';
import { unlinked } from '../choose.ts';
import { relative } from '../completion/position.ts';
import { changesOf, nameOf, repositoryFor } from '../scm/changes.ts';
import { gitApi, type Repository } from '../scm/git-api.ts';

type App = Pick<HostApp, 'commits' | 'privateFiles' | 'currentFile'>;

/**
 * Writes a commit message into the box of Source Control; model and price stand in the progress before it comes, and what it cost behind.
 * @param asked the source control whose title was clicked, or what the user wants said
 * Errors: RoutooError in words
 */
export async function writeCommitMessage(app: App, asked: unknown): Promise<void> {
	const git = await gitApi(l10n.t("VS Code's Git extension is off, so there is no commit to write a message for."));
	const root = rootOf(asked);
	const repository = await repositoryFor(git, root, app.currentFile.uri());
	if (repository === null) return;
	await app.privateFiles.ready();
	const source = await changesOf(repository, (path) => app.privateFiles.matches(relative(path)));
	const before = repository.inputBox.value;
	const wish = [before, typeof asked === 'string' ? asked : ''].filter((words) => words.trim() !== '').join('\n');
	const written = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, cancellable: true, title: l10n.t('Commit message for {0}', nameOf(repository)) },
		(progress, token) => {
			const abort = new AbortController();
			token.onCancellationRequested(() => abort.abort());
			progress.report({ message: l10n.t('choosing a model') });
			return app.commits.write(source, wish, {
				signal: abort.signal,
				onRouting: ({ modelName, quality, expectedCost }) =>
					progress.report({ message: `${modelName}, ${formatQuality(quality)}${expectedCost ? `, ${formatEstimate(expectedCost)}` : ''}` }),
			});
		},
	);
	if (written !== null) put(repository, before, written);
}

/** What the author typed meanwhile stays: then the message is offered for the clipboard. */
function put(repository: Repository, before: string, written: CommitMessage): void {
	const told = inWords(repository, written);
	const { inputBox } = repository;
	if (inputBox.value !== before) {
		void offer(`${told} ${l10n.t('You typed in the box meanwhile, so it is not put there.')}`, l10n.t('Copy'), () =>
			vscode.env.clipboard.writeText(written.text),
		);
		return;
	}
	inputBox.value = written.text;
	if (before.trim() === '') {
		void vscode.window.showInformationMessage(told);
		return;
	}
	void offer(`${told} ${l10n.t('It replaced what stood in the box.')}`, l10n.t('Undo'), () => {
		// Only what is still ours.
		if (inputBox.value === written.text) inputBox.value = before;
	});
}

async function offer(text: string, label: string, action: () => unknown): Promise<void> {
	if ((await vscode.window.showInformationMessage(text, label)) === label) await action();
}

function inWords(repository: Repository, { modelName, cost, leftOut }: CommitMessage): string {
	const left = leftOut.slice(0, 3).map(({ path, why }) => `${path} (${why})`);
	const more = leftOut.length - left.length;
	const kept =
		more > 0 ? l10n.t('Not shown to it: {0} and {1} more.', left.join(', '), more) : l10n.t('Not shown to it: {0}.', left.join(', '));
	const written =
		cost === null
			? l10n.t('Commit message for {0} by {1}.', nameOf(repository), modelName)
			: l10n.t('Commit message for {0} by {1}, {2}.', nameOf(repository), modelName, formatMoney(cost));
	return unlinked(left.length === 0 ? written : `${written} ${kept}`);
}

function rootOf(asked: unknown): vscode.Uri | null {
	const root = typeof asked === 'object' && asked !== null && 'rootUri' in asked ? asked.rootUri : null;
	return root instanceof vscode.Uri ? root : null;
}
