import { expect, test } from 'vitest';
import { isSmallTalk } from '../../../../src/core/message/small-talk.ts';

test.each([
	'hi',
	'Hello!',
	'hey, how are you?',
	'hi there',
	'good morning',
	'Guten Tag',
	'bonjour !',
	'你好',
	'こんにちは',
	'thanks',
	'Thank you, that works!',
])('asks for nothing: %s', (text) => {
	expect(isSmallTalk(text)).toBe(true);
});

test.each(['ok great', 'Merci beaucoup', 'vielen Dank!', 'ありがとうございます', ' 👋 hi 👋 ', 'bye'])('nor does %s', (text) => {
	expect(isSmallTalk(text)).toBe(true);
});

test.each([
	'buongiorno, come stai?',
	'günaydın, nasılsın?',
	'hi, good evening',
	'cześć, jak się masz?',
	'oi, tudo bem?',
	'hola, ¿qué tal?',
	'bonsoir, comment allez-vous ?',
	'привет, как дела?',
	'Guten Abend, wie geht es Ihnen?',
	'你好吗？',
	'おはようございます',
	'안녕하세요, 잘 지내세요?',
	'how are you doing today?',
	'thank you so much for your help!!',
	'great job, thanks',
	'danke dir, bis später',
	'dziękuję bardzo',
	'çok teşekkürler, iyi günler',
	'obrigado pela ajuda',
	'have a nice weekend',
])('is polite in many languages: %s', (text) => {
	expect(isSmallTalk(text)).toBe(true);
});

test.each([
	'buongiorno, spiega i puntatori',
	'günaydın, bu testi düzelt',
	'hi, good evening, fix the test',
	"what's up with this error",
	'merhaba dünya yaz',
	'tak',
	'yes, thanks',
	'你好 用法语怎么说',
	"how's it going to scale?",
	'',
	'ok',
	'yes',
	'continue',
	'do it',
	'run the tests',
	'hi, fix the failing test',
	'hello world in Rust',
	'high',
	'hiccup',
	'hola mundo en Go',
])('may ask for work: %s', (text) => {
	expect(isSmallTalk(text)).toBe(false);
});

test.each(['thanks, now add a test', 'great, go on', 'perfect. ship it', 'hey how are you validating this input?'])('so may %s', (text) => {
	expect(isSmallTalk(text)).toBe(false);
});

test('a long text is looked at in no time', () => {
	expect(isSmallTalk('hi '.repeat(100_000))).toBe(false);
	expect(isSmallTalk(`${'thanks '.repeat(50)}x`)).toBe(false);
	expect(isSmallTalk(`hi${' there'.repeat(60)} x`)).toBe(false);
});
