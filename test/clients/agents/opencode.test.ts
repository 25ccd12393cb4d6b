import { opencode } from '../../../scripts/test/agents.ts';
import { ACME, CLAUDE } from '../support/models.ts';
import { agentSuite } from './suite.ts';

agentSuite(
	{
		page: 'opencode',
		command: async (prompt) => ({ program: await opencode(), args: ['run', prompt] }),
	},
	{ subAgent: 'general', models: [ACME, CLAUDE], outside: ['registry.npmjs.org:443'], little: 0.1 },
);
