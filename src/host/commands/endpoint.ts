import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { maskedKey } from '../../app/headless/endpoint-key-file.ts';
import type { HostApp } from '../app.ts';
import { guideText } from '../endpoint/guide.ts';
import { originOf, stateInWords } from '../endpoint/words.ts';

type WithEndpoint = Pick<HostApp, 'endpoint' | 'settings' | 'reports' | 'host'>;
type Item = vscode.QuickPickItem & { readonly run: () => unknown };

/** For the editor's own server; another Routoo on the port has one of its own, which is shown where that runs. */
export async function copyEndpointKey({ endpoint, settings }: Pick<WithEndpoint, 'endpoint' | 'settings'>): Promise<void> {
	await vscode.env.clipboard.writeText(await endpoint.key.get());
	const { kind } = endpoint.window.state;
	const isThere = kind === 'serving' || kind === 'joined' || kind === 'starting';
	const copied = l10n.t("The endpoint's key is copied.");
	// A command has ended when it has done its work: a message may stand for long.
	void offerOn({ endpoint, settings }, isThere ? copied : `${copied} ${stateInWords(endpoint.window.state)}`);
}

export async function rotateEndpointKey({ endpoint }: Pick<WithEndpoint, 'endpoint'>): Promise<void> {
	const rotate = l10n.t('Rotate Key');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Make a new key for the endpoint?'),
		{ modal: true, detail: l10n.t('Tools that show the old one are refused at once, until they are given the new one.') },
		rotate,
	);
	if (answer !== rotate) return;
	const key = await endpoint.key.rotate();
	const copy = l10n.t('Copy Key');
	void vscode.window.showInformationMessage(l10n.t('The endpoint has a new key.'), copy).then((picked) => {
		if (picked === copy) void vscode.env.clipboard.writeText(key);
	});
}

/** Address, key, who serves, and what can be done about it. */
export async function showEndpoint({ endpoint, settings, reports, host }: WithEndpoint): Promise<void> {
	const { state } = endpoint.window;
	const { enabled, port } = settings.current().endpoint;
	const on = (value: boolean) => settings.updateUser('routoo.endpoint.enabled', value);
	const copied = (text: string) => vscode.env.clipboard.writeText(text);
	const addresses: Item[] = [
		{
			label: `$(globe) ${originOf(port)}/v1`,
			description: l10n.t('for tools that speak OpenAI: copy'),
			run: () => copied(`${originOf(port)}/v1`),
		},
		{ label: `$(globe) ${originOf(port)}`, description: l10n.t('for tools that speak Anthropic: copy'), run: () => copied(originOf(port)) },
	];
	const key: Item[] =
		state.kind === 'other'
			? []
			: [
					{
						label: `$(key) ${maskedKey(await endpoint.key.get())}`,
						description: l10n.t('copy'),
						run: () => copyEndpointKey({ endpoint, settings }),
					},
					{ label: `$(sync) ${l10n.t('Make a new key')}`, run: () => rotateEndpointKey({ endpoint }) },
				];
	const showGuide = async () => reports.show(l10n.t('Other tools with Routoo'), await guideText(host.context.extensionPath, port));
	const more: Item[] = [
		{ label: `$(book) ${l10n.t('How to set up each tool')}`, run: showGuide },
		{
			label: `$(gear) ${l10n.t('Change the port')}`,
			run: () => vscode.commands.executeCommand('workbench.action.openSettings', 'routoo.endpoint.port'),
		},
		enabled
			? { label: `$(circle-slash) ${l10n.t('Turn off')}`, run: () => on(false) }
			: { label: `$(play) ${l10n.t('Turn on')}`, run: () => on(true) },
	];
	const items = enabled ? [...addresses, ...key, ...more] : [...more.toReversed(), ...key];
	const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Routoo Endpoint'), placeHolder: stateInWords(state) });
	await picked?.run();
}

async function offerOn({ endpoint, settings }: Pick<WithEndpoint, 'endpoint' | 'settings'>, text: string): Promise<void> {
	const turnOn = l10n.t('Turn On');
	const picked = await vscode.window.showInformationMessage(text, ...(endpoint.window.state.kind === 'off' ? [turnOn] : []));
	if (picked === turnOn) await settings.updateUser('routoo.endpoint.enabled', true);
}
