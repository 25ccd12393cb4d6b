import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';

interface Change {
	readonly uri: vscode.Uri;
	readonly status: number;
}

/** What is used of version 1 of the API of VS Code's own Git extension (extensions/git/src/api/git.d.ts). */
export interface Repository {
	readonly rootUri: vscode.Uri;
	readonly inputBox: { value: string };
	readonly state: {
		readonly indexChanges: readonly unknown[];
		readonly workingTreeChanges: readonly Change[];
		readonly untrackedChanges?: readonly Change[];
	};
	/** `cached`: the staged changes; else those that are not staged. */
	diff(cached?: boolean): Promise<string>;
	log(options: { readonly maxEntries: number }): Promise<readonly { readonly message: string }[]>;
}

export interface GitApi {
	readonly repositories: readonly Repository[];
	getRepository(uri: vscode.Uri): Repository | null;
}

interface GitExtension {
	readonly enabled: boolean;
	getAPI(version: 1): GitApi;
}

/**
 * VS Code's Git, which runs in trusted workspaces alone: what a repository's configuration lets git run was agreed to.
 * Errors: RoutooError 'invalidInput' where Git is off. @param off says so, and what that means for who asks, one sentence
 */
export async function gitApi(off: string): Promise<GitApi> {
	const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
	try {
		const git = await extension?.activate();
		if (git?.enabled) return git.getAPI(1);
	} catch {
		// Why it does not start, it says itself.
	}
	throw new RoutooError('invalidInput', off, l10n.t('Turn on "git.enabled", trust the workspace and install Git.'));
}
