import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keyboardOf } from '../../../src/host/inline/chords.ts';
import { arrivedWords, decidedWords } from '../../../src/host/inline/inline-words.ts';
import { SPOKEN_MS, Spoken } from '../../../src/host/inline/spoken.ts';

interface Item {
	text: string;
	accessibilityInformation: { readonly label: string; readonly role: string } | undefined;
	shown: boolean;
	/** What stood in it when it came: that is what is read out. */
	came: string;
}

const bar = vi.hoisted(() => ({ items: [] as Item[] }));
vi.mock('vscode', () => ({
	StatusBarAlignment: { Left: 1 },
	window: {
		createStatusBarItem: () => {
			const item = {
				...{ text: '', accessibilityInformation: undefined, shown: false, came: '' },
				show() {
					this.shown = true;
					this.came = this.text;
				},
				dispose() {
					this.shown = false;
				},
			};
			bar.items.push(item);
			return item;
		},
	},
}));

let spoken: Spoken;
beforeEach(() => {
	vi.useFakeTimers();
	bar.items = [];
	spoken = new Spoken();
});
afterEach(() => vi.useRealTimers());

const stands = () => bar.items.filter(({ shown }) => shown).map(({ came }) => came);

test('each sentence is an alert of its own, and goes by itself', () => {
	spoken.say('Routoo writes.');
	vi.advanceTimersByTime(SPOKEN_MS - 1);
	spoken.say('Routoo writes.');
	expect([bar.items.length, stands()]).toEqual([2, ['Routoo writes.']]);
	expect(bar.items.map(({ accessibilityInformation }) => accessibilityInformation)).toEqual([
		{ label: 'Routoo writes.', role: 'alert' },
		{ label: 'Routoo writes.', role: 'alert' },
	]);
	// The time of the first one does not end the second.
	vi.advanceTimersByTime(SPOKEN_MS - 1);
	expect(stands()).toEqual(['Routoo writes.']);
	vi.advanceTimersByTime(1);
	expect(stands()).toEqual([]);
});

test('nothing stands after the end, and no timer runs', () => {
	spoken.say('a');
	spoken.dispose();
	spoken.dispose();
	expect([stands(), vi.getTimerCount()]).toEqual([[], 0]);
});

test('keys are those of the computer in front of the user, and both where that is not known', () => {
	const here = { platform: 'darwin', isWeb: false, remoteName: undefined, runsOn: 'workspace' } as const;
	expect(keyboardOf(here)).toBe('mac');
	expect(keyboardOf({ ...here, platform: 'win32' })).toBe('other');
	expect(keyboardOf({ ...here, platform: 'linux', remoteName: 'ssh-remote' })).toBe('unknown');
	expect(keyboardOf({ ...here, remoteName: 'ssh-remote', runsOn: 'ui' })).toBe('mac');
	expect(keyboardOf({ ...here, isWeb: true })).toBe('unknown');
	expect(arrivedWords(1, 'haiku', 0, 'unknown')).toContain('accept it with Ctrl+Shift+Enter (on a Mac Cmd+Shift+Enter), or');
});

test('words: counts, lines from 1, and a name of a server that is a name alone', () => {
	expect(arrivedWords(1, 'haiku', 0, 'other')).toBe(
		'A change by haiku waits at line 1: accept it with Ctrl+Shift+Enter, or discard it with Ctrl+Shift+Backspace.',
	);
	expect(arrivedWords(2, `$(flame) [x](command:y)${'z'.repeat(200)}`, 11, 'mac')).toMatch(
		/^2 changes by \$ \(flame\) \[x\] \(command:y\)z{1,60} wait from line 12: accept them with Cmd\+Shift\+Enter, or discard them with Cmd\+Shift\+Backspace\.$/,
	);
	expect([0, 1, 2].map((left) => [decidedWords('accepted', left), decidedWords('discarded', left)])).toEqual([
		['The edit is accepted.', 'The edit is discarded.'],
		['Accepted; 1 change still waits.', 'Discarded; 1 change still waits.'],
		['Accepted; 2 changes still wait.', 'Discarded; 2 changes still wait.'],
	]);
});
