/**
 * What people say to be polite, in the languages that they write to an editor in: greetings, questions after somebody's health, thanks,
 * praise, goodbyes. A message of nothing else, and words that go with them, asks for nothing.
 */
const POLITE = [
	"hi|hiya|hello|hey|yo|howdy|greetings|sup|good (?:morning|afternoon|evening|night|day)|how are you|how(?:['’]?s| is) (?:it going|everything|life)|how do you do|what['’]?s up|(?:it['’]?s )?(?:nice|good|great|pleased) to (?:meet|see) you",
	"no,? thank(?:s| you)|thanks?|thank you|thx|tysm|ty|cheers|great(?: (?:job|work))?|perfect|nice(?: (?:job|work))?|cool|awesome|excellent|amazing|well done|good (?:job|work|stuff)|you['’]re (?:the best|awesome|great)|i appreciate it|got it|(?:good)?bye|bye bye|see (?:you|ya)(?: (?:later|soon|tomorrow|around|then|next (?:week|time)))?|take care|have a (?:nice|good|great|lovely) (?:day|evening|night|weekend|one)|talk to you (?:later|soon|tomorrow)",
	"hallo|moin(?: moin)?|servus|grüß (?:gott|dich)|grüezi|guten (?:morgen|tag|abend)|gute nacht|(?:na,? )?wie geht(?:['’]?s|s| es)(?: (?:dir|ihnen|euch))?|alles (?:klar|gut) bei dir|danke(?:sch[öo]n)?|vielen dank|besten dank|perfekt|super|prima|klasse|gut gemacht|tschüss|tschau|ciao|auf wiedersehen|bis (?:morgen|bald|später|dann|gleich)|(?:einen )?schön(?:en|es) (?:tag|abend|wochenende|feierabend)",
	"bonjour|bonsoir|salut|coucou|(?:comment )?(?:ça|ca) va|comment (?:vas-tu|allez-vous|tu vas)|enchantée?|merci|parfait|génial|bravo|au revoir|bonne (?:journée|soirée|nuit|continuation)|à (?:bientôt|demain|plus(?: tard)?|tout à l['’]heure)",
	'hola|buen(?:os|as) (?:días|dias|tardes|noches)|buenas|qué tal|que tal|cómo (?:estás|está|va|te va)|como estas|mucho gusto|encantad[oa]|(?:muchas |mil )?gracias|perfecto|genial|estupendo|buen trabajo|adiós|hasta (?:luego|mañana|pronto|la vista)|nos vemos|que tengas? (?:un )?buen día',
	'olá|oi|bom dia|boa (?:tarde|noite)|como (?:vai|está|estás|vão as coisas)|(?:muito )?obrigad[oa]|perfeito|bom trabalho|tchau|até (?:logo|amanhã|mais|já|breve)|adeus|valeu',
	'ciao|salve|buon(?:giorno|asera|anotte|a giornata|a serata|a notte)|buon (?:giorno|pomeriggio|lavoro)|come (?:stai|sta|va|state)|tutto bene|piacere(?: di conoscerti)?|grazie|perfetto|ottimo|bravo|arrivederci|a (?:domani|presto|dopo|più tardi)',
	'cześć|hej(?:ka)?|siema|witam?|dzień dobry|dobry wieczór|dobranoc|(?:jak|co) (?:się masz|tam|leci|słychać)|jak leci|miło cię poznać|dzięki|dziękuję|dziekuje|świetnie|super|do (?:widzenia|jutra|zobaczenia)|na razie|miłego dnia',
	'merhaba(?:lar)?|selam(?:lar)?|günaydın|iyi (?:günler|akşamlar|geceler|çalışmalar)|nasılsın(?:ız)?|ne haber|naber|nasıl gidiyor|memnun oldum|teşekkür(?:ler| eder(?:im|iz))|tesekkurler|sağ ?ol(?:un)?|eyvallah|harika|mükemmel|süper|görüşürüz|görüşmek üzere|hoşça ?kal(?:ın)?|yarın görüşürüz|kolay gelsin',
	'привет(?:ик)?|здравствуй(?:те)?|добр(?:ый|ое|ой) (?:день|утро|вечер|ночи)|приветствую|как (?:(?:у тебя |у вас |твои |ваши )?дела|ты|вы|поживаешь|жизнь)|рад познакомиться|(?:большое )?спасибо|благодарю|отлично|супер|молодец|до (?:свидания|завтра|встречи|скорого)|пока(?: пока)?|хорошего (?:дня|вечера)|всего доброго',
	'hallå|hej(?: hej| då)?|god (?:morgon|morgen|dag|kväll|aften)|tack(?: så mycket)?|takk|hoi|hallo|goede(?:morgen|middag|navond|ndag)|hoe gaat het|dank (?:je|u)(?: wel)?|bedankt|doei|tot ziens',
	'नमस्ते|नमस्कार|(?:आप )?कैसे (?:हैं|हो)(?: आप)?|धन्यवाद|शुक्रिया|अलविदा',
].join('|');
const BESIDE = [
	"so much|very much|a (?:lot|million|bunch)|and (?:you|yourself)|there|all(?: good)?|again|you(?: too)?|everyone|everybody|team|folks|guys|mate|buddy|friend|routoo|today|doing|and|ok(?:ay)?|so|oh|ah|haha|lol|wow|really|just|good|fine|that (?:works|helps|helped|was (?:it|all|great|helpful|perfect))|(?:it )?works(?: now)?|that['’]?s (?:all|it|great|perfect|awesome)|for (?:today|now|everything|(?:the|your|all (?:the|your)) (?:help|time|quick (?:reply|answer)))|my",
	"dir|dich|euch|ihnen|schön|sehr|noch|und|heute|zusammen|für (?:die|deine|ihre) hilfe|das wars|das war['’]?s",
	"tout le monde|et toi|et vous|beaucoup|bien|c['’]est (?:bon|parfait)|(?:pour|de) (?:ton|votre|l['’]) ?aide|à (?:tous|toi|vous)|toi",
	'a todos|y tú|y usted|mil|muchas|muito|por (?:tu|su|la|toda tu) ayuda|todo bien|pela (?:sua |tua )?ajuda|com você|e você|tudo (?:bem|bom)|a todas|por tudo|por todo',
	"mille|molte|tante|a tutti|e tu|per (?:l['’] ?|il tuo |la tua )?aiuto|oggi|bene|za (?:pomoc|wszystko)|bardzo|wielkie|wszystkim|u ciebie|a ty",
	'çok|herkese|yardımın(?:ız)? için|bugün|большое|огромное|вам|тебе|всем|за (?:помощь|всё|все)|и|а|у (?:тебя|вас)|बहुत|आपका',
].join('|');
/** Scripts without spaces between words. */
const DENSE_POLITE =
	'你好吗?|您好|嗨|哈喽|早上好|下午好|晚上好|早安|晚安|早(?=[^\\p{L}]*$)|最近怎么样|吃了吗|谢谢|多谢|感谢|辛苦了|太好了|很好|完美|再见|拜拜|明天见|回头见|こんにちは|こんばんは|おはよう(?:ございます)?|(?:お元気|元気)(?:です)?か?|はじめまして|やあ|ありがとう(?:ございま(?:す|した))?|助かりました|お疲れ様(?:です|でした)?|おつかれさま(?:です|でした)?|さようなら|じゃあね|またね|また明日|おやすみ(?:なさい)?|안녕(?:하세요|하십니까|히 ?(?:계세요|가세요))?|잘 ?지내(?:세요|니|요|셨어요)?|반가워요?|반갑습니다|감사합니다|감사해요|고마워요?|고맙습니다|수고하(?:세요|셨습니다)|또 ?봐요?';
