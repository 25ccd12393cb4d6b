// @vitest-environment happy-dom
import './dom.ts';
import { render } from 'lit';
import { expect, test } from 'vitest';
import { routingLine } from '../../../src/views/chat/routing-line.ts';
import { routing } from './fixtures.ts';

function why(change: Partial<ReturnType<typeof routing>>): string {
	const box = document.createElement('div');
	render(routingLine(routing(change), { label: 'estimate', open: true, onToggle: () => {}, run: () => {} }), box);
	return (box.querySelector('.why')?.textContent ?? '').replace(/\s+/g, ' ');
}

test('why says what the user’s signals moved, model by model, and who read the request', () => {
	const alternatives = routing().alternatives.map((row, i) => ({ ...row, ...(i === 0 ? { moved: -4.2 } : i === 1 ? { moved: 1 } : {}) }));
	const learned = ['Your thumbs moved haiku-4.5 down 4 points on tests (12 signals).'];
	const reading = 'Read by Qwen2.5-Coder 0.5B: harder than it looks, 6 points down for all.';
	const said = why({ learned, reading, alternatives });
	expect(said).toContain(learned[0]);
	expect(said).toContain(reading);
	expect(said).toContain('4 points less by your signals');
	expect(said).toContain('1 point more by your signals');
});

test('an answer of before says nothing of signals', () => {
	expect(why({})).not.toMatch(/signals|Read by/);
});
