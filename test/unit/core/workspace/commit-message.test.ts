import { describe, expect, it } from 'vitest';
import { textOf } from '../../../../src/core/message/message.ts';
import { commitMessages, commitText } from '../../../../src/core/workspace/commit-message.ts';

const shown = { text: '+one', leftOut: [], cut: false };

describe('the request for a commit message', () => {
	const user = (change: Partial<Parameters<typeof commitMessages>[0]> = {}): string =>
		textOf(commitMessages({ diff: shown, staged: true, recent: [], wish: '', ...change })[1]!.parts);

	it('holds the diff in a fence that nothing in it can end, the last subjects and the author’s words', () => {
		expect(user()).toBe('Staged changes:\n```diff\n+one\n```\n\nWrite the commit message for the changes in this diff.');
		expect(user({ diff: { ...shown, text: '+````\n+```' } })).toContain('`````diff');
		expect(user({ staged: false, diff: { ...shown, cut: true } })).toContain('Changes, in part:');
		const recent = ['Add the cart\n\nBecause.', 'x'.repeat(500), ...Array(20).fill('more')];
		const text = user({ recent, wish: ' closes #7 ' });
		expect(text).toContain('- Add the cart\n- xxx');
		expect(text).not.toContain('Because');
		expect(text.match(/^- /gm)).toHaveLength(8);
		expect(text).toContain("The author's own words for it: closes #7");
	});
});

describe('the message of an answer', () => {
	it.each([
		['Add the cart', 'Add the cart'],
		['Add the cart\r\n\r\nIt was missing.  \n', 'Add the cart\n\nIt was missing.'],
		['```\nAdd the cart\n```', 'Add the cart'],
		['```text\nAdd the cart\n\nUse `x`.\n```\n', 'Add the cart\n\nUse `x`.'],
		['Here is the commit message:\n\n```\nAdd the cart\n```', 'Add the cart'],
		['"Add the cart"', 'Add the cart'],
		['`Add the cart`', 'Add the cart'],
		['Commit message: Add the cart', 'Add the cart'],
		['**Commit message:**\n\nAdd the cart', 'Add the cart'],
		['Add "x" and "y"', 'Add "x" and "y"'],
		['Add\u0007 the\u202e cart\u001b[31m', 'Add the cart[31m'],
		['Add the cart\n\n```ts\nconst a = 1;\n```', 'Add the cart\n\nconst a = 1;'],
		['```\nAdd the cart\n```\n\nLet me know if you want it shorter.', 'Add the cart'],
		['Sure, this is what I would write for the changes that are staged now:\n\n~~~\nAdd the cart\n~~~', 'Add the cart'],
		['```text\nAdd the cart', 'Add the cart'],
		['Add the cart\n```', 'Add the cart'],
		['Add ```x``` as it is', 'Add ```x``` as it is'],
		['', ''],
		['```\n\n```', ''],
	])('%j', (answer, message) => {
		expect(commitText(answer)).toBe(message);
	});

	it('is bounded', () => {
		expect(commitText('x'.repeat(1e6))).toHaveLength(5000);
	});
});
