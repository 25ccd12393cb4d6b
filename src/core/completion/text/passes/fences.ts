import { FENCE, isIntro, isProse } from '../answer-start.ts';
import { isBlank } from '../indent.ts';
import type { Pass } from './pass.ts';

/** The code within a Markdown fence, without the sentence that introduces it; what follows the fence is talk. In prose a fence is text like any other. */
export const unwrapFence: Pass = (place, _shape, text) => {
	if (isProse(place.rules)) return text;
	const lines = text.split('\n');
	const start = lines.findIndex((line) => !isBlank(line) && !FENCE.test(line) && !isIntro(line));
	if (start < 0) return '';
	// Without a fence or a sentence before it, blank lines at the beginning mean something.
	const plain = lines.slice(0, start).every(isBlank);
	const end = lines.findIndex((line, i) => i > start && FENCE.test(line));
	return plain && end < 0 ? text : lines.slice(plain ? 0 : start, end < 0 ? lines.length : end).join('\n');
};
