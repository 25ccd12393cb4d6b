/**
 * Closed classes of words in English and ten more languages: pronouns, words of agreement and continuation, question words, and the verbs
 * with which people ask for something. Grammar, not topics.
 */

/** A pattern of whole words or phrases, by language, in any script; `\b` knows Latin letters without accents only. */
function phrases(before: string, ...languages: readonly string[]): RegExp {
	return new RegExp(String.raw`${before}(?:${languages.join('|')})(?![\p{L}\p{N}])`, 'iu');
}

const ANYWHERE = String.raw`(?<![\p{L}\p{N}])`;
const FIRST = String.raw`^[^\p{L}\p{N}]*`;

const COURTESY = phrases(
	FIRST,
	`hi|hello|hey|please|pls|thanks?|thank you|kindly|help me(?: to)?|(?:can|could|would|will) (?:you|u)|i(?:['’]d| would)? (?:need|want|like)(?: you| your help)?(?: to)?`,
	'bitte|hallo|danke|(?:kannst|könntest) du|(?:können|könnten) sie',
	`s['’]il (?:te|vous) plaît|bonjour|merci|(?:peux|pourrais)-tu|(?:pouvez|pourriez)-vous`,
	'por favor|hola|gracias|puedes|podrías|olá|obrigad[oa]|pode|poderia|per favore|ciao|grazie|puoi|potresti',
	'proszę|cześć|dzięki|(?:czy )?możesz|lütfen|merhaba|пожалуйста|привет|спасибо|можешь|можете',
);
const DENSE_COURTESY = /^\s*(?:请问?|請|您?你?好|谢谢|すみません)[\s,，、。!！]*/u;

/** Without greeting, thanks and polite openings. */
export function withoutCourtesy(text: string): string {
	return withoutAny(text, [COURTESY, DENSE_COURTESY]);
}

const CLOSING =
	/[^\p{L}\p{N}]+(?:(?:(?:best|kind|warm) )?regards|mit freundlichen grüßen|(?:viele|liebe) grüße|cordialement|saludos|abraços|cordiali saluti|pozdrawiam|saygılar|с уважением|please|pls|thx|thanks?|thank you|cheers|bitte|danke(?:schön)?|vielen dank|s['’]il (?:te|vous) plaît|merci|por favor|gracias|obrigad[oa]|per favore|grazie|proszę|dzięki|lütfen|(?:çok )?teşekkürler|пожалуйста|(?:большое )?спасибо)(?:[^\p{L}\p{N}]+(?:in advance|a lot|so much|very much|much|a million|im voraus|d['’]avance|beaucoup|de antemano|mil|muitas?|mille))*[^\p{L}\p{N}]*$/iu;

const GREETING = phrases(
	FIRST,
	'(?:hi|hello|hey) (?:there|all)|good (?:morning|afternoon|evening|day)|quick question|guten (?:morgen|tag|abend)|bonsoir|salut',
	'buen(?:os días|as tardes|as noches)|bom dia|boa (?:tarde|noite)|buon(?:giorno|asera)|dzień dobry|selam|günaydın|здравствуйте|добрый (?:день|вечер)',
);

/** What is asked without the politeness around it; the text itself where that is all it says. */
export function plainlyAsked(text: string): string {
	const opened = text.length > MOST_CHARS ? text : withoutAny(text, [GREETING, COURTESY, DENSE_COURTESY]).replace(/^[\s,;:.!…]+/u, '');
	const closing = CLOSING.exec(opened.slice(-80));
	const plain = closing === null ? opened : opened.slice(0, Math.max(0, opened.length - 80) + closing.index);
	return plain.trim() === '' ? text : plain.trim();
}

