import { type AdapterName, ON } from '../../../support/wire/adapters.ts';
import type { Group, Row } from '../../../support/wire/rows.ts';
import { answer, done, finish, reasoning, type Step, streams, text, whole } from '../../../support/wire/vocabulary.ts';

/** Roads on which the text is shown as it comes. */
const CHATS: readonly AdapterName[] = ON.chatForm;
const ALL: readonly AdapterName[] = [...ON.chatForm, 'responses', 'anthropic', 'fill:chat'];
const thought = (name: string, pieces: readonly string[], said: string, thinking: string, on: Row['on'] = ALL): Row => ({
	name,
	on,
	reply: streams([...pieces.map((piece) => text(piece)), finish(), done]),
	expect: whole({ text: said, reasoning: thinking }),
});
const stays = (name: string, said: string): Row => thought(name, [said], said, '', CHATS);
const letters = (said: string): string[] => [...said];
const CHANNELS = '<|channel|>analysis<|message|>a<|end|><|start|>assistant<|channel|>final<|message|>b';
const fields = (name: string, steps: readonly Step[], thinking: string, on: Row['on'] = ON.chats): Row => ({
	name,
	on,
	reply: streams(steps),
	expect: whole({ reasoning: thinking }),
});

/** Thinking within the text, and beside it. */
export const THINKING: Group = {
	name: 'thinking',
	rows: [
		thought('marks around it', ['<think>a</think>b'], 'b', 'a'),
		thought('marks, and blank lines behind', ['<think>\na\n</think>\n\nb'], 'b', 'a'),
		thought('a closing mark alone', ['a</think>b'], 'b', 'a', CHATS),
		thought('marks cut by the pieces', ['<thi', 'nk>a</think>', 'b'], 'b', 'a'),
		thought('a closing mark cut by the pieces', ['<think>', 'a</th', 'ink>', 'b'], 'b', 'a'),
		thought('letter by letter', letters('<think>a long thought</think>b'), 'b', 'a long thought'),
		thought('"thinking" for "think"', ['<thinking>a</thinking>b'], 'b', 'a', CHATS),
		thought('blanks before the mark', ['\n <think>a</think>b'], 'b', 'a'),
		thought('an empty thought', ['<think>\n\n</think>\n\nb'], 'b', '', CHATS),
		thought('channels', [CHANNELS], 'b', 'a', CHATS),
		thought('channels, letter by letter', letters(CHANNELS), 'b', 'a', CHATS),
		thought('channels with a return mark', [`${CHANNELS}<|return|>`], 'b', 'a', CHATS),
		stays('a mark in code stays', 'Write `<think>` and `</think>` around it.'),
		stays('marks in a fence stay', 'So:\n\n```html\n<think>a</think>\n```\n\nDone.'),
		stays('a word that begins as the mark does', '<thinker>a</thinker> is a tag.'),
		stays('a mark in mid-text', 'The tag <think> opens it.'),
		fields('beside the text', [reasoning('Two and '), reasoning('three.'), ...answer()], 'Two and three.'),
		fields('beside the text and again within it', [reasoning('Two.'), text('<think>Three.</think>'), ...answer()], 'Two.Three.', CHATS),
		{
			name: 'nothing but an open thought',
			on: ['fill:chat'],
			reply: streams([text('<think>\na'), finish(), done]),
			expect: whole({ text: '' }),
		},
		{
			name: 'a thought, for a completion',
			on: ['fill:chat'],
			reply: streams([text('<think>\na\n</think>\nb;'), finish(), done]),
			expect: whole({ text: 'b;' }),
		},
	],
};
