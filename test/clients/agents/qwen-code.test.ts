import { qwenCode } from '../../../scripts/test/agents.ts';
import { ACME, CLAUDE } from '../support/models.ts';
import { agentSuite } from './suite.ts';

agentSuite(
	{
		page: 'qwen-code',
		command: async (prompt) => ({ program: process.execPath, args: [await qwenCode(), '--yolo', '-p', prompt] }),
	},
	{ subAgent: 'general-purpose', models: [ACME, CLAUDE] },
);
