import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Attachment } from '../../core/message/message.ts';
import { terminalAttachment } from '../../core/workspace/terminal-text.ts';
import type { FileGuard } from './file-guard.ts';

/** Characters of a command's output that are kept: more than a chip takes, colours counted. */
const KEPT_CHARS = 200_000;
const COPY_SELECTION = 'workbench.action.terminal.copySelection';
const COPY_LAST = 'workbench.action.terminal.copyLastCommandAndLastCommandOutput';

interface LastCommand {
	readonly execution: vscode.TerminalShellExecution;
	output: string;
	isWhole: boolean;
}

/**
 * The text of the terminal in front. What a command writes is read while it runs, where the shell tells of it; only of the last one, only
 * its end, and only in memory. What is selected no stable API gives: there VS Code's own command copies it, and the clipboard gets back
 * what it held.
 */
export class TerminalReader implements vscode.Disposable {
	readonly #guard: Pick<FileGuard, 'mayShowText'>;
	readonly #last = new WeakMap<vscode.Terminal, LastCommand>();
	readonly #subscription: vscode.Disposable;

	constructor(guard: Pick<FileGuard, 'mayShowText'>) {
		this.#guard = guard;
		this.#subscription = vscode.window.onDidStartTerminalShellExecution(
			({ terminal, execution }) => void this.#follow(terminal, execution),
		);
	}

	/** Null where no terminal is open, or nothing is known of what it ran. Errors: 'invalidInput' for a text with a key, after a no. */
	async lastCommand(): Promise<Attachment | null> {
		const terminal = vscode.window.activeTerminal;
		if (terminal === undefined) return null;
		const last = this.#last.get(terminal);
		if (last !== undefined) return this.#agreed(terminalAttachment(last.execution.commandLine.value, last.output, last.isWhole));
		// It ran before Routoo did.
		const copied = await copiedBy(COPY_LAST);
		if (copied === '') return null;
		const [command, ...output] = copied.split('\n');
		return this.#agreed(terminalAttachment(command ?? '', output.join('\n')));
	}

	/** Null where nothing is selected: VS Code says so itself. Errors: as `lastCommand`. */
	async selection(): Promise<Attachment | null> {
		if (vscode.window.activeTerminal === undefined) return null;
		return this.#agreed(terminalAttachment(null, await copiedBy(COPY_SELECTION)));
	}

	dispose(): void {
		this.#subscription.dispose();
	}

	async #agreed(attachment: Attachment | null): Promise<Attachment | null> {
		if (attachment !== null) await this.#guard.mayShowText(l10n.t('The text of the terminal'), attachment.content);
		return attachment;
	}

	async #follow(terminal: vscode.Terminal, execution: vscode.TerminalShellExecution): Promise<void> {
		const last: LastCommand = { execution, output: '', isWhole: true };
		this.#last.set(terminal, last);
		for await (const data of execution.read()) {
			last.output += data;
			if (last.output.length <= 2 * KEPT_CHARS) continue;
			last.output = last.output.slice(-KEPT_CHARS);
			last.isWhole = false;
		}
	}
}

/** One of them at a time: each puts the clipboard back. */
let copying: Promise<unknown> = Promise.resolve();

/** What a command puts into the clipboard, which holds its earlier text again afterwards; empty where it puts nothing there. */
function copiedBy(command: string): Promise<string> {
	const copied = copying.then(() => copyAndPutBack(command));
	copying = copied.catch(() => undefined);
	return copied;
}

async function copyAndPutBack(command: string): Promise<string> {
	const { clipboard } = vscode.env;
	const before = await clipboard.readText();
	// What is copied may be what the clipboard holds already. Where it holds no text it may hold an image, which nobody could put back.
	const mark = before === '' ? '' : `routoo ${Math.random()}`;
	try {
		if (mark !== '') await clipboard.writeText(mark);
		await vscode.commands.executeCommand(command);
		const after = await clipboard.readText();
		return after === mark ? '' : after;
	} finally {
		if (before !== '') await clipboard.writeText(before);
	}
}
