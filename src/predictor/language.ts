import { STEMS } from './stems.ts';

/**
 * A group of words that tells what is asked for; `weight` is a first guess of its difficulty (negative: easy) and only shapes two summed
 * features.
 */
export interface Cue {
	readonly name: string;
	readonly pattern: RegExp;
	readonly weight: number;
}

/** With its stems of other languages; those that are parted into words begin one. */
function withStems(cue: Cue): Cue {
	const stems = STEMS[cue.name];
	if (stems === undefined) return cue;
	const latin = stems.slice(0, -1).join('|');
	return { ...cue, pattern: new RegExp(String.raw`${cue.pattern.source}|(?<!\p{L})(?:${latin})|${stems.at(-1)}`, 'iu') };
}

/**
 * Cues in the languages people write to an editor in. The encoder was trained on English, so that for other languages these words carry
 * most of the information. Stems, not whole words: declension and compounds count as hits.
 */
export const BASE_CUES: readonly Cue[] = [
	{
		name: 'concurrency',
		weight: 2,
		pattern:
			/\b(race condition|data race|deadlock|livelock|mutex|lock-?free|wait-?free|atomic|memory (order|barrier|model)|concurren|thread[- ]?safe|multi-?thread|CAS\b|RCU\b|spinlock|hazard pointer|interleaving)|nebenläufig|verklemmung|concurrenc|condición de carrera|concurrente|condição de corrida|гонк[аи]|многопоточ|взаимн\p{L}+ блокировк|并发|死锁|无锁|竞态|デッドロック|競合状態|ロックフリー|並行|동시성|교착/iu,
	},
	{
		name: 'distributed',
		weight: 2,
		pattern:
			/\b(distributed|consensus|raft|paxos|byzantine|linearizab|serializab|CRDT|quorum|two-phase commit|exactly[- ]once|eventual(ly)? consisten|split[- ]brain|sharding|replicat|vector clock|leader election|geo-?distributed|multi-region)|verteilt|distribu(é|ido|ída|ído)|распредел|консенсус|分布式|共识|分散(システム|合意|トランザクション)|वितरित/iu,
	},
	{
		name: 'proof',
		weight: 3,
		pattern:
			/\b(prove|proof|theorem|lemma|formally verif|formal (spec|verification|proof)|TLA\+|Coq|Lean ?4?|Isabelle|invariant|soundness|NP-(hard|complete)|undecidab|counterexample|induction)\b|beweis|démontr|preuve|demuestr|demostra|prove que|demonstr|докаж|доказательств|теорем|证明|定理|証明|सिद्ध/iu,
	},
	{
		name: 'low level',
		weight: 2,
		pattern:
			/\b(kernel|driver|interrupt|DMA|SIMD|AVX|NEON|assembl(y|er)|bootloader|hypervisor|page table|TLB|cache line|NUMA|eBPF|io_uring|JIT|garbage collector|allocator|linker|ABI|LLVM|compiler (pass|backend|optimi[sz])|register alloc|firmware|RTOS|undefined behaviou?r)\b|kernel-?modul|ядр[аоу]|драйвер|内核|驱动|カーネル/iu,
	},
	{
		name: 'security',
		weight: 1.5,
		pattern:
			/\b(security|vulnerab|exploit|CVE|XSS|CSRF|SSRF|injection|sandbox escape|side[- ]channel|timing attack|constant[- ]time|cryptograph|encrypt|zero[- ]knowledge|threat model|privilege escalation|use-after-free|deseriali[sz]ation|OAuth|PKCE|JWT|authoriz|penetration)|sicherheit|sécurité|seguridad|segurança|уязвим|безопасн|安全|漏洞|脆弱性|सुरक्षा/iu,
	},
	{
		name: 'performance',
		weight: 1.5,
		pattern:
			/\b(performance|optimi[sz]e|profil(e|ing)|latency|throughput|bottleneck|memory leak|heap (dump|growth)|p99|slow(er)?|speed ?up|cache miss|vectori[sz]|hot path|O\(n|benchmark|GC pause)|leistung|langsam|lente?ur|rendimiento|desempenho|производительн|утечк|性能|优化|内存泄漏|最適化|パフォーマンス|メモリリーク/iu,
	},
	{
		name: 'architecture',
		weight: 2,
		pattern:
			/\b(architect|design (a|an|the|our|of)|system design|from scratch|end[- ]to[- ]end|multi-?tenant|event[- ]sourc|CQRS|microservice|scal(e|able|ing) to|trade-?offs?|fault[- ]toleran|high availab|zero[- ]downtime|rollback plan|backward[- ]compat|capacity plan|entire (codebase|repo|project|application)|whole (codebase|repo|project|application))|entwirf|entwurf|architekt|conçois|concevoir|diseñ|arquitectura|projete|arquitetura|спроектир|архитектур|设计|架构|設計|アーキテクチャ|डिज़ाइन/iu,
	},
	{
		name: 'migration',
		weight: 1.5,
		pattern:
			/\b(migrat|port (this|the|our|it)\b|upgrade (from|our|the|to)|rewrite (in|the|our|this)|convert (the|our|this) (whole|entire)|monolith|legacy|strangler|deprecat)|migrier|migrar|migraç|мигрир|миграц|перепис|迁移|重写|移行|書き換え|माइग्रे/iu,
	},
	{
		name: 'debugging mystery',
		weight: 1.5,
		pattern:
			/\b(flaky|intermittent|sometimes|only (on|in|when|under|after)|randomly|once (a|every|in)|nondeterminis|non-deterministic|heisenbug|root cause|corrupt|hangs?\b|freez|works locally|cannot reproduce|every few|under load|crash(es)?|segfault|deadlocks?)|manchmal|sporadisch|parfois|aléatoire|a veces|às vezes|иногда|偶尔|有时|偶发|時々|たまに|कभी-कभी/iu,
	},
	{
		name: 'algorithm',
		weight: 1.5,
		pattern:
			/\b(algorithm|dynamic programming|shortest path|graph|suffix (array|tree|automaton)|segment tree|scheduler|constraint solver|parser|type (checker|inference|system)|interpreter|compiler|numerical(ly)? stab|FFT|convex|matrix|probabilit|integral|differential|eigenvalue|optimization problem|modulo 10)|algorithmus|algorithme|algoritm|алгоритм|算法|アルゴリズム|एल्गोरिद/iu,
	},
	{
		name: 'multi-file change',
		weight: 1.5,
		pattern:
			/\b(across (the|all|our|every)|all (the )?(files|services|modules|call sites|packages)|monorepo|refactor|every (caller|module|service|place)|\d+ (files|services|modules|tables|repos))|refaktor|alle dateien|refactori[sz]|рефактор|重构|リファクタ/iu,
	},
	{
		name: 'database',
		weight: 0.7,
		pattern:
			/\b(SQL|quer(y|ies)|postgres|mysql|sqlite|mongo|index(es)?|transaction|join|schema|isolation level|table)\b|datenbank|base de (données|datos)|banco de dados|базу? данных|数据库|查询|データベース|डेटाबेस/iu,
	},
	{
		name: 'tests',
		weight: 0.5,
		pattern:
			/\b(unit tests?|integration tests?|tests? (for|suite|case|cover)|mock|fixture|coverage|pytest|jest|vitest|junit|property[- ]based)|testfall|тест|测试|テスト|परीक्षण/iu,
	},
	{
		name: 'build and ops',
		weight: 0.7,
		pattern:
			/\b(docker|kubernetes|k8s|helm|terraform|CI\b|pipeline|github actions|nginx|webpack|vite|gradle|maven|bazel|cmake|deploy|systemd|ansible)/i,
	},
	{
		name: 'machine learning',
		weight: 1.5,
		pattern:
			/\b(neural|transformer|gradient|backprop|attention|pytorch|tensorflow|fine-?tun|CUDA|GPU|loss function|embedding|reinforcement)/i,
	},
	{
		name: 'write something',
		weight: 0,
		pattern:
			/\b(write|implement|create|build|generate|add|make)\b|schreib|implementier|écri[st]|crée|escrib|escrev|cri[ae]|напиши|реализу|создай|写|实现|编写|作って|書いて|実装|लिख|बना/iu,
	},
	{
		name: 'explain',
		weight: -0.5,
		pattern:
			/\b(explain|what (is|are|does|do)|how (does|do|is)|difference between|meaning of|describe|summari[sz]e|tl;?dr)\b|erklär|was (ist|macht)|expli(que|ca)|qu'est-ce|qué (es|hace)|o que (é|faz)|объясни|что (такое|делает)|解释|什么是|説明|とは|समझा|क्या है/iu,
	},
	{
		name: 'fix',
		weight: 0.3,
		pattern:
			/\b(fix|bug|broken|broke|error|fail(s|ed|ing)?|doesn'?t work|not working|wrong|exception|crash|issue)\b|fehler|kaputt|behebe?|corrige|erreur|arregla|falla|conserta|erro\b|исправ|ошибк|修复|报错|错误|修正|直して|エラー|ठीक|त्रुटि/iu,
	},
	{
		name: 'rename or format',
		weight: -2,
		pattern:
			/\b(rename|format|indent|lint|typo|spelling|semicolon|prettier|sort (these|the|this) (imports|list|lines|keys|array)|uppercase|lowercase|snake_case|camelCase|capitali[sz]e|trailing (space|comma)|remove (the )?(unused|console|blank|empty|comment))|umbenenn|benenne|renomm|renombra|renome|formatier|formate|tippfehler|переимен|опечатк|отформат|重命名|格式化|改名|リネーム|名前を変|नाम बदल/iu,
	},
	{
		name: 'small writing task',
		weight: -1.5,
		pattern:
			/\b(commit message|docstring|jsdoc|doc comment|changelog line|variable name|better name|one-?liner|boilerplate|hello world|getter|setter|TODO|placeholder|lorem ipsum|readme (line|title)|\.gitignore|translate)|übersetz|traduis|traduce|traduz|переведи|翻译|翻訳|अनुवाद/iu,
	},
	{
		name: 'lookup',
		weight: -1.5,
		pattern:
			/\b(syntax|command (to|for)|shortcut|flag|how (do|can|to) (i|you|we)? ?(exit|undo|list|check|print|get|install|create|delete|copy|convert|reverse|loop|comment|find|kill|see|count|open|close|save)|what'?s the (command|syntax|difference)|stand for|port number|cheat ?sheet)|befehl|commande|comando|команд|命令|コマンド|कमांड/iu,
	},
	{
		name: 'greeting',
		weight: -2,
		pattern:
			/^[^\p{L}]*(hi|hello|hey|yo|good (morning|evening|afternoon)|thanks|thank you|thx|ok(ay)?|cool|test|ping|bye|lol|hallo|guten (tag|morgen)|danke|bonjour|salut|merci|hola|gracias|ol[áa]|obrigad\p{L}|привет|спасибо|你好|谢谢|こんにちは|ありがとう\p{L}*|नमस्ते|धन्यवाद)[^\p{L}]*( (there|all|you|everyone|very much|again))?[^\p{L}]*$/iu,
	},
	{
		name: 'regex',
		weight: 0,
		pattern: /\bregex(p|es)?\b|regular expression|regulär|expresión regular|expression régulière|регуляр|正则|正規表現/iu,
	},
	{
		name: 'simple ui',
		weight: -0.7,
		pattern:
			/\b(css|html|button|center (a|the|this)|div\b|flexbox|margin|padding|colou?r|font|tailwind|hover|navbar|dark mode)|schaltfläche|bouton|botón|botão|кнопк|按钮|ボタン|बटन/iu,
	},
	{
		name: 'expert words',
		weight: 1.5,
		pattern:
			/\b(rigorous|state[- ]of[- ]the[- ]art|research|novel|publishable|provabl|asymptotic|optimal|worst[- ]case|adversarial|correctness|guarantee|semantics|monad|category theory|dependent types|borrow checker|unsafe|lifetime|template metaprogram|SFINAE|variance|higher-kinded)/i,
	},
	{
		name: 'small thing',
		weight: -1,
		pattern:
			/\b(simple|quick(ly)?|small|just|tiny|basic|short|single line|one line|easy|minor)\b|einfach|schnell|kurz|simple|rapide|sencill|rápid|быстр|прост|简单|简短|簡単|ちょっと|सरल|आसान/iu,
	},
	{
		name: 'large thing',
		weight: 1.5,
		pattern:
			/\b(complete|production[- ]ready|full[- ]fledged|comprehensive|large[- ]scale|millions? of|thousands of|\d+ ?(TB|million|billion)|petabyte|robust|mission[- ]critical|fully|complex)\b|vollständig|complète?|complet[oa]|полноценн|完整|大规模|大規模|完全な|संपूर्ण/iu,
	},
];

export const CUES: readonly Cue[] = BASE_CUES.map(withStems);
