import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { predictInput } from '../../app/agent/predict-tool.ts';
import type { ComposedParticipant } from '../../app/compose-participant.ts';
import { startErrorText } from '../failed-start.ts';

type Tools = ComposedParticipant['tools'];

/**
 * Registers the tools at activation, before anything behind them is loaded. They change nothing and send nothing to a model, so they ask
 * for no confirmation; what goes wrong is an answer in words that a model can act on.
 */
export function registerTools(tools: Promise<Tools>): vscode.Disposable {
	tools.catch(() => undefined);
	const answer = async (token: vscode.CancellationToken, ask: (loaded: Tools, signal: AbortSignal) => Promise<string>) => {
		const abort = new AbortController();
		const subscription = token.onCancellationRequested(() => abort.abort());
		if (token.isCancellationRequested) abort.abort();
		try {
			return result(await ask(await started(tools), abort.signal));
		} catch (error) {
			if (abort.signal.aborted) throw new vscode.CancellationError();
			return result(JSON.stringify({ error: startErrorText(error) }));
		} finally {
			subscription.dispose();
		}
	};
	return vscode.Disposable.from(
		vscode.lm.registerTool<unknown>('routoo_predict', {
			prepareInvocation: ({ input }) => ({
				invocationMessage:
					typeof predictInput(input) === 'string' ? l10n.t('Asking Routoo about models') : l10n.t('Comparing models and prices for a task'),
			}),
			invoke: ({ input }, token) => answer(token, (loaded, signal) => loaded.predict(input, signal)),
		}),
		vscode.lm.registerTool<unknown>('routoo_budget', {
			prepareInvocation: () => ({ invocationMessage: l10n.t('Reading what is left of the budget') }),
			invoke: (_, token) => answer(token, (loaded) => loaded.budget()),
		}),
	);
}

async function started(tools: Promise<Tools>): Promise<Tools> {
	try {
		return await tools;
	} catch (error) {
		throw new Error(`Routoo could not start: ${startErrorText(error)}`);
	}
}

function result(text: string): vscode.LanguageModelToolResult {
	return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
