import * as vscode from 'vscode';
import type { AnswerWatch } from '../../app/learning/answer-watch.ts';
import type { PlacedAnswers } from './placed-answers.ts';

const CHECK_GROUPS: ReadonlySet<string> = new Set([vscode.TaskGroup.Build.id, vscode.TaskGroup.Test.id, vscode.TaskGroup.Rebuild.id]);
const CHECK_NAMES = /\b(?:test|tests|build|compile|lint|check|typecheck|tsc|verify)\b/i;

/** Tells what becomes of the code of answers: where it went, whether its file was closed, what tests and builds say. */
export function watchAnswers(watch: AnswerWatch, placed: PlacedAnswers): vscode.Disposable {
	const off = [
		placed.placed.on((code) => watch.placed(code)),
		placed.discarded.on((answerId) => watch.discarded(answerId)),
		placed.onLeft((answerId) => watch.left(answerId)),
	];
	return vscode.Disposable.from(
		vscode.tasks.onDidEndTaskProcess(({ execution: { task }, exitCode }) => {
			const { group, name, source, isBackground } = task;
			// One that goes on in the background ends when it is stopped.
			if (!isBackground && (CHECK_NAMES.test(name) || CHECK_GROUPS.has(group?.id ?? ''))) watch.taskEnded(`${source}: ${name}`, exitCode);
		}),
		// Where the shell tells nothing of its commands, nothing is learned of them.
		vscode.window.onDidEndTerminalShellExecution(({ execution: { commandLine }, exitCode }) => {
			if (commandLine.confidence !== vscode.TerminalShellExecutionCommandLineConfidence.Low)
				watch.commandEnded(commandLine.value, exitCode);
		}),
		new vscode.Disposable(() => {
			for (const end of off) end();
		}),
	);
}
