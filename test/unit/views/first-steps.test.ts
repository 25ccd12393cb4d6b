// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFromChat } from '../../../src/protocol/chat.ts';
import type { ChatState } from '../../../src/protocol/chat-state.ts';
import { View } from './chat-page.ts';
import { chatState, keyError, models, turn, welcome } from './fixtures.ts';

let view: View;
beforeEach(() => {
	view = new View();
});
afterEach(() => {
	for (const message of view.posted) expect(parseFromChat(message)).toEqual(message);
	view.element.remove();
});

const nothing: ChatState['welcome'] = {
	...welcome,
	models: { done: false, found: [], variables: [] },
	budgetDone: false,
	question: { done: false, file: null },
};

describe('a chat without a model', () => {
	it('offers what connects a model when there is none', async () => {
		await view.show(
			chatState([], { composer: { ...chatState([]).composer, models: models.slice(0, 1), blocked: keyError }, welcome: nothing }),
		);
		for (const label of ['Paste a key', 'Add an endpoint', 'Use a model file', 'Look for local servers']) view.button(label).click();
		expect(view.posted).toEqual(
			['setKey', 'addEndpoint', 'useModelFile', 'refreshModels'].map((command) => ({ type: 'command', command })),
		);
		expect(view.element.querySelector('.blocked')).toBeNull();
	});

	it('keeps that below a message that found no model', async () => {
		const composer = { ...chatState([]).composer, models: models.slice(0, 1), blocked: keyError };
		await view.show(chatState([turn()], { composer, welcome: nothing }));
		expect(view.one('.log > .empty h2').textContent).toBe('Connect a model');
		expect(view.element.querySelector('.blocked')).toBeNull();
		view.button('Look for local servers').click();
		expect(view.posted).toEqual([{ type: 'command', command: 'refreshModels' }]);
		await view.show(chatState([turn()]));
		expect(view.element.querySelector('.log > .empty')).toBeNull();
	});
});

describe('the first steps', () => {
	const composer = { ...chatState([]).composer, models: models.slice(0, 1) };
	const step = (index: number): string => view.element.querySelectorAll('.step')[index]!.textContent!.replace(/\s+/g, ' ').trim();

	it('say what was found, and take a key of the environment with one press', async () => {
		await view.show(chatState([], { composer, welcome: nothing }));
		expect(step(0)).toContain('Nothing found yet');
		const found = { done: false, found: ['Ollama: 2 models', "the editor's own models: 5"], variables: ['OPENAI_API_KEY'] };
		await view.show(chatState([], { composer, welcome: { ...nothing, models: found } }));
		expect(step(0)).toContain("Ollama: 2 models · the editor's own models: 5 · OPENAI_API_KEY in the environment");
		view.button('Use OPENAI_API_KEY').click();
		await view.show(chatState([], { composer, welcome: { ...nothing, models: { ...found, variables: ['A', 'B'] } } }));
		view.button('Use these 2 keys').click();
		expect(view.posted).toEqual([{ type: 'command', command: 'useFoundKeys' }]);
	});

	it('tick what is done, put one button forward, and go when all are done', async () => {
		const listed = { ...nothing, models: welcome.models, question: { done: false, file: 'cart.ts' } };
		await view.show(chatState([], { welcome: listed }));
		expect(step(0)).toContain('Models, done');
		expect(view.element.querySelectorAll('.step vscode-button')).toHaveLength(2);
		expect(view.element.querySelectorAll('.step[aria-current] vscode-button:not([secondary])')).toHaveLength(1);
		expect([step(1), step(2)]).toEqual([expect.stringContaining('$20 a month at most'), expect.stringContaining('cart.ts is open.')]);
		for (const label of ['Keep $20 a month', 'Change it', 'Explain this file', 'Hide these steps', 'Walkthrough'])
			view.button(label).click();
		expect(view.posted).toEqual([
			{ type: 'welcome', did: 'keepBudget' },
			{ type: 'command', command: 'setBudget' },
			{ type: 'explainFile' },
			{ type: 'welcome', did: 'hide' },
			{ type: 'command', command: 'getStarted' },
		]);
		for (const over of [welcome, { ...listed, hidden: true }]) {
			await view.show(chatState([], { welcome: over }));
			expect(view.element.querySelector('.steps')).toBeNull();
		}
	});

	it('do not ask before there is a model, cannot be put away then, and say where keys are made', async () => {
		await view.show(chatState([], { composer, welcome: { ...nothing, hidden: true } }));
		expect(view.button('Ask something').hasAttribute('disabled')).toBe(true);
		expect(() => view.button('Hide these steps')).toThrow();
		view.button('Anthropic').click();
		expect(view.posted).toEqual([{ type: 'openLink', url: 'https://console.anthropic.com/settings/keys' }]);
	});
});
