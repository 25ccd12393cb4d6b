import type { ChatState } from '../../src/protocol/chat-state.ts';
import { answer, chatState, turn, welcome } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const start: ChatState['welcome'] = {
	...welcome,
	models: { done: false, found: [], variables: [] },
	budgetDone: false,
	question: { done: false, file: null },
};

const { composer } = chatState([]);
const noModel: ChatState['composer'] = {
	...composer,
	models: composer.models.slice(0, 1),
	blocked: { kind: 'noModel', message: 'No model is set up.', nextStep: 'Set a key.', action: 'setKey' },
};

const scene = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	...{ name, view: 'chat', height: 760, messages: [{ type: 'snapshot', state }] },
	...more,
});

/** A chat before its first answer. */
export const firstStepsScenes: readonly Scene[] = [
	scene('first-run', chatState([], { composer: noModel, welcome: start })),
	scene(
		'first-run-found',
		chatState([], {
			composer: noModel,
			welcome: { ...start, models: { ...start.models, variables: ['ANTHROPIC_API_KEY', 'DASHSCOPE_API_KEY'] } },
		}),
		{ click: ['.key-pages summary'] },
	),
	scene('first-steps', chatState([], { welcome: { ...start, models: welcome.models, question: { done: false, file: 'cart.ts' } } })),
	scene('no-model-sent', chatState([turn({ answers: [answer({ text: 'Short.' })] })], { composer: noModel, welcome: start })),
];
