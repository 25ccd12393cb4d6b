import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { orAborted } from '../../core/base/aborting.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { CHIP_TOKENS, refuseLarge } from '../../core/workspace/attachments.ts';
import { cutAround } from '../../core/workspace/cut.ts';
import type { FoundContext } from '../../protocol/chat-state.ts';
import type { CurrentFile } from './current-file.ts';
import type { FileGuard } from './file-guard.ts';
import { kindInWords } from './symbol-words.ts';
import { pathOf } from './workspace-files.ts';

/** Servers of languages may take long for a workspace; what the open file gives is there by then. */
const PATIENCE_MS = 2000;
const MOST_WORKSPACE = 200;
/** Some languages call a whole heading or selector a symbol. */
const LONGEST_NAME = 300;
/** Rows that were given and may still be chosen. */
const MOST_KEPT = 500;

interface Place {
	readonly name: string;
	readonly uri: vscode.Uri;
	readonly range: vscode.Range;
}

interface Found extends Place {
	readonly kind: vscode.SymbolKind;
	readonly container: string;
}

/** Symbols by what languages know of the open file and of the workspace, through VS Code's own commands for it. */
export class Symbols {
	readonly #current: Pick<CurrentFile, 'uri'>;
	readonly #guard: Pick<FileGuard, 'mayRead' | 'mayShow' | 'whyAsked'>;
	/** By the reference that a row carries. */
	readonly #kept = new Map<string, Place>();
	#counter = 0;

	constructor(current: Pick<CurrentFile, 'uri'>, guard: Pick<FileGuard, 'mayRead' | 'mayShow' | 'whyAsked'>) {
		this.#current = current;
		this.#guard = guard;
	}

	/** Those of the open file first, then the workspace's where something is asked for. None of private files. */
	async find(query: string, most: number): Promise<readonly FoundContext[]> {
		const here = this.#current.uri();
		const asked = query.toLowerCase();
		const [own, all] = await Promise.all([
			here === null ? [] : inTime(symbolsOf(here)),
			query === '' ? [] : inTime(workspaceSymbols(query)),
		]);
		const fit = own.filter(({ name }) => name.toLowerCase().includes(asked));
		const others = all.filter(({ uri }) => uri.toString() !== here?.toString()).slice(0, MOST_WORKSPACE);
		const open = await this.#open([...fit, ...others]);
		return open.slice(0, most).map((found) => this.#row(found));
	}

	/** Errors: 'invalidInput' for a symbol that is not known any more, and where the user does not agree to a private file. */
	async read(ref: string): Promise<Attachment> {
		const place = this.#kept.get(ref);
		if (place === undefined)
			throw new RoutooError('invalidInput', l10n.t('That symbol is not known any more.'), l10n.t('Type @ and choose it again.'));
		const agreed = await this.#guard.mayRead(place.uri);
		const path = pathOf(place.uri);
		const document = await vscode.workspace.openTextDocument(place.uri).then(
			(opened) => opened,
			(cause: unknown) =>
				Promise.reject(
					new RoutooError('invalidInput', l10n.t('{0} cannot be read.', path), l10n.t('Check that the file exists.'), { cause }),
				),
		);
		const range = await this.#whole(place);
		const from = Math.min(range.start.line, document.lineCount - 1);
		const count = Math.min(range.end.line, document.lineCount - 1) - from + 1;
		const lines = { count, line: (index: number) => document.lineAt(from + index).text };
		const { text, last, cut } = cutAround(lines, { first: 0, last: count - 1 }, CHIP_TOKENS.symbol);
		refuseLarge(place.name, Buffer.byteLength(text));
		if (!agreed) await this.#guard.mayShow(place.uri, text);
		return {
			...{ kind: 'symbol', path, name: place.name, language: document.languageId, content: text },
			range: { startLine: from + 1, endLine: from + last + 1 },
			...(cut === null ? {} : { cut }),
		};
	}

	/** What the workspace's list knows of a symbol is often its name alone: the file's own list knows where it ends. */
	async #whole({ name, uri, range }: Place): Promise<vscode.Range> {
		const same = (await inTime(symbolsOf(uri))).filter((one) => one.name === name && one.range.contains(range.start));
		const sizes = same.map((one) => one.range).toSorted((a, b) => a.end.line - a.start.line - (b.end.line - b.start.line));
		return sizes[0] ?? range;
	}

	async #open(found: readonly Found[]): Promise<readonly Found[]> {
		const files = new Map(found.map(({ uri }) => [uri.toString(), uri]));
		const asked = await Promise.all([...files].map(async ([key, uri]) => ((await this.#guard.whyAsked(uri)) === null ? key : null)));
		return found.filter(({ uri }) => asked.includes(uri.toString()));
	}

	#row({ kind, container, ...place }: Found): FoundContext {
		this.#counter++;
		const ref = `symbol-${this.#counter}`;
		this.#kept.set(ref, place);
		for (const old of this.#kept.keys()) {
			if (this.#kept.size <= MOST_KEPT) break;
			this.#kept.delete(old);
		}
		const where = `${pathOf(place.uri)}:${place.range.start.line + 1}`;
		return {
			label: place.name,
			detail: container === '' ? `${kindInWords(kind)} ${where}` : l10n.t('{0} in {1}, {2}', kindInWords(kind), container, where),
			ref,
		};
	}
}

/** Languages answer in one of two forms. */
async function symbolsOf(uri: vscode.Uri): Promise<readonly Found[]> {
	const given = await vscode.commands.executeCommand<readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
		'vscode.executeDocumentSymbolProvider',
		uri,
	);
	return (given ?? []).flatMap((one) => ('children' in one ? nested(one, uri, '') : [ofInformation(one)]));
}

function nested({ name, kind, range, children }: vscode.DocumentSymbol, uri: vscode.Uri, container: string): readonly Found[] {
	return [{ name: name.slice(0, LONGEST_NAME), kind, uri, range, container }, ...children.flatMap((child) => nested(child, uri, name))];
}

async function workspaceSymbols(query: string): Promise<readonly Found[]> {
	const given = await vscode.commands.executeCommand<readonly vscode.SymbolInformation[] | undefined>(
		'vscode.executeWorkspaceSymbolProvider',
		query,
	);
	return (given ?? []).filter(({ location }) => vscode.workspace.getWorkspaceFolder(location.uri) !== undefined).map(ofInformation);
}

function ofInformation({ name, kind, location, containerName }: vscode.SymbolInformation): Found {
	return { name: name.slice(0, LONGEST_NAME), kind, uri: location.uri, range: location.range, container: containerName };
}

/** None where a language fails or takes too long. */
async function inTime(asked: Promise<readonly Found[]>): Promise<readonly Found[]> {
	return orAborted(asked, AbortSignal.timeout(PATIENCE_MS)).catch(() => []);
}
