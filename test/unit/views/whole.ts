import './dom.ts';
import { MarkdownElement } from '../../../src/views/chat/markdown-element.ts';
import { finishFrames } from '../../../src/views/common/frames.ts';

/** Shows all of a text at once, however busy the computer is. */
export class WholeMarkdown extends MarkdownElement {
	override show(text: string, streaming: boolean): void {
		super.show(text, streaming);
		this.finish();
		finishFrames();
	}
}
