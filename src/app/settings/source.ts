import type { Settings } from './schema.ts';

/** Where the settings come from and are written to. A change is told after it took effect. */
export interface SettingsSource {
	current(): Settings;
	/** Returns the function that takes the listener away. */
	onChange(listener: (settings: Settings) => void): () => void;
	/** Writes where the value in force comes from. `key` in full, `value` as in the manifest. Errors: RoutooError 'settings'. */
	update(key: string, value: unknown): Promise<void>;
	/** Writes the user's own value, whatever a workspace says. */
	updateUser(key: string, value: unknown): Promise<void>;
	/** Where local-only is on. */
	localOnlySetBy(): LocalOnlyBy;
}

export type LocalOnlyBy = 'user' | 'workspace' | null;
