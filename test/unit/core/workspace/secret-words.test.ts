import * as l10n from '@vscode/l10n';
import { expect, test } from 'vitest';
import { KEY_FORMS } from '../../../../src/core/workspace/secret-forms.ts';
import { secretInWords } from '../../../../src/core/workspace/secret-words.ts';

test('every form of a key has words that can be translated, the same in English', () => {
	const all = [...new Set(KEY_FORMS.map(({ what }) => what)), 'a private key', 'an address with a password', 'a value of STRIPE_KEY'];
	expect(all.map(secretInWords)).toEqual(all);
	l10n.config({ contents: Object.fromEntries(all.map((what) => [what, `~${what}`])) });
	const translated = all.filter((what) => !what.startsWith('a value of ')).map(secretInWords);
	expect(translated.filter((words) => !words.startsWith('~'))).toEqual([]);
	l10n.config({ contents: {} });
});

test('a name that nobody knows stands as it is', () => {
	expect(secretInWords('a key of tomorrow')).toBe('a key of tomorrow');
	expect(secretInWords('a value of {0}')).toBe('a value of {0}');
});
