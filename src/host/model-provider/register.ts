import * as vscode from 'vscode';
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
		provideLanguageModelChatResponse: async (...request) => (await provider).provideLanguageModelChatResponse(...request),
		provideTokenCount: async (model, text) => (await provider).provideTokenCount(model, text),
	});
	return vscode.Disposable.from(registration, changed, { dispose: () => up?.dispose() });
}
