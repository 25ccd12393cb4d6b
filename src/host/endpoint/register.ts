import { randomUUID } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { App } from '../../app/compose.ts';
import { systemClock, systemTimers } from '../../core/base/time.ts';
import type { StatusBar } from '../status-bar.ts';
import { WindowEndpoint } from './endpoint.ts';
import { EndpointKey } from './endpoint-key.ts';
import { servedInWords } from './words.ts';

/** The endpoint for other tools in this window: off, and free of cost, until the setting is on. */
export interface HostEndpoint {
	readonly key: EndpointKey;
	readonly window: WindowEndpoint;
	/** Follows the setting and the trust from now on. */
	start(): void;
	dispose(): Promise<void>;
}

interface Window {
	readonly context: vscode.ExtensionContext;
	readonly log: vscode.LogOutputChannel;
	readonly status: StatusBar;
}

export function composeEndpoint(
	{ context, log, status }: Window,
	{ agent, texts, settings, notices }: Pick<App, 'agent' | 'texts' | 'settings' | 'notices'>,
): HostEndpoint {
	const key = new EndpointKey(context.secrets, () => performance.now());
	const window = new WindowEndpoint({
		...{ agent, texts, clock: systemClock, timers: systemTimers, newId: randomUUID },
		version: String(context.extension.packageJSON.version),
		key: () => key.get(),
		mayAsk: true,
		onDecided: ({ client, path, note }) => log.info(`${client} ${path}: ${note.name} (${note.recipient})`),
		log: (line) => log.info(line),
		wanted: () => {
			const { enabled, port } = settings.current().endpoint;
			return enabled ? port : null;
		},
		trusted: () => vscode.workspace.isTrusted,
		load: async () => {
			// HTTP and all wires stay out of a window that has the endpoint off.
			const [{ startEndpoint }, { heldBy }] = await Promise.all([import('../../serve/server.ts'), import('../../serve/join.ts')]);
			return { start: startEndpoint, heldBy };
		},
		random: Math.random,
		warn: (text) => {
			notices.tell('warning', text, {
				subject: 'endpoint',
				actions: [{ label: l10n.t('Change port'), command: 'openSettings', args: ['routoo.endpoint.port'] }],
			});
			void offerPort(text);
		},
		withdraw: () => notices.withdraw('endpoint'),
	});
	window.changed.on((state) => status.update({ endpoint: servedInWords(state) }));
	const off: (() => void)[] = [];
	return {
		key,
		window,
		start: () => {
			const granted = vscode.workspace.onDidGrantWorkspaceTrust(() => void window.sync());
			off.push(
				settings.onChange(() => void window.sync()),
				() => granted.dispose(),
			);
			void window.sync();
		},
		dispose: async () => {
			for (const end of off) end();
			await window.dispose();
			key.dispose();
		},
	};
}

async function offerPort(text: string): Promise<void> {
	const change = l10n.t('Change Port');
	if ((await vscode.window.showWarningMessage(text, change)) === change) {
		await vscode.commands.executeCommand('workbench.action.openSettings', 'routoo.endpoint.port');
	}
}
