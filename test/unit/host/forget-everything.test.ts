import { beforeEach, expect, test, vi } from 'vitest';

const said = vi.hoisted(() => ({ answer: undefined as string | undefined, asked: [] as unknown[][], told: [] as string[] }));
vi.mock('vscode', () => ({
	window: {
		showWarningMessage: async (...all: unknown[]) => {
			said.asked.push(all);
			return said.answer;
		},
		showInformationMessage: async (text: string) => void said.told.push(text),
	},
}));
const { forgetAll } = await import('../../../src/host/commands/forget-everything.ts');

let forgotten: boolean[];
const app = (whole = true) => ({
	forget: async (chats: boolean) => {
		forgotten.push(chats);
		return whole;
	},
});

beforeEach(() => {
	forgotten = [];
	said.asked = [];
	said.told = [];
});

test('nothing is forgotten without a word; chats go only where they are named', async () => {
	said.answer = undefined;
	await forgetAll(app());
	expect([forgotten, said.told]).toEqual([[], []]);
	const [, { modal, detail }, ...buttons] = said.asked[0] as [string, { modal: boolean; detail: string }, ...string[]];
	expect(modal).toBe(true);
	// What was learned of answers' length and of runs goes as well: who is asked must know.
	for (const name of ['decisions', 'receipts of runs', 'signals', 'how long answers are', 'how runs go']) expect(detail).toContain(name);
	for (said.answer of buttons) await forgetAll(app());
	expect(forgotten).toEqual([false, true]);
	expect(said.told).toHaveLength(2);
});

test('what could not be forgotten whole is said with a next step', async () => {
	said.answer = 'Forget';
	await expect(forgetAll(app(false))).rejects.toMatchObject({ kind: 'storage', nextStep: expect.stringMatching(/again\.$/) });
	expect(said.told).toEqual([]);
});
