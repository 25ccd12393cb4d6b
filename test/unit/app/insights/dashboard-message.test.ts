import { expect, test } from 'vitest';
import { dashboardMessage } from '../../../../src/app/insights/dashboard-message.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { parseToDashboard } from '../../../../src/protocol/dashboard.ts';

test('a ledger that cannot be read is a message for the page, with the next step', async () => {
	const message = await dashboardMessage(async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	});
	expect(message).toEqual({ type: 'dashboardTrouble', text: 'The disk is full. Make room.' });
	expect(parseToDashboard(message)).toEqual(message);
});
