import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Examined } from '../../app/model-files/model-files.ts';
import { PUBLISHER } from '../../app/model-files/program.ts';
import { agreementInWords, missingInWords, stateInWords } from '../../app/model-files/words.ts';
import { RoutooError } from '../../core/base/errors.ts';
import { MODEL_FILES_ENDPOINT } from '../../core/model/endpoint.ts';
import type { HostApp } from '../app.ts';
import { modelFileFilters, orSaid, pickFile, unlinked } from '../choose.ts';

type App = Pick<HostApp, 'modelFiles' | 'models' | 'health' | 'totalMemory'>;

/**
 * A file of the user's own, by the llama-server of the user's own; nothing is started before both were named and agreed to.
 * `model` as for `startModelFile`: that one is agreed to anew, with another program for example.
 */
export async function useModelFile(app: App, model?: unknown): Promise<void> {
	await orSaid(async () => {
		const examined = typeof model === 'string' ? await keptFile(app, model) : await pickedFile(app);
		if (examined === null) return;
		const program = await agreedProgram(app, examined);
		if (program === null) return;
		await app.modelFiles.add(examined, program);
		await app.models.refresh();
		await started(app, examined.id);
	});
}

async function keptFile(app: App, model: string): Promise<Examined | null> {
	const id = await which(app, model, '');
	const file = app.modelFiles.list().find((one) => one.id === id);
	return file === undefined ? null : app.modelFiles.examine(file.path);
}

/** Asks for a file until one can be used, or the user leaves: null then. */
async function pickedFile(app: App): Promise<Examined | null> {
	const another = l10n.t('Choose Another File…');
	for (;;) {
		const path = await pickFile(l10n.t('Choose a model file (GGUF)'), modelFileFilters());
		if (path === null) return null;
		try {
			return await app.modelFiles.examine(path);
		} catch (error) {
			if (!RoutooError.is(error, 'invalidInput')) throw error;
			const detail = `${error.message} ${error.nextStep}`;
			const title = l10n.t('{0} cannot be used.', basename(path));
			if ((await vscode.window.showWarningMessage(title, { modal: true, detail }, another)) !== another) return null;
		}
	}
}

/** `model` may be the id of a file or of its model, so that another place can skip the question which. */
export async function startModelFile(app: App, model?: unknown): Promise<void> {
	await orSaid(async () => {
		const id = await which(app, model, l10n.t('Start which model file?'));
		if (id !== null) await started(app, id);
	});
}

/** `model` as for `startModelFile`. */
export async function stopModelFile(app: App, model?: unknown): Promise<void> {
	await orSaid(async () => {
		const id = await which(app, model, l10n.t('Stop which model file?'));
		if (id !== null) await app.modelFiles.stop(id);
	});
}

/** `model` as for `startModelFile`. */
export async function removeModelFile(app: App, model?: unknown): Promise<void> {
	await orSaid(async () => {
		const id = await which(app, model, l10n.t('Remove which model file?'));
		if (id === null) return;
		const remove = l10n.t('Remove');
		const detail = l10n.t(
			'Its process is ended and the model is offered no more. The file stays where it is; what was learned of it stays.',
		);
		const picked = await vscode.window.showWarningMessage(l10n.t('Remove {0}?', id), { modal: true, detail }, remove);
		if (picked !== remove) return;
		await app.modelFiles.remove(id);
		await app.models.refresh();
	});
}

/** Asks until the user agrees to run the file with a program, or leaves: null then. */
async function agreedProgram({ modelFiles, totalMemory }: App, examined: Examined): Promise<string | null> {
	const run = l10n.t('Run');
	const other = l10n.t('Another Program…');
	for (;;) {
		const program = (await modelFiles.program()) ?? (await missingProgram(modelFiles));
		if (program === null) return null;
		const detail = agreementInWords(examined, program, totalMemory);
		const picked = await vscode.window.showInformationMessage(
			l10n.t('Run {0} on this computer?', basename(examined.path)),
			{ modal: true, detail },
			run,
			other,
		);
		if (picked === run) return program;
		if (picked !== other) return null;
		const chosen = await pickFile(l10n.t('Choose llama-server'));
		if (chosen !== null) await modelFiles.useProgram(chosen);
	}
}

/** Says what is missing; null where the user goes to install it, or leaves. */
async function missingProgram(modelFiles: HostApp['modelFiles']): Promise<string | null> {
	const choose = l10n.t('Choose Program…');
	const page = l10n.t('Open Page');
	const title = l10n.t('llama-server is needed to run a model file.');
	const picked = await vscode.window.showWarningMessage(title, { modal: true, detail: missingInWords(process.platform) }, choose, page);
	if (picked === page) await vscode.env.openExternal(vscode.Uri.parse(PUBLISHER));
	if (picked !== choose) return null;
	const chosen = await pickFile(l10n.t('Choose llama-server'));
	if (chosen === null) return null;
	await modelFiles.useProgram(chosen);
	return chosen;
}

/** Waits until it runs; cancelled, it is stopped. */
async function started({ modelFiles, health }: App, id: string): Promise<void> {
	// What failed before is tried anew.
	health.reset({ endpointId: MODEL_FILES_ENDPOINT.id });
	const title = l10n.t('Routoo: loading {0}', id);
	await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
		const stop = new AbortController();
		token.onCancellationRequested(() => {
			stop.abort(new RoutooError('cancelled', l10n.t('Stopped.'), ''));
			void modelFiles.stop(id);
		});
		await modelFiles.start(id, stop.signal);
	});
	void vscode.window.showInformationMessage(
		unlinked(l10n.t('{0} runs on this computer. Auto may choose it now, and so can you in the menu of models.', id)),
	);
}

/** Of the user's files the one that is meant, by a question where nothing says it; null where it is dismissed or there is none. */
async function which({ modelFiles }: App, model: unknown, title: string): Promise<string | null> {
	await modelFiles.endpoints();
	const files = modelFiles.list();
	const meant = typeof model === 'string' ? model.replace(new RegExp(`^${MODEL_FILES_ENDPOINT.id}/`), '') : null;
	const named = files.find(({ id }) => id === meant);
	if (named !== undefined) return named.id;
	if (files.length === 0 || meant !== null) {
		throw new RoutooError(
			'invalidInput',
			l10n.t('There is no such model file.'),
			l10n.t('Run "Routoo: Use a Model File (GGUF)" to choose one.'),
		);
	}
	const items = files.map(({ id, path }) => ({
		...{ label: id, detail: path, id },
		description: stateInWords(modelFiles.stateOf(id) ?? { kind: 'stopped' }, modelFiles.pidOf(id)),
	}));
	return (await vscode.window.showQuickPick(items, { title }))?.id ?? null;
}
