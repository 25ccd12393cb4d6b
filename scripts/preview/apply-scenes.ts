import { answer, chatState, turn } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const FENCE = '```';
const TEXT = `The queue gets a file of its own.

${FENCE}ts packages/server/src/application/services/queue-service.ts
export class QueueService {
	readonly #waiting: string[] = [];
}
${FENCE}

Then, in \`packages/server/src/main.ts\`:

${FENCE}ts
// ... existing imports ...
import { QueueService } from './application/services/queue-service.ts';
${FENCE}

1. And the test, \`test/queue.test.ts\`:
   ${FENCE}ts
   test('is empty', () => {});
   ${FENCE}

Run it with:

${FENCE}sh
npm test
${FENCE}`;

/** Blocks that name their files, by all three ways, the button for all of them, and what one that was applied came to. */
export const applyScenes: readonly Scene[] = [
	{
		name: 'apply',
		view: 'chat',
		messages: [
			{
				type: 'snapshot',
				state: chatState([turn({ text: 'give the queue a file of its own', answers: [answer({ text: TEXT })] })], {
					notices: [
						{ id: 'n1', level: 'info', text: 'packages/server/src/main.ts was changed: +1 −0.', actions: ['Undo', 'Show changes'] },
					],
				}),
			},
		],
		height: 900,
	},
];
