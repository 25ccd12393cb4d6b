import { describe, expect, it } from 'vitest';
import { newEndpointKey } from '../../../../src/app/headless/endpoint-key-file.ts';
import { keyInEnvironment, ownVariable, passedOverInWords } from '../../../../src/app/models/environment-keys.ts';
import { BUILT_IN_ENDPOINTS } from '../../../../src/providers/built-in.ts';

const OPENAI = 'https://api.openai.com/v1';
const openai = (env: Record<string, string>) => keyInEnvironment(env, 'openai', OPENAI);

describe('keys in the environment', () => {
	it.each(BUILT_IN_ENDPOINTS.map(({ id, envVar, baseUrl }) => [id, envVar, baseUrl]))('knows %s by %s', (id, variable, baseUrl) => {
		expect(keyInEnvironment({ [variable]: ' sk-1 ' }, id, baseUrl)).toEqual({ kind: 'key', variable, value: 'sk-1' });
		expect(keyInEnvironment({ [variable]: '  ' }, id, baseUrl)).toBe(null);
	});

	it('knows Gemini by its other names, the first before the others', () => {
		const gemini = (env: Record<string, string>) => keyInEnvironment(env, 'gemini', 'https://generativelanguage.googleapis.com');
		expect(gemini({ GOOGLE_API_KEY: 'g' })).toMatchObject({ variable: 'GOOGLE_API_KEY' });
		expect(gemini({ GOOGLE_API_KEY: 'g', GEMINI_API_KEY: 'h' })).toMatchObject({ variable: 'GEMINI_API_KEY', value: 'h' });
	});

	it("takes an endpoint's own name before the vendor's, and for endpoints of the settings it alone", () => {
		expect(openai({ OPENAI_API_KEY: 'a', ROUTOO_KEY_OPENAI: 'b' })).toMatchObject({ variable: 'ROUTOO_KEY_OPENAI', value: 'b' });
		expect(ownVariable('my.gate-way_2')).toBe('ROUTOO_KEY_MY_GATE_WAY_2');
		const env = { ROUTOO_KEY_MY_GATE_WAY_2: 'c', OPENAI_API_KEY: 'a' };
		expect(keyInEnvironment(env, 'my.gate-way_2', 'https://h/v1')).toMatchObject({ value: 'c' });
		expect(keyInEnvironment({ OPENAI_API_KEY: 'a' }, 'mine', 'https://h/v1')).toBe(null);
		expect(keyInEnvironment({}, 'constructor', 'https://h/v1')).toBe(null);
	});

	it("never takes the key of Routoo's own endpoint, which tools find in the same variables, for a vendor's", () => {
		for (const variable of ['OPENAI_API_KEY', 'ROUTOO_KEY_OPENAI']) {
			const found = openai({ [variable]: newEndpointKey() });
			expect(found).toMatchObject({ kind: 'ours', variable });
			expect(passedOverInWords(found as never, 'openai')).toMatch(/own endpoint and is passed over.*ROUTOO_KEY_OPENAI/);
		}
	});

	it('passes over a key that belongs to the server that another variable names', () => {
		const env = { OPENAI_API_KEY: 'a', OPENAI_BASE_URL: 'http://127.0.0.1:22768/v1' };
		expect(openai(env)).toMatchObject({ kind: 'elsewhere', variable: 'OPENAI_API_KEY', address: 'OPENAI_BASE_URL' });
		expect(passedOverInWords(openai(env) as never, 'openai')).toMatch(/OPENAI_BASE_URL names another server.*ROUTOO_KEY_OPENAI/);
		expect(openai({ ...env, OPENAI_BASE_URL: 'https://api.openai.com/v1/' })).toMatchObject({ kind: 'key' });
		// A company's gateway under the vendor's id is that other server.
		const gateway = { ...env, OPENAI_BASE_URL: 'https://gate.example/v1' };
		expect(keyInEnvironment(gateway, 'openai', 'https://gate.example/openai')).toMatchObject({ kind: 'key' });
	});
});
