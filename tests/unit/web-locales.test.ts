import { expect, test } from 'vitest';
import { languages } from '../../web/lib/locale.ts';
import { compileLocale, readMessages, splitEnglish, valuesOf } from '../../web/locales/compile.ts';

const english = readMessages('en');
const translated = Object.keys(languages).filter((locale) => locale !== 'en');

test.each(translated)('%s has every sentence, with the values of the English one', (locale) => {
  const messages = readMessages(locale);

  expect(Object.keys(messages).toSorted()).toEqual(Object.keys(english).toSorted());
  for (const [key, message] of Object.entries(english)) {
    const values = (text = '') => [...valuesOf(text).keys()].toSorted();
    expect([key, values(messages[key])]).toEqual([key, values(message)]);
    expect(messages[key]?.trim(), key).not.toBe('');
  }
});

test('what the first screen says comes with the program, and what only settings say with them', () => {
  const { early, later } = splitEnglish();

  expect({ ...later, ...early }).toEqual(english);
  expect(Object.keys(early)).toEqual(expect.arrayContaining(['stop', 'newChat', 'generating', 'copyCode']));
  expect(Object.keys(later)).toEqual(expect.arrayContaining(['webhookNew', 'shareMake', 'usageLead']));
});

test.each(translated)('the plurals of %s are those of the language', (locale) => {
  expect(() => compileLocale(locale)).not.toThrow();
});

test('a translation is one: few sentences are the same as in English', () => {
  for (const locale of translated) {
    const messages = readMessages(locale);
    const same = Object.keys(english).filter((key) => messages[key] === english[key]);
    expect(same.length / Object.keys(english).length, locale).toBeLessThan(0.12);
  }
});
