import * as vscode from 'vscode';
import type { EditorModels } from '../../app/models/editor-models.ts';
import { OwnModels } from './own-models.ts';
import { modelOf, VsCodeLmProvider } from './vscode-lm.ts';

/** The models of `vscode.lm`, with consent as VS Code keeps it. */
export class VsCodeModels implements EditorModels {
	readonly own = new OwnModels(vendorsOf);
	readonly provider = new VsCodeLmProvider({}, this.own);
	readonly #access: vscode.LanguageModelAccessInformation;

	constructor(access: vscode.LanguageModelAccessInformation) {
		this.#access = access;
	}

	async mayAsk(wireModel: string): Promise<boolean> {
		const model = await modelOf(wireModel);
		return model !== undefined && this.#access.canSendRequest(model) === true;
	}

	onChange(listener: () => void): () => void {
		const subscription = vscode.lm.onDidChangeChatModels(() => listener());
		const off = this.own.found.on(listener);
		return () => {
			subscription.dispose();
			off();
		};
	}

	onConsent(listener: () => void): () => void {
		const subscription = this.#access.onDidChange(() => listener());
		return () => subscription.dispose();
	}
}

/** None for an extension of another extension host, whose manifest cannot be read from here. */
function vendorsOf(extension: string): readonly string[] {
	const offered: unknown = vscode.extensions.getExtension(extension)?.packageJSON?.contributes?.languageModelChatProviders;
	const providers: readonly unknown[] = [offered].flat();
	return providers.flatMap((provider) => {
		const { vendor } = (provider ?? {}) as { readonly vendor?: unknown };
		return typeof vendor === 'string' ? [vendor] : [];
	});
}
