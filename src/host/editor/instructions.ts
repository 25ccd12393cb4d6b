import * as vscode from 'vscode';
import type { InstructionSource } from '../../app/chat/editor-port.ts';
import { Emitter } from '../../core/base/emitter.ts';
import { frontMatter } from '../../core/chat/prompt-file.ts';
import type { Attachment } from '../../core/message/message.ts';
import { fileText } from '../../core/workspace/attachments.ts';
import {
	agentsPaths,
	COPILOT_FILE,
	instructionsAttachment,
	SCOPED_ENDING,
	SCOPED_FOLDER,
	scopeOf,
} from '../../core/workspace/instructions.ts';
import { sensitivity } from '../../core/workspace/sensitive.ts';
import { relative } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { VsCodeSettings } from '../settings.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';
import { documentOf, pathOf } from './workspace-files.ts';

const MOST_SCOPED = 20;
const MOST_BYTES = 100_000;
const WATCHED = `**/{AGENTS.md,copilot-instructions.md,*${SCOPED_ENDING}}`;

interface InstructionDeps {
	readonly current: Pick<CurrentFile, 'uri' | 'changed'>;
	readonly guard: Pick<FileGuard, 'offered'>;
	readonly privateFiles: Pick<WorkspacePrivateFiles, 'ready' | 'isPrivate'>;
	readonly settings: Pick<VsCodeSettings, 'current' | 'onChange'>;
}

/**
 * The instructions of the workspace for the file in front: the nearest AGENTS.md, Copilot's file, and those of `.github/instructions` whose
 * globs the file matches. Of a trusted workspace alone; no private file, and none that a link leads out to. Where the setting is off
 * nothing is looked at or watched.
 */
export class WorkspaceInstructions implements InstructionSource, vscode.Disposable {
	readonly #deps: InstructionDeps;
	readonly #changed = new Emitter();
	readonly #off: () => void;
	#following: vscode.Disposable | null = null;
	#now: readonly Attachment[] = [];
	#looking = 0;

	constructor(deps: InstructionDeps) {
		this.#deps = deps;
		this.#off = deps.settings.onChange(() => this.#follow());
		this.#follow();
	}

	current(): readonly Attachment[] {
		return this.#now;
	}

	/** Of looks at once the one that began last counts. */
	async look(): Promise<void> {
		const looking = ++this.#looking;
		const found = await this.#read().catch(() => []);
		if (looking !== this.#looking || isSame(found, this.#now)) return;
		this.#now = found;
		this.#changed.emit();
	}

	onChange(listener: () => void): () => void {
		return this.#changed.on(listener);
	}

	dispose(): void {
		this.#looking++;
		this.#off();
		this.#changed.clear();
		this.#following?.dispose();
	}

	#follow(): void {
		const isOn = this.#isOn();
		if (isOn === (this.#following !== null)) return;
		this.#following?.dispose();
		this.#following = isOn ? this.#watch() : null;
		void this.look();
	}

	#isOn(): boolean {
		return this.#deps.settings.current().chat.instructions;
	}

	#watch(): vscode.Disposable {
		const look = (): void => void this.look();
		const watcher = vscode.workspace.createFileSystemWatcher(WATCHED);
		return vscode.Disposable.from(
			watcher,
			watcher.onDidCreate(look),
			watcher.onDidChange(look),
			watcher.onDidDelete(look),
			vscode.workspace.onDidChangeWorkspaceFolders(look),
			vscode.workspace.onDidGrantWorkspaceTrust(look),
			{ dispose: this.#deps.current.changed.on(look) },
		);
	}

	async #read(): Promise<readonly Attachment[]> {
		if (!this.#isOn() || !vscode.workspace.isTrusted) return [];
		const uri = this.#deps.current.uri();
		const inside = uri === null ? undefined : vscode.workspace.getWorkspaceFolder(uri);
		const folder = inside ?? vscode.workspace.workspaceFolders?.[0];
		if (folder === undefined) return [];
		const file = uri === null || inside === undefined ? null : uri;
		await this.#deps.privateFiles.ready();
		const within = file === null ? null : file.path.slice(folder.uri.path.length).replace(/^\/+/, '');
		const at = (path: string): vscode.Uri => vscode.Uri.joinPath(folder.uri, ...path.split('/'));
		const found: Attachment[] = [];
		for (const path of agentsPaths(within)) {
			const nearest = await this.#one(at(path), () => true);
			if (nearest !== null) found.push(nearest);
			if (nearest !== null) break;
		}
		const copilot = await this.#one(at(COPILOT_FILE), () => true);
		if (copilot !== null) found.push(copilot);
		if (file === null) return found;
		const document = documentOf(file);
		const matches = (globs: readonly string[]): boolean =>
			document !== undefined &&
			globs.some((glob) => vscode.languages.match({ pattern: new vscode.RelativePattern(folder, glob) }, document) > 0);
		for (const scoped of await scopedIn(at(SCOPED_FOLDER))) {
			const one = await this.#one(scoped, (head) => matches(scopeOf(head)));
			if (one !== null) found.push(one);
		}
		return found;
	}

	/** Null for one that is not there, does not go by itself, or is not meant. */
	async #one(uri: vscode.Uri, isMeant: (head: Readonly<Record<string, unknown>>) => boolean): Promise<Attachment | null> {
		const path = relative(uri);
		const kind = sensitivity(path);
		if ((kind !== null && kind !== 'hidden') || this.#deps.privateFiles.isPrivate(path)) return null;
		try {
			if ((await vscode.workspace.fs.stat(uri)).size > MOST_BYTES) return null;
			if ((await this.#deps.guard.offered([uri])).length === 0) return null;
			const text = fileText(path, await vscode.workspace.fs.readFile(uri));
			const yaml = text.startsWith('---') ? (await import('yaml')).parse : null;
			const { head, body } = frontMatter(text, (source) => yaml?.(source, { logLevel: 'silent' }) as unknown);
			return isMeant(head) ? instructionsAttachment(pathOf(uri), body) : null;
		} catch {
			return null;
		}
	}
}

async function scopedIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
	const entries = await vscode.workspace.fs.readDirectory(folder).then(
		(found) => found,
		() => [],
	);
	const names = entries.flatMap(([name]) => (name.endsWith(SCOPED_ENDING) ? [name] : []));
	return names
		.sort()
		.slice(0, MOST_SCOPED)
		.map((name) => vscode.Uri.joinPath(folder, name));
}

function isSame(a: readonly Attachment[], b: readonly Attachment[]): boolean {
	return a.length === b.length && a.every((one, i) => one.path === b[i]!.path && one.content === b[i]!.content);
}
