import * as vscode from 'vscode';
import { readSettings, type SettingProblem, type Settings } from '../app/settings/schema.ts';
import { type Scopes, scopedValue } from '../app/settings/scopes.ts';

/** The settings as typed values; told of a change after it took effect. */
export interface SettingsSource {
	current(): Settings;
	onChange(listener: (settings: Settings) => void): vscode.Disposable;
}

/**
 * Reads `routoo.*` anew at every change. A problem is told once per value by `tell`.
 * Local-only is the stricter of user and workspace: a workspace can turn it on, never off; so are the switches of completions (scopes.ts).
 */
export class VsCodeSettings implements SettingsSource, vscode.Disposable {
	readonly #listeners = new Set<(settings: Settings) => void>();
	readonly #told = new Set<string>();
	readonly #subscription: vscode.Disposable;
	readonly #tell: (problem: SettingProblem) => void;
	#settings: Settings;

	constructor(tell: (problem: SettingProblem) => void) {
		this.#tell = tell;
		this.#settings = this.#read();
		this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
			if (event.affectsConfiguration('routoo')) this.#reload();
		});
	}

	current(): Settings {
		return this.#settings;
	}

	onChange(listener: (settings: Settings) => void): vscode.Disposable {
		this.#listeners.add(listener);
		return new vscode.Disposable(() => this.#listeners.delete(listener));
	}

	/**
	 * Writes where the value in force comes from: the workspace's settings if they name it, else the user's. Rejects with VS Code's own
	 * message.
	 */
	async update(key: string, value: unknown): Promise<void> {
		const configuration = vscode.workspace.getConfiguration();
		const inWorkspace = configuration.inspect(key)?.workspaceValue !== undefined;
		await configuration.update(key, value, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
	}

	async updateUser(key: string, value: unknown): Promise<void> {
		await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
	}

	/** Where local-only is on: a workspace's own wish stays when the user turns theirs off. */
	localOnlySetBy(): 'user' | 'workspace' | null {
		const scopes = this.#localOnlyScopes();
		return scopes.workspace ? 'workspace' : scopes.user ? 'user' : null;
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#listeners.clear();
	}

	#localOnlyScopes(): { user: boolean; workspace: boolean } {
		const folders = vscode.workspace.workspaceFolders ?? [];
		const found = [undefined, ...folders.map((f) => f.uri)].map((uri) =>
			vscode.workspace.getConfiguration(undefined, uri).inspect<boolean>('routoo.localOnly'),
		);
		// Anything but a plain "off" is on: a slip of the pen must not let text out.
		const on = (value: unknown) => value !== undefined && value !== false;
		return {
			user: found.some((f) => on(f?.globalValue)),
			workspace: found.some((f) => on(f?.workspaceValue) || on(f?.workspaceFolderValue)),
		};
	}

	#read(): Settings {
		const configuration = vscode.workspace.getConfiguration();
		const { settings, problems } = readSettings((key) => {
			return scopedValue(key, configuration.get(key), configuration.inspect(key) as Scopes | undefined);
		});
		for (const problem of problems) {
			if (this.#told.has(problem.message)) continue;
			this.#told.add(problem.message);
			this.#tell(problem);
		}
		const scopes = this.#localOnlyScopes();
		return { ...settings, localOnly: scopes.user || scopes.workspace };
	}

	#reload(): void {
		this.#settings = this.#read();
		for (const listener of this.#listeners) listener(this.#settings);
	}
}
