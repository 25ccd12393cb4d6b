import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { keyedEndpoints } from '../../app/models/endpoints.ts';
import { type FoundVariable, foundKeys } from '../../app/models/found-keys.ts';
import { outsideOfPool } from '../../app/models/pool-change.ts';
import { withoutPrice } from '../../app/models/price-input.ts';
import { named } from '../../app/models/words.ts';
import type { Candidate } from '../../core/model/candidate.ts';
import { type Endpoint, MODEL_FILES_ENDPOINT, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import { testConnection } from '../../providers/listing/test-connection.ts';
import type { HostApp } from '../app.ts';
import { anyKey, keyFor } from './key-input.ts';

type Testable = Pick<HostApp, 'keys' | 'providerDeps' | 'host' | 'models' | 'settings'>;

async function pickEndpoint(endpoints: readonly Endpoint[], title: string): Promise<Endpoint | null> {
	const picked = await vscode.window.showQuickPick(
		endpoints.map((endpoint) => ({ label: endpoint.displayName, description: new URL(endpoint.baseUrl).host, endpoint })),
		{ title },
	);
	return picked?.endpoint ?? null;
}

/**
 * `endpointId` may name the endpoint, so that a link or another command can skip the question whose key it is. The key is kept, tested at
 * once, and the result is said in one line: one that cannot be tested now may be right, and one that is refused goes at a press.
 */
export async function setKey(app: Testable & Pick<HostApp, 'completion'>, endpointId?: unknown): Promise<void> {
	const endpoints = keyedEndpoints(app.settings.current());
	const named = endpoints.find((e) => e.id === endpointId);
	const given = await (named === undefined ? anyKey(endpoints) : keyFor(named));
	if (given === null) return;
	await app.keys.set(given.endpoint.id, given.key);
	if (await report(app, given.endpoint, given.key, l10n.t('The key is kept.'))) void app.completion.askRemote();
}

/** Takes the keys that lie in the environment, now that the user has said so. */
export async function useFoundKeys(app: Testable & Pick<HostApp, 'completion' | 'welcome'>): Promise<void> {
	// Another window may have set or removed some, and at the start none is known yet.
	await app.welcome.look();
	const found = await chosen(app.welcome.found());
	if (found === null) return;
	if (found.length === 0) {
		void vscode.window.showInformationMessage(
			l10n.t(
				'The environment of this editor holds no key of a vendor that is not set already. Start the editor from a shell that has one, or paste the key.',
			),
		);
		return;
	}
	let works = false;
	for (const { endpoint, value } of found) {
		await app.keys.set(endpoint.id, value);
		works = (await report(app, endpoint, value, l10n.t('The key is kept.'))) || works;
	}
	if (works) void app.completion.askRemote();
}

/** Each goes to its vendor: of several the user sees the names first. Null when dismissed. */
async function chosen(found: readonly FoundVariable[]): Promise<readonly FoundVariable[] | null> {
	if (found.length < 2) return found;
	const items = found.map((one) => ({ label: one.variable, description: one.endpoint.displayName, picked: true, one }));
	const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Keys to use'), canPickMany: true, ignoreFocusOut: true });
	return picked === undefined || picked.length === 0 ? null : picked.map(({ one }) => one);
}

/** `endpointId` as for `setKey`. */
export async function removeKey({ keys, settings }: Pick<HostApp, 'keys' | 'settings'>, endpointId?: unknown): Promise<void> {
	const endpoints = keyedEndpoints(settings.current());
	const known = endpoints.find((e) => e.id === endpointId);
	if (known !== undefined) return keys.remove(known.id);
	const set = await Promise.all(endpoints.map((e) => keys.get(e.id)));
	const withKey = endpoints.filter((_, i) => set[i] !== null);
	if (withKey.length === 0) {
		void vscode.window.showInformationMessage(l10n.t('No API key is set.'));
		return;
	}
	const endpoint = await pickEndpoint(withKey, l10n.t('Remove API key of'));
	if (endpoint) await keys.remove(endpoint.id);
}

/** `endpointId` as for `setKey`. */
export async function testEndpoint(app: Testable, endpointId?: unknown): Promise<void> {
	await app.models.ready();
	const known = app.models.endpoints().map((state) => state.endpoint);
	const endpoints = known.filter((e) => e.id !== VSCODE_ENDPOINT.id && e.id !== MODEL_FILES_ENDPOINT.id);
	if (endpoints.length === 0) {
		void vscode.window.showInformationMessage(l10n.t('No endpoint is set up: set an API key or add an endpoint first.'));
		return;
	}
	const endpoint = endpoints.find((e) => e.id === endpointId) ?? (await pickEndpoint(endpoints, l10n.t('Test connection to')));
	if (endpoint) await report(app, endpoint, await app.keys.get(endpoint.id));
}

/** @param kept said where the key could not be tested */
async function report(
	{ providerDeps, host, models, settings }: Testable,
	endpoint: Endpoint,
	key: string | null,
	kept = '',
): Promise<boolean> {
	const result = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: l10n.t('Testing {0}', endpoint.displayName) },
		() => testConnection(endpoint, key, providerDeps),
	);
	host.log.info(`connection test of ${endpoint.id}: ${result.ok ? 'ok' : 'failed'}`);
	const words = named(endpoint.displayName, result.words, result.ok);
	if (!result.ok) {
		const refused = result.failure === 'auth';
		void offerHelp(endpoint, refused ? words : `${words} ${kept}`.trim(), refused, key !== null);
		return false;
	}
	await models.refresh();
	const isOfIt = ({ endpointId }: Candidate): boolean => endpointId === endpoint.id;
	void tellWorks(
		words.replace(/[^.]$/, '$&.'),
		withoutPrice(models.fillCandidates().filter(isOfIt)),
		outsideOfPool(
			settings.current().pool,
			models
				.candidates()
				.filter(isOfIt)
				.map(({ id }) => id),
		),
	);
	return true;
}

