// @vitest-environment happy-dom
import './dom.ts';
import { render, type TemplateResult } from 'lit';
import { expect, test } from 'vitest';
import { type FromChat, parseFromChat } from '../../../src/protocol/chat.ts';
import type { ChatState } from '../../../src/protocol/chat-state.ts';
import { previewLine } from '../../../src/views/chat/preview-line.ts';
import { budgetNotes, routingLine } from '../../../src/views/chat/routing-line.ts';
import { answer, chatState, routing, turn } from './fixtures.ts';

function shown(template: TemplateResult): { readonly words: string; readonly press: () => void } {
	const box = document.createElement('div');
	render(template, box);
	const words = (box.querySelector('.note, .preview')?.textContent ?? '').replace(/\s+/g, ' ').trim();
	return { words, press: () => box.querySelector<HTMLButtonElement>('.note button, .preview button')!.click() };
}

const posted: FromChat[] = [];
const post = (message: FromChat): void => void posted.push(parseFromChat(message)!);
const above = (line: ReturnType<typeof routing>) =>
	shown(routingLine(line, { label: 'estimate', open: false, onToggle: () => {}, run: (command) => post({ type: 'command', command }) }));
const preview = (state: ChatState, text = 'x') =>
	shown(previewLine(state, { ...state.session, sessionId: 's', text, pending: null } as never, { hideBlocked: false, post }));
const composing = (change: Partial<ChatState['composer']>, turns: Parameters<typeof chatState>[0] = []): ChatState =>
	chatState(turns, { composer: { ...chatState([]).composer, ...change } });

test('above the box and the answer stand the figures for which the budget steered, and one click ends it until midnight', () => {
	const steered = routing({ steeredBy: ['budget'], budget: { projected: 46_450_000, limit: 20_000_000 } });
	posted.length = 0;
	const lines = [above(steered), preview(composing({ preview: steered }))];
	expect(lines[0]!.words).toBe('Budget: ~$46.45 projected of $20.00 not today');
	expect(lines[1]!.words).toBe('haiku-4.5 · 91 % · ~$0.0061 · budget: ~$46.45 projected of $20.00 not today');
	for (const { press } of lines) press();
	expect(posted).toEqual(Array(2).fill({ type: 'command', command: 'pausePacing' }));
});

test('a budget that leaves free models only is said with the button that raises it', () => {
	posted.length = 0;
	const { words, press } = above(routing({ steeredBy: ['budget'], freeOnly: 'usedUp' }));
	expect(words).toBe('Budget used up: free models only raise');
	press();
	expect(posted).toEqual([{ type: 'command', command: 'setBudget' }]);
	expect(above(routing({ freeOnly: 'tooLittle' })).words).toBe('Too little of the budget is left for a paid model: free models only raise');
	expect(above(routing({ steeredBy: ['budget'], freeOnly: 'byChoice' })).words).toBe('Budget $0: no paid request raise');
	// Of an earlier version, or where only a dearer model is ruled out.
	expect(budgetNotes(routing({ steeredBy: ['budget'] }))).toEqual(['steered by what is left of the budget']);
	expect(budgetNotes(routing({ steeredBy: ['cache'] }))).toEqual([]);
});

test('a model that is tried is said above the box and the answer, with the way to turn that off', () => {
	const tried = routing({ steeredBy: ['exploration'] });
	posted.length = 0;
	const lines = [above(tried), preview(composing({ preview: tried }))];
	expect(lines[0]!.words).toBe('Tried to learn how well it does for you how often');
	expect(lines[1]!.words).toBe('haiku-4.5 · 91 % · ~$0.0061 · tried to learn how well it does for you how often');
	for (const { press } of lines) press();
	expect(posted).toEqual(Array(2).fill({ type: 'command', command: 'openLearningSettings' }));
});

test('what the last answer says already is not said above the box again', () => {
	const blocked = { kind: 'budget', message: 'It is used up.', nextStep: 'Raise it.', action: 'openBudget' } as const;
	const failed = turn({ answers: [answer({ state: 'failed', error: blocked, text: '' })] });
	expect(preview(composing({ blocked }, [failed])).words).not.toContain('It is used up.');
	expect(preview(composing({ blocked }, [failed, turn({ id: 't9' })])).words).toContain('It is used up.');
	expect(preview(composing({ blocked: { ...blocked, message: 'Another.' } }, [failed])).words).toContain('Another.');
});
