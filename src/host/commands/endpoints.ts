import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { NoticeAction } from '../../app/chat/notices.ts';
import { outsideOfPool } from '../../app/models/pool-change.ts';
import { endpointNotice } from '../../app/models/source-watch.ts';
import { lookedInWords } from '../../app/models/words.ts';
import { parseAddress } from '../../providers/address.ts';
import { parseEndpointSettings } from '../../providers/endpoints.ts';
import type { HostApp } from '../app.ts';

type Refreshable = Pick<HostApp, 'health' | 'models' | 'completion' | 'notices' | 'machine' | 'settings'>;

/** Asks for address and name, writes the setting, then asks for a key where one is needed. */
export async function addEndpoint(app: Refreshable): Promise<void> {
	const existing = vscode.workspace.getConfiguration().get<readonly unknown[]>('routoo.endpoints') ?? [];
	const url = await vscode.window.showInputBox({
		title: l10n.t('Add endpoint'),
		prompt: also(l10n.t('Address of the server, as its documentation gives it'), app.machine),
		placeHolder: l10n.t('{0} or {1}', 'localhost:8080', 'https://host/v1'),
		ignoreFocusOut: true,
		validateInput: (value) => entryProblem({ id: 'new', url: value }),
	});
	if (url === undefined) return;
	const host = parseAddress(url)?.url.host ?? '';
	const name = await vscode.window.showInputBox({
		title: l10n.t('Add endpoint'),
		prompt: l10n.t('Name shown as the recipient of your text'),
		value: host,
		ignoreFocusOut: true,
		validateInput: (value) => (value.trim() === '' ? l10n.t('Give it a name.') : undefined),
	});
	if (name === undefined) return;
	const entry = { id: freeId(name, existing), name: name.trim(), url: url.trim() };
	await app.settings.update('routoo.endpoints', [...existing, entry]);
	const added = app.settings.current().endpoints.find((e) => e.id === entry.id);
	if (added?.needsKey) await vscode.commands.executeCommand('routoo.setKey', entry.id);
	else if ((await refreshModels(app, entry.id)).includes('network'))
		void offerRemoval(app, entry, added?.local === true ? app.machine : null);
}

/** Nothing answers at an address that was just typed: it may be a slip, or a server that is yet to be started. */
async function offerRemoval(
	{ settings }: Pick<HostApp, 'settings'>,
	{ id, name }: { readonly id: string; readonly name: string },
	machine: string | null,
): Promise<void> {
	const remove = l10n.t('Remove It');
	const picked = await vscode.window.showWarningMessage(
		also(l10n.t('Nothing answers at {0}. Keep the endpoint if its server is yet to be started.', name), machine),
		remove,
	);
	if (picked !== remove) return;
	const entries = vscode.workspace.getConfiguration().get<readonly unknown[]>('routoo.endpoints') ?? [];
	await settings.update(
		'routoo.endpoints',
		entries.filter((entry) => (entry as { id?: unknown } | null)?.id !== id),
	);
}

/** A sentence, and on which machine Routoo runs where there are two. */
function also(sentence: string, machine: string | null): string {
	return machine === null ? sentence : `${sentence.replace(/[^.]$/, '$&.')} ${machine}`;
}

/** What keeps an entry of routoo.endpoints from being used, in words; undefined where nothing does. */
export function entryProblem(entry: { readonly id: string; readonly url: string }): string | undefined {
	const [error] = parseEndpointSettings([entry]).errors;
	return error && `${error.message.replace(l10n.t('Endpoint {0} in routoo.endpoints', 1), l10n.t('This'))} ${error.nextStep}`;
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

/** Lists all endpoints anew and says in words which of them failed; their kinds of failure. `only` narrows the report to one. */
export async function refreshModels(
	{ health, models, completion, notices, machine, settings }: Refreshable,
	only?: unknown,
): Promise<readonly string[]> {
	health.reset();
	models.forgetContexts();
	await models.refresh();
	completion.retry();
	const states = models.endpoints().filter((state) => typeof only !== 'string' || state.endpoint.id === only);
	const errors = states.flatMap(({ endpoint, error }) => (error === null ? [] : [{ endpoint, error }]));
	const own = settings.current().endpoints.map(({ id }) => id);
	for (const { endpoint, error } of errors) {
		const { text, options } = endpointNotice(endpoint, error, own.includes(endpoint.id));
		notices.tell('warning', text, { ...options, asked: true });
	}
	const usable = models.usableCount() ?? 0;
	// Who misses a local server may have it on the other machine.
	const anyLocal = models.endpoints().some(({ endpoint }) => endpoint.local);
	const looked = typeof only !== 'string' && !anyLocal;
	const local = looked ? (settings.current().discoverLocalServers ? false : null) : true;
	if (errors.length === 0) {
		const ids = models.candidates().flatMap(({ id, endpointId }) => (endpointId === only ? [id] : []));
		const leftOut = outsideOfPool(settings.current().pool, ids);
		const actions: readonly NoticeAction[] = [
			...(usable === 0 ? [{ label: l10n.t('Set API key'), command: 'setKey' } as const] : []),
			...(leftOut === null ? [] : [{ label: l10n.t('Choose models'), command: 'manageModels' } as const]),
		];
		const text = [also(lookedInWords(usable, local), anyLocal ? null : machine), leftOut].filter((part) => part !== null).join(' ');
		notices.tell('info', text, { subject: 'models', actions });
	} else notices.withdraw('models');
	return errors.map(({ error }) => error.kind);
}

export function toggleLocalOnly(app: Pick<HostApp, 'setLocalOnly' | 'settings'>): Promise<void> {
	return app.setLocalOnly(!app.settings.current().localOnly);
}
