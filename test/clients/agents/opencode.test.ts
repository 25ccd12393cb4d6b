import { opencode } from '../../../scripts/test/agents.ts';
import { ACME } from '../support/models.ts';
import { agentSuite } from './suite.ts';

// Models of the other wires do the task in the test of a vendor that fails.
agentSuite(
	{
		page: 'opencode',
		command: async (prompt) => ({ program: await opencode(), args: ['run', prompt] }),
	},
	{ subAgent: 'general', models: [ACME], outside: ['registry.npmjs.org:443'], little: 0.1 },
);
