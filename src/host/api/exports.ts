import * as vscode from 'vscode';
import type { RoutooApi, RoutooExports } from '../../../api/routoo.d.ts';
import type { HostApp } from '../app.ts';
import type { StatusBar } from '../status-bar.ts';

/** For tests inside the extension host. */
export interface Tested {
	/** Milliseconds that `activate` took. */
	readonly activationMs: number;
	/** The running parts; rejects where Routoo could not start. */
	readonly app: Promise<HostApp>;
	readonly status: StatusBar;
}

export interface TestedExports extends RoutooExports {
	readonly tested: Tested;
}

/**
 * What `activate` gives to VS Code, and so to every other extension. VS Code says `Test` to nothing but an extension under development
 * that was started together with its own tests: to an installed one it says `Production`, and there nothing but `v1` is reachable.
 */
export function exportsOf({ extensionMode }: Pick<vscode.ExtensionContext, 'extensionMode'>, v1: RoutooApi, tested: Tested): RoutooExports {
	const tests = extensionMode === vscode.ExtensionMode.Test;
	const given: RoutooExports | TestedExports = tests ? { v1, tested } : { v1 };
	return Object.freeze(given);
}
