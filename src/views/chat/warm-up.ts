import { parseToChat } from '../../protocol/chat.ts';
import { inFrames } from '../common/frames.ts';
import type { MarkdownElement } from './markdown-element.ts';

/** Something of each kind that nearly every answer has. */
const SAMPLE = 'One *two* **three** `four` [five](https://example.com).\n\n1. six\n\n| a | b |\n|---|--:|\n| 7 | 8 |\n';
const CODE = '```ts\nconst nine = (ten: string): number => Number(ten); // "eleven"\n```\n';

/**
 * The browser compiles what is used when it is used first, and reads the names of months then: as long as the host is asked for the chat
 * nobody waits for this thread, so it is done now, a piece a frame. Nothing of it is ever on the page.
 */
export function warmUp(): void {
	const unseen = document.createElement('routoo-markdown') as MarkdownElement;
	const pieces = [
		() => parseToChat({ type: 'focus' }),
		() => new Date().toLocaleDateString(undefined, { day: 'numeric', month: 'long' }),
		() => unseen.show(SAMPLE, false),
		() => unseen.show(SAMPLE + CODE, false),
	];
	inFrames(() => {
		pieces.shift()?.();
		return pieces.length > 0;
	});
}
