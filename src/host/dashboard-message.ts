import { answerError } from '../core/chat/answer-error.ts';
import type { ToDashboard } from '../shared/messages.ts';
import type { DashboardState } from '../shared/state.ts';

/** What the page shows: the state, or in words why it cannot be read. Never rejects. */
export async function dashboardMessage(read: () => Promise<DashboardState>): Promise<ToDashboard> {
	try {
		return { type: 'dashboard', state: await read() };
	} catch (error) {
		const { message, nextStep } = answerError(error);
		return { type: 'dashboardTrouble', text: `${message} ${nextStep}` };
	}
}
