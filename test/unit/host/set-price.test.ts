import { beforeEach, expect, test, vi } from 'vitest';
import { readSettings } from '../../../src/app/settings/schema.ts';
import type { Candidate } from '../../../src/core/model/candidate.ts';
import { setPrice } from '../../../src/host/commands/prices.ts';
import { candidate } from '../core/routing/support.ts';

interface Item {
	readonly label: string;
	readonly description: string;
}

const shown = vi.hoisted(() => ({
	lists: [] as (readonly Item[])[],
	boxes: [] as { title: string; value?: string; validateInput: (text: string) => string | undefined }[],
	typed: [] as (string | undefined)[],
	pick: 0 as number | undefined,
	said: [] as string[],
	answer: undefined as string | undefined,
	ran: [] as string[],
}));

vi.mock('vscode', () => ({
	window: {
		showQuickPick: async (items: readonly Item[]) => {
			shown.lists.push(items);
			return shown.pick === undefined ? undefined : items[shown.pick];
		},
		showInputBox: async (box: (typeof shown.boxes)[number]) => {
			shown.boxes.push(box);
			return shown.typed.shift();
		},
		showInformationMessage: async (text: string) => {
			shown.said.push(text);
			return shown.answer;
		},
	},
	commands: { executeCommand: async (id: string) => void shown.ran.push(id) },
}));

beforeEach(() => {
	Object.assign(shown, { lists: [], boxes: [], typed: [], pick: 0, said: [], answer: undefined, ran: [] });
});

const doubted = candidate('e/doubted', {
	endpointId: 'e',
	wireModel: 'doubted',
	displayName: 'Doubted',
	prices: null,
	priceNote: { kind: 'doubtful', listed: { input: 300_000_000_000, output: 600_000_000_000 }, like: 'any model known' },
});
const plain = candidate('e/plain', { endpointId: 'e', wireModel: 'plain', displayName: 'Plain', prices: null });
const known = candidate('e/known', { endpointId: 'e', wireModel: 'known', displayName: 'Known' });

function app(candidates: readonly Candidate[]) {
	const written: Record<string, unknown> = {};
	const settings = {
		current: () => readSettings((key) => written[key]).settings,
		updateUser: async (key: string, value: unknown) => {
			written[key] = value;
		},
	};
	const models = { ready: async () => {}, refresh: async () => {}, fillCandidates: () => candidates };
	return { written, host: { settings, models } as unknown as Parameters<typeof setPrice>[0] };
}

test('the picker begins with the models that wait for a price, and what is typed goes into the settings', async () => {
	const { written, host } = app([known, plain, doubted]);
	shown.pick = 0;
	shown.typed = ['0.25', '$2'];
	await setPrice(host);
	expect(shown.lists[0]!.map(({ label }) => label)).toEqual(['Plain', 'Doubted', 'Known']);
	expect(shown.lists[0]![0]!.description).toContain('no price known');
	expect(written['routoo.prices']).toEqual({ 'e/plain': { input: 0.25, output: 2 } });
	expect(shown.said).toEqual(['Plain: $0.25 for a million tokens read, $2 for a million written. Auto counts with it from now on.']);
	expect(shown.boxes[0]!.validateInput('cheap')).toMatch(/US dollars/);
	expect(shown.boxes[0]!.validateInput('1.5')).toBeUndefined();
});

test('a doubted price stands there to be confirmed or corrected; a model that is named is not asked for', async () => {
	const { written, host } = app([doubted]);
	shown.typed = ['3', '6'];
	await setPrice(host, 'e/doubted@high');
	expect(shown.lists).toEqual([]);
	expect(shown.boxes.map(({ value }) => value)).toEqual(['300000', '600000']);
	expect(written['routoo.prices']).toEqual({ 'e/doubted': { input: 3, output: 6 } });
});

test.each([[[undefined]], [['1', undefined]]])('Escape changes nothing', async (typed) => {
	const { written, host } = app([plain]);
	shown.typed = typed;
	await setPrice(host);
	expect(written).toEqual({});
});

test('without a model that is paid for it says what to do', async () => {
	await setPrice(app([]).host);
	expect(shown.said[0]).toContain('set an API key');
});
