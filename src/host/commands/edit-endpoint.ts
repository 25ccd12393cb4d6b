import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { movedEntry, type Removal, removalOf, renamedEntry, withoutEntry } from '../../app/models/endpoint-entries.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import type { HostApp } from '../app.ts';
import { entryProblem } from './endpoints.ts';

type App = Pick<HostApp, 'settings' | 'models' | 'keys'>;

/** `endpointId` may name the endpoint, so that another place can skip the first question. */
export async function removeEndpoint(app: App, endpointId?: unknown): Promise<void> {
	const endpoint = await pick(app, endpointId, l10n.t('Remove or turn off'));
	if (endpoint === null) return;
	const removal = removalOf(
		endpoint.id,
		app.settings.current().endpoints.map(({ id }) => id),
	);
	if (removal.kind === 'entry') await removeEntry(app, endpoint, removal);
	else if (removal.kind === 'key') await turnOffVendor(app, endpoint);
	else if (removal.kind === 'files') await vscode.commands.executeCommand('routoo.removeModelFile');
	else await turnOffKind(app, endpoint, removal.key);
}

/**
 * Its key goes with it, or stays for a later entry of the same id; never for a built-in vendor, which would be shown a key of another
 * server.
 */
async function removeEntry(app: App, { id, displayName }: Endpoint, { instead }: Extract<Removal, { kind: 'entry' }>): Promise<void> {
	const hasKey = (await app.keys.get(id)) !== null;
	const remove = l10n.t('Remove');
	const key = hasKey ? [l10n.t('Its API key is removed from the keychain of this computer too.')] : [];
	const after =
		instead === null
			? []
			: [l10n.t('{0} stands in the place of a built-in vendor: once you set a key again, requests go to {1}.', displayName, instead)];
	const answers = [remove, ...(hasKey && instead === null ? [l10n.t('Keep Key')] : [])];
	const picked = await vscode.window.showWarningMessage(
		l10n.t('Remove {0}?', displayName),
		{ modal: true, detail: [l10n.t('Its models are offered no more. What it cost stays in the ledger.'), ...key, ...after].join(' ') },
		...answers,
	);
	if (picked === undefined) return;
	const removeKey = async (): Promise<void> => {
		if (hasKey && picked === remove) await app.keys.remove(id);
	};
	// First, so that at no moment the built-in vendor of this id has this key; else last: settings that cannot be written cost no key.
	if (instead !== null) await removeKey();
	await app.settings.update('routoo.endpoints', withoutEntry(entries(), id));
	if (instead === null) await removeKey();
}

async function turnOffVendor(app: App, { id, displayName }: Endpoint): Promise<void> {
	if ((await app.keys.get(id)) === null) {
		void vscode.window.showInformationMessage(l10n.t('{0} is built in and off already: no API key of it is set.', displayName));
		return;
	}
	const off = l10n.t('Remove Key');
	const picked = await vscode.window.showWarningMessage(
		l10n.t('Turn {0} off?', displayName),
		{
			modal: true,
			detail: l10n.t(
				'{0} is built in and cannot be removed. Without its API key it is off: the key is removed from the keychain of this computer, and "Routoo: Set API Key" turns it on again.',
				displayName,
			),
		},
		off,
	);
	if (picked === off) await app.keys.remove(id);
}

async function turnOffKind(app: App, { displayName }: Endpoint, key: Extract<Removal, { kind: 'setting' }>['key']): Promise<void> {
	const editor = key === 'routoo.useEditorModels';
	const off = l10n.t('Turn Off');
	const picked = await vscode.window.showWarningMessage(
		editor
			? l10n.t('Turn off the models of this editor and its extensions?')
			: l10n.t('Turn off the local servers that are found running?'),
		{
			modal: true,
			detail: editor
				? l10n.t('All of them, until {0} is on again. To leave some of them out of Auto, untick them on the models page.', key)
				: l10n.t(
						'{0} was found by itself, so it cannot be removed alone: all of them are off until {1} is on again. One that stands in routoo.endpoints stays.',
						displayName,
						key,
					),
		},
		off,
	);
	if (picked === off) await app.settings.update(key, false);
}

