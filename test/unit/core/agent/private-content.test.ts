import { describe, expect, test } from 'vitest';
import { attachedBlocks } from '../../../../src/core/agent/attached.ts';
import { pathsOfCall } from '../../../../src/core/agent/named-paths.ts';
import { isKeptBack, privateContent } from '../../../../src/core/agent/private-content.ts';
import { pathsShown } from '../../../../src/core/agent/shown-paths.ts';
import { PrivateFiles } from '../../../../src/core/workspace/private-files.ts';

const rules = new PrivateFiles([{ folder: '', text: 'notes/\n*.local.json\nnode_modules\ndist\n*.log\n' }], ['**/customers/**']);
const isPrivate = (path: string): boolean => rules.isPrivate(path.replace(/^\/w\//, ''));
const of = (name: string, args: unknown, text: string, isError = false) =>
	privateContent({ call: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) }, text, isError }, isPrivate);
const run = (command: string, text: string) => of('run_in_terminal', { command, explanation: 'x' }, text);
const nothing = { files: [], secrets: [] };
const ENV = 'PORT=3000\nNODE_ENV=production\n';

describe('a file that a call reads', () => {
	test.each([
		['read_file', { filePath: '/w/.env', startLine: 1 }],
		['read_file', { path: '.env.production' }],
		['Read', { file_path: 'config/secrets.yml' }],
		['view', { uri: 'file:///w/notes/plan.md#L3' }],
		['read_many_files', { paths: ['src/a.ts', 'server.key'] }],
		['mcp_fs_read_files', { files: [{ path: 'id_rsa' }] }],
		['read', { path: 'customers/list.csv' }],
		['open_file', { relative_workspace_path: 'settings.local.json' }],
		['read_file', { filePath: 'C:\\w\\.env' }],
		['get_file_contents', { path: '~/.aws/credentials' }],
		['read_file', { filePath: '.env:1-20' }],
		['read_file', { filePath: '"/w/.env"' }],
		['read_file', { filePath: '/w/.env#L1-L3' }],
		['mcp_desktop_read', { params: { file_name: 'id_rsa' } }],
		['mcp_x', { input: '{"path": ".env"}' }],
		['mcp_x', { arg: '.env' }],
		['fetch_webpage', { urls: ['file:///w/.env'], query: 'port' }],
		['read_file', { filePath: '/proc/self/environ' }],
		['fetch', { uri: 'vscode-remote://wsl+ubuntu/w/%2Eenv' }],
	])('%s %j', (name, args) => {
		expect(of(name, args, ENV).files).toHaveLength(1);
	});

	test.each([
		['list_dir', { path: '/w/notes' }, 'plan.md\n.env'],
		['file_search', { query: '**/.env' }, '1 total result\n/w/.env'],
		['read_file', { filePath: '/w/.env.example' }, 'API_KEY=your-key\nPORT=3000'],
		['read_file', { filePath: 'test/fixtures/key.pem.example' }, '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n'],
		['read_file', { filePath: 'node_modules/tls/test/key.pem' }, 'x'],
		['read_file', { filePath: 'dist/index.js' }, 'export {}'],
		['read_file', { filePath: 'src/a.ts' }, 'const key = process.env.API_KEY;'],
		['read_file', { filePath: '/w/.env' }, 'File does not exist: /w/.env'],
		['read_file', { filePath: '/w/.env' }, 'The user cancelled the tool call.'],
		['read_file', { filePath: '/w/.env' }, '  \n'],
		[
			'create_file',
			{ filePath: '/w/.env', content: 'A_KEY=9f8a7b6c5d4e3f2a1b' },
			'The following files were successfully edited:\n/w/.env\n',
		],
		['replace_string_in_file', { filePath: '.env', oldString: 'a', newString: 'b' }, 'Done.'],
		['read_file', 'not json {"filePath": ".env"}', 'export {}'],
		['read_file', { filePath: '.git/HEAD' }, 'ref: refs/heads/main'],
		['get_errors', { filePaths: ['/w/.env'] }, 'No errors found.'],
		['grep_search', { query: '.env' }, '1 match\n<match path="/w/README.md" line=3>\nAPI_KEY=your-key\n</match>'],
		['search', { pattern: '.env' }, 'API_KEY=your-key'],
		['grep_search', { query: 'API_KEY' }, '2 matches\n<match path="/w/src/a.ts" line=3>\nprocess.env.API_KEY\n</match>'],
	])('but %s %j with this result carries nothing', (name, args, text) => {
		expect(of(name, args, text)).toEqual(nothing);
	});

	test('a failed call carries nothing by its arguments, but by its text', () => {
		expect(of('read_file', { filePath: '.env' }, ENV, true)).toEqual(nothing);
		expect(of('read_file', { filePath: '.env' }, 'API_KEY=9f8a7b6c5d4e3f2a1b', true).secrets).toEqual(['a value of API_KEY']);
	});
});

