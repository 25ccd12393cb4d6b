import { expect, test } from 'vitest';
import { checkName, colourOf } from '../../../../src/app/learning/check-commands.ts';

test.each([
	'npm test',
	'npm run -s test:unit -- --run',
	'pnpm test',
	'yarn lint',
	'npx vitest run test/unit/a.test.ts',
	'vitest run',
	'cd packages/core && npx tsc --noEmit',
	'python -m pytest -x tests/test_orders.py',
	'python3 -m unittest',
	'CI=1 pytest',
	'uv run pytest',
	'cargo test --all',
	'cargo clippy',
	'go test ./...',
	'make',
	'make -j8 test',
	'./gradlew test',
	'mvn -q verify',
	'dotnet build',
	'node --test',
	'npm test 2>&1',
	'rspec spec/models',
])('%j tests, compiles or lints', (line) => {
	expect(checkName(line)).toMatch(/^[a-z0-9]+$/);
});

test.each([
	'',
	'ls -la',
	'git commit -m "npm test"',
	'echo npm test',
	'npm install',
	'npm start',
	'npm run dev',
	'docker build .',
	'go run .',
	'cargo run',
	'make install',
	'npm test | tail -20',
	'npm test || true',
	'npm test; echo done',
	'npm test &',
	'npx vitest --watch',
	'tsc -w',
	'cat test.log',
	`npm test ${'x'.repeat(5000)}`,
	'npm test\nrm -rf build',
])('%j does not, or does not say how it ended', (line) => {
	expect(checkName(line)).toBeNull();
});

test('the same line has one name whatever its white space, another one another, and the name holds nothing of it', () => {
	expect(checkName('npm   test')).toBe(checkName(' npm test '));
	expect(checkName('npm test -- a')).not.toBe(checkName('npm test -- b'));
	expect(checkName('pytest secret_project')).not.toContain('secret');
});

test.each([
	[0, 'green'],
	[1, 'red'],
	[101, 'red'],
	[126, null],
	[127, null],
	[130, null],
	[-1, null],
	[undefined, null],
	[Number.NaN, null],
])('exit code %s is %s', (code, colour) => {
	expect(colourOf(code)).toBe(colour);
});