/** One line: how many models, which of them wait for a price, and whether the user's list for Auto leaves them out. */
async function tellWorks(works: string, unpriced: string | null, leftOut: string | null): Promise<void> {
	const offered = [
		...(unpriced === null ? [] : [{ label: l10n.t('Set Price'), command: 'routoo.setPrice' }]),
		...(unpriced === null && leftOut === null ? [] : [{ label: l10n.t('Show Models'), command: 'routoo.manageModels' }]),
	];
	const text = [works, unpriced, leftOut].filter((part) => part !== null).join(' ');
	const picked = await vscode.window.showInformationMessage(text, ...offered.map(({ label }) => label));
	const way = offered.find(({ label }) => label === picked);
	if (way !== undefined) await vscode.commands.executeCommand(way.command);
}

/** A refused key is set anew or removed, as one that was given for the wrong vendor; whatever else went wrong is tried again. */
async function offerHelp(endpoint: Endpoint, words: string, refused: boolean, hasKey: boolean): Promise<void> {
	const offered = [
		...(refused && endpoint.needsKey ? [{ label: l10n.t('Set API Key'), command: 'routoo.setKey' }] : []),
		...(refused && hasKey ? [{ label: l10n.t('Remove Key'), command: 'routoo.removeKey' }] : []),
		...(refused ? [] : [{ label: l10n.t('Test Again'), command: 'routoo.testEndpoint' }]),
	];
	const picked = await vscode.window.showWarningMessage(words, ...offered.map(({ label }) => label));
	const help = offered.find(({ label }) => label === picked);
	if (help !== undefined) await vscode.commands.executeCommand(help.command, endpoint.id);
}

/**
 * `npm start` puts the keys of the shell into the key store once (ROUTOO_KEYS_FROM_ENV=1), because an editor that was started otherwise
 * must not take keys nobody gave it.
 */
export async function takeKeysFromEnvironment(
	{ keys, host, notices }: Pick<HostApp, 'keys' | 'host' | 'notices'>,
	env: NodeJS.ProcessEnv,
): Promise<void> {
	if (env.ROUTOO_KEYS_FROM_ENV !== '1') return;
	const found = await foundKeys(BUILT_IN_ENDPOINTS, keys, env);
	for (const { endpoint, value } of found) await keys.set(endpoint.id, value);
	const taken = found.map(({ endpoint }) => endpoint.displayName);
	if (taken.length === 0) return;
	host.log.info(`keys taken from the environment: ${taken.join(', ')}`);
	notices.tell('info', l10n.t('API keys taken from the environment: {0}. Remove API Key takes them out again.', taken.join(', ')));
}
