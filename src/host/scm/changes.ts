import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommitSource } from '../../app/chat/commit-messages.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { GitApi, Repository } from './git-api.ts';

const RECENT = 8;
/** More of a diff is not read: what goes out of it is far less. */
const MOST_READ = 2_000_000;

/**
 * The repository that a message is for: the one whose title was clicked, the only one, that of the file in front, the only one with staged
 * changes, else the user picks. Null where he does not. Errors: RoutooError 'invalidInput' where there is none.
 */
export async function repositoryFor(git: GitApi, root: vscode.Uri | null, file: vscode.Uri | null): Promise<Repository | null> {
	const { repositories } = git;
	const of = (uri: vscode.Uri | null): Repository | null => (uri === null ? null : git.getRepository(uri));
	if (repositories.length === 0) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('No Git repository is open.'),
			l10n.t('Open a folder that is one, then change something.'),
		);
	}
	const clear = of(root) ?? (repositories.length === 1 ? repositories[0]! : of(file));
	if (clear !== null) return clear;
	const staged = repositories.filter(({ state }) => state.indexChanges.length > 0);
	if (staged.length === 1) return staged[0]!;
	const items = repositories.map((repository) => ({ label: nameOf(repository), description: repository.rootUri.fsPath, repository }));
	return (await vscode.window.showQuickPick(items, { title: l10n.t('Commit message for which repository?') }))?.repository ?? null;
}

export function nameOf({ rootUri }: Repository): string {
	return rootUri.path.split('/').at(-1) || rootUri.path;
}

/**
 * The staged changes, else those of the working tree. Errors: RoutooError 'invalidInput' where there are none, or Git fails.
 * @param isPrivate whether a file, by its absolute path, stays on this computer
 */
export async function changesOf(repository: Repository, isPrivate: (path: string) => boolean): Promise<CommitSource> {
	const { state, rootUri } = repository;
	const staged = state.indexChanges.length > 0;
	const diff = (await asked(() => repository.diff(staged))).slice(0, MOST_READ);
	if (diff.trim() === '') {
		const isNew = state.workingTreeChanges.length > 0 || (state.untrackedChanges?.length ?? 0) > 0;
		throw isNew
			? new RoutooError(
					'invalidInput',
					l10n.t('In {0} only new files are there.', nameOf(repository)),
					l10n.t('Stage those that belong into the commit.'),
				)
			: new RoutooError(
					'invalidInput',
					l10n.t('Nothing has changed in {0}.', nameOf(repository)),
					l10n.t('Change or stage something first.'),
				);
	}
	// An empty repository has no log.
	const log = await repository.log({ maxEntries: RECENT }).catch(() => []);
	return {
		...{ diff, staged },
		recent: log.map(({ message }) => message),
		isPrivate: (path) => isPrivate(join(rootUri.fsPath, path)),
	};
}

async function asked(ask: () => Promise<string>): Promise<string> {
	try {
		return await ask();
	} catch (cause) {
		const why = cause instanceof Error ? cause.message : String(cause);
		throw new RoutooError('invalidInput', l10n.t('Git could not tell the changes: {0}', why), l10n.t('See its log in the Output panel.'), {
			cause,
		});
	}
}
