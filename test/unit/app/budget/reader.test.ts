import { expect, test } from 'vitest';
import { BudgetReader } from '../../../../src/app/budget/reader.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';

test('a ledger that cannot be read is told once, until it could be read again or fails otherwise', async () => {
	let trouble: RoutooError | null = null;
	const told: string[] = [];
	const logged: string[] = [];
	const refresh = async () => {
		if (trouble) throw trouble;
		return null as never;
	};
	const reader = new BudgetReader(
		{ refresh },
		{ tell: (level, text, options) => void told.push(`${level} of the ${options?.subject}: ${text}`) },
		(line) => logged.push(line),
	);
	const full = new RoutooError('storage', 'The disk is full.', 'Make room.');
	const times = async (error: RoutooError | null, n: number): Promise<void> => {
		trouble = error;
		for (let i = 0; i < n; i++) await reader.refresh();
	};
	await times(null, 2);
	expect(told).toEqual([]);
	await times(full, 3);
	expect(told).toEqual(['error of the ledger: The disk is full. Make room.']);
	await times(new RoutooError('storage', 'The ledger is locked.', 'Wait.'), 2);
	expect(told).toHaveLength(2);
	await times(null, 1);
	await times(full, 2);
	expect(told).toHaveLength(3);
	expect(logged).toEqual(['The disk is full.', 'The ledger is locked.', 'The disk is full.']);
});
