import { anthropicModels } from './models/anthropic.ts';
import type { ModelFacts } from './models/facts.ts';
import { googleModels } from './models/google.ts';
import { hostedModels } from './models/hosted.ts';
import { openModels } from './models/open.ts';
import { openaiModels } from './models/openai.ts';
import { qwenDeepseekModels } from './models/qwen-deepseek.ts';

/** Every model of the catalog, in the order in which it is written. */
export const modelFacts: readonly ModelFacts[] = [
	...openaiModels,
	...anthropicModels,
	...googleModels,
	...qwenDeepseekModels,
	...hostedModels,
	...openModels,
];
