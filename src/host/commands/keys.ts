import * as vscode from 'vscode';
import { keyedEndpoints } from '../../app/models/endpoints.ts';
import { named, unpricedInWords } from '../../app/models/words.ts';
import { type Endpoint, VSCODE_ENDPOINT } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';
import { testConnection } from '../../providers/listing/test-connection.ts';
import type { HostApp } from '../app.ts';
import { tellWithoutPrice } from './prices.ts';

type Testable = Pick<HostApp, 'keys' | 'providerDeps' | 'host' | 'models'>;

async function pickEndpoint(endpoints: readonly Endpoint[], title: string): Promise<Endpoint | null> {
	const picked = await vscode.window.showQuickPick(
		endpoints.map((endpoint) => ({ label: endpoint.displayName, description: new URL(endpoint.baseUrl).host, endpoint })),
		{ title },
	);
	return picked?.endpoint ?? null;
}

/** `endpointId` may name the endpoint, so that a link or another command can skip the first question. */
export async function setKey(app: Testable & Pick<HostApp, 'settings' | 'models' | 'completion'>, endpointId?: unknown): Promise<void> {
	const endpoints = keyedEndpoints(app.settings.current());
	const named = endpoints.find((e) => e.id === endpointId);
	const endpoint = named ?? (await pickEndpoint(endpoints, 'Set API key for'));
	if (!endpoint) return;
	const key = await vscode.window.showInputBox({
		title: `API key for ${endpoint.displayName}`,
		prompt: 'Kept in the keychain of this computer, never in settings.',
		password: true,
		ignoreFocusOut: true,
		validateInput: (value) => (value.trim() === '' ? 'Paste the key.' : undefined),
	});
	if (key === undefined) return;
	await app.keys.set(endpoint.id, key.trim());
	if (!(await report(app, endpoint, key.trim()))) return;
	void tellWithoutPrice(app, endpoint.id);
	void app.completion.askRemote();
}

export async function removeKey({ keys, settings }: Pick<HostApp, 'keys' | 'settings'>): Promise<void> {
	const endpoints = keyedEndpoints(settings.current());
	const set = await Promise.all(endpoints.map((e) => keys.get(e.id)));
	const withKey = endpoints.filter((_, i) => set[i] !== null);
	if (withKey.length === 0) {
		void vscode.window.showInformationMessage('No API key is set.');
		return;
	}
	const endpoint = await pickEndpoint(withKey, 'Remove API key of');
	if (endpoint) await keys.remove(endpoint.id);
}

/** `endpointId` as for `setKey`. */
export async function testEndpoint(app: Testable, endpointId?: unknown): Promise<void> {
	await app.models.ready();
	const known = app.models.endpoints().map((state) => state.endpoint);
	const endpoints = known.filter((e) => e.id !== VSCODE_ENDPOINT.id);
	if (endpoints.length === 0) {
		void vscode.window.showInformationMessage('No endpoint is set up: set an API key or add an endpoint first.');
		return;
	}
	const endpoint = endpoints.find((e) => e.id === endpointId) ?? (await pickEndpoint(endpoints, 'Test connection to'));
	if (endpoint && (await report(app, endpoint, await app.keys.get(endpoint.id)))) void tellWithoutPrice(app, endpoint.id);
}

async function report({ providerDeps, host, models }: Testable, endpoint: Endpoint, key: string | null): Promise<boolean> {
	const result = await vscode.window.withProgress(
		{ location: vscode.ProgressLocation.Notification, title: `Testing ${endpoint.displayName}` },
		() => testConnection(endpoint, key, providerDeps),
	);
	host.log.info(`connection test of ${endpoint.id}: ${result.ok ? 'ok' : 'failed'}`);
	const words = named(endpoint.displayName, result.words);
	if (!result.ok) {
		void offerNewKey(endpoint, words);
		return false;
	}
	await models.refresh();
	const candidates = models.endpoints().find((state) => state.endpoint.id === endpoint.id)?.candidates ?? [];
	void vscode.window.showInformationMessage([words.replace(/[^.]$/, '$&.'), unpricedInWords(candidates)].join(' ').trim());
	return true;
}

async function offerNewKey(endpoint: Endpoint, words: string): Promise<void> {
	const again = 'Set API Key';
	const picked = await vscode.window.showWarningMessage(words, ...(endpoint.needsKey ? [again] : []));
	if (picked === again) await vscode.commands.executeCommand('routoo.setKey', endpoint.id);
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
	const taken: string[] = [];
	for (const endpoint of BUILT_IN_ENDPOINTS) {
		const key = env[endpoint.envVar]?.trim();
		if (!key || (await keys.get(endpoint.id)) !== null) continue;
		await keys.set(endpoint.id, key);
		taken.push(endpoint.displayName);
	}
	if (taken.length === 0) return;
	host.log.info(`keys taken from the environment: ${taken.join(', ')}`);
	notices.tell('info', `API keys taken from the environment: ${taken.join(', ')}. Remove API Key takes them out again.`);
}
