import { expect, test, vi } from 'vitest';
import type { DashboardState } from '../../../src/protocol/dashboard.ts';

const page = vi.hoisted(() => ({
	posted: [] as unknown[],
	commands: [] as string[],
	receive: (_: unknown) => {},
	closed: false,
	onDispose: () => {},
	visible: true,
	onViewState: () => {},
}));

vi.mock('vscode', () => ({
	commands: { executeCommand: (command: string) => page.commands.push(command) },
	Uri: { joinPath: () => ({}) },
	ViewColumn: { Active: 1 },
	window: {
		createWebviewPanel: () => ({
			webview: {
				cspSource: '',
				asWebviewUri: () => '',
				onDidReceiveMessage: (listener: (raw: unknown) => void) => {
					page.receive = listener;
				},
				postMessage: async (message: unknown) => {
					if (page.closed) throw new Error('Webview is disposed');
					page.posted.push(message);
				},
			},
			get visible() {
				return page.visible;
			},
			reveal: () => {},
			onDidChangeViewState: (listener: () => void) => {
				page.onViewState = listener;
			},
			onDidDispose: (listener: () => void) => {
				page.onDispose = listener;
			},
		}),
	},
}));

const state = { runs: [], window: 'w', paidPaused: false, now: 1 };
const port = {
	state: async () => ({}) as DashboardState,
	runs: () => state,
	runRows: async (runId: string) => ({ type: 'runTrouble', runId, text: 'No.' }) as const,
	escalate: () => {},
	models: { show: async () => {}, use: async () => {}, pin: async () => {}, prefer: async () => {} },
	insights: {
		show: async () => {},
		decisions: async () => {},
		frontier: async () => {},
		useBar: async () => {},
		rows: async function* () {},
	},
};

const { Dashboard } = await import('../../../src/host/views/dashboard.ts');

test('a dashboard that is closed while its figures are read is told nothing, and complains of nothing', async () => {
	const { promise, resolve } = Promise.withResolvers<DashboardState>();
	const dashboard = new Dashboard({} as never, { ...port, state: () => promise });
	dashboard.open();
	const refreshed = dashboard.refresh();
	page.closed = true;
	page.onDispose();
	resolve({} as DashboardState);
	await expect(refreshed).resolves.toBeUndefined();
	expect(page.posted).toEqual([]);
});

test('what the page asks for is parsed, and answered or done; anything else is not', async () => {
	page.closed = false;
	page.posted.length = 0;
	const escalated: string[] = [];
	const dashboard = new Dashboard({} as never, { ...port, escalate: (id) => escalated.push(id) });
	dashboard.open();
	for (const message of [
		{ type: 'escalate', runId: 'r' },
		{ type: 'escalate', runId: '' },
		{ type: 'escalate', runId: 'x'.repeat(301) },
		{ type: 'command', command: 'pausePaid' },
		{ type: 'command', command: 'removeKey' },
		{ type: 'runRows', runId: 'r' },
		{ type: 'runRows' },
	])
		page.receive(message);
	await vi.waitFor(() => expect(page.posted).toEqual([{ type: 'runTrouble', runId: 'r', text: 'No.' }]));
	expect([escalated, page.commands]).toEqual([['r'], ['routoo.pausePaid']]);
	await dashboard.refreshRuns();
	expect(page.posted.at(-1)).toEqual({ type: 'runs', state });
});

test('the models follow what changes once the page asked for them, and what is done with them goes to the port', async () => {
	page.closed = false;
	page.commands.length = 0;
	const done: unknown[] = [];
	const models = {
		show: async () => void done.push('show'),
		use: async ({ of, id, on }: { of: string; id: string; on: boolean }) => void done.push([of, id, on]),
		pin: async (id: string, on: boolean) => void done.push(['pin', id, on]),
		prefer: async (kind: string, model: string | null) => void done.push(['prefer', kind, model]),
	};
	const dashboard = new Dashboard({} as never, { ...port, models });
	dashboard.open();
	await dashboard.refreshModels();
	expect(done).toEqual([]);
	for (const message of [
		{ type: 'models' },
		{ type: 'useModels', of: 'model', id: 'e/m', on: false },
		{ type: 'useModels', of: 'all', id: 'e/m', on: false },
		{ type: 'pinModel', id: 'e/m', on: true },
		{ type: 'prefer', kind: 'test', model: null },
		{ type: 'modelsCommand', command: 'removeEndpoint', id: 'e' },
		{ type: 'modelsCommand', command: 'removeKey', id: 'e' },
	])
		page.receive(message);
	await dashboard.refreshModels();
	expect(done).toEqual(['show', ['model', 'e/m', false], ['pin', 'e/m', true], ['prefer', 'test', null], 'show']);
	expect(page.commands).toEqual(['routoo.removeEndpoint']);
	page.onDispose();
	await dashboard.refreshModels();
	expect(done.length).toBe(5);
});

test('it opens at the page that is asked for, once the page is there', () => {
	page.closed = false;
	page.posted.length = 0;
	const dashboard = new Dashboard({} as never, port);
	const pages = () => page.posted.filter((message) => (message as { type: string }).type === 'page');
	// Asked for twice before the page listens.
	dashboard.open('models');
	dashboard.open('models');
	expect(pages()).toEqual([]);
	page.receive({ type: 'ready' });
	page.receive({ type: 'ready' });
	expect(pages()).toEqual([{ type: 'page', page: 'models' }]);
	dashboard.open('overview');
	expect(pages().at(-1)).toEqual({ type: 'page', page: 'overview' });
	// Hidden, it is thrown away: told only once it is loaded anew, whatever the editor says of it meanwhile.
	page.visible = false;
	page.onViewState();
	page.visible = true;
	dashboard.open('models');
	expect(pages().length).toBe(2);
	page.receive({ type: 'ready' });
	expect(pages().at(-1)).toEqual({ type: 'page', page: 'models' });
});

test('nothing is worked out for a page that is hidden', async () => {
	let shown = 0;
	const dashboard = new Dashboard({} as never, { ...port, models: { ...port.models, show: async () => void shown++ } });
	dashboard.open('models');
	page.receive({ type: 'ready' });
	page.receive({ type: 'models' });
	page.visible = false;
	page.onViewState();
	await dashboard.refreshModels();
	expect(shown).toBe(1);
	page.visible = true;
});
