import type { ChatState, OpenFileView } from '../../src/protocol/chat-state.ts';
import { chatState, routing } from '../../test/unit/views/fixtures.ts';
import type { Scene } from './scene.ts';

const open: OpenFileView = { name: 'cart.ts', lines: null, state: 'sent', tokens: 1200, cut: null, why: null };
const composing = (change: Partial<ChatState['composer']>): ChatState =>
	chatState([], { composer: { ...chatState([]).composer, offers: { selection: true, file: true }, ...change } });
const scene = (name: string, state: ChatState, more: Partial<Scene> = {}): Scene => ({
	...{ name, view: 'chat', messages: [{ type: 'snapshot', state }] },
	...more,
});

/** A field of colours, 16 by 16 pixels. */
const SMALL_IMAGE =
	'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAB3klEQVR42g3LIc6GIACA4f843wE8gAfwAIzoSCZmdCQTIzISiRmZyeSMjPDOxMwe5vfpz99P0kl6ySAREiXREiOxkiBJkl1ySqqkSV7J32+kG+lHhhExokb0iBmxI2Ekjewj50gdaSPv+IWJbqKfGCbEhJrQE2bCToSJNLFPnBN1ok280xdmupl+ZpgRM2pGz5gZOxNm0sw+c87UmTbzzl9Y6Bb6hWFBLKgFvWAW7EJYSAv7wrlQF9rCu3xhpVvpV4YVsaJW9IpZsSthJa3sK+dKXWkr7/oFR+foHYNDOJRDO4zDOoIjOXbH6aiO5njdFzydp/cMHuFRHu0xHusJnuTZPaeneprn9V+IdJE+MkREREV0xERsJERSZI+ckRppkTd+YaPb6DeGDbGhNvSG2bAbYSNt7BvnRt1oG+/2hUyX6TNDRmRURmdMxmZCJmX2zJmpmZZ58xcOuoP+YDgQB+pAH5gDexAO0sF+cB7Ug3bwHl+46C76i+FCXKgLfWEu7EW4SBf7xXlRL9rFe32h0BX6wlAQBVXQBVOwhVBIhb1wFmqhFd7yhZvupr8ZbsSNutE35sbehJt0s9+cN/Wm3bz3Fx66h/5heBAP6kE/mAf7EB7Sw/5wPtSH9vA+/ANfBeAQPyK7DgAAAABJRU5ErkJggg==';

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
	scene(
		'context-images',
		composing({
			openFile: open,
			instructions: [
				{ path: 'AGENTS.md', state: 'sent', tokens: 640, cut: null },
				{ path: '.github/copilot-instructions.md', state: 'removed', tokens: 120, cut: null },
			],
			attachments: [
				{ id: 'a', label: 'Screenshot from 2026-11-29.png', tokens: 1792, cut: 'scaled to 1568 px', thumb: SMALL_IMAGE },
				{ id: 'b', label: 'terminal', tokens: 310 },
			],
		}),
		{ type: 'Why does the button stand below the box' },
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