describe('a file that a command prints', () => {
	test.each([
		'cat .env',
		'cat ./.env | head -5',
		'cd config && cat .env',
		'cd notes && cat plan.md',
		'sudo cat /w/.env',
		'FOO=1 cat -n ".env"',
		"bash -c 'cat .env'",
		'docker exec web cat .env',
		'ssh host "cat /srv/.env"',
		'grep -n KEY .env',
		'grep -e KEY .env',
		"sed -n '1,20p' .env",
		"awk -F= '{print $2}' .env",
		'head -c 200 id_ed25519',
		'tail .env.local',
		'base64 server.p12',
		'xxd server.key',
		'openssl rsa -in server.key -text',
		'git show HEAD:.env',
		'git diff -- .env',
		'git stash show -p .env',
		'echo "$(cat .env)"',
		'echo `cat .env`',
		'while read l; do echo $l; done; cat < .env',
		'find . -name .env | xargs cat',
		'find . -name .env -exec cat {} \\;',
		'type .env',
		'Get-Content -Path .env',
		'gc .\\.env',
		'cat .e*',
		'cat .env*',
		'cat *.pem',
		'less notes/plan.md',
		'diff .env .env.example',
		'true; time cat .env && ls',
		'ls && cat .env > /dev/stdout',
		'cat "my dir/.env"',
		'jq . credentials.json',
		'timeout 5 cat .env',
		'git -C /w show HEAD:.env',
		'git -c core.pager=cat --no-pager diff -- .env',
		'git log -p -- .env',
		'f=.env; cat $f',
		'FILE=.env && cat "$' + '{FILE}"',
		'$f = ".env"; Get-Content $f',
		'for f in .env .env.local; do cat "$f"; done',
		'[System.IO.File]::ReadAllText(".env")',
		'python - <<EOF\nprint(open(".env").read())\nEOF',
		'cp .env /tmp/x && cat /tmp/x',
		'cp .env /dev/stdout',
		'cat .[e]nv',
		'cat .{env,npmrc}',
		'Set-Location notes; Get-Content plan.md',
		'Get-Item .env | Get-Content',
		'cat /etc/shadow',
		'cat $(find . -name .env)',
		'for f in $(ls .env*); do cat $f; done',
		'ls .env* | while read f; do cat "$f"; done',
		'Select-String -Path .env -Pattern .',
	])('%s', (command) => {
		expect(run(command, ENV).files.length).toBeGreaterThan(0);
	});

	test('of a list of arguments', () => {
		expect(of('shell', { command: ['bash', '-lc', 'cat .env'] }, ENV).files).toEqual(['.env']);
	});

	test.each([
		'ls -la',
		'ls .env',
		'stat .env',
		'rm .env',
		'cp .env.example .env',
		'mv .env .env.old',
		'touch .env',
		'test -f .env && echo yes',
		'[ -f .env ] || echo none',
		'chmod 600 id_rsa',
		'wc -l .env',
		'git add .env',
		'git status --short .env',
		'git check-ignore .env',
		'git rm --cached .env',
		'find . -name .env',
		'grep -l KEY .env',
		'grep -c KEY .env',
		'grep -rn ".env" README.md',
		'rg .env src',
		'echo "A=1" >> .env',
		'cat README.md > .env',
		'cat src/a.ts',
		'sha256sum server.key',
		'docker run --env-file .env app',
		'npm test -- --env .env',
		'node dist/index.js',
		'cat .env.example',
		'cat *',
		'source .env && npm start',
		'git diff --name-only HEAD -- .env',
		'git log --oneline -- .env',
		'git log -3 -- .env',
		'git show --stat HEAD -- .env',
		'f=src/a.ts; cat $f',
		'Get-Item .env',
		'cp .env.example .env && cat README.md',
		'git commit -m "Read .env with cat"',
		'echo "cat .env"',
		'openssl req -x509 -keyout key.pem -out cert.pem',
		'grep -rnE ".env" README.md',
	])('but not: %s', (command) => {
		expect(run(command, 'something was done, 3 passed\nall is well')).toEqual(nothing);
	});

	test('a command that only uses it shows it where values stand in its output', () => {
		expect(run('mytool --config .env', ENV).files).toEqual(['.env']);
		expect(of('run_code', { code: 'print(open(".env").read())' }, ENV).files).toEqual(['.env']);
		expect(run('npm run dev -- --env-file=.env', 'ready on port 3000')).toEqual(nothing);
	});

	test('an environment that is printed shows itself', () => {
		expect(run('env', 'HOME=/root\nGITHUB_TOKEN=ghp_16C7e42F292c6912E7710c838347Ae178B4a\n').secrets).toEqual([
			'a GitHub token',
			'a value of GITHUB_TOKEN',
		]);
		expect(run('env', 'HOME=/root\nPWD=/w\nLANG=C.UTF-8\nNODE_ENV=test\nSHLVL=1\n')).toEqual(nothing);
	});
});

