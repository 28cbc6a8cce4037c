import { create } from 'zustand';
import { readStored, writeStored } from './storage.ts';

/** The languages of the client, in their own words. */
export const languages = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  pt: 'Português',
  ja: '日本語',
  zh: '中文',
  ar: 'العربية',
} as const;

export type Locale = keyof typeof languages;
/** `system` is what the browser prefers. */
export type Language = Locale | 'system';

const isLocale = (name: string): name is Locale => name in languages;
const name = 'parley:language';

function chosenLanguage(): Language {
  const stored = readStored(name) ?? '';
  return isLocale(stored) ? stored : 'system';
}

/** `spoken` is set once its sentences are here; English until then. */
export const useLanguage = create<{ language: Language; spoken: Locale }>(() => ({
  language: chosenLanguage(),
  spoken: 'en',
}));

export const keepLanguage = (language: Language): void =>
  writeStored(name, language === 'system' ? null : language);

const baseOf = (tag: string): string => tag.split('-')[0] ?? '';

/** The language to speak: what was chosen, else the first of the browser's that there is. */
export function localeOf(language: Language): Locale {
  if (language !== 'system') return language;
  return navigator.languages.map(baseOf).find(isLocale) ?? 'en';
}

/** Whether what the server says, which is English, is in the language of the page. */
export const isEnglish = (): boolean => useLanguage.getState().spoken === 'en';

let written: { spoken: Locale; as: string } | null = null;

/** How dates and numbers are written: the browser's own way within the language, where it has one (en-GB). */
export function formatLocale(): string {
  const { spoken } = useLanguage.getState();
  // Kept: asking the browser takes it most of a millisecond.
  if (written?.spoken !== spoken) {
    written = { spoken, as: navigator.languages.find((tag) => baseOf(tag) === spoken) ?? spoken };
  }
  return written.as;
}
