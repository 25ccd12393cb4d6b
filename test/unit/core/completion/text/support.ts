import { streamStop } from '../../../../../src/core/completion/text/stop.ts';
import type { CompletionPosition, CompletionShape } from '../../../../../src/core/completion/types.ts';

export const CARET = '‸';

/** The position at the caret sign of a whole file. */
export function positionIn(languageId: string, file: string, selected: CompletionPosition['selected'] = null): CompletionPosition {
	const at = file.indexOf(CARET);
	const prefix = file.slice(0, at);
	return {
		path: `src/file.${languageId}`,
		languageId,
		prefix,
		suffix: file.slice(at + 1),
		fileLines: file.split('\n').length,
		line: prefix.split('\n').length - 1,
		selected,
	};
}

/** What a stop leaves of a stream that comes in pieces of the given sizes, over and over. */
export function streamed(position: CompletionPosition, shape: CompletionShape, raw: string, sizes: readonly number[]): string {
	const stop = streamStop(position, shape);
	let text = '';
	for (let at = 0, i = 0; at < raw.length; i++) {
		const size = Math.max(1, sizes[i % sizes.length]!);
		const state = stop.push(raw.slice(at, at + size));
		text = state.text;
		if (state.done) break;
		at += size;
	}
	return text;
}
