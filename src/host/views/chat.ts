import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatController } from '../../app/chat/controller.ts';
import { startErrorText } from '../failed-start.ts';
import { pageLanguage } from '../language.ts';
import { messageHtml, pageHtml } from './html.ts';

export const CHAT_VIEW = 'routoo.chat';

/** The sidebar view: a page and a message channel. It may be made and thrown away at any time; the controller keeps the state. */
export class ChatViewProvider implements vscode.WebviewViewProvider {
	readonly #folder: vscode.Uri;
	readonly #controller: Promise<ChatController>;

	/** `extensionUri` holds dist/webview. */
	constructor(extensionUri: vscode.Uri, controller: Promise<ChatController>) {
		this.#folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
		this.#controller = controller;
		// Where Routoo cannot start and no view is open, nobody else hears of it.
		controller.catch(() => undefined);
	}

	async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
		const { webview } = view;
		webview.options = { enableScripts: true, localResourceRoots: [this.#folder], enableCommandUris: false };
		const detach = this.#connect(view);
		view.onDidDispose(() => void detach.then((f) => f()));
		const at = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#folder, name)).toString();
		webview.html = pageHtml({
			title: 'Routoo',
			script: at('chat.js'),
			styles: [at('codicon.css'), at('chat.css')],
			cspSource: webview.cspSource,
			element: 'routoo-chat',
			language: pageLanguage(),
		});
	}

	async #connect(view: vscode.WebviewView): Promise<() => void> {
		const early: unknown[] = [];
		let act: ((raw: unknown) => void) | null = null;
		const subscription = view.webview.onDidReceiveMessage((raw: unknown) => {
			if (act) act(raw);
			else early.push(raw);
		});
		const controller = await this.#controller.catch((error: unknown) => {
			view.webview.html = messageHtml(
				`${l10n.t('Routoo cannot start: {0}', startErrorText(error).replace(/\.?$/, '.'))} ${l10n.t('The command "Routoo: Show Log" has the details.')}`,
				pageLanguage().tag,
			);
			return null;
		});
		if (controller === null) return () => subscription.dispose();
		const detach = controller.attach((message) => void view.webview.postMessage(message));
		act = (raw) => void controller.receiveRaw(raw);
		for (const raw of early) act(raw);
		return () => {
			detach();
			subscription.dispose();
		};
	}
}
