import { strict as assert } from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Question } from '../../src/app/ports.ts';
import type { HostApp } from '../../src/host/app.ts';
import { AttachmentReader } from '../../src/host/editor/attachments.ts';
import { ContextFinder } from '../../src/host/editor/context-finder.ts';
import { FileGuard } from '../../src/host/editor/file-guard.ts';
import { WorkspaceFiles } from '../../src/host/editor/workspace-files.ts';
import { reset, set, theApp, until } from './harness.ts';

suite('trust', () => {
	let app: HostApp;
	let folder: vscode.Uri;
	let outside: string;
	const inWorkspace = (path: string): string => join(folder.fsPath, path);

	suiteSetup(async () => {
		app = await theApp();
		await reset(app);
		folder = vscode.workspace.workspaceFolders![0]!.uri;
		outside = join(mkdtempSync(join(tmpdir(), 'routoo-outside-')), 'outside.txt');
		writeFileSync(outside, 'outside\n');
		for (const path of ['.env', 'plain-file.txt']) writeFileSync(inWorkspace(path), 'TOKEN=1\n');
		symlinkSync(outside, inWorkspace('innocent-link.txt'));
	});
	suiteTeardown(async () => {
		for (const path of ['.env', 'plain-file.txt', 'innocent-link.txt']) rmSync(inWorkspace(path), { force: true });
		await vscode.commands.executeCommand('workbench.action.closeAllEditors');
		await reset(app);
	});

	test('a workspace narrows the pool and the preset of the chat, and widens neither', async () => {
		const configuration = vscode.workspace.getConfiguration();
		const inForce = () => app.settings.current();
		await set('routoo.routing.pool', ['home/m-7b', 'home/n-9b']);
		await set('routoo.routing.preset', 'save');
		await configuration.update('routoo.routing.preset', 'best', vscode.ConfigurationTarget.Workspace);
		await configuration.update('routoo.routing.pool', ['cloud/x', 'home/n-9b'], vscode.ConfigurationTarget.Workspace);
		await until('the narrower pool', () => inForce().pool?.length === 1);
		assert.deepEqual([inForce().pool, inForce().preset], [['home/n-9b'], 'save']);
		for (const key of ['pool', 'preset'])
			await configuration.update(`routoo.routing.${key}`, undefined, vscode.ConfigurationTarget.Workspace);
	});

	test('a private file and a link out are neither offered nor read without a yes', async () => {
		const asked: Question[] = [];
		let answer: string | null = null;
		const guard = new FileGuard(app.privateFiles, async (question) => {
			asked.push(question);
			return answer;
		});
		const { privateFiles } = app;
		const current = { uri: () => null };
		const files = new WorkspaceFiles(privateFiles, guard);
		const reader = new AttachmentReader(files, guard, current);
		const finder = new ContextFinder({ files, privateFiles, guard, current });
		const found = async (query: string): Promise<readonly string[]> => (await finder.find('file', query)).map(({ ref }) => ref);
		for (const query of ['env', 'innocent', 'config']) {
			const paths = await found(query);
			assert.ok(!paths.some((path) => path === '.env' || path === 'innocent-link.txt' || path.startsWith('.git/')), paths.join());
		}
		assert.ok((await found('plain')).includes('plain-file.txt'));
		for (const path of ['.env', 'innocent-link.txt']) {
			await assert.rejects(reader.readPath(path), { kind: 'invalidInput' });
			assert.equal(asked.at(-1)?.text, `Attach ${path}?`);
		}
		answer = 'yes';
		assert.equal((await reader.readPath('innocent-link.txt')).content, 'outside\n');
		const before = asked.length;
		assert.equal((await reader.readPath('plain-file.txt')).content, 'TOKEN=1\n');
		assert.equal(asked.length, before);
	});

	test('apply writes through no link out of the workspace, even one put there after the preview', async () => {
		const tabs = () => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputTextDiff);
		const apply = (language: string) => app.chat.receive({ type: 'applyCode', code: 'changed\n', turnId: 't', answerId: 'a', language });
		await apply('txt innocent-link.txt');
		assert.equal(tabs().length, 0);
		assert.ok(app.chat.state().notices.some((n) => /innocent-link\.txt is not changed/.test(n.text)));
		writeFileSync(inWorkspace('made-later.txt'), 'before\n');
		await apply('txt made-later.txt');
		await until('the diff', () => tabs().length === 1);
		rmSync(inWorkspace('made-later.txt'));
		symlinkSync(outside, inWorkspace('made-later.txt'));
		await vscode.commands.executeCommand('routoo.acceptChange');
		await vscode.commands.executeCommand('routoo.discardChange');
		rmSync(inWorkspace('made-later.txt'));
		assert.equal(readFileSync(outside, 'utf8'), 'outside\n');
	});
});
