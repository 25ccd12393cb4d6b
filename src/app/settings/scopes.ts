import * as l10n from '@vscode/l10n';
import { presetWeights } from '../../core/routing/presets.ts';
import { fits, SETTINGS, type SettingKey } from './schema.ts';
import type { SettingProblem } from './words.ts';

/** What the scopes say of one setting; undefined = nothing. */
export interface Scopes {
	readonly defaultValue?: unknown;
	/** VS Code says undefined where the user's file holds null. */
	readonly globalValue?: unknown;
	/** The two files that `globalValue` joins; null stands here. VS Code gives them, its API does not promise them. */
	readonly globalLocalValue?: unknown;
	readonly globalRemoteValue?: unknown;
	readonly workspaceValue?: unknown;
	readonly workspaceFolderValue?: unknown;
}

/** From the stricter of two values of one setting, both of the right form. The first is the user's. */
type Narrower = (own: unknown, workspace: unknown) => unknown;

/** Per cent. What "as the preset has it" (null) is at least, whichever preset is in force. */
const LOWEST_BAR = (presetWeights('save').goodEnough ?? 0) * 100;

/** Null = no limit. */
const lower: Narrower = (own, workspace) =>
	own === null ? workspace : workspace === null ? own : Math.min(own as number, workspace as number);
/** The first of `order` that either says. */
const first =
	(...order: readonly string[]): Narrower =>
	(own, workspace) =>
		order.find((value) => value === own || value === workspace);
const cheaper = first('save', 'balanced', 'best');
const pool: Narrower = (own, workspace) => narrowed(own as unknown[], workspace as unknown[]);

/**
 * What "narrower" means, setting by setting: fewer models, less money, shorter waits, fewer requests. A setting that is not named here is
 * the user's alone: among them the lowest quality, which a higher value makes dearer and a lower one opens to more models.
 * A value of a workspace that has not the right form is passed over and told (`workspaceProblems`): what holds instead of a wrong value is
 * made for the user's own and may be laxer than what the user set.
 */
const NARROWER: Partial<Record<SettingKey, Narrower>> = {
	'routoo.routing.pool': pool,
	'routoo.completion.pool': pool,
	'routoo.routing.preset': cheaper,
	'routoo.completion.preset': cheaper,
	// A lower bar sends more to cheaper models.
	'routoo.routing.goodEnough': (own, workspace) =>
		own === null && (workspace === null || (workspace as number) > LOWEST_BAR) ? null : lower(own, workspace),
	'routoo.routing.maxCostPerRequest': lower,
	'routoo.routing.maxCostPerRun': lower,
	'routoo.agent.escalation': first('off', 'suggest', 'automatic'),
	'routoo.agent.privateFiles': first('local', 'ask', 'send'),
	'routoo.reading.by': first('off', 'file', 'judge'),
	'routoo.routing.maxWait': lower,
	'routoo.completion.maxWait': lower,
	// Without the wait there are more requests.
	'routoo.completion.debounce': (own, workspace) => (own === 'adaptive' || workspace === 'adaptive' ? 'adaptive' : 'off'),
};

/**
 * The value in force. VS Code lets a workspace replace the user's value; here the two are joined, so that a cloned repository can only
 * narrow: see NARROWER. Besides, completions are on, and the open file and instructions go along where both leave that on, only local
 * models are used where either says so, and files are excluded that either excludes. A value of the wrong form is handed on
 * for these: what holds instead is the strictest.
 */
export function scopedValue(key: string, effective: unknown, scopes: Scopes | undefined): unknown {
	if (scopes === undefined || !isSetting(key)) return effective;
	const own = ownValue(key, scopes, effective);
	const workspace = workspaceValues(scopes);
	switch (key) {
		case 'routoo.localOnly':
			return [own, ...workspace].reduce((joined, value) => (joined === false ? value : joined), false);
		case 'routoo.chat.openFile':
		case 'routoo.chat.instructions':
		case 'routoo.completion.enabled':
			return [own, ...workspace].reduce((joined, value) => (joined === true ? value : joined), true);
		case 'routoo.completion.exclude': {
			const lists = [own, ...workspace];
			const wrong = lists.filter((list) => !Array.isArray(list));
			return wrong.length > 0 ? wrong[0] : [...new Set(lists.flat())];
		}
		case 'routoo.completion.languages': {
			const wrong = [own, ...workspace].filter((value) => !isRecord(value));
			if (wrong.length > 0) return wrong[0];
			return workspace.reduce<object>((joined, value) => turnedOff(joined, value as object), {
				...(scopes.defaultValue as object),
				...(own as object),
			});
		}
		default: {
			const narrower = NARROWER[key];
			if (narrower === undefined || !fits(key, own)) return own;
			return workspace.filter((value) => fits(key, value)).reduce(narrower, own);
		}
	}
}

/** Values of a workspace that `scopedValue` passes over, in words. */
export function workspaceProblems(key: string, scopes: Scopes | undefined): readonly SettingProblem[] {
	if (scopes === undefined || !isSetting(key) || NARROWER[key] === undefined) return [];
	const wrong = workspaceValues(scopes).filter((value) => !fits(key, value));
	return wrong.slice(0, 1).map(() => ({
		key,
		message: l10n.t(
			'This workspace sets {0} to a value that it cannot have (it must be {1}); your own value holds.',
			key,
			SETTINGS[key].want(),
		),
		nextStep: l10n.t('Correct {0} in the settings of the workspace.', key),
	}));
}

function isSetting(key: string): key is SettingKey {
	return Object.hasOwn(SETTINGS, key);
}

/** Null is a value of its own, "no limit", also where the default is one. */
function ownValue(key: SettingKey, scopes: Scopes, effective: unknown): unknown {
	const { globalValue, globalLocalValue, globalRemoteValue, defaultValue } = scopes;
	if (globalValue !== undefined) return globalValue;
	const isNull = (globalRemoteValue === undefined ? globalLocalValue : globalRemoteValue) === null;
	// Where no workspace has a say, what holds is the user's.
	if (fits(key, null) && (isNull || (effective === null && workspaceValues(scopes).length === 0))) return null;
	return defaultValue ?? SETTINGS[key].byDefault;
}

/** Of the workspace's file and of the folder: with several folders VS Code reads these settings from the workspace's file alone. */
function workspaceValues({ workspaceValue, workspaceFolderValue }: Scopes): readonly unknown[] {
	return [workspaceValue, workspaceFolderValue].filter((value) => value !== undefined);
}

/**
 * An empty list allows all. A workspace that names none of the user's models is not followed: nothing would be left, which an empty list
 * cannot say.
 */
function narrowed(own: unknown[], workspace: unknown[]): unknown[] {
	if (own.length === 0) return workspace;
	const both = own.filter((id) => workspace.includes(id));
	return both.length > 0 ? both : own;
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
