import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StopSignal, stopSignal } from '../../../src/cli/stop-signal.ts';

let stop: StopSignal;
let now: number;
let exits: unknown[];

beforeEach(() => {
	now = 1000;
	exits = [];
	vi.spyOn(performance, 'now').mockImplementation(() => now);
	vi.spyOn(process, 'exit').mockImplementation(((code: unknown) => void exits.push(code)) as never);
	stop = stopSignal();
});
afterEach(() => {
	stop.end();
	vi.restoreAllMocks();
});

describe('the word to end', () => {
	it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is taken gently at %s', async (signal) => {
		process.emit(signal, signal);
		expect(await stop.asked).toContain(signal);
		expect(exits).toEqual([]);
	});

	it('ends at once the second time, but not where one Ctrl+C comes twice', () => {
		process.emit('SIGINT', 'SIGINT');
		now += 100;
		process.emit('SIGINT', 'SIGINT');
		expect(exits).toEqual([]);
		now += 1000;
		process.emit('SIGINT', 'SIGINT');
		expect(exits).toEqual([130]);
	});

	it('is not repeated by a terminal that is gone', () => {
		process.emit('SIGHUP', 'SIGHUP');
		now += 5000;
		process.emit('SIGHUP', 'SIGHUP');
		expect(exits).toEqual([]);
	});

	it('leaves no listener behind', () => {
		const before = process.listenerCount('SIGTERM');
		stop.end();
		expect(process.listenerCount('SIGTERM')).toBe(before - 1);
	});
});