/** Words that open a follow-up and say nothing by themselves. */
const OPENING = phrases(
	FIRST,
	'yes|yep|yeah|yup|no|nope|ok|okay|sure|fine|right|alright|great|perfect|nice|cool|good|awesome|well|so|and|but|now|then|next|also|please|thanks?|thank you|thx|hmm+|actually',
	'ja|nein|gut|super|und|aber|jetzt|dann|nun|auch|danke|bitte',
	'oui|non|et|mais|maintenant|alors|puis|ensuite|aussi|merci|parfait',
	'sí|si|y|pero|ahora|entonces|luego|también|vale|gracias',
	'sim|não|e|mas|agora|então|depois|também|obrigad[oa]',
	'sì|ma|adesso|ora|allora|poi|anche|grazie|va bene',
	'tak|nie|ale|teraz|potem|też|dobrze|dzięki|evet|hayır|tamam|ve|ama|şimdi|sonra',
	'да|нет|и|а|но|теперь|тогда|потом|также|хорошо|ладно|спасибо|हाँ|नहीं',
);
const DENSE_OPENING =
	/^\s*(?:好的?|行|对|不|可以|是的?|那么?|现在|然后|接着|还有|谢谢|はい|いいえ|じゃあ|では|次に|そして|でも)(?:[,，、。!！\s]+|$)/u;

/** The text behind its opening words of agreement and continuation, and whether there were any. */
export function afterOpening(text: string): { readonly rest: string; readonly opened: boolean } {
	const rest = withoutAny(text, [OPENING, DENSE_OPENING]);
	return { rest, opened: rest.length < Math.min(MOST_CHARS, text.length) };
}

const MOST_CHARS = 2000;

function withoutAny(text: string, patterns: readonly RegExp[]): string {
	let rest = text.slice(0, MOST_CHARS);
	for (let turn = 0; turn < 8; turn++) {
		const found = patterns.map((pattern) => pattern.exec(rest)).find((match) => match !== null);
		if (!found) break;
		rest = rest.slice(found[0].length);
	}
	return rest;
}

export const ENGLISH_ORDERS =
	'add|adapt|analy[sz]e|apply|argue|audit|build|calculate|change|check|clean|compare|compute|convert|correct|create|debug|delete|derive|describe|design|diagnose|document|draft|explain|extend|extract|find|fix|format|generate|give|implement|improve|insert|list|make|merge|migrate|move|optimi[sz]e|plan|port|propose|prove|refactor|reformat|remove|rename|reorder|repair|replace|review|rewrite|run|scan|show|simplify|solve|sort|speed|split|suggest|summari[sz]e|swap|tell|test|trace|translate|tune|turn|update|upgrade|use|verify|walk|work out|write';
const ORDER = phrases(
	FIRST,
	ENGLISH_ORDERS,
	String.raw`(?:beheb|benenn|beweis|entwirf|erklär|erstell|finde|füg|implementier|korrigier|prüf|schreib|sortier|übersetz|änder)\p{L}*`,
	String.raw`(?:ajoute|corrige|crée|démontre|écri|explique|renomme|trie|trouve|tradui)\p{L}*`,
	String.raw`(?:añad|arregl|busca|demuestr|encuentr|escrib|explic|orden|renombr|adicion|consert|corrij|encontr|escrev|renome)\p{L}*|crea|cria`,
	String.raw`(?:aggiung|corregg|dimostr|ordin|rinomin|scriv|spieg|trov)\p{L}*`,
	String.raw`(?:dodaj|napisz|napraw|popraw|posortuj|udowodnij|wyjaśnij|zmień|znajdź)\p{L}*`,
	String.raw`(?:докаж|добав|измен|исправ|найд|напиш|объясн|отсортир|перевед|переимен|созда|сдела)\p{L}*`,
);
/** Languages whose verb stands last, and Chinese, which has no form of its own for an order. */
const ORDER_ANYWHERE =
	/て(?:ください|ほしい)|(?:して|直して|書いて|変えて|見つけて|教えて|並べて|作って)[。!！]?$|把.+(?:改|换|排|写|重命名)|解释|修复|重命名|编写|写一|实现|证明|找出|设计|翻译|排序|(?<!\p{L})(?:yaz|düzelt|bul|ekle|değiştir|açıkla|kanıtla|yap|sırala|çevir|oluştur|tasarla)(?:[ıiuü]n(?:[ıiuü]z)?)?[.!]?$/iu;
