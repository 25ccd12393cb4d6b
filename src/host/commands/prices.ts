import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { type PricedModel, parsePrice, pricedModels, savePrice } from '../../app/models/price-input.ts';
import type { HostApp } from '../app.ts';

type App = Pick<HostApp, 'models' | 'settings'>;

/** `key` may name the model (`endpoint/model`, or a candidate's id), so that another place can skip the first question. */
export async function setPrice({ models, settings }: App, key?: unknown): Promise<void> {
	await models.ready();
	const all = pricedModels(models.fillCandidates());
	const model = all.find((m) => typeof key === 'string' && (key === m.key || key.startsWith(`${m.key}@`))) ?? (await pick(all));
	if (model === null) return;
	const input = await ask(model, 'input', model.input);
	if (input === null) return;
	const output = await ask(model, 'output', model.output);
	if (output === null) return;
	await savePrice(settings, model.key, input, output);
	void vscode.window.showInformationMessage(
		l10n.t(
			'{0}: {1} for a million tokens read, {2} for a million written. Auto counts with it from now on.',
			model.label,
			`$${input}`,
			`$${output}`,
		),
	);
}

async function pick(models: readonly PricedModel[]): Promise<PricedModel | null> {
	if (models.length === 0) {
		void vscode.window.showInformationMessage(l10n.t('No model that is paid for is set up: set an API key or add an endpoint first.'));
		return null;
	}
	const picked = await vscode.window.showQuickPick(
		models.map((model) => ({ label: model.label, description: `${model.recipient} · ${model.detail}`, model })),
		{ title: l10n.t('Set the price of a model'), placeHolder: l10n.t('Models without a price come first'), matchOnDescription: true },
	);
	return picked?.model ?? null;
}

async function ask({ label }: PricedModel, side: 'input' | 'output', known: number | null): Promise<number | null> {
	const typed = await vscode.window.showInputBox({
		title: side === 'input' ? l10n.t('{0}: tokens it reads (input)', label) : l10n.t('{0}: tokens it writes (output)', label),
		prompt: l10n.t("US dollars per million tokens, from the vendor's price page"),
		...(known === null ? {} : { value: String(known) }),
		ignoreFocusOut: true,
		validateInput: (text) => {
			const parsed = parsePrice(text);
			return 'why' in parsed ? parsed.why : undefined;
		},
	});
	if (typed === undefined) return null;
	const parsed = parsePrice(typed);
	return 'dollars' in parsed ? parsed.dollars : null;
}
