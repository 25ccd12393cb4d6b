import * as vscode from 'vscode';
import type { CompletionService } from '../../app/completion/service.ts';
import { type AcceptedTexts, documentOf, isAcceptedArgument } from './accepts.ts';
import { pathOf } from './position.ts';
import { ACCEPTED_COMMAND, CompletionItemProvider } from './provider.ts';

/** Brings the service into the editor: ghost text, what was accepted, and what happens to files and window. */
export function registerCompletions(service: CompletionService, accepted: AcceptedTexts): vscode.Disposable {
	const { engine } = service;
	const stop = accepted.onLeft((requestId) => service.check(requestId));
	return vscode.Disposable.from(
		new vscode.Disposable(stop),
		vscode.languages.registerInlineCompletionItemProvider({ pattern: '**' }, new CompletionItemProvider(engine)),
		vscode.commands.registerCommand(ACCEPTED_COMMAND, (argument: unknown) => {
			if (!isAcceptedArgument(argument)) return;
			engine.accepted(argument.requestId, argument.text);
			const document = documentOf(argument);
			if (document) accepted.add(argument.requestId, document, argument.line, argument.text);
		}),
		vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => engine.moved(pathOf(textEditor.document))),
		vscode.window.onDidChangeWindowState(({ focused }) => {
			if (focused) void service.readShared();
		}),
		vscode.workspace.onDidCloseTextDocument((document) => engine.closed(pathOf(document))),
		vscode.workspace.onDidChangeTextDocument(({ contentChanges }) => {
			if (contentChanges.length > 0) service.textChanged();
		}),
	);
}
