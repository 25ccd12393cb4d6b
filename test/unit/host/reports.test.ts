import { beforeEach, expect, test, vi } from 'vitest';
import { pickCompletionPool } from '../../../src/host/completion/pick-pool.ts';
import { ReadonlyDocuments } from '../../../src/host/editor/readonly-documents.ts';
import { candidate } from '../app/fakes.ts';

const shown = vi.hoisted(() => ({
	ran: [] as string[],
	opened: [] as string[],
	markdown: true,
	items: [] as { label: string; detail?: string }[],
}));

vi.mock('vscode', () => ({
	EventEmitter: class {
		readonly event = () => ({ dispose: () => {} });
		fire(): void {}
		dispose(): void {}
	},
	Uri: { from: ({ scheme, path }: { scheme: string; path: string }) => ({ scheme, path }) },
	ViewColumn: { Beside: -2 },
	QuickPickItemKind: { Separator: -1 },
	workspace: {
		registerTextDocumentContentProvider: () => ({ dispose: () => {} }),
		openTextDocument: async (uri: { path: string }) => uri,
	},
	window: {
		showTextDocument: async (document: { path: string }) => void shown.opened.push(document.path),
		showQuickPick: async (items: typeof shown.items) => {
			shown.items = items;
			return undefined;
		},
	},
	commands: {
		executeCommand: async (id: string, uri: { path: string }) => {
			if (!shown.markdown) throw new Error(`command '${id}' not found`);
			shown.ran.push(`${id} ${uri.path}`);
		},
	},
}));

beforeEach(() => Object.assign(shown, { ran: [], opened: [], markdown: true, items: [] }));

test('a report opens as a page beside the editor, and as its text where VS Code cannot show Markdown', async () => {
	const reports = new ReadonlyDocuments();
	await reports.show('Test Completion', '# Done');
	expect([shown.ran, shown.opened]).toEqual([['markdown.showPreviewToSide /Test Completion.md'], []]);
	expect(reports.provideTextDocumentContent({ path: '/Test Completion.md' } as never)).toBe('# Done');
	shown.markdown = false;
	await reports.show('Test Completion', '# Done again');
	expect(shown.opened).toEqual(['/Test Completion.md']);
	reports.dispose();
});

test('the list of models for completions says once how a model is asked, and more only where there is more', async () => {
	const models = ['fills', 'chats', 'thinks'].map((name) => candidate(`home/${name}`));
	const abilities: Record<string, object> = {
		'home/fills': { method: 'ollama', template: null, why: 'Its server fills in.' },
		'home/chats': { method: 'chat', template: null, why: 'Asked in chat form.' },
		'home/thinks': { method: 'chat', template: null, why: 'It thinks first, so it comes last.', lastResort: true },
	};
	await pickCompletionPool(models, { abilityOf: (id: string) => abilities[id] ?? null } as never, null);
	expect(shown.items.map(({ detail }) => detail ?? null)).toEqual([null, 'Its server fills in.', 'It thinks first, so it comes last.']);
});
