import * as l10n from '@vscode/l10n';
import { PAGE_TEXTS } from '../../protocol/common.ts';

/** What a view may do outside itself: one message channel and a little state that survives hiding the panel. */
export interface Host<Message> {
	post(message: Message): void;
	/** What `keep` stored last in this panel, unchecked; undefined at first. */
	kept(): unknown;
	keep(value: unknown): void;
}

interface VsCodeApi {
	postMessage(message: unknown): void;
	getState(): unknown;
	setState(value: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/**
 * May be called once a page: VS Code hands out its API a single time. From here on `t` of @vscode/l10n speaks the language whose texts the
 * host has put into the page.
 */
export function connectHost<Message>(): Host<Message> {
	const texts = document.getElementById(PAGE_TEXTS)?.textContent;
	if (texts) l10n.config({ contents: texts });
	const api = acquireVsCodeApi();
	return {
		post: (message) => api.postMessage(message),
		kept: () => api.getState(),
		keep: (value) => api.setState(value),
	};
}
