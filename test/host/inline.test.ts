import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { reset, set, theApp, until, useEndpoints } from './harness.ts';
import { ModelServer } from './model-server.ts';

const OLD = 'const total: number = "three";\n';

suite('fixes in place', () => {
	const server = new ModelServer(['echo-7b']);
	const reported = vscode.languages.createDiagnosticCollection('odd');
	const folder = mkdtempSync(join(tmpdir(), 'routoo-inline-'));
	const path = join(folder, 'cart.ts');
	const place = new vscode.Range(0, 6, 0, 11);
	let document: vscode.TextDocument;

	suiteSetup(async () => {
		const app = await theApp();
		const url = await server.listen();
		await reset(app);
		await useEndpoints(app, [{ id: 'home', name: 'Home server', url, local: true }]);
		await set('routoo.routing.pool', ['home/echo-7b']);
	});
	suiteTeardown(async () => {
		await set('files.autoSave', undefined);
		await set('files.autoSaveDelay', undefined);
		reported.dispose();
		rmSync(folder, { recursive: true, force: true });
		await server.close();
	});
	setup(async () => {
		writeFileSync(path, OLD);
		document = await vscode.workspace.openTextDocument(path);
		await vscode.window.showTextDocument(document);
		reported.set(document.uri, [new vscode.Diagnostic(place, 'a string is no number')]);
	});
	teardown(() => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));

	const fix = async (): Promise<void> => {
		await vscode.commands.executeCommand('routoo.fixHere', { uri: document.uri, range: place, problems: true });
		assert.notEqual(document.getText(), OLD);
		assert.ok(!document.getText().includes(OLD.trim()), document.getText());
	};

	test('one undo takes a fix back', async () => {
		await fix();
		await vscode.commands.executeCommand('undo');
		assert.equal(document.getText(), OLD);
	});

	test('what auto save writes is the new text, and after Undo the old one', async () => {
		await set('files.autoSaveDelay', 100);
		await set('files.autoSave', 'afterDelay');
		await fix();
		await until('the new text on the disk', () => !document.isDirty);
		assert.equal(readFileSync(path, 'utf8'), document.getText());
		await vscode.commands.executeCommand('routoo.discardInline');
		assert.deepEqual([readFileSync(path, 'utf8'), document.getText()], [OLD, OLD]);
	});
});
