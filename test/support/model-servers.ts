/** Answers of model servers by path, as the real programs give them, for one model under any name. */
export type Answers = Record<string, unknown>;

export const PARAMETERS = 7_615_616_512;
const DIGEST = 'dae161e27b0e90dd1856c8bb3209201fd6736d8eb66298e75ed87571486f4364';

/** Ollama 0.12; further fields of an entry and of /api/show on top. */
export function ollama(name: string, entry: object = {}, show: object = {}): Answers {
	const details = { format: 'gguf', family: 'qwen2', parameter_size: '7.6B', quantization_level: 'Q4_K_M' };
	return {
		'/api/version': { version: '0.12.3' },
		'/api/tags': { models: [{ name, model: name, size: 4_683_087_519, digest: DIGEST, details, ...entry }] },
		'/api/ps': { models: [] },
		'/api/show': {
			details,
			capabilities: ['completion', 'tools'],
			model_info: { 'general.architecture': 'qwen2', 'general.parameter_count': PARAMETERS, 'qwen2.context_length': 32768 },
			...show,
		},
		'/v1/models': { object: 'list', data: [{ id: name, object: 'model', owned_by: 'library' }] },
	};
}

/** LM Studio 0.3. */
export function lmStudio(id: string, entry: object = {}): Answers {
	const model = {
		...{ id, object: 'model', type: 'llm', publisher: 'lmstudio-community', arch: 'qwen2', compatibility_type: 'gguf' },
		...{ quantization: 'Q4_K_M', state: 'not-loaded', max_context_length: 32768, ...entry },
	};
	return { '/api/v0/models': { object: 'list', data: [model] }, '/v1/models': { data: [{ id, owned_by: 'organization_owner' }] } };
}

/** llama-server with one model. */
export function llamaCpp(id: string, entry: object = {}): Answers {
	const meta = { vocab_type: 2, n_vocab: 152_064, n_ctx_train: 32768, n_embd: 3584, n_params: PARAMETERS, size: 4_677_120_000 };
	return {
		'/props': { default_generation_settings: { n_ctx: 8192 }, total_slots: 4, model_path: 'model.gguf', modalities: { vision: false } },
		'/v1/models': { object: 'list', data: [{ id, object: 'model', owned_by: 'llamacpp', meta, ...entry }] },
	};
}

/** vLLM started with --served-model-name. */
export function vllm(id: string, entry: object = {}): Answers {
	const model = { id, object: 'model', owned_by: 'vllm', root: 'Qwen/Qwen2.5-7B-Instruct', parent: null, max_model_len: 16384, ...entry };
	return { '/version': { version: '0.11.0' }, '/v1/models': { object: 'list', data: [model] } };
}

/** A list in OpenAI's form, from a server that says no more. */
export function plain(...ids: string[]): Answers {
	return { '/v1/models': { object: 'list', data: ids.map((id) => ({ id, object: 'model' })) } };
}
