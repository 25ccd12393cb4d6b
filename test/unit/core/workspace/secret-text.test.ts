import { describe, expect, test } from 'vitest';
import { secretsIn } from '../../../../src/core/workspace/secret-text.ts';

/** Made up; written in two parts so that no scanner takes this file for a leak. */
const key = (sign: string, rest: string): string => sign + rest;
const MADE = '9dKf8sJd3f8Lsd7Qf2kxR5vWb1nZt6Yh4Gp0mA7c';
const PEM = (kind: string): string => `-----BEGIN ${kind}-----\nMIIEpAIBAAKCAQEAx9d8f7s9d8f7s9d8f7s9d8f7s\n-----END ${kind}-----`;

describe('found', () => {
	test.each([
		PEM('PRIVATE KEY'),
		PEM('RSA PRIVATE KEY'),
		PEM('EC PRIVATE KEY'),
		PEM('OPENSSH PRIVATE KEY'),
		PEM('ENCRYPTED PRIVATE KEY'),
		PEM('PGP PRIVATE KEY BLOCK'),
		JSON.stringify({ private_key: PEM('PRIVATE KEY') }),
		PEM('RSA PRIVATE KEY').replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,8F3A\n\n'),
		`key: |\n  ${PEM('RSA PRIVATE KEY').replaceAll('\n', '\n  ')}`,
		PEM('PRIVATE KEY').replaceAll('\n', '\r\n'),
		`const KEY = \`${PEM('PRIVATE KEY')}\`;`,
		`1: ${PEM('PRIVATE KEY').replaceAll('\n', '\n2: ')}`,
		`k:1:${PEM('PRIVATE KEY').replaceAll('\n', '\nk:2:')}`,
		// Every OpenSSH key has its zeros.
		'-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n',
		btoa(PEM('OPENSSH PRIVATE KEY')),
		btoa(PEM('RSA PRIVATE KEY')),
	])('a private key: %j', (text) => {
		expect(secretsIn(text).map(({ kind }) => kind)).toContain('privateKey');
	});

	test.each([
		key('AKIA', 'Q3EGVZ7JK2L9MNPT'),
		key('ghp_', '16C7e42F292c6912E7710c838347Ae178B4a'),
		key('github_pat_', `11ABCDEFG0${MADE}`),
		key('glpat-', 'x9Kd8sJf7Hd6Gs5Fa4Ds'),
		key('xoxb-', '263594206564-2343594206574-FGqddMF8t08v8N7Oq4i57vs1'),
		key('sk_live_', '51H9dKf8sJd3f8Lsd7Qf2kxR5v'),
		key('sk-ant-api03-', MADE),
		key('sk-proj-', `${MADE}_${MADE}`),
		key('sk-', 'T3xS9dKf8sJd3f8Lsd7Qf2kxR5vWb1nZt6Yh4Gp0mA7c'),
		key('sk-or-v1-', '8f3a9b2c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a'),
		key('AIza', 'SyD9dKf8sJd3f8Lsd7Qf2kxR5vWb1nZt6Yh'),
		key('hf_', 'QdKfsJdfLsdQfkxRvWbnZtYhGpmAc7Kd9s'),
		key('npm_', '9dKf8sJd3f8Lsd7Qf2kxR5vWb1nZt6Yh4Gp0'),
		key('SG.', `ngeVfQFYQlKU0ufo8x5d1A.${MADE}`),
		key('hvs.', `CAESI${MADE}`),
		key('dop_v1_', '8f3a9b2c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a'),
		`"SecretAccessKey": "${key('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYzKkq9sdK3L')}"`,
		`AccountKey=${MADE}${MADE}==;EndpointSuffix=core.windows.net`,
		key('whsec_', MADE),
		key('glsa_', '9dKf8sJd3f8Lsd7Qf2kxR5vWb1nZt6Yh_8f3a9b2c'),
		key('dckr_pat_', MADE),
		key('eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.', `eyJzdWIiOiI5ODc2NTQzMjEwIiwiaWF0IjoxNTE2MjM5MDIyfQ.${MADE}`),
		`Authorization: Bearer ${MADE}`,
		`{"authorization": "Basic ${MADE}"}`,
		'//registry.npmjs.org/:_authToken=3f1c9b2a-7d4e-4f6a-9b8c-1d2e3f4a5b6c',
		`//registry.acme.io/:_password=${MADE}`,
		'machine api.acme.io\n  login me@acme.io\n  password c4cd94da15ea0544\n',
		`client-key-data: ${MADE}${MADE}`,
		'Server=tcp:x.database.windows.net;User ID=me;Password=k3Jf9dLs8;',
		'postgres://bob:s3cretpw9@db.prod.internal.net:5432/x',
		'mongodb+srv://admin:kd8f7s9dj@cluster0.ab1cd.mongodb.net/app',
	])('a key or an address with a password: %s', (text) => {
		for (const around of [text, `before ${text} after`, `const k = "${text}";`, `https://x.dev/?k=1\n${text}\n`, `TOKEN: ${text}`]) {
			expect(secretsIn(around).map(({ kind }) => kind)).toContain('key');
		}
	});

	test.each([
		'API_KEY=9f8a7b6c5d4e3f2a1b',
		'API_KEY="9f8a7b6c5d4e3f2a1b" # of the service',
		"export DB_PASSWORD='s8f7sd8f7x'",
		'12: SECRET_TOKEN=abC9dkfj3kdf',
		'  4\tAUTH_TOKEN=abC9dkfj3kdf',
		'./.env:API_KEY=9f8a7b6c5dd4e3f',
		'.env:3:STRIPE_SECRET=whsec_9d8f7s9df8',
		'config/prod.env-7-STRIPE_SECRET=whsec_9d8f7s9df8',
		'"POSTGRES_PASSWORD=hunter22xk",',
		'      - JWT_SECRET=v8sdf7sdf6',
		'PASSWORD=correcthorsebattery',
		'PASSWORD=83729164',
		'+AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzKkq9sdK3L',
		'DATABASE_URL=postgres://bob:s3cretpw9@db.prod.internal.net:5432/x',
		'ENCRYPTION_KEY=550e8400e29b41d4a716446655440000',
		'$env:API_KEY=9f8a7b6c5d4e3f2a1b',
		'set API_KEY=9f8a7b6c5d4e3f2a1b',
		'{"content":"PORT=1\\nAPI_KEY=9f8a7b6c5d4e3f2a1b\\n"}',
		'SLACK_WEBHOOK_URL=https://hooks.slack.com/services/T9K3JF8/B8D7FJ3/9d8f7s9df87s9d8f',
		'"Env":["PATH=/usr/bin","API_KEY=9f8a7b6c5d4e3f2a1b"]',
		'[PATH=/usr/bin API_KEY=9f8a7b6c5d4e3f2a1b]',
		'declare -x API_KEY="9f8a7b6c5d4e3f2a1b"',
		'\u001b[32mAPI_KEY\u001b[0m=9f8a7b6c5d4e3f2a1b',
		'API_KEY                        9f8a7b6c5d4e3f2a1b',
		'  "API_KEY": "9f8a7b6c5d4e3f2a1b",',
		'CONNECTION_STRING=Server=tcp:x;User=a;Password=k3Jf9dLs;',
	])('an environment: %s', (text) => {
		expect(secretsIn(`PORT=3000\n${text}\nDEBUG=true`).map(({ kind }) => kind)).toContain('environment');
	});
});

