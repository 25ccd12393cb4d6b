/** What the scopes say of one setting; undefined = nothing. */
export interface Scopes {
	readonly defaultValue?: unknown;
	readonly globalValue?: unknown;
	readonly workspaceValue?: unknown;
	readonly workspaceFolderValue?: unknown;
}

/**
 * The value in force. VS Code lets a workspace replace the user's value; for what must not be loosened by a cloned repository the two are
 * joined: completions are on where both leave them on, files are excluded that either excludes, and completions use the models that both
 * allow. A value that cannot be joined is handed on as it is, so that it is found out and told.
 */
export function scopedValue(key: string, effective: unknown, scopes: Scopes | undefined): unknown {
	if (scopes === undefined) return effective;
	const { defaultValue, globalValue } = scopes;
	const own = globalValue === undefined ? defaultValue : globalValue;
	const workspace = [scopes.workspaceValue, scopes.workspaceFolderValue].filter((value) => value !== undefined);
	switch (key) {
		case 'routoo.completion.enabled':
			return [own, ...workspace].reduce((joined, value) => (joined === true ? value : joined), true);
		case 'routoo.completion.exclude': {
			const lists = [own, ...workspace];
			const wrong = lists.filter((list) => !Array.isArray(list));
			return wrong.length > 0 ? wrong[0] : [...new Set(lists.flat())];
		}
		case 'routoo.completion.pool': {
			const wrong = [own, ...workspace].filter((list) => !Array.isArray(list));
			return wrong.length > 0 ? wrong[0] : (workspace as unknown[][]).reduce(narrowed, own as unknown[]);
		}
		case 'routoo.completion.languages': {
			const wrong = [own, ...workspace].filter((value) => !isRecord(value));
			if (wrong.length > 0) return wrong[0];
			return workspace.reduce<object>((joined, value) => turnedOff(joined, value as object), {
				...(defaultValue as object),
				...(own as object),
			});
		}
		default:
			return effective;
	}
}

/**
 * An empty list allows all. A workspace that names none of the user's models is not followed: nothing would be left, which an empty list
 * cannot say.
 */
function narrowed(pool: unknown[], workspace: unknown[]): unknown[] {
	if (pool.length === 0) return workspace;
	const both = pool.filter((id) => workspace.includes(id));
	return both.length > 0 ? both : pool;
}

/** What the workspace turns off is off; what it turns on stays as the user has it. `*` turns all off. */
function turnedOff(languages: object, workspace: object): object {
	const off = Object.entries(workspace).filter(([, on]) => on !== true);
	const all = off.some(([id]) => id === '*') ? Object.keys(languages).map((id) => [id, false]) : [];
	return { ...languages, ...Object.fromEntries(all), ...Object.fromEntries(off) };
}

function isRecord(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
