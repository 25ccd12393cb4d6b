import { shownError } from '../../core/base/errors.ts';
import type { DashboardState, ToDashboard } from '../../protocol/dashboard.ts';

/** What the page shows: the state, or in words why it cannot be read. Never rejects. */
export async function dashboardMessage(read: () => Promise<DashboardState>): Promise<ToDashboard> {
	try {
		return { type: 'dashboard', state: await read() };
	} catch (error) {
		const { message, nextStep } = shownError(error);
		return { type: 'dashboardTrouble', text: `${message} ${nextStep}` };
	}
}