const DENSE_BESIDE =
	'你们?|您|了|啊|呀|吗|呢|大家|的?帮助|的?帮忙|非常|十分|今天|どうも|本当に|とても|助けてくれて|皆さん|みなさん|정말|너무|도와(?:줘|주셔)서|여러분|오늘';

const part = (words: string, dense: string): RegExp => new RegExp(String.raw`(?:(?:${words})(?![\p{L}\p{M}\p{N}])|(?:${dense}))`, 'iuy');
const CORE = part(POLITE, DENSE_POLITE);
const ANY = part(BESIDE, DENSE_BESIDE);
const BETWEEN = /[^\p{L}\p{N}]*/uy;
const LONGEST = 400;

/** Whether the message is a greeting, thanks, praise or a goodbye and nothing else: it asks for no work. */
export function isSmallTalk(text: string): boolean {
	const said = text.trim();
	if (said.length > LONGEST) return false;
	const behind = (pattern: RegExp, at: number): number => {
		pattern.lastIndex = at;
		return pattern.test(said) ? pattern.lastIndex : at;
	};
	let polite = false;
	for (let at = behind(BETWEEN, 0); at < said.length; at = behind(BETWEEN, at)) {
		const core = behind(CORE, at);
		polite ||= core > at;
		const next = core > at ? core : behind(ANY, at);
		if (next === at) return false;
		at = next;
	}
	return polite;
}
