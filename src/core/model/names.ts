/**
 * The parts of a model name as endpoints write it. Endpoints list one model under many names: `anthropic/claude-haiku-4.5:free`,
 * `us.anthropic.claude-haiku-4-5-20251001-v1:0`, `qwen3:8b-q4_K_M`, `SmolLM2-135M-Instruct.Q4_1.gguf`. All lower case.
 */
export interface ModelName {
	/** Name without path, file ending, routing suffix and quantisation; an Ollama tag is joined on with `-`. */
	readonly name: string;
	/** The last path segment as it came, lower case: what an alias with a tag (`llama3.2:latest`) is compared with. */
	readonly raw: string;
	/** What stood before the last slash, empty where nothing did. */
	readonly path: string;
}

/** Suffixes of OpenRouter and others that choose how a request is served, not which model serves it. */
const routing = new Set([
	'free',
	'nitro',
	'floor',
	'extended',
	'exacto',
	'beta',
	'online',
	'thinking',
	'cloud',
	'fastest',
	'cheapest',
	'preferred',
	'default',
	'flex',
	'batch',
]);
const quantisation =
	/[-_.@](?:ud[-_])?(?:i?q[1-8](?:_(?:[01]|k|nl|xxs|xs|s|m|l|xl))*|f(?:p)?(?:4|8|16|32)|bf16|int[48]|[2-8]bit|mxfp4|nvfp4|awq|gptq|exl[23]|\d(?:\.\d+)?bpw|w[48]a(?:8|16)|q[0-9]f(?:16|32)(?:_\d)?)$/;
/** `maas` and `tee`: how Vertex and confidential hosts mark what they serve. */
const packaging = /[-_.](gguf|ggml|mlx|mlc|onnx|openvino|ov|hf|bnb|qat|dwq|unsloth|imatrix|i1|dynamic|quantized|maas|tee)$/;

export function splitModelName(wireId: string): ModelName {
	const trimmed = wireId.trim().toLowerCase();
	const slash = trimmed.lastIndexOf('/');
	const path = slash < 0 ? '' : trimmed.slice(0, slash);
	const raw = trimmed.slice(slash + 1);
	const plain = stripCloudPrefix(path.endsWith('fireworks/models') ? fireworksVersion(raw) : raw);
	const colon = plain.indexOf(':');
	const tag = colon < 0 ? '' : plain.slice(colon + 1);
	const head = colon < 0 ? plain : plain.slice(0, colon);
	const useful = tag.replace(/-cloud$/, '');
	const joined = useful === '' || useful === 'latest' || routing.has(useful) ? head : `${head.replace(packaging, '')}-${useful}`;
	return { name: stripPackaging(joined), raw, path };
}

/** Fireworks writes versions with a `p`: `llama-v3p1-8b`, `glm-4p6`. */
function fireworksVersion(raw: string): string {
	return raw.replace(/(\d)p(\d)/g, '$1.$2').replace(/^llama-v(?=\d)/, 'llama-');
}

/** Bedrock: `us.anthropic.NAME-v1:0`, `meta.NAME-v1:0:128k`, `openai.NAME-1:0`. Vertex: `NAME@20251001`, `NAME@default`. */
function stripCloudPrefix(raw: string): string {
	return raw
		.replace(/^(?:us-gov|us|eu|apac|global|jp|au|ca)\.(?=[a-z0-9]+\.)/, '')
		.replace(/^(?:anthropic|meta|mistral|amazon|cohere|deepseek|openai|qwen|google|moonshotai?|minimax|zai|ai21)\./, '')
		.replace(/-v?\d+:\d+(?::\d+k)?$/, '')
		.replace(/@(?:latest|default|\d{3})$/, '');
}

function stripPackaging(joined: string): string {
	let name = joined.replace(/\.(?:gguf|bin|safetensors|llamafile)$/, '').replace(/-0\d{4}-of-0\d{4}$/, '');
	for (let before = ''; before !== name; ) {
		before = name;
		name = name.replace(packaging, '');
		name = name.replace(quantisation, '');
	}
	// Quantised files of others carry the maker in front: `google_gemma-3-12b-it`, `meta-llama-3.1-8b`.
	name = name.replace(
		/^(?:google|qwen|microsoft|meta|meta-llama|mistralai|mistral_ai|ibm|ibm-granite|deepseek-ai|openai|huggingfacetb)_/,
		'',
	);
	return name.replace(/^meta-(?=llama)/, '');
}

/**
 * The name as tokens joined by `-`, so that spellings of one version agree: `claude-haiku-4.5` and `claude-haiku-4-5`, `llama3.1-8b` and
 * `llama-3.1-8b`. Letters of two and more are parted from digits that follow them; `8b`, `8x7b`, `a3b`, `o3` and `v3` stay whole.
 */
export function canonicalName(name: string): string {
	return name
		.split(/[-_.\s:@]+/)
		.filter((token) => token !== '')
		.map((token) => token.replace(/^([a-z]{2,})(\d)/, '$1-$2'))
		.join('-');
}

/** UTF-16 units of a line that a server writes. */
const MAX_TEXT = 300;
/**
 * Longer ids are none: with its endpoint before it (40 and a slash) and an effort behind (`@minimal`) a candidate's id has to fit into the
 * 300 that a message of a view and a signal may name.
 */
const MAX_ID = 250;

/**
 * Whether a text of a server can be shown in one line as it is: no line breaks, control or escape characters, marks that turn the reading
 * direction, halves of surrogate pairs, icons of the editor's labels (`$(flame)`), or links,
 * which the editor follows in its messages and prompts, to its own commands too (`[free](command:…)`).
 */
export function isSoundText(text: string): boolean {
	return text.trim() !== '' && text.length <= MAX_TEXT && text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\$\(|\]\(/u.test(text);
}

/**
 * Whether what a server lists can be a model's id. `m@high` would read as the effort of another model, and `__proto__` cannot be a key of
 * a setting.
 */
export function isSoundId(id: string): boolean {
	return id.length <= MAX_ID && isSoundText(id) && !/@(?:none|minimal|low|medium|high|xhigh|max)$/i.test(id) && id !== '__proto__';
}

const ROUTOO = /(?<![a-z0-9])routoo(?![a-z0-9])/i;

/**
 * Whether a model's id or name says that Routoo itself answers, as extensions and their local servers write it that pass VS Code's models
 * on: `routoo/auto`, `acme/routoo-auto`, `Routoo Auto via Acme`.
 */
export function saysRoutoo(...names: readonly string[]): boolean {
	return names.some((name) => ROUTOO.test(name));
}