/** `endpointId` as for `removeEndpoint`. */
export async function renameEndpoint(app: App, endpointId?: unknown): Promise<void> {
	const own = app.settings.current().endpoints;
	if (own.length === 0 || (typeof endpointId === 'string' && !own.some(({ id }) => id === endpointId))) {
		void vscode.window.showInformationMessage(
			l10n.t('Only endpoints that you added can be renamed: built-in vendors, servers found running and this editor keep their names.'),
		);
		return;
	}
	const endpoint = own.find(({ id }) => id === endpointId) ?? (await choose(own, l10n.t('Rename')));
	if (endpoint === null) return;
	const typed = await vscode.window.showInputBox({
		title: l10n.t('Rename {0}', endpoint.displayName),
		prompt: l10n.t('Name shown as the recipient of your text. Prices, keys and what was learned stay.'),
		value: endpoint.displayName,
		ignoreFocusOut: true,
		validateInput: problemWith,
	});
	const name = typed?.trim();
	if (name === undefined || name === endpoint.displayName || problemWith(name) !== undefined) return;
	await app.settings.update('routoo.endpoints', renamedEntry(entries(), endpoint.id, name));
}

/** `endpointId` as for `removeEndpoint`. Name, prices and what was learned stay; its models are listed anew by themselves. */
export async function changeAddress(app: App, endpointId?: unknown): Promise<void> {
	const own = app.settings.current().endpoints;
	if (own.length === 0 || (typeof endpointId === 'string' && !own.some(({ id }) => id === endpointId))) {
		void vscode.window.showInformationMessage(
			l10n.t('Only endpoints that you added have an address that can be changed: add another one for another server.'),
		);
		return;
	}
	const endpoint = own.find(({ id }) => id === endpointId) ?? (await choose(own, l10n.t('Change the address')));
	if (endpoint === null) return;
	const { id, displayName } = endpoint;
	const before = entries().find((one) => (one as { readonly id?: unknown } | null)?.id === id) as { readonly url?: unknown };
	const value = typeof before.url === 'string' ? before.url : endpoint.baseUrl;
	const hasKey = (await app.keys.get(id)) !== null;
	const problem = (url: string): string | undefined => entryProblem({ ...before, id, url });
	const typed = await vscode.window.showInputBox({
		title: l10n.t('Address of {0}', displayName),
		prompt: hasKey
			? l10n.t('As the documentation of the server gives it. Your API key for {0} goes to this address.', displayName)
			: l10n.t('As the documentation of the server gives it.'),
		value,
		ignoreFocusOut: true,
		validateInput: problem,
	});
	const url = typed?.trim();
	if (url === undefined || url === value || problem(url) !== undefined) return;
	await app.settings.update('routoo.endpoints', movedEntry(entries(), id, url));
}

/** Longer names fill the line in which they stand. */
const LONGEST_NAME = 60;

function problemWith(name: string): string | undefined {
	if (name.trim() === '') return l10n.t('Give it a name.');
	return name.trim().length > LONGEST_NAME ? l10n.t('Use at most {0} characters.', LONGEST_NAME) : undefined;
}

/** As they stand in the settings, also those that cannot be used. */
function entries(): readonly unknown[] {
	const value: unknown = vscode.workspace.getConfiguration().get('routoo.endpoints');
	return Array.isArray(value) ? value : [];
}

/** All that can be asked now, and configured ones that wait for a key. */
async function pick({ settings, models }: App, id: unknown, title: string): Promise<Endpoint | null> {
	await models.ready();
	const configured = settings.current().endpoints;
	const listed = models.endpoints().map(({ endpoint }) => endpoint);
	const all = [...configured, ...listed.filter((one) => !configured.some((own) => own.id === one.id))];
	if (all.length > 0) return all.find((one) => one.id === id) ?? (await choose(all, title));
	void vscode.window.showInformationMessage(l10n.t('No endpoint is set up, so there is none to remove.'));
	return null;
}

async function choose(endpoints: readonly Endpoint[], title: string): Promise<Endpoint | null> {
	const picked = await vscode.window.showQuickPick(
		endpoints.map((endpoint) => ({
			label: endpoint.displayName,
			description: URL.canParse(endpoint.baseUrl) ? new URL(endpoint.baseUrl).host : '',
			endpoint,
		})),
		{ title, matchOnDescription: true },
	);
	return picked?.endpoint ?? null;
}
