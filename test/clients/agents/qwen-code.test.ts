import { qwenCode } from '../../../scripts/test/agents.ts';
import { ACME } from '../support/models.ts';
import { agentSuite } from './suite.ts';

// Models of the other wires do the task in the test of a vendor that fails.
agentSuite(
	{
		page: 'qwen-code',
		command: async (prompt) => ({ program: process.execPath, args: [await qwenCode(), '--yolo', '-p', prompt] }),
	},
	{ subAgent: 'general-purpose', models: [ACME] },
);
