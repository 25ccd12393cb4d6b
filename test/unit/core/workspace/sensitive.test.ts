import { expect, test } from 'vitest';
import { SENSITIVE_WORDS, sensitivity } from '../../../../src/core/workspace/sensitive.ts';

test.each([
	['.git/config', 'git'],
	['.git/hooks/pre-commit.sh', 'git'],
	['sub/.git/hooks/x', 'git'],
	['.GIT/config', 'git'],
	['.git./hooks/x', 'git'],
	['.git /hooks/x', 'git'],
	['.g\u200cit/hooks/x', 'git'],
	['.git::$INDEX_ALLOCATION/config', 'git'],
	['GIT~1/config', 'git'],
	['a\\.git\\config', 'git'],
	['.vscode/settings.json', 'settings'],
	['a/.VSCode/tasks.json', 'settings'],
	['.idea/workspace.xml', 'settings'],
	['.devcontainer/devcontainer.json', 'settings'],
	['my.code-workspace', 'settings'],
	['.env', 'private'],
	['app/.env.local', 'private'],
	['id_rsa.bak', 'private'],
	['keys/server.pem', 'private'],
	['.bashrc', 'hidden'],
	['.husky/pre-commit', 'hidden'],
	['.github/workflows/ci.yml', 'hidden'],
	['SECRET~1.TXT', 'hidden'],
	['src/a.ts', null],
	['./src/../a.ts', null],
	['src/git/config.ts', null],
	['gitignore.md', null],
	['vscode/settings.json', null],
	['a.b/c.d', null],
] as const)('%s: %s', (path, kind) => {
	expect(sensitivity(path)).toBe(kind);
	if (kind !== null) expect(SENSITIVE_WORDS[kind]).toMatch(/\.$/);
});
