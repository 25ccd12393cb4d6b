import { expect, test, vi } from 'vitest';
import { ModelProvider } from '../../../../src/host/model-provider/provider.ts';
import { OwnModels } from '../../../../src/host/models/own-models.ts';
import { agentEntry, FakeAgent } from '../../../support/agent.ts';
import * as lm from '../../../support/vscode-lm.ts';

vi.mock('vscode', async () => await import('../../../support/vscode-lm.ts'));

const image = new lm.LanguageModelDataPart(new Uint8Array([1]), 'image/png');
const say = (role: number, ...content: unknown[]) => ({ role, content, name: undefined });
const shown = say(1, new lm.LanguageModelTextPart('See.'), image);
const called = say(2, new lm.LanguageModelToolCallPart('c', 'shoot', {}));
const shot = say(1, new lm.LanguageModelToolResultPart('c', [image]));

/** Types of the parts that the agent is asked with, message by message. */
async function asked(vision: boolean, messages: readonly object[]) {
	const agent = new FakeAgent();
	agent.list = [agentEntry('auto', { vision })];
	agent.reply = (_request, events) => {
		events.onText('Yes.');
		return { parts: [{ type: 'text', text: 'Yes.' }] };
	};
	const provider = new ModelProvider({ agent, own: new OwnModels(() => []), timers: { after: () => () => undefined } });
	const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => {} }) };
	const progress = { report: () => undefined };
	await provider.provideLanguageModelChatResponse({ id: 'auto' }, messages as never, { toolMode: 1 } as never, progress, token as never);
	return agent.asked[0]?.prompt.messages.map(({ parts }) =>
		parts.flatMap((part) => (part.type === 'toolResult' ? part.content.map(({ type }) => type) : [part.type])),
	);
}

test('go to models that read them', async () => {
	expect(await asked(true, [shown, called, shot, shown])).toEqual([['text', 'image'], ['toolCall'], ['image'], ['text', 'image']]);
});

test('where no model reads them: the one shown now stays, so that somebody says so; all others are named', async () => {
	expect(await asked(false, [shown, called, shot, shown])).toEqual([['text', 'text'], ['toolCall'], ['text'], ['text', 'image']]);
	expect(await asked(false, [say(1, new lm.LanguageModelTextPart('Go.')), called, shot])).toEqual([['text'], ['toolCall'], ['text']]);
});
