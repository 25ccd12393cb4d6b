import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, budget, chatState, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const chat = (name: string, state: ChatState): Scene => ({
	name,
	view: 'chat',
	messages: [{ type: 'snapshot', state }],
});
const short = turn({ answers: [answer()] });

/** What stands above the box: notices, and what keeps a message from being sent. */
export const noticeScenes: readonly Scene[] = [
	chat(
		'budget-reached',
		chatState([short], {
			budget: { ...budget, spent: 20_010_000, level: 'reached' },
			composer: {
				...chatState([]).composer,
				blocked: {
					kind: 'budget',
					message: 'The budget of $20.00 is used up until 1 December.',
					nextStep: 'Raise it, or use a free or local model.',
					action: 'openBudget',
				},
			},
			notices: [
				{
					id: 'n',
					level: 'warning',
					text: '90 % of this month’s budget is spent.',
					actions: ['Change budget'],
				},
			],
			predictor: { kind: 'degraded', reason: 'encoder.onnx is damaged; features and catalog are used.' },
		}),
	),
	chat(
		'notices',
		chatState([short], {
			notices: [
				{ id: 'n1', level: 'info', text: 'Nothing is selected in the editor.', actions: [] },
				{
					id: 'n2',
					level: 'error',
					text: "The computer's key store cannot be read, so models that need a key are missing. Unlock it, then refresh the models.",
					actions: ['Refresh models'],
				},
				{
					id: 'n3',
					level: 'warning',
					text: 'Nothing listens at 127.0.0.1:9. Start the server, or correct the URL of the endpoint.',
					actions: ['Try again', 'Remove'],
				},
				{ id: 'n4', level: 'warning', text: "75 % of this month's budget is spent: $15.10 of $20.00.", actions: ['Change budget'] },
				{ id: 'n5', level: 'warning', text: 'OpenAI did not accept the key. Set a valid key for OpenAI.', actions: ['Set key'] },
			],
		}),
	),
];
