import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { startErrorText } from '../failed-start.ts';
import type { ModelProvider } from './provider.ts';

/** As in the manifest. */
const VENDOR = 'routoo';

/**
 * Registers the provider at activation, before anything behind it is loaded: until Routoo is up, and where it could not start, it offers no
 * model, and a request waits or says why.
 */
export function registerModelProvider(provider: Promise<ModelProvider>): vscode.Disposable {
	const changed = new vscode.EventEmitter<void>();
	let up: ModelProvider | null = null;
	provider.then(
		(loaded) => {
			up = loaded;
			loaded.offered.changed.on(() => changed.fire());
			changed.fire();
		},
		// Said elsewhere: here there is just no model.
		() => {},
	);
	const registration = vscode.lm.registerLanguageModelChatProvider(VENDOR, {
		onDidChangeLanguageModelChatInformation: changed.event,
		provideLanguageModelChatInformation: (options) => up?.provideLanguageModelChatInformation(options) ?? [],
		provideLanguageModelChatResponse: async (...request) => (await started(provider)).provideLanguageModelChatResponse(...request),
		provideTokenCount: async (model, text) => (await started(provider)).provideTokenCount(model, text),
	});
	return vscode.Disposable.from(registration, changed, { dispose: () => up?.dispose() });
}

/** VS Code shows an error's stack where there is one. */
async function started(provider: Promise<ModelProvider>): Promise<ModelProvider> {
	try {
		return await provider;
	} catch (cause) {
		const error = new Error(l10n.t('Routoo could not start: {0}', startErrorText(cause)));
		error.stack = '';
		throw error;
	}
}