const QUESTION = phrases(
	FIRST,
	'what|how|why|which|who|where|when|is|are|does|do|did|can|should',
	'was|wie|warum|wieso|welche[rsnm]?|wer|wo|wann',
	`que|qu['’]est-ce|quoi|quel(?:le)?s?|comment|pourquoi|où|quand`,
	'qué|cómo|por qué|cuál|cuándo|dónde|quién|o que|como|por que|qual|quando|onde|quem',
	`cosa|che cosa|che|cos['’]è|come|perché|quale|dove|chi|co|jak|dlaczego|któr[yae]|kto|gdzie|kiedy|czy`,
	'nasıl|neden|niye|hangi|kim|что|как|почему|зачем|как(?:ой|ая|ие)|кто|где|когда',
);
const QUESTION_ANYWHERE =
	/什么|怎么|为什么|如何|哪[个些里]|[吗呢][?？]?$|とは[?？]?$|ですか|ますか|nedir|(?<!\p{L})(?:ne|nasıl|neden|mı|mi|mu|mü)(?!\p{L})[^.\n]{0,40}[?？]?$/iu;

/** Whether the text opens like a question, or asks one where its language puts the word elsewhere. */
export const isQuestion = (text: string): boolean => QUESTION.test(text) || QUESTION_ANYWHERE.test(text);

/** Form of a request: 2 an order or a whole question, 1.5 only the mark of one, 1 only its word, 0 neither. */
export function asks(text: string): number {
	if (ORDER.test(text) || ORDER_ANYWHERE.test(text)) return 2;
	const marked = /[?？]\s*$/.test(text);
	if (isQuestion(text)) return marked ? 2 : 1;
	return marked ? 1.5 : 0;
}

/** Words that point back wherever they stand. */
const BACK = phrases(
	ANYWHERE,
	String.raw`(?:do|and|now|exactly) the same|the same (?:for|way|thing|again|as before|with|to|in)|again|instead(?! of)|still|the other|the (?:rest|others)(?! of (?:an?|my|our)(?!\p{L}))|the (?:first|second|third|last|next|previous|former|latter|remaining|above) (?:ones?|two|steps?|part|option|point|approach|phase|answer|version)|the (?:former|latter|remaining|above)|(?:that|this|these|those) ones?|(?:as|like) before|you (?:said|wrote|suggested|mentioned|proposed|gave|made|did|showed|mean|meant)|are you (?:sure|certain)|we (?:discussed|talked|said|had|did)|your (?:answer|plan|proposal|suggestion|version|code|solution|idea|approach|fix|changes?|patch|last)`,
	String.raw`(?:the|this|that|these|those) (?:plan|steps|proposal|suggestions?|idea|approach|answer|bug|problem|issue)|go on|go ahead|(?:go|come|coming|get) back|carry on|keep going|do it|try (?:it|that|this)|(?:what|how) about|how so|what else|more(?=[^\p{L}]*$)|more details?|earlier|previously|(?:the )?\p{L}+ part(?! of)`,
	// A place in the list of an answer.
	String.raw`(?:step|option|phase|point|variant|approach|suggestion|item|solution|schritt|variante|étape|opción|paso|opção|passo|opzione|krok|opcj[aęi]|adım|seçenek|шаг|вариант) (?:\d{1,2}|[a-e]|one|two|three|four|five)`,
	'bist du sicher|(?:tu es|êtes-vous|vous êtes) sûre?|est[aá]s? segur[oa]|tem certeza|sei sicur[oa]|jesteś pewn[ay]|jesteś pewien|na pewno|emin misin(?:iz)?|ты уверена?|вы уверены',
	'dasselbe|das gleiche|nochmals?|noch einmal|stattdessen|weiter|weitermachen|immer noch|trotzdem|wie vorher|d(?:er|ie|as|en) ander(?:e|en)|(?:dein(?:e|en)?|de[nr]) plan',
	`la même (?:chose|erreur)|toujours pas|pareil|encore|plutôt(?! que)|vas-y|l['’]autre|(?:le|ton) plan|comme avant`,
	'lo mismo|otra vez|de nuevo|todavía|aún|adelante|(?:el otro|la otra)|(?:el|tu) plan|en su lugar|o mesmo|de novo|outra vez|ainda|(?:o outro|a outra)|o plano|em vez disso',
	`lo stesso|di nuovo|ancora|invece(?! di)|vai avanti|l['’]altr[oa]|il piano|to samo|jeszcze raz|nadal|wciąż|dalej|kontynuuj|zamiast tego|ten drugi`,
	String.raw`aynı(?! anda)\p{L}*|tekrar|hâlâ|hala|devam|bunun yerine|diğer\p{L}*|planı|то же(?: самое)?|так же|ещё раз|еще раз|снова|опять|вс[её] равно|вс[её] ещ[её]|продолжай|дальше|давай|вместо этого|для друг(?:ого|ой|их)|план`,
);
const BACK_AT_START = phrases(
	FIRST,
	String.raw`continue|same|try|finish|sigue|continúa|continua|continuez|продолжи|(?:why|how|what|which|when|where) (?:not|now|next|then|exactly|though|for|so|come|ones?|else)(?=[^\p{L}]*$)`,
);
const DENSE_BACK =
	/继续|同样|一样|再(?:来|试|做|写)|另一个|刚才|上面(?:的|说|那)|之前|按计划|(?:计划|計画|プラン)を?(?:做|执行|実行)|(?:你|您)确定|確かですか|続け|同じ|もう一度|まだ|代わりに|さっき|先ほど|他の|もう一つ/u;

