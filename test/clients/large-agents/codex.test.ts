import { codex } from '../../../scripts/test/agents.ts';
import { agentSuite } from '../agents/suite.ts';
import { CLAUDE, GPT } from '../support/models.ts';

agentSuite(
	{
		page: 'codex',
		command: async (prompt) => ({ program: await codex(), args: ['exec', '--dangerously-bypass-approvals-and-sandbox', prompt] }),
	},
	// It takes no status but 400 for an answer that stands, and asks six times within seconds.
	{ subAgent: null, models: [GPT, CLAUDE], tries: 6 },
);
