import type { ChatState, OpenFileView } from '../../src/protocol/chat.ts';
import { chatState, routing } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const open: OpenFileView = { name: 'cart.ts', lines: null, state: 'sent', tokens: 1200, cut: null, why: null };
const composing = (change: Partial<ChatState['composer']>): ChatState =>
	chatState([], { composer: { ...chatState([]).composer, offers: { selection: true, file: true }, ...change } });
const scene = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	...{ name, view: 'chat', messages: [{ type: 'snapshot', state }] },
	...more,
});

/** What goes along with a message: the chips and the list for `@`. */
export const contextScenes: readonly Scene[] = [
	scene(
		'context-chips',
		composing({
			openFile: { ...open, lines: { startLine: 12, endLine: 30 }, cut: 'lines 1 to 400 of 2,310' },
			attachments: [
				{ id: 'a', label: 'src/core/chat/', tokens: 15_800, cut: 'the text of 8 of 21 files, the others by name', word: 'src/core/chat' },
				{ id: 'b', label: 'problems', tokens: 420 },
				{ id: 'c', label: 'a-file-with-a-very-long-name-that-does-not-fit-into-a-narrow-view.generated.test.ts', tokens: 900 },
			],
		}),
		{ type: 'Why do the tests of src/core/chat fail' },
	),
	scene('context-known', composing({ openFile: { ...open, state: 'known', tokens: 0 } })),
	scene('context-removed', composing({ openFile: { ...open, state: 'removed', tokens: 0 }, preview: routing({ missing: 'this file' }) }), {
		type: 'Explain this file',
	}),
	scene('context-private', composing({ openFile: { ...open, name: '.env', state: 'withheld', tokens: 0, why: 'It may hold keys.' } })),
	scene('mention', composing({ openFile: open }), {
		messages: [
			{ type: 'snapshot', state: composing({ openFile: open }) },
			{
				type: 'contextMatches',
				requestId: 1,
				rows: [
					{ label: 'retry.ts', detail: 'src/core/chat', ref: 'src/core/chat/retry.ts' },
					{ label: 'retry.test.ts', detail: 'test/unit/core', ref: 'test/unit/core/retry.test.ts' },
					{ label: 'retry-policy.md', detail: 'docs/very/long/path/to/some/deep/folder', ref: 'docs/retry-policy.md' },
				],
			},
		],
		type: 'compare @',
	}),
];
