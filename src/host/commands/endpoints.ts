import * as vscode from 'vscode';
import { endpointSubject } from '../../app/models/source-watch.ts';
import { parseEndpointSettings } from '../../providers/endpoints.ts';
import type { HostApp } from '../app.ts';
import { pickPool } from '../models/pick.ts';

type Refreshable = Pick<HostApp, 'health' | 'models' | 'completion' | 'notices'>;

/** Asks for address and name, writes the setting, then asks for a key where one is needed. */
export async function addEndpoint(app: Refreshable & Pick<HostApp, 'settings'>): Promise<void> {
	const existing = vscode.workspace.getConfiguration().get<readonly unknown[]>('routoo.endpoints') ?? [];
	const url = await vscode.window.showInputBox({
		title: 'Add endpoint',
		prompt: 'Address up to and including the version',
		placeHolder: 'http://127.0.0.1:8080/v1',
		ignoreFocusOut: true,
		validateInput: (value) => problemWith({ id: 'new', url: value }),
	});
	if (url === undefined) return;
	const host = new URL(url.trim()).host;
	const name = await vscode.window.showInputBox({
		title: 'Add endpoint',
		prompt: 'Name shown as the recipient of your text',
		value: host,
		ignoreFocusOut: true,
		validateInput: (value) => (value.trim() === '' ? 'Give it a name.' : undefined),
	});
	if (name === undefined) return;
	const entry = { id: freeId(name, existing), name: name.trim(), url: url.trim() };
	await app.settings.update('routoo.endpoints', [...existing, entry]);
	const added = app.settings.current().endpoints.find((e) => e.id === entry.id);
	if (added?.needsKey) await vscode.commands.executeCommand('routoo.setKey', entry.id);
	else await refreshModels(app, entry.id);
}

function problemWith(entry: { readonly id: string; readonly url: string }): string | undefined {
	const [error] = parseEndpointSettings([entry]).errors;
	return error && `${error.message.replace(/^Endpoint 1 in routoo.endpoints/, 'This')} ${error.nextStep}`;
}

function freeId(name: string, existing: readonly unknown[]): string {
	const base =
		name
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.replace(/^-+|-+$/g, '')
			.slice(0, 30) || 'endpoint';
	const reserved = (id: string): boolean => parseEndpointSettings([{ id, url: 'https://example.com/v1' }]).errors.length > 0;
	const taken = new Set(existing.map((e) => (e as { id?: unknown } | null)?.id));
	let id = base;
	for (let n = 2; taken.has(id) || reserved(id); n++) id = `${base}-${n}`;
	return id;
}

export async function chooseModels({ models, settings }: Pick<HostApp, 'models' | 'settings'>): Promise<void> {
	const pool = await pickPool(models, settings.current().pool);
	if (pool !== null) await settings.update('routoo.routing.pool', pool);
}

/** Lists all endpoints anew and says in words which of them failed. `only` narrows the report to one. */
export async function refreshModels({ health, models, completion, notices }: Refreshable, only?: unknown): Promise<void> {
	health.reset();
	await models.refresh();
	completion.retry();
	const states = models.endpoints().filter((state) => typeof only !== 'string' || state.endpoint.id === only);
	const failed = states.filter((state) => state.error !== null);
	for (const { endpoint, error } of failed) {
		notices.tell('warning', `${endpoint.displayName}: ${error!.message} ${error!.nextStep}`, { subject: endpointSubject(endpoint.id) });
	}
	const usable = models.usableCount() ?? 0;
	if (failed.length === 0) notices.tell('info', `${usable} ${usable === 1 ? 'model is' : 'models are'} usable.`);
}

export function toggleLocalOnly(app: Pick<HostApp, 'setLocalOnly' | 'settings'>): Promise<void> {
	return app.setLocalOnly(!app.settings.current().localOnly);
}
