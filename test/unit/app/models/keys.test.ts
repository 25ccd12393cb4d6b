import { expect, test } from 'vitest';
import { readableKeys } from '../../../../src/app/models/keys.ts';

test('a key store that cannot be read counts as one without keys, and is told', async () => {
	const told: string[] = [];
	const logged: string[] = [];
	let locked = false;
	const get = async (id: string): Promise<string | null> => {
		if (locked) throw new Error('locked');
		return id === 'mistral' ? 'sk-secret' : null;
	};
	const notices = {
		tell: (level: string, text: string) => void told.push(`${level}: ${text}`),
		withdraw: (subject: string) => void told.push(`${subject} is well`),
	};
	const keys = readableKeys({ get }, notices, (line) => logged.push(line));
	expect([await keys.get('mistral'), await keys.get('groq')]).toEqual(['sk-secret', undefined]);
	told.length = 0;
	locked = true;
	expect(await keys.get('mistral')).toBeUndefined();
	expect(told).toEqual([
		"error: The computer's key store cannot be read, so models that need a key are missing. Unlock it, then refresh the models.",
	]);
	expect(logged).toEqual(['the key store cannot be read: locked']);
	locked = false;
	await keys.get('mistral');
	expect(told.at(-1)).toBe('key store is well');
});