describe('not found', () => {
	test.each([
		'API_KEY=',
		'API_KEY=""',
		'API_KEY=your-api-key',
		'API_KEY=<your key>',
		'API_KEY=xxxxxxxxxxxxxxxx',
		'API_KEY=changeme123',
		'API_KEY=sk-...',
		`API_KEY=\${API_KEY}`,
		'API_KEY=$API_KEY',
		'API_KEY=%API_KEY%',
		'API_KEY=getKey()',
		'API_KEY=process.env.OTHER',
		'TOKEN=$(cat /run/secrets/token)',
		'GOOGLE_APPLICATION_CREDENTIALS=/run/key.json',
		`GITHUB_TOKEN: \${{ secrets.GITHUB_TOKEN }}`,
		'const API_KEY = process.env.API_KEY;',
		"API_KEY = os.environ['API_KEY']",
		'if (process.env.SECRET_TOKEN === undefined) throw new Error("SECRET_TOKEN is missing");',
		'interface Options { apiKey: string; password?: string }',
		'MAX_TOKENS=4096',
		'TOKEN_LIMIT=100000',
		'TOKEN_TYPE=Bearer',
		'SECRET_NAME=my-app-secret',
		'SECRET_KEY_BASE_PATH=/etc/x',
		'PUBLIC_KEY=abc93939393939393939',
		'DB_PASSWORD=postgres',
		'PASSWORD=password123',
		'POSTGRES_PASSWORD=example',
		'SESSION_KEY=user',
		'CACHE_KEY=550e8400-e29b-41d4-a716-446655440000',
		'SORT_KEY=created_at',
		'PWD=/home/dev/shop',
		'KEYCLOAK_URL=https://auth.corp.com',
		'NODE_ENV=production\nPORT=3000\nLOG_LEVEL=debug',
		'"integrity": "sha512-9d8f7s9df87s9d8f7s9df87s9df87s9d8f7s9df8AbCdEfGhIjKlMnOp=="',
		'550e8400-e29b-41d4-a716-446655440000',
		'commit 9fceb02d0ae598e95dc970b74767f19372d61af8',
		'9fceb02d0ae598e95dc970b74767f19372d61af8  package-lock.json',
		'-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----',
		'-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----',
		'if (text.startsWith("-----BEGIN RSA PRIVATE KEY-----")) return parseRsa(text);',
		PEM('CERTIFICATE'),
		PEM('PUBLIC KEY'),
		'AKIAIOSFODNN7EXAMPLE',
		'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
		'sk-learn-is-a-library-for-machine-learning-in-python',
		'sk-1234567890abcdef1234567890abcdef',
		'ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
		'task-manager-with-a-very-long-name-that-goes-on-and-on',
		'hf_hub_download_with_a_long_function_name',
		'npm_config_registry=https://registry.npmjs.org/',
		'npm_package_dependencies_something_long_name',
		'postgres://postgres:postgres@localhost:5432/test',
		'postgres://user:password@host:5432/db',
		'https://user:pass@example.com/x',
		`redis://:\${REDIS_PASSWORD}@redis:6379`,
		'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
		'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGk9d8f7s9d8f7s9d8f7s9d8f7 me@host',
		'the API_KEY must be set, see README',
		'API_KEY      the key of the service',
		'API_KEY        required',
		'  "PASSWORD": "Passwort",',
		'ACCESS_TOKEN      string',
		'  "API_KEY": "your-key",',
		'SESSION_MANAGER=local/host:@/tmp/.ICE-unix/1234,unix/host:/tmp/.ICE-unix/1234',
		'TERM_SESSION_ID=w0t0p0:9F8A7B6C-5D4E-4F2A-9B0C-9D8E7F6A5B4C',
		`//registry.npmjs.org/:_authToken=\${NPM_TOKEN}`,
		'Authorization: Bearer $TOKEN',
		'Authorization: Bearer test-token-1234567890123456',
		'Server=localhost;User ID=sa;Password=k3Jf9dLs8;',
		'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
		`eyJhbGciOiJIUzI1NiJ9.${btoa('{"iss":"supabase","ref":"abcdefghij1","role":"anon"}').replaceAll('=', '')}.${MADE}`,
		btoa(PEM('CERTIFICATE')),
		'FOO_TOKEN=test_token',
	])('%s', (text) => {
		expect(secretsIn(text)).toEqual([]);
	});

	test('an example file holds examples, but a real key of a vendor counts', () => {
		expect(secretsIn(`${PEM('PRIVATE KEY')}\nAPI_KEY=9f8a7b6c5d4e3f2a1b`, { example: true })).toEqual([]);
		expect(secretsIn(`GH=${key('ghp_', '16C7e42F292c6912E7710c838347Ae178B4a')}`, { example: true })).toHaveLength(1);
	});

	test('a lock file, a diff and a source of a megabyte are read to their end', () => {
		const line =
			'      "integrity": "sha512-xF9d8f7s9df87s9d8f7s9df87s9df87s9d8f7s9df8AbCdEfGhIjKlMnOp==",\n      "resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",\n';
		const text = line.repeat(7000);
		expect(secretsIn(text)).toEqual([]);
		expect(secretsIn(`${text}API_KEY=9f8a7b6c5d4e3f2a1b`)).toHaveLength(1);
	});
});
