import { expect, test } from 'vitest';
import { Emitter } from '../../../../src/core/base/emitter.ts';

test('listeners are called in order, until they are taken away', () => {
	const emitter = new Emitter<number>();
	const heard: string[] = [];
	const off = emitter.on((n) => heard.push(`a${n}`));
	emitter.on((n) => heard.push(`b${n}`));
	emitter.emit(1);
	off();
	emitter.emit(2);
	emitter.clear();
	emitter.emit(3);
	expect(heard).toEqual(['a1', 'b1', 'b2']);
});

test('the same function listens as often as it was added, and one that comes or goes while others are told does not disturb them', () => {
	const emitter = new Emitter();
	let calls = 0;
	const count = (): void => void calls++;
	const off = emitter.on(count);
	emitter.on(count);
	off();
	emitter.emit();
	expect(calls).toBe(1);
	const late = emitter.on(() => {
		late();
		emitter.on(count);
	});
	emitter.on(count);
	emitter.emit();
	expect(calls).toBe(3);
});
