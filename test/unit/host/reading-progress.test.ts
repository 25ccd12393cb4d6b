import { beforeEach, expect, test, vi } from 'vitest';
import type { ReadingNow } from '../../../src/app/reading/service.ts';
import { Emitter } from '../../../src/core/base/emitter.ts';
import { followReading, skipReading } from '../../../src/host/reading-progress.ts';

/** What the status bar shows now, and what was told. */
const editor = vi.hoisted(() => ({ shown: [] as string[], told: [] as string[] }));

vi.mock('vscode', () => ({
	ProgressLocation: { Window: 10 },
	window: {
		showInformationMessage: async (text: string) => void editor.told.push(text),
		withProgress: async ({ title }: { title: string }, task: () => Promise<void>) => {
			editor.shown.push(title);
			await task();
			editor.shown = editor.shown.filter((other) => other !== title);
		},
	},
}));

beforeEach(() => Object.assign(editor, { shown: [], told: [] }));

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const now = (modelName: string, expected: number): ReadingNow => ({
	by: expected > 0 ? 'judge' : 'file',
	modelName,
	expected,
	requestId: 'r',
});

test('the status bar says who reads as long as somebody waits, and at what price', async () => {
	const waiting = new Emitter<ReadingNow | null>();
	const end = followReading({ waiting });
	waiting.emit(now('Haiku 4.5', 1100));
	expect(editor.shown).toEqual(['Routoo: Haiku 4.5 reads the task (~$0.0011)']);
	waiting.emit(now('Small 0.5B', 0));
	await settle();
	expect(editor.shown).toEqual(['Routoo: Small 0.5B reads the task']);
	waiting.emit(null);
	await settle();
	expect(editor.shown).toEqual([]);
	waiting.emit(now('Small 0.5B', 0));
	end();
	await settle();
	waiting.emit(now('Haiku 4.5', 1100));
	expect(editor.shown).toEqual([]);
});

test('a reading is skipped; where nothing is waited for that is said', () => {
	skipReading({ reading: { skip: () => true } });
	expect(editor.told).toEqual([]);
	skipReading({ reading: { skip: () => false } });
	expect(editor.told).toEqual(['No request waits for a reading now.']);
});