/** Whether a word points back to what was said before, wherever it stands. */
export const pointsBack = (text: string): boolean => BACK.test(text) || BACK_AT_START.test(text) || DENSE_BACK.test(text);

/** Pronouns that stand for what was said: on their own, not before a noun. */
const PRONOUN = phrases(
	ANYWHERE,
	String.raw`it|them|they|it['’]s|that['’]s|that(?= (?:is|was|does|did|broke|fails?|works?|looks?|seems?|doesn|didn|in|for|to|with|as|and|too|so)(?!\p{L})|[^\p{L}\p{N}]*$)`,
	String.raw`(?:this|these|those)(?=[^\p{L}\p{N}]*(?:$|[,.?!;])| (?:is|are|was|were|does|do|did|fails?|works?|broke|with|to|for|in|on|at|and|or|so|too|as|also|still|even|not|really|using|without|into|from|because|when|if|correct|right|wrong|mean|safe|\p{L}{2,6}er)(?!\p{L}))`,
	String.raw`ihn|(?:mach|tu|fix|erklär|änder|beheb)\p{L}* (?:es|das)|das(?=[^\p{L}]*$| (?:ist|war|geht|hat)(?!\p{L}))`,
	String.raw`ça|cela|fais-le|hazlo|eso|esto(?=[^\p{L}]*$| (?:es|no)(?!\p{L}))|isso|isto(?=[^\p{L}]*$)|fallo|quest[oa](?=[^\p{L}]*$)|quello(?=[^\p{L}]*$)`,
	'(?:zrób|popraw|zmień|dlaczego|wyjaśnij) to|bunu|onu|şunu|это(?= (?:не|сломал|работает|делает)|[^а-я]*$)|его|их',
);
const DENSE_PRONOUN = /[它这那]个?(?:[^\p{L}]*$|是|不|会|能|样)|[こそあ]れ/u;
/** A pronoun further behind stands for something that the text itself has named. */
const PRONOUN_WITHIN = 4;

/** Whether a pronoun stands for something that the text has not named yet. */
export function opensWithPronoun(text: string): boolean {
	if (DENSE_PRONOUN.test(text.slice(0, 40))) return true;
	const at = PRONOUN.exec(text)?.index;
	return at !== undefined && wordCount(text.slice(0, at)) < PRONOUN_WITHIN;
}

const DENSE = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+/g;

