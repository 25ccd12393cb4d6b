import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { RoutooError } from '../../core/base/errors.ts';
import type { Attachment } from '../../core/message/message.ts';
import { MOST_SOURCE_BYTES } from '../../protocol/images.ts';
import type { AttachmentReader } from './attachments.ts';
import { pathOf } from './workspace-files.ts';

const IMAGE_NAME = /\.(?:png|jpe?g|gif|webp)$/i;

/**
 * A file that was dropped on the chat: by the rules of `@`. The view says which, and it is not trusted: what lies outside of the workspace
 * is not read by its name alone.
 */
export async function readDropped(
	reader: Pick<AttachmentReader, 'readUri' | 'readImage'>,
	address: string,
): Promise<Attachment | { readonly name: string; readonly data: string }> {
	const uri = parsed(address);
	if (uri === null || vscode.workspace.getWorkspaceFolder(uri) === undefined || uri.path.split(/[\\/]/).includes('..')) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('{0} is not a file of this workspace.', (uri?.path ?? address).slice(0, 300)),
			l10n.t('Open the file, then attach it as the current file.'),
		);
	}
	if (!IMAGE_NAME.test(uri.path)) return reader.readUri(uri);
	const bytes = await reader.readImage(uri, MOST_SOURCE_BYTES);
	return { name: pathOf(uri).split('/').at(-1)!, data: Buffer.from(bytes).toString('base64') };
}

function parsed(address: string): vscode.Uri | null {
	try {
		return vscode.Uri.parse(address, true);
	} catch {
		return null;
	}
}
