import { expect, test } from 'vitest';
import type { Examined } from '../../../../src/app/model-files/model-files.ts';
import { agreementInWords, missingInWords, sizeInWords, stateInWords, tellFailures } from '../../../../src/app/model-files/words.ts';
import { Emitter } from '../../../../src/core/base/emitter.ts';

const examined: Examined = {
	...{ id: 'talker', path: '/models/talker.gguf', contextTokens: 32_768, memory: 7.2e9, inOpenFolder: false },
	card: {
		...{ name: 'Talker', architecture: 'llama', licence: null, contextTokens: 131_072, parametersB: 7.6 },
		...{ bytes: 4.7e9, contextBytes: 57_344, hasTemplate: true, tools: true },
	},
};

test('what is agreed to: program, file, size, memory as an estimate, and who can reach it', () => {
	expect(agreementInWords(examined, '/usr/bin/llama-server', 16e9).split('\n\n')).toEqual([
		'Program: /usr/bin/llama-server',
		'File: /models/talker.gguf (4.7 GB)',
		'Model, as the file says: Talker, 7.6B parameters, llama, no licence named',
		'Context: 32,768 tokens. Memory while it runs: ~7.2 GB, an estimate.',
		'It listens on this computer alone (127.0.0.1), behind a random key, and ends with this window.',
	]);
});

test('too little memory and no form for talking are said before', () => {
	const words = agreementInWords({ ...examined, card: { ...examined.card, hasTemplate: false } }, '/p', 4e9);
	expect(words).toContain('This computer has 4.0 GB of memory: it may become slow or fail.');
	expect(words).toContain('does not say how a conversation is written');
	expect(words).not.toContain('folder');
	expect(agreementInWords({ ...examined, inOpenFolder: true }, '/p', 4e9)).toContain('The file lies in the folder that is open');
});

test('what is missing, whose it is, and how it is installed', () => {
	const words = missingInWords('darwin');
	expect(words).toContain('Routoo installs nothing itself.');
	expect(words).toContain('https://github.com/ggml-org/llama.cpp');
	expect(words).toContain('In a terminal, one of: brew install llama.cpp; port install llama.cpp');
	expect(missingInWords('linux')).toContain('In a terminal: brew install llama.cpp');
});

test('states and sizes', () => {
	expect([999_000, 91_700_000, 4.68e9].map(sizeInWords)).toEqual(['1 MB', '92 MB', '4.7 GB']);
	expect(stateInWords({ kind: 'running', at: 'http://127.0.0.1:1' }, 42)).toBe('Runs in this window (process 42) and ends with it.');
	expect(stateInWords({ kind: 'failed', reason: 'It ended.' }, null)).toBe('It ended.');
});

test('a failure is told once, and withdrawn when the file runs, is stopped or is gone', () => {
	const events: string[] = [];
	let state: { kind: 'failed'; reason: string } | { kind: 'stopped' } | null = { kind: 'failed', reason: 'x' };
	const files = { changed: new Emitter(), failed: new Emitter<{ id: string; reason: string }>(), stateOf: () => state };
	const off = tellFailures(files, {
		tell: (level, text, options) => events.push(`${level} ${text} ${options?.actions?.map(({ command }) => command)}`),
		withdraw: (subject) => events.push(`gone ${subject}`),
	});
	files.failed.emit({ id: 'talker', reason: 'It ended.' });
	files.changed.emit();
	expect(events).toEqual(['warning It ended. startModelFile,useModelFile,removeModelFile']);
	state = null;
	files.changed.emit();
	files.changed.emit();
	expect(events.slice(1)).toEqual(['gone modelFile:talker']);
	off();
	files.failed.emit({ id: 'talker', reason: 'again' });
	expect(events).toHaveLength(2);
});
