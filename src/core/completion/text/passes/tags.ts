import { isBlank, leading } from '../indent.ts';
import type { TagRules } from '../languages.ts';
import type { Pass, Place } from '../place.ts';
import { type OpenTag, TagScanner } from '../tags.ts';

/**
 * What stands behind the caret closes what stands before it, in languages of tags too: within a tag or an attribute the text ends where it
 * would end that; between an opening and a closing tag it leaves none of its own open and closes none of the others.
 */
export const balanceTags: Pass = (place, _shape, text) => {
	const { tags } = place.rules;
	if (tags === null || isBlank(text)) return text;
	const caret = new TagScanner(tags);
	caret.read(place.before);
	if (caret.mode === 'comment') return text;
	return caret.mode === 'text' ? betweenTags(place, tags, text, caret.stack) : withinTag(place, tags, text, caret.mode);
};

/** The text up to where it leaves the tag or the quote that the caret stands in, if that ends behind the caret already. */
function withinTag({ before, rest }: Place, tags: TagRules, text: string, mode: TagScanner['mode']): string {
	if (!rest.includes(mode === 'tag' ? '>' : mode)) return text;
	const scanner = new TagScanner(tags);
	const end = scanner.read(
		before + text,
		(next) => next > before.length && (mode === 'tag' ? scanner.mode === 'text' : scanner.mode !== mode),
	);
	if (end < 0) return text;
	const kept = text.slice(0, end - before.length);
	return mode === 'tag' ? kept.replace(/\s*\/?$/, '') : kept;
}

/** `before`: tags that the caret's line left open. */
function betweenTags(place: Place, tags: TagRules, text: string, before: readonly OpenTag[]): string {
	const behind = new TagScanner(tags);
	behind.read(place.rest);
	const closesHere = behind.stray >= 0;
	const closesBelow = isBlank(place.rest) && /^\s*<\//.test(place.below[0]?.text ?? '');
	if (!closesHere && !closesBelow) return text;
	// Inner ones than what stands behind the caret closes are the text's to close.
	const closer = closesHere ? /^<\/([\w.:-]*)/.exec(place.rest.slice(behind.stray))?.[1] : undefined;
	const inner = closesHere ? before.slice(before.findLastIndex(({ name }) => name === closer) + 1) : [];
	const own = new TagScanner(tags, inner);
	own.read(text);
	if (closesHere && own.stray >= 0) return betweenTags(place, tags, text.slice(0, own.stray).trimEnd(), before);
	if (closesHere && own.mode !== 'text') return betweenTags(place, tags, text.slice(0, own.tagAt).trimEnd(), before);
	if (own.mode !== 'text' || own.stray >= 0) return text;
	const left = own.stack.filter((tag) => !inner.includes(tag));
	const lines = text.includes('\n');
	// One line that opens a block is gone on with.
	const open = closesHere || lines ? left : left.filter((tag) => !tag.endsLine);
	return open.length < left.length
		? text
		: text +
				[...open]
					.reverse()
					.map((tag) => closing(place, text, tag, lines))
					.join('');
}

function closing(place: Place, text: string, { name, at, endsLine }: OpenTag, lines: boolean): string {
	if (!lines || !endsLine) return `</${name}>`;
	const line = text.slice(text.lastIndexOf('\n', at) + 1);
	const blanks = text.lastIndexOf('\n', at) < 0 ? leading(place.before + line) : leading(line);
	return `\n${blanks}</${name}>`;
}
