import { wholeUnits } from '../answer-start.ts';
import { BlockReader } from '../block.ts';
import type { Pass } from './pass.ts';

/** Ends the text where its shape's rule ends it (see BlockReader): a stream stops there, too, but its last line has not been judged yet. */
export const cutAtEnd: Pass = (place, shape, text) => {
	const reader = new BlockReader(place, shape);
	const lines = text.split('\n');
	let at = 0;
	for (const line of lines) {
		const { keep, done } = reader.read(line);
		if (done) return wholeUnits(text.slice(0, Math.max(0, keep === null ? at - 1 : at + keep)));
		at += line.length + 1;
	}
	return text;
};
