import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { localOnlyBy } from '../app/settings/local-only.ts';
import { RETIRED, retiredInUse } from '../app/settings/retired.ts';
import { fits, readSettings, SETTINGS, type SettingKey, type Settings } from '../app/settings/schema.ts';
import { type Scopes, scopedValue, workspaceProblems } from '../app/settings/scopes.ts';
import type { LocalOnlyBy, SettingsSource } from '../app/settings/source.ts';
import type { SettingProblem } from '../app/settings/words.ts';
import { Emitter } from '../core/base/emitter.ts';
import { RoutooError } from '../core/base/errors.ts';

/** Says to the menus whether local models alone are used: VS Code's own value knows nothing of who may only narrow. */
export const LOCAL_ONLY_CONTEXT = 'routoo.localModelsOnly';

/**
 * Reads `routoo.*` anew at every change. A problem is told once per value by `tell`.
 * A workspace can only narrow (app/settings/scopes.ts); it can turn local-only on, never off.
 */
export class VsCodeSettings implements SettingsSource, vscode.Disposable {
	readonly #changed = new Emitter<Settings>();
	readonly #told = new Set<string>();
	/** Values that could be read, as they were last: one that cannot be read now must not loosen a limit to the default. */
	readonly #held = new Map<SettingKey, unknown>();
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

	onChange(listener: (settings: Settings) => void): () => void {
		return this.#changed.on(listener);
	}

	/** What to say of settings that are set and no longer listed, a line each. */
	retired(): readonly string[] {
		const configuration = vscode.workspace.getConfiguration();
		return retiredInUse((key) => configuration.inspect(key));
	}

	/** Into the workspace's settings if they name it, else the user's. Errors: RoutooError 'settings' with VS Code's own message. */
	update(key: string, value: unknown): Promise<void> {
		const inWorkspace = vscode.workspace.getConfiguration().inspect(key)?.workspaceValue !== undefined;
		return write(key, value, inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global);
	}

	updateUser(key: string, value: unknown): Promise<void> {
		return write(key, value, vscode.ConfigurationTarget.Global);
	}

	localOnlySetBy(): LocalOnlyBy {
		const folders = vscode.workspace.workspaceFolders ?? [];
		return localOnlyBy(
			[undefined, ...folders.map((f) => f.uri)].map((uri) =>
				vscode.workspace.getConfiguration(undefined, uri).inspect<boolean>('routoo.localOnly'),
			),
		);
	}

	dispose(): void {
		this.#subscription.dispose();
		this.#changed.clear();
	}

	#read(): Settings {
		const configuration = vscode.workspace.getConfiguration();
		const scopes = (key: string): Scopes | undefined => configuration.inspect(key) as Scopes | undefined;
		const { settings, problems } = readSettings(
			(key) => {
				const value = scopedValue(key, configuration.get(key), scopes(key));
				// Where a strict value stands in for a wrong one, the one before may be laxer.
				if (fits(key, value) && !('strict' in SETTINGS[key])) this.#held.set(key, value);
				return value;
			},
			(key) => this.#held.get(key),
		);
		const passedOver = Object.keys(SETTINGS).flatMap((key) => workspaceProblems(key, scopes(key)));
		for (const problem of [...problems, ...passedOver]) {
			if (this.#told.has(problem.message)) continue;
			this.#told.add(problem.message);
			this.#tell(problem);
		}
		const localOnly = this.localOnlySetBy() !== null;
		void vscode.commands.executeCommand('setContext', LOCAL_ONLY_CONTEXT, localOnly);
		return { ...settings, localOnly };
	}

	#reload(): void {
		this.#settings = this.#read();
		this.#changed.emit(this.#settings);
	}
}

/** A file of settings with a mistake in it, or one that may not be written, is no fault of ours. */
async function write(key: string, value: unknown, target: vscode.ConfigurationTarget): Promise<void> {
	try {
		await vscode.workspace.getConfiguration().update(key, value, target);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new RoutooError('settings', `${l10n.t('{0} was not changed.', key)} ${why}`, l10n.t('Correct the settings file and try again.'), {
			cause: error,
		});
	}
}

export async function tellSettingProblem(problem: Pick<SettingProblem, 'key' | 'message'>): Promise<void> {
	const open = l10n.t('Open Setting');
	if ((await vscode.window.showWarningMessage(problem.message, open)) === open) {
		// The settings editor finds only what the manifest lists.
		if (RETIRED.some((key) => key === problem.key)) await vscode.commands.executeCommand('workbench.action.openSettingsJson');
		else await vscode.commands.executeCommand('workbench.action.openSettings', problem.key);
	}
}
