import * as l10n from '@vscode/l10n';
import type { NoticeHub } from '../events.ts';
import type { Examined, ModelFiles } from './model-files.ts';
import { installCommands, PUBLISHER } from './program.ts';
import type { FileState } from './running-file.ts';

/** `4.7 GB`, `92 MB` */
export function sizeInWords(bytes: number): string {
	return bytes >= 1e9 ? l10n.t('{0} GB', (bytes / 1e9).toFixed(1)) : l10n.t('{0} MB', Math.max(1, Math.round(bytes / 1e6)));
}

/** Everything that there is to know before a file is run for the first time, a paragraph each. */
export function agreementInWords(
	{ path, card, contextTokens, memory, inOpenFolder }: Examined,
	program: string,
	totalMemory: number,
): string {
	const model = [
		card.name ?? l10n.t('unnamed'),
		l10n.t('{0} parameters', inBillions(card.parametersB)),
		card.architecture,
		card.licence === null ? l10n.t('no licence named') : l10n.t('licence: {0}', card.licence),
	].join(', ');
	const { bytes } = card;
	return [
		l10n.t('Program: {0}', program),
		l10n.t('File: {0} ({1})', path, sizeInWords(bytes)),
		l10n.t('Model, as the file says: {0}', model),
		l10n.t('Context: {0} tokens. Memory while it runs: ~{1}, an estimate.', contextTokens.toLocaleString('en-US'), sizeInWords(memory)),
		...(memory > totalMemory ? [l10n.t('This computer has {0} of memory: it may become slow or fail.', sizeInWords(totalMemory))] : []),
		...(inOpenFolder ? [l10n.t('The file lies in the folder that is open: it came with it, from whoever made that folder.')] : []),
		...(card.hasTemplate ? [] : [l10n.t('The file does not say how a conversation is written for it: its answers may make no sense.')]),
		l10n.t('It listens on this computer alone (127.0.0.1), behind a random key, and ends with this window.'),
	].join('\n\n');
}

/** What is missing where no llama-server is found, and how it comes. */
export function missingInWords(platform: string): string {
	const commands = installCommands(platform);
	return [
		l10n.t(
			'llama-server is the program of llama.cpp that runs GGUF files. It is not in the search path, nor where package managers put it.',
		),
		l10n.t('Routoo installs nothing itself. The page of its publisher: {0}', PUBLISHER),
		commands.length === 1 ? l10n.t('In a terminal: {0}', commands[0]!) : l10n.t('In a terminal, one of: {0}', commands.join('; ')),
	].join('\n\n');
}

/** For the models page. */
export function stateInWords(state: FileState, pid: number | null): string {
	if (state.kind === 'running') return l10n.t('Runs in this window (process {0}) and ends with it.', pid ?? '?');
	if (state.kind === 'starting') return l10n.t('Is being loaded.');
	return state.kind === 'failed' ? state.reason : l10n.t('Does not run; the first message to it starts it.');
}

/** Says of each file that fails unasked why, until it runs, is stopped or is gone. Returns what ends it. */
export function tellFailures(
	files: Pick<ModelFiles, 'changed' | 'failed' | 'stateOf'>,
	notices: Pick<NoticeHub, 'tell' | 'withdraw'>,
): () => void {
	const told = new Set<string>();
	const off = [
		files.failed.on(({ id, reason }) => {
			told.add(id);
			notices.tell('warning', reason, {
				subject: subjectOf(id),
				actions: [
					{ label: l10n.t('Start again'), command: 'startModelFile', args: [id] },
					{ label: l10n.t('Another program'), command: 'useModelFile', args: [id] },
					{ label: l10n.t('Remove'), command: 'removeModelFile', args: [id] },
				],
			});
		}),
		files.changed.on(() => {
			for (const id of told) {
				if (files.stateOf(id)?.kind === 'failed') continue;
				told.delete(id);
				notices.withdraw(subjectOf(id));
			}
		}),
	];
	return () => {
		for (const end of off) end();
	};
}

function subjectOf(id: string): string {
	return `modelFile:${id}`;
}

function inBillions(parametersB: number): string {
	return parametersB >= 1 ? `${parametersB.toFixed(1)}B` : `${Math.round(parametersB * 1000)}M`;
}
