import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { recogniseKey } from '../../app/models/key-forms.ts';
import type { Endpoint } from '../../core/model/endpoint.ts';
import { BUILT_IN_ENDPOINTS } from '../../providers/built-in.ts';

/** A key and whose it is. */
export interface GivenKey {
	readonly key: string;
	readonly endpoint: Endpoint;
}

const kept = (): string => l10n.t('Kept in the keychain of this computer, never in settings.');

/** Asks for the key of one endpoint; null when dismissed. */
export async function keyFor(endpoint: Endpoint): Promise<GivenKey | null> {
	const key = await pasted({
		title: l10n.t('API key for {0}', endpoint.displayName),
		placeholder: l10n.t('Paste the key'),
		prompt: kept(),
		problem: (text) => noKey(text, [endpoint]),
		pages: pagesOf([endpoint]),
	});
	return key === null ? null : { key: recognised(key, [endpoint]), endpoint };
}

/** Asks for a key of any vendor and sees by its form whose it is; asks that too where several make such keys. Null when dismissed. */
export async function anyKey(endpoints: readonly Endpoint[]): Promise<GivenKey | null> {
	const text = await pasted({
		title: l10n.t('API key'),
		placeholder: l10n.t('Paste a key of any vendor'),
		prompt: `${l10n.t('Its form says whose it is, and it is tested at once.')} ${kept()}`,
		problem: (typed) => noKey(typed, endpoints),
		pages: pagesOf(endpoints),
	});
	if (text === null) return null;
	const found = recogniseKey(text, endpoints);
	if (found.kind === 'none') return null;
	const endpoint = found.kind === 'of' ? found.endpoint : await whose(found.endpoints, endpoints);
	return endpoint === null ? null : { key: found.key, endpoint };
}

function noKey(text: string, endpoints: readonly Endpoint[]): string | null {
	const found = recogniseKey(text, endpoints);
	return found.kind === 'none' ? found.why : null;
}

function recognised(text: string, endpoints: readonly Endpoint[]): string {
	const found = recogniseKey(text, endpoints);
	return found.kind === 'none' ? text.trim() : found.key;
}

async function whose(likely: readonly Endpoint[], all: readonly Endpoint[]): Promise<Endpoint | null> {
	const items = (endpoints: readonly Endpoint[]): { label: string; description: string; endpoint: Endpoint | null }[] =>
		endpoints.map((endpoint) => ({ label: endpoint.displayName, description: new URL(endpoint.baseUrl).host, endpoint }));
	const title = l10n.t('Whose key is it? It goes to nobody else.');
	const others = all.filter((endpoint) => !likely.includes(endpoint));
	const more = others.length === 0 ? [] : [{ label: l10n.t('Another vendor or server...'), description: '', endpoint: null }];
	const picked = await vscode.window.showQuickPick([...items(likely), ...more], { title, ignoreFocusOut: true });
	if (picked === undefined || picked.endpoint !== null) return picked?.endpoint ?? null;
	return (await vscode.window.showQuickPick(items(others), { title, ignoreFocusOut: true }))?.endpoint ?? null;
}

interface Page {
	readonly label: string;
	readonly url: string;
}

/** Where keys are made; nothing for servers of the user's own. */
function pagesOf(endpoints: readonly Endpoint[]): readonly Page[] {
	return endpoints.flatMap(({ id, displayName }) => {
		const vendor = BUILT_IN_ENDPOINTS.find((one) => one.id === id);
		return vendor === undefined ? [] : [{ label: displayName, url: vendor.keysPage }];
	});
}

interface Asked {
	readonly title: string;
	readonly placeholder: string;
	readonly prompt: string;
	/** What is wrong with a text, null where nothing is. */
	readonly problem: (text: string) => string | null;
	readonly pages: readonly Page[];
}

/** A hidden text in one line, with a button to the pages on which keys are made; null when dismissed. */
function pasted({ title, placeholder, prompt, problem, pages }: Asked): Promise<string | null> {
	const input = vscode.window.createInputBox();
	Object.assign(input, { title, placeholder, prompt, password: true, ignoreFocusOut: true });
	if (pages.length > 0) input.buttons = [{ iconPath: new vscode.ThemeIcon('link-external'), tooltip: l10n.t('Where keys are made') }];
	return new Promise((resolve) => {
		/** A list of pages takes the place of the box for a moment. */
		let away = false;
		let ended = false;
		const end = (text: string | null): void => {
			if (ended) return;
			// Leaving a box hides it once more.
			ended = true;
			resolve(text);
			input.dispose();
		};
		input.onDidChangeValue(() => {
			input.validationMessage = undefined;
		});
		input.onDidAccept(() => {
			const why = problem(input.value);
			if (why === null) end(input.value);
			else input.validationMessage = why;
		});
		input.onDidTriggerButton(async () => {
			away = true;
			try {
				await openPage(pages);
			} finally {
				away = false;
				input.show();
			}
		});
		input.onDidHide(() => {
			if (!away) end(null);
		});
		input.show();
	});
}

async function openPage(pages: readonly Page[]): Promise<void> {
	const [only] = pages;
	const page =
		pages.length === 1
			? only
			: await vscode.window.showQuickPick(
					pages.map(({ label, url }) => ({ label, description: new URL(url).host, url })),
					{ title: l10n.t('Make a key at'), ignoreFocusOut: true },
				);
	if (page !== undefined) await vscode.env.openExternal(vscode.Uri.parse(page.url));
}
