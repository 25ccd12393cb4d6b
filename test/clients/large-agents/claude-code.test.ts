import { claudeCode } from '../../../scripts/test/agents.ts';
import { agentSuite } from '../agents/suite.ts';
import { ACME, CLAUDE, GPT } from '../support/models.ts';

agentSuite(
	{
		page: 'claude-code',
		command: async (prompt) => ({ program: await claudeCode(), args: ['-p', prompt, '--allowedTools', 'Read', 'Edit', 'Bash', 'Agent'] }),
	},
	{ subAgent: 'general-purpose', models: [CLAUDE, GPT, ACME] },
);
