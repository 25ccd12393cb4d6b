import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';

/** What is used of version 1 of the API of VS Code's own Git extension (extensions/git/src/api/git.d.ts). */
export interface Repository {
	readonly rootUri: vscode.Uri;
	readonly inputBox: { value: string };
	readonly state: {
		readonly indexChanges: readonly unknown[];
		readonly workingTreeChanges: readonly { readonly status: number }[];
		readonly untrackedChanges?: readonly unknown[];
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

/** Errors: RoutooError 'invalidInput' where Git is off. */
export async function gitApi(): Promise<GitApi> {
	const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
	try {
		const git = await extension?.activate();
		if (git?.enabled) return git.getAPI(1);
	} catch {
		// Why it does not start, it says itself.
	}
	throw new RoutooError(
		'invalidInput',
		"VS Code's Git extension is off, so there is no commit to write a message for.",
		'Turn on "git.enabled", trust the workspace and install Git.',
	);
}
