import { expect, test, vi } from 'vitest';
import type { DashboardState } from '../../../src/protocol/dashboard.ts';

const page = vi.hoisted(() => ({ posted: [] as unknown[], closed: false, onDispose: () => {} }));

vi.mock('vscode', () => ({
	Uri: { joinPath: () => ({}) },
	ViewColumn: { Active: 1 },
	window: {
		createWebviewPanel: () => ({
			webview: {
				cspSource: '',
				asWebviewUri: () => '',
				onDidReceiveMessage: () => {},
				postMessage: async (message: unknown) => {
					if (page.closed) throw new Error('Webview is disposed');
					page.posted.push(message);
				},
			},
			onDidDispose: (listener: () => void) => {
				page.onDispose = listener;
			},
		}),
	},
}));

const { Dashboard } = await import('../../../src/host/views/dashboard.ts');

test('a dashboard that is closed while its figures are read is told nothing, and complains of nothing', async () => {
	const { promise, resolve } = Promise.withResolvers<DashboardState>();
	const dashboard = new Dashboard({} as never, () => promise);
	dashboard.open();
	const refreshed = dashboard.refresh();
	page.closed = true;
	page.onDispose();
	resolve({} as DashboardState);
	await expect(refreshed).resolves.toBeUndefined();
	expect(page.posted).toEqual([]);
});