describe('a file that a result heads', () => {
	test.each([
		['./.env:API=1', '.env'],
		['.env:3:PORT=3000', '.env'],
		['/w/notes/plan.md:12:the plan', '/w/notes/plan.md'],
		['src/a.ts-3-x\nserver.key-1-abc', 'server.key'],
		['==> .env <==\nPORT=1', '.env'],
		['diff --git a/.env b/.env\n--- a/.env\n+++ b/.env\n+PORT=1', '.env'],
		['File: `/w/.env`. Lines 1 to 3 of 3:\n```\nPORT=1\n```', '/w/.env'],
		['// filepath: /w/notes/plan.md\nx', '/w/notes/plan.md'],
		['Excerpt from .env, lines 1 to 2:\nPORT=1', '.env'],
		['<match path="/w/.env" line=3>\nPORT=3000\n</match>', '/w/.env'],
		['<file path=".env">\nPORT=1\n</file>', '.env'],
		['.env\n1:PORT=3000', '.env'],
		['C:\\w\\.env:3:PORT=1', 'C:\\w\\.env'],
		['Here is a potentially relevant text excerpt in `/w/.env` starting at line 1:\n```\nPORT=1\n```', '/w/.env'],
		['Here is the full text of `/w/notes/plan.md`:\n```\nx\n```', '/w/notes/plan.md'],
		['[{"file":"/w/.env","diff":"@@ -1 +1 @@\\n-PORT=1"}]', '/w/.env'],
		['--- "a/my dir/.env"\n+++ "b/my dir/.env"\n+PORT=1', 'my dir/.env'],
		['diff --cc .env\nindex 1..2\n++PORT=1', '.env'],
	])('%j', (text, path) => {
		const { files } = of('grep_search', { query: 'x' }, text);
		expect(files.map((file) => file.replace(/^\.\//, ''))).toEqual([path]);
	});

	test.each([
		'.env\n.env.example\nsrc/\n',
		'-rw-r--r-- 1 u u 120 Nov 28 12:00 .env',
		'./.ssh:\nid_rsa\nknown_hosts',
		' M .env\n?? server.key',
		'	modified:   .env',
		'cat: .env: No such file or directory',
		'.env: ASCII text',
		'server.key: OK',
		'.env: Permission denied',
		'  3 .env',
		'/w/src/a.ts:3:import ".env"',
		'<attachment id="x" filePath="/w/.env"/>',
		'adding: .env (deflated 10%)',
		'.gitignore:3:.env',
	])('a name alone is none: %j', (text) => {
		expect(of('run_in_terminal', { command: 'x' }, text)).toEqual(nothing);
	});
});

test.each([
	'The following is the last command run in the terminal:\ncat .env\nIt has the following output:\nPORT=1',
	'me@host:/w$ cat .env\nPORT=1\nme@host:/w$',
	'PS C:\\w> Get-Content .env\nPORT=1',
	'$ cd notes && cat plan.md\nthe plan',
])('what a terminal shows was typed: %j', (text) => {
	expect(of('get_terminal_output', { id: '1' }, text).files).not.toEqual([]);
	expect(of('get_terminal_output', { id: '1' }, text.replace(/\.env|notes|plan\.md/g, 'src'))).toEqual(nothing);
	expect(of('read_file', { filePath: 'src/a.md' }, text)).toEqual(nothing);
	expect(of('run_in_terminal', { command: 'cat README.md' }, text)).toEqual(nothing);
});

test('what is kept back: examples and what tools make are not, unless by a name of their own', () => {
	const kept = [
		'.env',
		'a/.env.local',
		'notes/x',
		'x.local.json',
		'server.pem',
		'/w/notes/y',
		'debug.log',
		'.git/config',
		'dist/.env',
		'out/server.key',
	];
	const free = [
		'.env.example',
		'.env.sample',
		'env.template',
		'secrets.yml.dist',
		'key.pem.example',
		'node_modules/a/.env',
		'./dist',
		'dist/a.js',
		'.git/HEAD',
		'src/env.ts',
		'',
	];
	expect(kept.filter((path) => !isKeptBack(path, isPrivate))).toEqual([]);
	expect(free.filter((path) => isKeptBack(path, isPrivate))).toEqual([]);
});

test('hostile texts are read in time that grows with them alone', () => {
	const texts = [
		'<file '.repeat(150_000),
		'a:1:'.repeat(200_000),
		'<file>'.repeat(150_000),
		'File x\n```\n'.repeat(90_000),
		'`'.repeat(900_000),
		'$('.repeat(450_000),
		'"'.repeat(900_001),
	];
	for (const text of texts) {
		expect(pathsShown(text).length).toBeLessThanOrEqual(501);
		expect(attachedBlocks(text).length).toBeLessThanOrEqual(200);
		expect(pathsOfCall({ name: 'run', arguments: JSON.stringify({ command: text.slice(0, 200_000) }) }).length).toBeLessThanOrEqual(500);
	}
});

test('the file of an inline chat is named before its text', () => {
	const text =
		'The filepath is `/w/.env` and this is its content:\n<file>\nPORT=1\n</file>\n<file-cursor-context>\nPORT=1\n</file-cursor-context>';
	expect(attachedBlocks(text).map(({ path }) => path)).toEqual(['/w/.env', '/w/.env']);
	expect(attachedBlocks('<file>\nPORT=1\n</file>\nThe filepath is `/w/.env`').map(({ path }) => path)).toEqual([null]);
});

test('blocks of a message are found with their names, and what the user typed is none', () => {
	const text = [
		'<attachments>\n<attachment id="a" filePath="/w/.env">\nPORT=1\n</attachment>\n<attachment id="b" filePath="/w/x.ts"/>\n</attachments>',
		'File src/a.ts:1-3\n````ts\n```\ninner\n````',
		'<userRequest>\nmy key is in .env: API_KEY=9f8a7b6c5d4e3f2a1b\n</userRequest>',
	].join('\n\n');
	expect(attachedBlocks(text).map(({ start, end, path }) => [path, text.slice(start, end).trim()])).toEqual([
		['/w/.env', 'PORT=1'],
		['src/a.ts', '```\ninner'],
	]);
});

test('what is staged, where an editor asks for a commit message', () => {
	const diff = (path: string, line: string) =>
		`diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n+${line}`;
	const text = `# CODE CHANGES:\n\`\`\`diff\n${diff('src/a.ts', 'x')}\n${diff('app/.env', 'KEY=hunter22')}\n\`\`\`\nNow write the message.`;
	const blocks = attachedBlocks(text);
	expect(blocks.map(({ path }) => path)).toEqual(['src/a.ts', 'app/.env']);
	expect(text.slice(blocks[1]!.start, blocks[1]!.end)).toContain('hunter22');
	expect(text.slice(blocks[1]!.end)).toBe('\n```\nNow write the message.');
	expect(text.slice(blocks[0]!.start, blocks[0]!.end)).not.toContain('hunter22');
	// The same pasted by a user is that user's own word.
	expect(attachedBlocks(diff('app/.env', 'KEY=hunter22'))).toEqual([]);
	expect(attachedBlocks('# CODE CHANGES:\nnone')).toEqual([]);
});
