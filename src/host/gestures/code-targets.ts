import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CodeTarget } from '../../app/chat/editor-port.ts';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { MAX_ATTACHMENT_BYTES } from '../../core/workspace/attachments.ts';
import { type Problem, problemsAttachment } from '../../core/workspace/problems.ts';
import type { AttachmentReader } from '../editor/attachments.ts';
import type { CurrentFile } from '../editor/current-file.ts';
import type { FileGuard } from '../editor/file-guard.ts';
import { notebookInFront } from '../editor/notebook.ts';
import { documentOf, pathOf } from '../editor/workspace-files.ts';

/** A file of up to so many lines goes whole with a problem in it; of a longer one so many lines on either side. */
const WHOLE_LINES = 400;
const AROUND_LINES = 80;

/** What the code gestures work on, read by the one rule for files (file-guard.ts). */
export class CodeTargets {
	readonly #reader: AttachmentReader;
	readonly #guard: FileGuard;
	readonly #current: Pick<CurrentFile, 'uri'>;

	constructor(reader: AttachmentReader, guard: FileGuard, current: Pick<CurrentFile, 'uri'>) {
		this.#reader = reader;
		this.#guard = guard;
		this.#current = current;
	}

	/** The selection, else the file in front; null where there is neither. `quiet`: see EditorPort. Errors: as AttachmentReader's. */
	async current(how: 'ask' | 'quiet'): Promise<CodeTarget | null> {
		const editor = vscode.window.activeTextEditor;
		const selected = editor !== undefined && !editor.selection.isEmpty;
		const notebook = selected ? null : notebookInFront();
		const uri = selected ? editor.document.uri : (notebook?.notebook.uri ?? this.#current.uri());
		if (uri === null) return null;
		if (how === 'quiet' && !(await this.#guard.readsUnasked(uri))) {
			throw new RoutooError('invalidInput', l10n.t('The file is asked about first.'), l10n.t('Send the message to be asked.'));
		}
		if (selected) {
			const code = await this.#reader.selection(how);
			return code === null ? null : target(code, uri, editor.selection, 'code');
		}
		// Of a notebook the cells alone: its file holds their outputs too.
		const code = await (notebook === null ? this.#reader.readUri(uri, how) : this.#reader.currentFile(how));
		return code === null ? null : target(code, uri, null, 'code');
	}

	/** Errors: as AttachmentReader's. */
	async ofFile(uri: vscode.Uri): Promise<CodeTarget> {
		return target(await this.#reader.readUri(uri), uri, null, 'code');
	}

	/** A part of a file; an empty range means its line. Errors: as AttachmentReader's. */
	async ofRange(uri: vscode.Uri, range: vscode.Range): Promise<CodeTarget> {
		return target(await this.#reader.readRange(uri, range), uri, range, 'code');
	}

	/** What is reported within a range; null: nothing. */
	reportedIn(uri: vscode.Uri, range: vscode.Range): Attachment | null {
		return reported(pathOf(uri), uri, range);
	}

	/** What is reported within a range, with the code around it. Errors: as AttachmentReader's. */
	async ofProblems(uri: vscode.Uri, range: vscode.Range): Promise<CodeTarget> {
		const document = documentOf(uri);
		const isSmall = document === undefined || (document.lineCount <= WHOLE_LINES && document.getText().length <= MAX_ATTACHMENT_BYTES / 4);
		const code = isSmall ? await this.#reader.readUri(uri) : await this.#reader.readRange(uri, around(range, document.lineCount));
		return target(code, uri, range, 'problems');
	}
}

function around(range: vscode.Range, lineCount: number): vscode.Range {
	return new vscode.Range(
		Math.max(0, range.start.line - AROUND_LINES),
		0,
		Math.min(lineCount - 1, range.end.line + AROUND_LINES),
		Number.MAX_SAFE_INTEGER,
	);
}

/** @param range null: the whole file */
function target(code: Attachment, uri: vscode.Uri, range: vscode.Range | null, pointedAt: CodeTarget['pointedAt']): CodeTarget {
	return { code, problems: reported(code.path, uri, range), pointedAt };
}

function reported(path: string, uri: vscode.Uri, range: vscode.Range | null): Attachment | null {
	const found = vscode.languages.getDiagnostics(uri).filter((one) => range === null || one.range.intersection(range) !== undefined);
	// Of a whole file what is no more than a remark would cost more than it tells.
	const counted = range === null ? found.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning) : found;
	return problemsAttachment(path, counted.map(problemOf));
}

const SEVERITY = ['error', 'warning', 'information', 'hint'] as const;

function problemOf({ range, severity, message, source = '', code, relatedInformation = [] }: vscode.Diagnostic): Problem {
	const number = typeof code === 'object' ? code.value : code;
	const related = relatedInformation.slice(0, 3).map(({ message: more, location }) => `${more} (line ${location.range.start.line + 1})`);
	return {
		line: range.start.line + 1,
		severity: SEVERITY[severity] ?? 'error',
		message: [message, ...related].join('; '),
		source: [source, number === undefined ? '' : String(number)].filter((part) => part !== '').join(' '),
	};
}
