import * as vscode from 'vscode';
import type { EditorModels } from '../../app/models/editor-models.ts';
import { modelOf, VsCodeLmProvider } from './vscode-lm.ts';

/** The models of `vscode.lm`, with consent as VS Code keeps it. */
export class VsCodeModels implements EditorModels {
	readonly provider = new VsCodeLmProvider();
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
		return () => subscription.dispose();
	}

	onConsent(listener: () => void): () => void {
		const subscription = this.#access.onDidChange(() => listener());
		return () => subscription.dispose();
	}
}
