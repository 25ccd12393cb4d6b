import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { UserInterface } from '../../app/ports.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { secretsIn } from '../../core/workspace/secret-text.ts';
import { secretInWords } from '../../core/workspace/secret-words.ts';
import { SENSITIVE_WORDS, type Sensitivity, sensitivity } from '../../core/workspace/sensitive.ts';
import { fileUri, relative } from '../completion/position.ts';
import type { WorkspacePrivateFiles } from '../completion/workspace-private.ts';
import { linkedFiles, type Place, placeOf } from './real-files.ts';

/**
 * One rule for every file that the chat reads or changes, wherever its path comes from: a private or hidden file only after a yes that
 * names it, and nothing through a link that leads out of the workspace: read only after a yes, changed never.
 */
export class FileGuard {
	readonly #privateFiles: WorkspacePrivateFiles;
	readonly #choose: UserInterface['choose'];

	constructor(privateFiles: WorkspacePrivateFiles, choose: UserInterface['choose']) {
		this.#privateFiles = privateFiles;
		this.#choose = choose;
	}

	/** Whether the user was asked, and said yes. Errors: 'invalidInput' where he does not. */
	async mayRead(uri: vscode.Uri): Promise<boolean> {
		await this.#privateFiles.ready();
		const why = await this.whyAsked(uri);
		if (why === null) return false;
		await this.#askToAttach(uri, why);
		return true;
	}

	/**
	 * The same of a text that was read there: one that holds a key goes only after a yes.
	 * @param how `quiet` asks nothing and refuses instead
	 */
	async mayShow(uri: vscode.Uri, text: string, how: 'ask' | 'quiet' = 'ask'): Promise<void> {
		const [secret] = secretsIn(text);
		if (secret === undefined) return;
		const path = relative(fileUri(uri));
		if (how === 'quiet')
			throw new RoutooError(
				'invalidInput',
				l10n.t('{0} holds {1}.', path, secretInWords(secret.what)),
				l10n.t('Send the message to be asked about it.'),
			);
		await this.#askToAttach(uri, l10n.t('It holds {0}.', secretInWords(secret.what)));
	}

	/** The same of a text that is no file's. @param what it is, as a sentence begins */
	async mayShowText(what: string, text: string): Promise<void> {
		const [secret] = secretsIn(text);
		if (secret === undefined) return;
		const detail = `${l10n.t('It holds {0}.', secretInWords(secret.what))} ${l10n.t('The model that answers receives its text.')}`;
		await this.#ask(
			l10n.t('{0} holds {1}. Attach it?', what, secretInWords(secret.what)),
			detail,
			l10n.t('Attach'),
			l10n.t('{0} was not attached.', what),
		);
	}

	/** Whether `mayRead` would ask nothing. */
	async readsUnasked(uri: vscode.Uri): Promise<boolean> {
		await this.#privateFiles.ready();
		return (await this.whyAsked(uri)) === null;
	}

	/**
	 * Why a file is asked about before a model gets it, one sentence; null for one that may go by itself. Asks nobody. Until the rules are
	 * read every file is private.
	 */
	async whyAsked(asked: vscode.Uri): Promise<string | null> {
		const uri = fileUri(asked);
		const place = await placeIn(uri);
		return leadsOut(uri, place) ? linkWords(place!) : this.#words(relative(uri), place, true);
	}

	/**
	 * Resolves to where the change will land. `before`: what this gave when the change was shown; the same place is not asked about again.
	 * Errors: 'invalidInput' for a link out of the workspace, and where the user does not say yes.
	 */
	async mayWrite(uri: vscode.Uri, before?: string): Promise<string> {
		const path = relative(uri);
		const place = await placeIn(uri);
		if (leadsOut(uri, place)) {
			throw new RoutooError(
				'invalidInput',
				`${l10n.t('{0} is not changed.', path)} ${linkWords(place!)}`,
				l10n.t('Open the file that the link leads to, and apply there.'),
			);
		}
		const real = place?.real ?? uri.toString();
		const why = this.#words(path, place, false);
		if (real !== before && why !== null) {
			const where = place === null ? uri.path : place.real;
			await this.#ask(
				l10n.t('Let an answer of a model change {0}?', path),
				`${why} ${l10n.t('The file is {0}.', where)}`,
				l10n.t('Show the Change'),
				l10n.t('{0} was not changed.', path),
			);
		}
		return real;
	}

	/**
	 * Why a change of a file is shown before it is made, one sentence; null for one that `mayWrite` asks nothing about and that no link leads
	 * away from. Asks nobody.
	 */
	async whyShown(uri: vscode.Uri): Promise<string | null> {
		const place = await placeIn(uri);
		const isLink = place !== null && vscode.workspace.getWorkspaceFolder(uri) !== undefined && place.within !== uri.fsPath;
		return this.#words(relative(uri), place, false) ?? (isLink ? l10n.t('A link on its path leads to {0}.', place.real) : null);
	}

	/** Those that `@` and the picker offer: no private ones by any of their names, and none that a link leads out to. */
	async offered(uris: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
		const files = uris.flatMap((uri) => (uri.scheme === 'file' ? [uri.fsPath] : []));
		const linked = await linkedFiles(files, roots());
		return uris.filter((uri) => {
			const place = uri.scheme === 'file' ? linked.get(uri.fsPath) : undefined;
			return place === undefined || (place.within !== null && !this.#isPrivate(relative(place.within)));
		});
	}

	#words(path: string, place: Place | null, reading: boolean): string | null {
		const paths = [path, ...(place === null || place.within === null ? [] : [relative(place.within)])];
		const found = paths.map((one): Sensitivity | null => sensitivity(one) ?? (reading && this.#isPrivate(one) ? 'private' : null));
		const worst = found.find((one) => one !== null && one !== 'hidden') ?? found.find((one) => one !== null);
		return worst == null ? null : SENSITIVE_WORDS[worst];
	}

	#isPrivate(path: string): boolean {
		return sensitivity(path) === 'git' || this.#privateFiles.matches(path);
	}

	#askToAttach(uri: vscode.Uri, why: string): Promise<void> {
		const path = relative(fileUri(uri));
		return this.#ask(
			l10n.t('Attach {0}?', path),
			`${why} ${l10n.t('The model that answers receives its text.')}`,
			l10n.t('Attach'),
			l10n.t('{0} was not attached.', path),
		);
	}

	async #ask(text: string, detail: string, label: string, refused: string): Promise<void> {
		const answer = await this.#choose({ text, detail, modal: true, answers: [{ id: 'yes', label }] });
		if (answer !== 'yes') throw new RoutooError('invalidInput', refused, l10n.t('Try again and agree if you mean it.'));
	}
}

function roots(): string[] {
	return (vscode.workspace.workspaceFolders ?? []).flatMap(({ uri }) => (uri.scheme === 'file' ? [uri.fsPath] : []));
}

/** Null where the files are not on this machine's own file system. */
async function placeIn(uri: vscode.Uri): Promise<Place | null> {
	return uri.scheme === 'file' ? placeOf(uri.fsPath, roots()) : null;
}

/** A file outside that the user opened is no link out of the workspace. */
function leadsOut(uri: vscode.Uri, place: Place | null): boolean {
	return place !== null && place.within === null && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function linkWords({ real }: Place): string {
	return l10n.t('A link on its path leads out of the workspace, to {0}.', real);
}
