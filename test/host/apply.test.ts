import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HostApp } from '../../src/host/app.ts';
import { set, theApp, until } from './harness.ts';

/** Of a language that no extension here reads: nothing else is waited for. */
const OLD = 'func a() int {\n\treturn 1\n}\n\nfunc b() int {\n\treturn 2\n}\n';
const NEW = OLD.replace('2', '3');
const CODE = 'func b() int {\n\treturn 3\n}';

suite('a change that is sure', () => {
	let app: HostApp;
	let folder: string;
	let counter = 0;

	suiteSetup(async () => {
		app = await theApp();
		// What the user has not saved is saved by nobody.
		await set('files.autoSave', 'off');
		folder = join(vscode.workspace.workspaceFolders![0]!.uri.fsPath, 'at-once');
		mkdirSync(folder);
	});
	suiteTeardown(async () => {
		await set('files.autoSave', undefined);
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		rmSync(folder, { recursive: true, force: true });
	});
	teardown(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

	/** A name for each: a document that was just closed may still be held. */
	const file = (text: string | Buffer, ending = 'go'): string => {
		const path = join(folder, `f${++counter}.${ending}`);
		writeFileSync(path, text);
		return path;
	};
	const apply = async (path: string, code = CODE): Promise<string> => {
		const language = `${path.split('.').at(-1)} at-once/${path.slice(folder.length + 1)}`;
		await app.chat.receive({ type: 'applyCode', code, turnId: 't', answerId: 'a', language });
		return app.chat.state().notices.at(0)?.text ?? '';
	};
	const diffs = () =>
		vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputTextDiff);
	const disk = (path: string): string => readFileSync(path, 'utf8');

	test('changes a file that is not open on the disk at once, and Undo puts it back there', async () => {
		const path = file(OLD);
		assert.match(await apply(path), /^at-once\/f\d+\.go was changed: \+1 −1\.$/);
		assert.deepEqual([disk(path), diffs().length], [NEW, 0]);
		const { document, selection } = vscode.window.activeTextEditor!;
		assert.deepEqual([document.fileName, selection.active.line], [path, 5]);
		await vscode.commands.executeCommand('routoo.undoApply');
		assert.deepEqual([disk(path), document.getText(), document.isDirty], [OLD, OLD, false]);
		assert.ok(!app.chat.state().notices.some(({ text }) => text.includes('was changed')));
	});

	test('stands under a lens, and is shown beside what stood there', async () => {
		const path = file(OLD);
		await apply(path);
		const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', vscode.Uri.file(path));
		assert.ok(lenses.some(({ command }) => command?.command === 'routoo.undoApply'));
		await vscode.commands.executeCommand('routoo.showApplied');
		await until('what it was beside what it is', () => diffs().length === 1);
		await vscode.commands.executeCommand('routoo.undoApply');
		assert.equal(disk(path), OLD);
	});

	test('is one step of undo in the editor', async () => {
		const path = file(OLD);
		await apply(path, `func a() int {\n\treturn 0\n}\n\n${CODE}`);
		const { document } = vscode.window.activeTextEditor!;
		assert.equal(document.getText(), NEW.replace('1', '0'));
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), OLD);
		await vscode.commands.executeCommand('workbench.action.files.revert');
	});

	test('leaves unsaved what was unsaved', async () => {
		const path = file(OLD);
		const document = await vscode.workspace.openTextDocument(path);
		const editor = await vscode.window.showTextDocument(document);
		await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '// mine\n'));
		assert.match(await apply(path), /so Routoo does not save it/);
		assert.deepEqual([document.getText(), disk(path), document.isDirty], [`// mine\n${NEW}`, OLD, true]);
		await vscode.commands.executeCommand('workbench.action.files.revert');
	});

	test('keeps line ends and the mark at the beginning', async () => {
		const path = file(`\uFEFF${OLD.replaceAll('\n', '\r\n')}`);
		await apply(path);
		assert.equal(disk(path), `\uFEFF${NEW.replaceAll('\n', '\r\n')}`);
	});

	test('is counted with what a formatter makes of it when it is saved', async () => {
		const formatter = vscode.languages.registerDocumentFormattingEditProvider('ini', {
			provideDocumentFormattingEdits: (document) => {
				const all = new vscode.Range(0, 0, document.lineCount, 0);
				return [vscode.TextEdit.replace(all, document.getText().replaceAll(' = ', '='))];
			},
		});
		await set('editor.formatOnSave', true);
		try {
			const path = file('[one]\na=1\nb=2\n', 'ini');
			await apply(path, '[one]\nb = 3');
			assert.equal(disk(path), '[one]\na=1\nb=3\n');
			await vscode.commands.executeCommand('routoo.undoApply');
			assert.equal(disk(path), '[one]\na=1\nb=2\n');
		} finally {
			await set('editor.formatOnSave', undefined);
			formatter.dispose();
		}
	});

	const shownFirst = (what: string, words: RegExp, make: () => string): void => {
		test(`is none of ${what}`, async () => {
			const path = make();
			const before = readFileSync(path);
			assert.match(await apply(path), words);
			await until('the diff', () => diffs().length === 1);
			assert.deepEqual(readFileSync(path), before);
		});
	};
	shownFirst('a file with bytes that its encoding cannot show', /not exactly what the editor holds/, () =>
		file(Buffer.concat([Buffer.from(`// caf\xe9\n`, 'latin1'), Buffer.from(OLD)])),
	);
	shownFirst('a file that must not be written', /It is read-only/, () => {
		const path = file(OLD);
		chmodSync(path, 0o444);
		return path;
	});
	shownFirst('a file behind a link', /A link on its path leads to/, () => {
		const path = join(folder, 'link.go');
		symlinkSync(file(OLD), path);
		return path;
	});
});
