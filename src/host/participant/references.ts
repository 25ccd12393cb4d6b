import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Attached } from '../../app/agent/participant/types.ts';
import { inWords, RoutooError } from '../../core/base/errors.ts';
import type { Attachment, ImagePart } from '../../core/message/message.ts';
import { MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS, sameAttachment } from '../../core/workspace/attachments.ts';
import { sensitivity } from '../../core/workspace/sensitive.ts';
import { relative } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import type { AttachmentReader } from '../editor/attachments.ts';

const MAX_IMAGE_BYTES = 5_000_000;
const IMAGES: Readonly<Record<string, string>> = {
	png: 'image/png',
	jpg: 'image/jpeg',
	jpeg: 'image/jpeg',
	gif: 'image/gif',
	webp: 'image/webp',
};
/** What VS Code adds by itself for its own agents: instructions and indices. */
const NOT_ATTACHED = /^vscode\.(?:instructions|customizations|prompt\.instructions)/;
/** What stands in the active editor, without the user's having attached it. */
const IMPLICIT = /^vscode\.implicit/;

/** Reads what the user attached with `#`, by dragging or pasting: through the rules for private files, which ask by name. */
export class ReferenceReader {
	readonly #reader: Pick<AttachmentReader, 'readUri' | 'readRange' | 'readImage'>;
	readonly #privateFiles: Pick<WorkspacePrivateFiles, 'matches' | 'ready'>;

	constructor(
		reader: Pick<AttachmentReader, 'readUri' | 'readRange' | 'readImage'>,
		privateFiles: Pick<WorkspacePrivateFiles, 'matches' | 'ready'>,
	) {
		this.#reader = reader;
		this.#privateFiles = privateFiles;
	}

	/** Never rejects: what cannot be read is said. VS Code lists the last reference first. */
	async read(references: readonly vscode.ChatPromptReference[]): Promise<Attached> {
		const files: Attachment[] = [];
		const images: ImagePart[] = [];
		const texts: { name: string; text: string }[] = [];
		const failed: string[] = [];
		const own = references.filter(({ id }) => !NOT_ATTACHED.test(id)).toReversed();
		for (const reference of own) {
			if (files.length + images.length + texts.length >= MAX_ATTACHMENTS) {
				failed.push(l10n.t('Only the first {0} attachments were sent.', MAX_ATTACHMENTS));
				break;
			}
			try {
				const read = await this.#one(reference);
				if (read === null) failed.push(l10n.t('{0} was not attached: it is of a kind that Routoo cannot read.', nameOf(reference)));
				else if ('path' in read) {
					if (!files.some((file) => sameAttachment(file, read))) files.push(read);
				} else if ('mediaType' in read) images.push(read);
				else texts.push(read);
			} catch (error) {
				failed.push(error instanceof RoutooError ? inWords(error) : l10n.t('{0} cannot be read.', nameOf(reference)));
			}
		}
		return { files, images, texts, failed };
	}

	async #one(reference: vscode.ChatPromptReference): Promise<Attachment | ImagePart | { name: string; text: string } | null> {
		const { value } = reference;
		if (value instanceof vscode.Uri) return this.#file(reference, value, null);
		if (value instanceof vscode.Location) return this.#file(reference, value.uri, value.range);
		if (typeof value === 'string') return bounded(nameOf(reference), value);
		if (isImage(value)) return imageOf(value.mimeType, await value.data());
		if (isProblems(value)) return bounded('problems', value.diagnostics.map(([uri, problems]) => problemsIn(uri, problems)).join('\n'));
		return null;
	}

	async #file({ id }: vscode.ChatPromptReference, uri: vscode.Uri, range: vscode.Range | null): Promise<Attachment | ImagePart> {
		if (IMPLICIT.test(id)) await this.#openOnly(uri);
		const mediaType = IMAGES[uri.path.slice(uri.path.lastIndexOf('.') + 1).toLowerCase()];
		if (mediaType !== undefined) return imageOf(mediaType, await this.#reader.readImage(uri, MAX_IMAGE_BYTES));
		return range === null ? this.#reader.readUri(uri, IMPLICIT.test(id) ? 'quiet' : 'ask') : this.#reader.readRange(uri, range);
	}

	/** A file that merely is open is not asked about at every message. */
	async #openOnly(uri: vscode.Uri): Promise<void> {
		await this.#privateFiles.ready();
		const path = relative(uri);
		if (sensitivity(path) === null && !this.#privateFiles.matches(path)) return;
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} is open, but private, and was not sent.', path),
			l10n.t('Attach it with # if you mean it.'),
		);
	}
}

/** For a sentence: the file's path, else what VS Code calls it. */
export function nameOf({ id, value }: vscode.ChatPromptReference): string {
	if (value instanceof vscode.Uri) return relative(value);
	if (value instanceof vscode.Location) return relative(value.uri);
	return id.slice(0, 100) || l10n.t('An attachment');
}

function bounded(name: string, text: string): { name: string; text: string } {
	if (Buffer.byteLength(text) <= MAX_ATTACHMENT_BYTES) return { name, text };
	throw new RoutooError('invalidInput', l10n.t('{0} is too long to be attached.', name), l10n.t('Attach the part that matters.'));
}

interface Binary {
	readonly mimeType: string;
	data(): PromiseLike<Uint8Array>;
}

/** What VS Code makes of a pasted or dragged image; its class is not among the stable types. */
function isImage(value: unknown): value is Binary {
	const image = value as Partial<Binary> | null;
	return typeof image?.mimeType === 'string' && image.mimeType.startsWith('image/') && typeof image.data === 'function';
}

function imageOf(mediaType: string, data: Uint8Array): ImagePart {
	if (data.byteLength <= MAX_IMAGE_BYTES) return { type: 'image', mediaType, data: Buffer.from(data).toString('base64') };
	throw new RoutooError(
		'invalidInput',
		l10n.t('The image has more than {0} MB.', MAX_IMAGE_BYTES / 1_000_000),
		l10n.t('Attach a smaller one.'),
	);
}

interface Problems {
	readonly diagnostics: readonly (readonly [vscode.Uri, readonly vscode.Diagnostic[]])[];
}

function isProblems(value: unknown): value is Problems {
	return Array.isArray((value as Partial<Problems> | null)?.diagnostics);
}

function problemsIn(uri: vscode.Uri, problems: readonly vscode.Diagnostic[]): string {
	return problems.map(({ range, message }) => `${relative(uri)}:${range.start.line + 1}: ${message}`).join('\n');
}
