// @vitest-environment happy-dom
import * as l10n from '@vscode/l10n';
import { afterEach, expect, test } from 'vitest';
import { COMMANDS } from '../../../src/protocol/slash.ts';
import { suggestions } from '../../../src/views/chat/mentions.ts';
import { modelItems } from '../../../src/views/chat/model-items.ts';
import { recipientInWords } from '../../../src/views/chat/routing-line.ts';
import { View } from './chat-page.ts';
import { answer, chatState, models, routing, turn } from './fixtures.ts';

const speak = (contents: Record<string, string>): void => l10n.config({ contents });
afterEach(() => {
	speak({});
	for (const element of document.querySelectorAll('routoo-chat')) element.remove();
});

test('commands are described in the language that is set after they were loaded, and keep their names', () => {
	const [explain] = COMMANDS;
	expect(explain.detail).toBe('explain the selection, else the open file');
	speak({ 'explain the selection, else the open file': 'die Auswahl erklären' });
	expect(explain).toMatchObject({ name: 'explain', detail: 'die Auswahl erklären' });
});

test('a mention is found by its own name and by the English one; what its row says stays in the text', () => {
	speak({ problems: 'Probleme', symbol: 'Symbol', folder: 'Ordner' });
	const found = (query: string) =>
		suggestions({ kind: 'mention', of: 'file', query, start: 0 }, [], { selection: false, file: false, prompts: [] });
	expect(found('probleme')).toMatchObject([{ what: 'problems', label: 'Probleme', word: 'Probleme' }]);
	expect(found('ORD')).toMatchObject([{ kind: 'enter', typed: '@folder:' }]);
	expect(found('fold')).toMatchObject([{ kind: 'enter', label: 'Ordner', typed: '@folder:' }]);
	expect(found('selection')).toEqual([]);
});

test('recipients are told apart by what they are called in English, and read in the user’s language', () => {
	speak({ 'your own network': 'Ihr Netz', 'on your own network': 'in Ihrem Netz', 'on this computer': 'auf diesem Computer' });
	expect(recipientInWords(routing({ local: true, recipient: 'your own network' }))).toBe('in Ihrem Netz');
	expect(recipientInWords(routing({ local: true, recipient: 'this computer' }))).toBe('auf diesem Computer');
	expect(recipientInWords(routing({ recipient: 'your own network Inc.' }))).toBe('to your own network Inc.');
	const lan = { id: 'lan/qwen', label: 'qwen', recipient: 'your own network', detail: '$1.00 / $2.00 je Mtok', usable: true };
	const item = modelItems({ ...chatState([]).composer, models: [...models, lan] }, []).find(({ id }) => id === 'model:lan/qwen');
	expect(item).toMatchObject({ group: 'Ihr Netz', words: 'Ihr Netz', detail: '$1.00 / $2.00', title: 'Ihr Netz, $1.00 / $2.00 je Mtok' });
});

test('a sentence may put its element elsewhere, and what a model is called is no place in it', async () => {
	speak({
		'Each message goes to the cheapest of your models that is expected to answer it well, within your monthly budget. You see model, quality and price before the first word, and {0}.':
			'{0} steht vor dem ersten Wort.',
		'asked for tool {0}': 'Werkzeug {0} gewünscht',
		why: 'warum',
		'Why {0}': 'Warum {0}',
	});
	const view = new View();
	await view.show(chatState([]));
	expect(view.one('.empty p').textContent?.trim()).toBe('warum steht vor dem ersten Wort.');
	expect(view.one('.empty p em').textContent).toBe('warum');
	const odd = '{0} **x**';
	const parts = [{ type: 'toolCall' as const, id: 'c', name: odd, arguments: '{}' }];
	const called = answer({ messages: [{ role: 'assistant', parts }], routing: routing({ modelName: odd }) });
	await view.show(chatState([turn({ answers: [called] })]));
	expect(view.one('.answer > .note').textContent).toBe(`Werkzeug ${odd} gewünscht`);
	expect(view.one('.routing button').getAttribute('aria-label')).toBe(`Warum ${odd}`);
});
