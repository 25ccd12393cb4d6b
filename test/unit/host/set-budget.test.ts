import { beforeEach, expect, test, vi } from 'vitest';
import { RoutooError } from '../../../src/core/base/errors.ts';
import { parseBudget, pausePacing, pausePaid, resumePaid, setBudget } from '../../../src/host/commands/budget.ts';

const shown = vi.hoisted(() => ({
	typed: undefined as string | undefined,
	asked: [] as string[],
	answer: undefined as string | undefined,
	said: [] as string[],
	decided: 0,
}));

vi.mock('vscode', () => ({
	window: {
		showInputBox: async () => shown.typed,
		showWarningMessage: async (text: string) => {
			shown.asked.push(text);
			return shown.answer;
		},
		showInformationMessage: async (text: string) => void shown.said.push(text),
	},
}));

beforeEach(() => {
	Object.assign(shown, { typed: undefined, asked: [], answer: undefined, said: [], decided: 0 });
});

/** What is written to the budget's setting. */
async function set(typed: string | undefined, before: number | null, answer?: string): Promise<unknown[]> {
	const written: unknown[] = [];
	Object.assign(shown, { typed, answer });
	const settings = { current: () => ({ monthlyBudget: before }), update: async (...change: unknown[]) => void written.push(...change) };
	await setBudget({ settings, welcome: { budgetDecided: () => shown.decided++ } } as never);
	return written;
}

test('an amount is set at once; 0 is an amount', async () => {
	expect(await set('$12.50', 20_000_000)).toEqual(['routoo.budget.monthly', 12.5]);
	expect(await set('0', 20_000_000)).toEqual(['routoo.budget.monthly', 0]);
	expect(await set('20', 20_000_000)).toEqual(['routoo.budget.monthly', 20]);
	expect(shown.decided).toBe(3);
	expect(shown.asked).toEqual([]);
});

test('clearing asks before the limit goes; without a yes it stays', async () => {
	expect(await set('', 20_000_000)).toEqual([]);
	expect(await set('none', 0)).toEqual([]);
	expect(shown.asked).toEqual(['Set no monthly limit?', 'Set no monthly limit?']);
	expect(await set(' ', 20_000_000, 'Remove the Limit')).toEqual(['routoo.budget.monthly', null]);
});

test('nothing is asked where there was no limit, and a dismissed box changes nothing', async () => {
	expect(await set('', null)).toEqual(['routoo.budget.monthly', null]);
	expect(await set(undefined, 20_000_000)).toEqual([]);
	expect(shown.decided).toBe(1);
	expect(shown.asked).toEqual([]);
});

test.each(['-1', 'ten', '1e9', 'NaN', '5 dollars', '0.0000001', '4e-7'])('%s is no amount', (text) =>
	expect(parseBudget(text)).toHaveProperty('why'),
);

test('"not today" says until when, or in words why it could not be kept', async () => {
	await pausePacing({ budget: { pausePacing: async () => ({}) } } as never);
	expect(shown.said[0]).toContain('Until midnight');
	const failing = async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	};
	await pausePacing({ budget: { pausePacing: failing } } as never);
	expect(shown.asked).toEqual(['The disk is full. Make room.']);
});

test('all paid requests are paused and go on by a command, in words, also where that cannot be kept', async () => {
	const set: boolean[] = [];
	const pause = { set: async (on: boolean) => void set.push(on) };
	await pausePaid({ pause } as never);
	await resumePaid({ pause } as never);
	expect(set).toEqual([true, false]);
	expect(shown.said).toEqual([
		'Paid requests are paused in every window. An answer that is being written is finished.',
		'Paid requests go on, within your budget.',
	]);
	const failing = async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	};
	await pausePaid({ pause: { set: failing } } as never);
	expect(shown.asked).toEqual(['Paid requests are paused in this window alone. The disk is full. Make room.']);
});
