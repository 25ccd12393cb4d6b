import { describe, expect, it } from 'vitest';
import { parseFromChat, parseToChat } from '../../../src/protocol/chat.ts';
import { LONGEST_TEXT } from '../../../src/protocol/common.ts';
import { parseFromDashboard, parseToDashboard } from '../../../src/protocol/dashboard.ts';

const image = { type: 'attachImage', name: 'a.png', mediaType: 'image/png', data: 'AAAA', thumb: 'AAAA' };

describe('what a view sends', () => {
	it('is parsed by its own protocol: no view can ask for what another may', () => {
		const budget = { type: 'command', command: 'openBudgetSettings' };
		expect(parseFromDashboard(budget)).toEqual(budget);
		expect(parseFromDashboard({ type: 'ready' })).toEqual({ type: 'ready' });
		for (const type of ['runRows', 'escalate']) expect(parseFromDashboard({ type, runId: 'r', and: 1 })).toEqual({ type, runId: 'r' });
		for (const command of ['pausePaid', 'resumePaid']) expect(parseFromDashboard({ type: 'command', command })).not.toBeNull();
		for (const message of [
			{ type: 'send', text: 'x' },
			{ type: 'command', command: 'showLog' },
			{ type: 'command', command: 'removeKey' },
			{ type: 'openLink', url: 'https://example.com' },
			{ type: 'runRows' },
			{ type: 'runRows', runId: 7 },
			{ type: 'runRows', runId: '' },
			{ type: 'escalate', runId: 'x'.repeat(301) },
			null,
			'ready',
		]) {
			expect(parseFromDashboard(message)).toBeNull();
		}
	});

	it('is bounded in every field, and loses fields that nobody named', () => {
		const long = 'x'.repeat(LONGEST_TEXT + 1);
		for (const message of [
			{ type: 'send', text: long },
			{ type: 'send', text: 'x', asText: 'yes' },
			{ type: 'usePrompt', name: '', wish: '' },
			{ type: 'usePrompt', name: 'x'.repeat(65), wish: '' },
			{ type: 'usePrompt', name: 'x', wish: long },
			{ type: 'commit', wish: long },
			{ type: 'useSummary', turnId: '', used: true },
			{ type: 'useSummary', turnId: 't', used: 1 },
			{ type: 'draft', text: long },
			{ type: 'copy', text: long },
			{ type: 'edit', turnId: 't', text: long },
			{ type: 'retry', turnId: 'x'.repeat(301) },
			{ type: 'retry', turnId: '' },
			{ type: 'showAnswer', turnId: 't', index: -1 },
			{ type: 'showAnswer', turnId: 't', index: 1001 },
			{ type: 'findContext', of: 'file', query: 'x'.repeat(301), requestId: 1 },
			{ type: 'findContext', of: 'search', query: 'x', requestId: 1 },
			{ type: 'attachFound', of: 'file', ref: 'x'.repeat(4001) },
			{ type: 'attachFound', of: 'search', ref: '' },
			{ type: 'attachFound', of: 'file', ref: 'x', word: 'x'.repeat(4001) },
			{ type: 'goOn', turnId: '' },
			{ type: 'showVersion', turnId: 't', index: -1 },
			{ type: 'showVersion', turnId: 't', index: 1.5 },
			{ type: 'queue', text: long },
			{ type: 'queue', text: 'x', asText: 1 },
			{ type: 'queued', id: 'x'.repeat(301), act: 'send' },
			{ type: 'queued', id: 'q', act: 'sendAll' },
			{ type: 'shorten', now: 'later' },
			{ type: 'again', turnId: 't', how: 'dearer' },
			{ type: 'attach', what: 'clipboard' },
			{ type: 'openFile', on: 'yes' },
			{ type: 'instructions', path: '', on: true },
			{ ...image, name: '' },
			{ ...image, mediaType: 'image/svg+xml' },
			{ ...image, data: 'data:image/png;base64,AAAA' },
			{ ...image, data: 'A'.repeat(2_000_004) },
			{ ...image, thumb: 'A'.repeat(40_004) },
			{ ...image, cut: 'x'.repeat(101) },
			{ type: 'imageRefused', name: 'a.png', why: 'dislike' },
			{ type: 'attachDropped', uris: [] },
			{ type: 'attachDropped', uris: Array.from({ length: 21 }, () => 'file:///a') },
			{ type: 'attachDropped', uris: ['x'.repeat(4001)] },
			{ type: 'openLink', url: 'x'.repeat(4001) },
			{ type: 'openPath', path: '', line: null, endLine: null },
			{ type: 'openPath', path: 'x'.repeat(501), line: null, endLine: null },
			{ type: 'openPath', path: 'a.ts', line: 0, endLine: null },
			{ type: 'openPath', path: 'a.ts', line: 1.5, endLine: null },
			{ type: 'openPath', path: 'a.ts', line: 1, endLine: 10_000_001 },
			{ type: 'openPath', path: 'a.ts', line: 1 },
			{ type: 'applyCode', code: 'x', language: 'x'.repeat(501), turnId: 't', answerId: 'a' },
			{ type: 'applyCode', code: 'x', language: 'ts', above: 'x'.repeat(601), turnId: 't', answerId: 'a' },
			{ type: 'applyAll', blocks: [], turnId: 't', answerId: 'a' },
			{ type: 'applyAll', blocks: Array.from({ length: 61 }, () => ({ code: 'x', language: 'ts' })), turnId: 't', answerId: 'a' },
			{ type: 'applyAll', blocks: [{ code: 'x', language: 7 }], turnId: 't', answerId: 'a' },
			{ type: 'feedback', turnId: 't', answerId: 'a', value: 'fair' },
			{ type: 'setPreset', preset: 'cheapest' },
		]) {
			expect(parseFromChat(message), message.type).toBeNull();
		}
		expect(parseFromChat(image)).toEqual(image);
		expect(parseFromChat({ type: 'send', text: 'x', and: 'more' })).toEqual({ type: 'send', text: 'x' });
	});
});

it('a view takes its own messages only', () => {
	const trouble = { type: 'dashboardTrouble', text: 'The disk is full.' };
	expect([parseToDashboard(trouble), parseToChat(trouble)]).toEqual([trouble, null]);
	const runs = { type: 'runs', state: { runs: [], paidPaused: true, now: 1 } };
	expect([parseToDashboard(runs), parseToChat(runs)]).toEqual([runs, null]);
	expect(parseToDashboard({ type: 'runs', state: { runs: 'none' } })).toBeNull();
	const found = { type: 'contextMatches', requestId: 1, rows: [{ label: 'a', detail: '', ref: 'a' }] };
	expect([parseToChat(found), parseToChat({ ...found, rows: ['a'] })]).toEqual([found, null]);
	const gone = { type: 'notAttached', word: 'diff' };
	expect([parseToChat(gone), parseToDashboard(gone), parseToChat({ ...gone, word: '' })]).toEqual([gone, null, null]);
	const append = { type: 'append', turnId: 't', answerId: 'a', text: 'x', length: 3 };
	expect([parseToChat(append), parseToDashboard(append)]).toEqual([append, null]);
	expect(parseToChat({ ...append, length: 'three' })).toBeNull();
});
