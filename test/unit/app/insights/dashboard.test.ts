import { expect, test } from 'vitest';
import { dashboardMessage } from '../../../../src/app/insights/dashboard.ts';
import { RoutooError } from '../../../../src/core/base/errors.ts';
import { parseToView } from '../../../../src/protocol/messages.ts';

test('a ledger that cannot be read is a message for the page, with the next step', async () => {
	const message = await dashboardMessage(async () => {
		throw new RoutooError('storage', 'The disk is full.', 'Make room.');
	});
	expect(message).toEqual({ type: 'dashboardTrouble', text: 'The disk is full. Make room.' });
	expect(parseToView(message)).toEqual(message);
});
