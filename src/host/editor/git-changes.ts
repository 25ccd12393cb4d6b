import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { diffAttachment } from '../../core/workspace/gathered.ts';
import { gitApi } from '../scm/git-api.ts';

/** Of the extension's `Status`. */
const UNTRACKED = 7;
/** More than fits into a chip many times over; a diff of generated files may have hundreds of megabytes. */
const MOST_CHARS = 2_000_000;

/**
 * Changes of the repository of `near`, else of the first that has any; null where everything is committed.
 * Errors: 'invalidInput' where Git is off or the workspace is none.
 */
export async function uncommitted(near: vscode.Uri | null, isPrivate: (uri: vscode.Uri) => boolean): Promise<Attachment | null> {
	const { repositories } = await gitApi(l10n.t("VS Code's Git extension is off, so its changes are not known."));
	if (repositories.length === 0)
		throw new RoutooError('invalidInput', l10n.t('No git repository is open.'), l10n.t('Open a folder that git knows.'));
	const own = repositories.filter(({ rootUri }) => near !== null && isWithin(near, rootUri));
	// Of a repository within another the inner one.
	const inner = own.toSorted((a, b) => b.rootUri.path.length - a.rootUri.path.length).slice(0, 1);
	for (const repository of [...inner, ...repositories.filter((one) => !inner.includes(one))]) {
		const { rootUri, state } = repository;
		const diffs = await Promise.all([repository.diff(true), repository.diff(false)]);
		const changes = [...state.workingTreeChanges, ...(state.untrackedChanges ?? [])];
		const untracked = changes.flatMap(({ uri, status }) => (status === UNTRACKED ? [uri.path.slice(rootUri.path.length + 1)] : []));
		const read = diffs.map((diff) => diff.slice(0, MOST_CHARS));
		const found = diffAttachment(read, untracked, (path) => isPrivate(vscode.Uri.joinPath(rootUri, path)));
		if (found !== null) return found;
	}
	return null;
}

function isWithin(uri: vscode.Uri, root: vscode.Uri): boolean {
	return uri.scheme === root.scheme && uri.path.startsWith(root.path.endsWith('/') ? root.path : `${root.path}/`);
}
