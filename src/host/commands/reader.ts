import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { readerInWords } from '../../app/reading/file/reader-files.ts';
import type { HostApp } from '../app.ts';
import { modelFileFilters, orSaid, pickFile } from '../choose.ts';

type App = Pick<HostApp, 'readerFiles'>;
type Report = vscode.Progress<{ message?: string; increment?: number }>;

/** A file that another tool of this computer has, or one that the user picks: nothing is used that was not asked for. */
export async function useReaderFile({ readerFiles }: App): Promise<void> {
	await orSaid(async () => {
		const { fileName } = await readerFiles.wanted();
		const found = await readerFiles.found();
		const path = found.length === 0 ? await pickReader(fileName) : await pickFound(readerFiles, found, fileName);
		if (path === null) return;
		await inProgress(l10n.t('Routoo: the reader'), (report, signal) => followed(readerFiles, report, () => readerFiles.use(path, signal)));
		tellReady();
	});
}

/** Asks first, with everything that there is to know of the file. */
export async function downloadReader({ readerFiles }: App): Promise<void> {
	await orSaid(async () => {
		const { model, publisher, licence, address, bytes, sha256 } = await readerFiles.wanted();
		const answer = l10n.t('Download');
		const detail = [
			l10n.t('Address: {0}', address),
			l10n.t('Publisher: {0}. Licence: {1}.', publisher, licence),
			l10n.t('Size: {0} MB; converted it takes some 330 MB, and the download is deleted then.', (bytes / 1e6).toFixed(0)),
			l10n.t('SHA-256, which is checked before it is used: {0}', sha256),
			l10n.t('It reads tasks on this computer; nothing of them is sent anywhere.'),
		].join('\n\n');
		if ((await vscode.window.showInformationMessage(l10n.t('Download {0}?', model), { modal: true, detail }, answer)) !== answer) return;
		await inProgress(l10n.t('Routoo: the reader'), (report, signal) => {
			const shown = percents(report, (percent) => l10n.t('downloading, {0} %', percent));
			return followed(readerFiles, report, () => readerFiles.download(shown, signal));
		});
		tellReady();
	});
}

export async function removeReader({ readerFiles }: App): Promise<void> {
	const remove = l10n.t('Remove');
	const answer = await vscode.window.showWarningMessage(
		l10n.t('Remove the reader from this computer?'),
		{
			modal: true,
			detail: l10n.t('Its converted file and what was downloaded are deleted. A model file that you chose yourself stays where it is.'),
		},
		remove,
	);
	if (answer !== remove) return;
	await orSaid(async () => {
		await readerFiles.remove();
		void vscode.window.showInformationMessage(l10n.t('The reader is removed. Routoo predicts without it.'));
	});
}

async function pickFound(readerFiles: HostApp['readerFiles'], found: readonly string[], fileName: string): Promise<string | null> {
	const items = found.map((path) => ({ label: `$(file) ${fileName}`, detail: path, path }));
	const other = { label: `$(folder-opened) ${l10n.t('Another file...')}`, detail: '', path: '' };
	const picked = await vscode.window.showQuickPick([...items, other], {
		title: l10n.t('Use which file? It is checked first, and stays where it is.'),
		placeHolder: readerInWords(readerFiles.reader.status()),
	});
	if (picked === undefined) return null;
	return picked === other ? pickReader(fileName) : picked.path;
}

function pickReader(fileName: string): Promise<string | null> {
	const elsewhere = l10n.t('Copy it to this computer, or run "Routoo: Download the Reader...".');
	return pickFile(l10n.t('Choose {0}', fileName), modelFileFilters(), elsewhere);
}

function inProgress(title: string, work: (report: Report, signal: AbortSignal) => Promise<void>): Thenable<void> {
	return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (report, token) => {
		const stop = new AbortController();
		token.onCancellationRequested(() => stop.abort());
		await work(report, stop.signal);
	});
}

/** Shows how far the conversion is, whatever came before it. */
async function followed(readerFiles: HostApp['readerFiles'], report: Report, work: () => Promise<void>): Promise<void> {
	let shown: ((done: number) => void) | null = null;
	const stop = readerFiles.reader.onStatus((status) => {
		if (status.kind !== 'converting') return;
		shown ??= percents(report, (percent) => l10n.t('checking and converting, {0} %', percent));
		shown(status.done);
	});
	try {
		await work();
	} finally {
		stop();
	}
}

function percents(report: Report, words: (percent: number) => string): (done: number) => void {
	let last = -1;
	return (done) => {
		const percent = Math.floor(done * 100);
		if (percent > last) report.report({ message: words(percent) });
		last = Math.max(last, percent);
	};
}

function tellReady(): void {
	void vscode.window.showInformationMessage(l10n.t('The reader is ready: Routoo reads what is dear with it, on this computer.'));
}
