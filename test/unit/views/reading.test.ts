// @vitest-environment happy-dom
import './dom.ts';
import { afterEach, expect, test } from 'vitest';
import { type FromChat, parseFromChat } from '../../../src/protocol/chat.ts';
import type { ChatState } from '../../../src/protocol/chat-state.ts';
import { MarkdownElement } from '../../../src/views/chat/markdown-element.ts';
import { TurnElement } from '../../../src/views/chat/turn-element.ts';
import { answer, turn } from './fixtures.ts';

customElements.define('routoo-markdown', MarkdownElement);
customElements.define('routoo-turn', TurnElement);

afterEach(() => document.body.replaceChildren());

/** A turn whose model is still to be chosen. */
async function waiting(reading: NonNullable<ChatState['reading']> | null) {
	const posted: FromChat[] = [];
	const element = document.createElement('routoo-turn') as TurnElement;
	element.host = { post: (message) => void posted.push(message), kept: () => undefined, keep: () => undefined };
	element.turn = turn({ answers: [answer({ state: 'routing', text: '', receipt: null, routing: null })] });
	element.busy = true;
	element.reading = reading;
	document.body.append(element);
	await element.updateComplete;
	const line = element.querySelector('.routing')!;
	return { posted, line, text: line.textContent!.replace(/\s+/g, ' ').trim() };
}

test('a line says who reads the task while a model is chosen, at what price, and goes on without it', async () => {
	const { line, text, posted } = await waiting({ modelName: 'Haiku 4.5', expected: 1100 });
	expect(text).toBe('◇ Haiku 4.5 reads the task (~$0.0011)… skip');
	line.querySelector('button')!.click();
	expect(posted).toEqual([{ type: 'command', command: 'skipReading' }]);
	expect(posted.map(parseFromChat)).toEqual(posted);
});

test('what costs nothing has no price; without a reader a model is being chosen', async () => {
	expect((await waiting({ modelName: 'Small 0.5B', expected: 0 })).text).toBe('◇ Small 0.5B reads the task… skip');
	expect((await waiting(null)).text).toBe('◇ choosing a model…');
});
