/** Vendor of the catalog as the user knows it. */
const NAMES: Readonly<Record<string, string>> = {
	openai: 'OpenAI',
	anthropic: 'Anthropic',
	google: 'Google',
	deepseek: 'DeepSeek',
	qwen: 'Alibaba Cloud',
	mistral: 'Mistral',
	xai: 'xAI',
	moonshot: 'Moonshot AI',
	zai: 'Z.ai',
	minimax: 'MiniMax',
	meta: 'Meta',
	microsoft: 'Microsoft',
	ibm: 'IBM',
	nvidia: 'NVIDIA',
	arcee: 'Arcee AI',
	huggingface: 'Hugging Face',
};

export function vendorName(vendor: string): string {
	return (Object.hasOwn(NAMES, vendor) ? NAMES[vendor] : undefined) ?? vendor;
}
