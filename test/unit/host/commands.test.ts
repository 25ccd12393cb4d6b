import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { COMMAND_IDS } from '../../../src/host/commands/ids.ts';
import { registerCommands } from '../../../src/host/commands/register.ts';
import type { Started } from '../../../src/host/start.ts';

const shown = vi.hoisted(() => ({
	commands: new Map<string, (...args: unknown[]) => unknown>(),
	progress: [] as string[],
	errors: [] as string[],
	pick: undefined as string | undefined,
}));

vi.mock('vscode', () => ({
	ProgressLocation: { Window: 10 },
	Disposable: { from: () => ({ dispose: () => {} }) },
	commands: {
		registerCommand: (id: string, run: (...args: unknown[]) => unknown) => void shown.commands.set(id, run),
	},
	window: {
		withProgress: async ({ title }: { title: string }, task: () => Promise<unknown>) => {
			shown.progress.push(title);
			await task();
		},
		showErrorMessage: async (text: string) => {
			shown.errors.push(text);
			return shown.pick;
		},
	},
}));

let ran: unknown[];
let logs: number;
let started: PromiseWithResolvers<Started>;
const log = { show: () => void logs++ };
const up = { app: null as never, run: (id: string, args: readonly unknown[]) => ran.push([id, ...args]) } as Started;

beforeEach(() => {
	ran = [];
	logs = 0;
	Object.assign(shown, { progress: [], errors: [], pick: undefined });
	shown.commands.clear();
	started = Promise.withResolvers<Started>();
	registerCommands(started.promise, log);
});

const give = (id: string, ...args: unknown[]): unknown => shown.commands.get(`routoo.${id}`)!(...args);

test('all commands are there at once', () => {
	expect([...shown.commands.keys()].sort()).toEqual(COMMAND_IDS.map((id) => `routoo.${id}`).sort());
});

test('one that is given before Routoo is up says so, and runs as soon as it is; later ones say nothing', async () => {
	const early = give('snoozeCompletions', 5);
	await Promise.resolve();
	expect([shown.progress.length, ran]).toEqual([1, []]);
	expect(shown.progress[0]).toContain('still starting');
	started.resolve(up);
	expect(await early).toBe(undefined);
	// Of what it gives inside, nothing reaches whoever gave the command: that may be any extension.
	expect(await give('openDashboard')).toBe(undefined);
	expect(ran).toEqual([['snoozeCompletions', 5], ['openDashboard']]);
	expect([shown.progress.length, shown.errors]).toEqual([1, []]);
});

test('where Routoo cannot start, each command says that and offers the log', async () => {
	const early = give('newSession');
	started.reject(new Error('A part of the extension is missing.'));
	await early;
	shown.pick = 'Show Log';
	await give('setKey');
	expect(shown.errors).toHaveLength(2);
	for (const error of shown.errors) expect(error).toContain('A part of the extension is missing.');
	await vi.waitFor(() => expect(logs).toBe(1), 30_000);
	expect(ran).toEqual([]);
});

test('what is known to help is said, too', async () => {
	started.reject(new RoutooError('damagedFile', 'A part of the extension is missing.', 'Reinstall the extension.'));
	await give('setKey');
	expect(shown.errors).toEqual([
		'Routoo could not start, so this command does nothing: A part of the extension is missing. Reinstall the extension.',
	]);
});

test('the log opens even where nothing else works', async () => {
	await give('showLog');
	expect([logs, shown.progress]).toEqual([1, []]);
});
