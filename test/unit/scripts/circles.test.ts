import { expect, test } from 'vitest';
import { Circles } from '../../../scripts/try/demo-model.ts';

/** Characters that were let through before it stopped; null where it never does. */
function stopsAfter(text: string, piece = 3): number | null {
	const circles = new Circles();
	for (let at = 0; at < text.length; at += piece) if (circles.add(text.slice(at, at + piece))) return at + piece;
	return null;
}

test('a sentence that comes again stops the demo model, prose and lists do not', () => {
	const paragraph =
		'This regular expression matches a phone number. The first group has three digits.\n\nIt is followed by a dash and four more digits.\n\n';
	const twice = stopsAfter(paragraph.repeat(20));
	expect(twice).not.toBeNull();
	expect(twice!).toBeLessThan(paragraph.length * 1.5);
	for (const piece of [1, 7, 1000]) expect(stopsAfter(paragraph.repeat(20), piece)).not.toBeNull();
	expect(stopsAfter(paragraph)).toBeNull();
	expect(stopsAfter(Array.from({ length: 40 }, (_, i) => `${i + 1}. Step number ${i + 1} does thing ${i * 7}.\n`).join(''))).toBeNull();
	expect(stopsAfter('Yes. Yes. No. Yes. OK.\n}\n}\n}\n')).toBeNull();
});
