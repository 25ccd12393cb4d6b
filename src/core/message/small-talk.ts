/**
 * Words of thanks and goodbye, and those that go with them; a message of nothing else, with at least one of the first, asks for nothing.
 */
const THANKS = String.raw`(?:(?:thanks?|thank you|thx|tysm|ty|cheers|great|perfect|nice|cool|awesome|excellent|got it|(?:good)?bye|danke(?:sch[öo]n)?|vielen dank|perfekt|super|merci|parfait|gracias|perfecto|genial|obrigad[oa]|спасибо|благодарю|отлично|grazie|dzięki|धन्यवाद)(?![\p{L}\p{N}])|谢谢|多谢|感谢|ありがとう(?:ございま(?:す|した))?|감사합니다|고마워요?)`;
const BESIDE_THANKS = String.raw`(?:(?:ok(?:ay)?|so much|very much|a lot|again|you too|that works|works(?: now)?|it works(?: now)?|that['’]?s all|for (?:today|now|the help|your help)|all good|dir|euch|schön|sehr|beaucoup|bien|c['’]est bon|muchas|mil|muito|большое|mille|tante)(?![\p{L}\p{N}])|你|您|了)`;
const CLOSING = new RegExp(
	String.raw`^[^\p{L}\p{N}]*(?:${BESIDE_THANKS}[^\p{L}\p{N}]*)*${THANKS}[^\p{L}\p{N}]*(?:(?:${THANKS}|${BESIDE_THANKS})[^\p{L}\p{N}]*)*$`,
	'iu',
);
const GREETING =
	/^[^\p{L}\p{N}]*(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|guten (?:morgen|tag|abend)|moin|bonjour|salut|hola|buenos días|olá|bom dia|ciao|привет|здравствуйте|你好|こんにちは|안녕하세요|नमस्ते)(?:[^\p{L}\p{N}]+(?:there|all|again|you|routoo))*(?:[^\p{L}\p{N}]+how are you(?: today| doing)?)?[^\p{L}\p{N}]*$/iu;
const LONGEST = 400;

/** Whether the message is thanks or a goodbye and nothing else. */
export function isClosing(text: string): boolean {
	const trimmed = text.trim();
	return trimmed.length <= LONGEST && CLOSING.test(trimmed);
}

/** Whether the message is a greeting, thanks or a goodbye and nothing else: it asks for no work. */
export function isSmallTalk(text: string): boolean {
	const trimmed = text.trim();
	return isClosing(trimmed) || (trimmed.length <= LONGEST && GREETING.test(trimmed));
}