/** Number of words; of scripts without spaces two characters count as one. */
export function wordCount(text: string): number {
	const dense = text.match(DENSE)?.reduce((sum, run) => sum + run.length, 0) ?? 0;
	const plain = text.replace(DENSE, ' ').match(/[\p{L}\p{N}_'’.+#-]*[\p{L}\p{N}][\p{L}\p{N}_'’.+#-]*/gu);
	return (plain?.length ?? 0) + dense / 2;
}

/** What is shown beside a message, as alternatives of a pattern. */
export const SHOWN_NOUNS = String.raw`files?|functions?|methods?|class(?:es)?|code|errors?|bugs?|tests?|selection|snippet|script|module|component|query|config|logs?|output|diff|attachments?|lines?|block|imports?|exception|stack trace|loop|regex|string|text|list|array|handler|endpoint|hook|page|type|struct|interface|expression|command|paragraph|document|json|yaml|css|html|sql|implementation|program|datei|funktion|methode|klasse|fehler|zeilen?|text|fichiers?|fonctions?|méthodes?|classes?|erreurs?|lignes?|archivos?|función|funciones|métodos?|clases?|error|errores|código|líneas?|arquivos?|função|funções|erros?|testes?|linhas?|funzion[ei]|metod[oi]|class[ei]|error[ei]|codice|righ[ae]|plik\p{L}*|funkcj\p{L}*|klas\p{L}*|kod\p{L}*|błąd|błęd\p{L}*|test\p{L}*|dosya\p{L}*|fonksiyon\p{L}*|sınıf\p{L}*|hata\p{L}*|файл\p{L}*|функци\p{L}*|класс\p{L}*|ошибк\p{L}*|код\p{L}*|тест\p{L}*|строк\p{L}*`;
const SHOWN_NOUN = phrases(ANYWHERE, SHOWN_NOUNS);
/** "The function" and its like, which mean one that is there; and words for where it stands. */
const SHOWN = phrases(
	ANYWHERE,
	`(?:the|that|those|d(?:ie|er|as|en)|l[ae]s?|el|los|il|lo|gli) (?:${SHOWN_NOUNS})`,
	'[oa]s? (?:arquivos?|função|funções|métodos?|classes?|erros?|código|testes?|linhas?)',
	String.raw`ten (?:plik|kod|błąd|skrypt|moduł|test)|ta (?:funkcja|klasa|metoda)|(?:kod|dosya|fonksiyon|sınıf|hata) ne(?:den| yap\p{L}*)?`,
	'here|attached|above|below|hier|oben|unten|ici|ci-dessous|ci-joint|aquí|aqui|anexo|tutaj|burada|ekteki|здесь|тут',
	String.raw`(?:angehängt|adjunt|allegat|załączon)\p{L}*`,
);
/** "The function getWidth" is named and need not be there. */
const NAME_BEHIND = /^ (?:[`"']|\w*[a-z][A-Z]|\w+[_(]|\w(?!\w))/;
const DEMONSTRATIVE = phrases(
	ANYWHERE,
	'these|this|diese[rsmn]?|cette?|ces|est[aeo]s?|quest[aoie]|tę|tej|tego|tym|bu|эт(?:от|а|у|о|и|ом|ой|их)',
);
const DENSE_POINTS = /这|此|该|以下|上面|附件|この|これ|ここ|添付/u;
const MOST_NAMED = 3;

/**
 * Whether the text points at something shown beside it: "this", "here", "the function". With "this" and a noun of its own ("this consensus
 * protocol") it does where `holds` says that what is shown speaks of it.
 */
export function pointsAtShown(text: string, holds: (word: string) => boolean = () => true): boolean {
	const shown = SHOWN.exec(text);
	if (shown !== null && !NAME_BEHIND.test(text.slice(shown.index + shown[0].length))) return true;
	if (DENSE_POINTS.test(text)) return true;
	const found = DEMONSTRATIVE.exec(text);
	if (found === null) return false;
	const behind = text.slice(found.index + found[0].length, found.index + found[0].length + 80);
	const named = (/^[^.,;:!?\n]*/.exec(behind)![0].match(/[\p{L}\p{N}_]{4,}/gu) ?? []).slice(0, MOST_NAMED);
	return named.length === 0 || SHOWN_NOUN.test(behind.slice(0, 40)) || named.some(holds);
}
