import { beforeEach, expect, test, vi } from 'vitest';
import type { Run } from '../../../src/core/agent/types.ts';
import { escalateRun } from '../../../src/host/commands/runs.ts';

const editor = vi.hoisted(() => ({ told: [] as string[], offered: [] as unknown[] }));

vi.mock('vscode', () => ({
	window: {
		showInformationMessage: async (text: string) => void editor.told.push(text),
		showQuickPick: async (items: readonly unknown[]) => {
			editor.offered.push(...items);
			return items[0];
		},
	},
}));

const run = (id: string, window: string, state: Run['state'] = 'waiting') =>
	({ id, window, state, model: { modelName: `${id}-model` }, steps: 2, taskKind: 'fix', suggestion: null }) as unknown as Run;

function appWith(...runs: readonly Run[]) {
	const escalated: string[] = [];
	return { escalated, app: { window: 'here', runs: { list: () => runs, escalate: (id: string) => escalated.push(id) } } as never };
}

beforeEach(() => Object.assign(editor, { told: [], offered: [] }));

test('the live run of this window is escalated, and said', async () => {
	const { app, escalated } = appWith(run('there', 'elsewhere'), run('own', 'here'), run('over', 'here', 'done'));
	await escalateRun(app, undefined);
	expect(escalated).toEqual(['own']);
	expect(editor.offered).toEqual([]);
	expect(editor.told).toEqual(['From its next step on the run on own-model gets a stronger effort or model, where one fits.']);
});

test('of what another window runs nothing is promised', async () => {
	const { app, escalated } = appWith(run('there', 'elsewhere'));
	await escalateRun(app, 'there');
	expect(escalated).toEqual([]);
	expect(editor.told).toEqual(['No agent is at work on Routoo in this window now.']);
});

test('of several the user picks', async () => {
	const { app, escalated } = appWith(run('one', 'here'), run('two', 'here'));
	await escalateRun(app, undefined);
	expect(editor.offered).toHaveLength(2);
	expect(escalated).toEqual(['one']);
});
