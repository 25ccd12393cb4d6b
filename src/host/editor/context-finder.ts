import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { CHIP_TOKENS } from '../../core/workspace/attachments.ts';
import { folderAttachment, type Problem, problemsAttachment, searchAttachment } from '../../core/workspace/gathered.ts';
import { rankPaths } from '../../core/workspace/paths.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import { sensitivity } from '../../core/workspace/sensitive.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import { relative } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';
import { uncommitted } from './git-changes.ts';
import { Symbols } from './symbols.ts';
import { fileTextOf, searchText } from './text-search.ts';
import { documentOf, pathOf, uriOf, type WorkspaceFiles } from './workspace-files.ts';

/** Rows of the list for a mention. */
const SHOWN_ROWS = 30;
/** More of a folder's text does not fit into one chip anyway. */
const MOST_FOLDER_CHARS = 8 * CHIP_TOKENS.folder;
const MOST_PROBLEMS = 5000;

interface FinderDeps {
	readonly files: WorkspaceFiles;
	readonly privateFiles: WorkspacePrivateFiles;
	readonly guard: FileGuard;
	readonly current: Pick<CurrentFile, 'uri'>;
}

/** What `@` finds beside single files, and what becomes of it: nothing of private files unless the user names one. */
export class ContextFinder {
	readonly #deps: FinderDeps;
	readonly #symbols: Symbols;

	constructor(deps: FinderDeps) {
		this.#deps = deps;
		this.#symbols = new Symbols(deps.current, deps.guard);
	}

	async find(of: 'file' | 'folder' | 'symbol', query: string): Promise<readonly FoundContext[]> {
		if (of === 'symbol') return this.#symbols.find(query, SHOWN_ROWS);
		const paths = await this.#deps.files.paths();
		if (of === 'folder') return foldersIn(paths, query);
		const open = query === '' ? openPaths().filter((path) => paths.includes(path)) : [];
		const ranked = rankPaths(paths, query, SHOWN_ROWS).filter((path) => !open.includes(path));
		return [...open, ...ranked].slice(0, SHOWN_ROWS).map(fileRow);
	}

	symbol(ref: string): Promise<Attachment> {
		return this.#symbols.read(ref);
	}

	/** Errors: 'invalidInput' for a folder out of the workspace, and for one without files that may be offered. */
	async folder(path: string): Promise<Attachment> {
		uriOf(path);
		const within = (await this.#deps.files.paths()).filter((one) => one.startsWith(`${path}/`)).toSorted();
		if (within.length === 0) {
			throw new RoutooError(
				'invalidInput',
				l10n.t('{0} has no files that can be attached.', path),
				l10n.t('Attach a file by its name instead.'),
			);
		}
		const files: { readonly path: string; readonly text: string | null }[] = [];
		let left = MOST_FOLDER_CHARS;
		for (const one of within) {
			const text = left > 0 ? await fileTextOf(uriOf(one)).catch(() => null) : null;
			left -= text?.length ?? 0;
			files.push({ path: one, text });
		}
		return folderAttachment(path, files);
	}

	/** Errors: 'invalidInput' where nothing is found. */
	async search(text: string): Promise<Attachment> {
		const { matches, isWhole } = await searchText(await this.#deps.files.paths(), text);
		const found = searchAttachment(text, matches, isWhole);
		if (found !== null) return found;
		throw new RoutooError(
			'invalidInput',
			l10n.t('No file of the workspace holds "{0}".', text.slice(0, 100)),
			l10n.t('Look for another word.'),
		);
	}

	async problems(): Promise<Attachment | null> {
		await this.#deps.privateFiles.ready();
		const here = this.#deps.current.uri();
		const found: Problem[] = [];
		const isHere = (uri: vscode.Uri): boolean => uri.toString() === here?.toString();
		const reported = vscode.languages.getDiagnostics().filter(([, diagnostics]) => diagnostics.length > 0);
		// A line of the code goes along: none of a file that a link leads out to.
		const inside = reported.flatMap(([uri]) => (vscode.workspace.getWorkspaceFolder(uri) === undefined ? [] : [uri]));
		const offered = new Set(await this.#deps.guard.offered(inside));
		const all = reported.filter(([uri]) => !inside.includes(uri) || offered.has(uri));
		// Where there are too many, those of the open file are not among the ones left out.
		for (const [uri, diagnostics] of [...all.filter(([uri]) => isHere(uri)), ...all.filter(([uri]) => !isHere(uri))]) {
			if (this.#isPrivate(uri)) continue;
			const document = documentOf(uri);
			for (const diagnostic of diagnostics) {
				const problem = problemOf(uri, diagnostic, document);
				if (problem !== null && found.length < MOST_PROBLEMS) found.push(problem);
			}
		}
		return problemsAttachment(found, here === null ? null : pathOf(here));
	}

	async changes(): Promise<Attachment | null> {
		await this.#deps.privateFiles.ready();
		return uncommitted(this.#deps.current.uri(), (uri) => this.#isPrivate(uri));
	}

	#isPrivate(uri: vscode.Uri): boolean {
		const path = relative(uri);
		const kind = sensitivity(path);
		return (kind !== null && kind !== 'hidden') || this.#deps.privateFiles.isPrivate(path);
	}
}

function fileRow(path: string): FoundContext {
	const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
	return { label: path.slice(cut + 1), detail: path.slice(0, Math.max(0, cut)), ref: path };
}

/** Folders with files that may be offered, by how many. */
function foldersIn(paths: readonly string[], query: string): readonly FoundContext[] {
	const sizes = new Map<string, number>();
	for (const path of paths) {
		for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
			const folder = path.slice(0, at);
			sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
		}
	}
	return rankPaths([...sizes.keys()], query, SHOWN_ROWS).map((folder) => {
		const size = sizes.get(folder) ?? 0;
		return { label: folder, detail: size === 1 ? l10n.t('1 file') : l10n.t('{0} files', size), ref: folder };
	});
}

/** Files that stand in tabs, the one in front first. */
function openPaths(): readonly string[] {
	const { all, activeTabGroup } = vscode.window.tabGroups;
	const tabs = [...(activeTabGroup.activeTab === undefined ? [] : [activeTabGroup.activeTab]), ...all.flatMap((group) => group.tabs)];
	return [...new Set(tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [pathOf(input.uri)] : [])))];
}

const SEVERITIES: Readonly<Record<number, Problem['severity']>> = { 0: 'error', 1: 'warning', 2: 'info' };

/** Null for a hint, which is a suggestion and no problem. */
function problemOf(uri: vscode.Uri, diagnostic: vscode.Diagnostic, document: vscode.TextDocument | undefined): Problem | null {
	const severity = SEVERITIES[diagnostic.severity];
	if (severity === undefined) return null;
	const { range, message, source, code } = diagnostic;
	const name = typeof code === 'object' ? code.value : (code ?? '');
	const { line, character } = range.start;
	const shown = document !== undefined && line < document.lineCount ? document.lineAt(line).text : null;
	return {
		...{ path: pathOf(uri), line: line + 1, column: character + 1, severity, message },
		source: `${source ?? ''} ${name}`.trim(),
		code: shown !== null && secretsIn(shown).length === 0 ? shown : null,
	};
}
