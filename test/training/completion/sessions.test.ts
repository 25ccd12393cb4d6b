import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRecording } from '../../../training/completion/recording.ts';
import { loadSessions } from '../../../training/completion/rows.ts';
import { pickRegion, readSource } from '../../../training/completion/sessions.ts';
import { randomOf } from '../../../training/kit/random.ts';

const MODULES = 'node_modules';

describe('typed stretches', () => {
	it('are whole lines of code after a blank line or an opened block', () => {
		const text = `${'// head\n'.repeat(14)}\n${'const a = 1;\n'.repeat(60)}`;
		const region = pickRegion(text, randomOf(1))!;
		expect(text.slice(0, region.start).endsWith('\n\n')).toBe(true);
		expect(text[region.end]).toBe('\n');
		const lines = text.slice(region.start, region.end).split('\n');
		expect(lines.length).toBeGreaterThanOrEqual(16);
		expect(lines.every((line) => line === 'const a = 1;')).toBe(true);
	});

	it('are not found where there is no code', () => {
		expect(pickRegion('// comment\n'.repeat(100), randomOf(1))).toBeNull();
	});
});

describe('the recording', () => {
	const recording = readRecording()!;

	it('stands on the installed sources, position by position', () => {
		const { sessions, problems } = loadSessions(MODULES, recording);
		expect(problems).toEqual([]);
		expect(sessions.length).toBe(recording.sessions.length);
		for (const { keys, rows } of sessions) {
			const pauses = keys.filter(({ pause }) => pause).map(({ offset }) => offset);
			expect([...rows.keys()]).toEqual(pauses);
		}
	});

	it('says which file differs or is missing', () => {
		const session = recording.sessions[0]!;
		expect(readSource(MODULES, { ...session, sha256: 'other' }).problem).toContain('differs');
		expect(readSource(MODULES, { ...session, path: 'nowhere.ts' }).problem).toContain('missing');
		expect(readSource(MODULES, { ...session, package: 'not-installed-at-all' }).problem).toContain('not installed');
	});

	it('has packages of several projects and answers of every model', () => {
		expect(new Set(recording.sessions.map(({ project }) => project)).size).toBeGreaterThan(5);
		for (const { positions } of recording.sessions)
			for (const { outcomes } of positions) expect(outcomes).toHaveLength(recording.models.length);
		expect(existsSync(MODULES)).toBe(true);
	});
});
