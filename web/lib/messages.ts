import english from 'messages:en';
import type { Messages } from '../locales/messages.ts';
import { keepLanguage, type Language, type Locale, localeOf, useLanguage } from './locale.ts';

let current: Messages = english;

/** Every sentence that a person can read, in their language. */
export const m = Object.fromEntries(
  Object.keys(english).map((key) => [
    key,
    (values: never) => (current[key as keyof Messages] ?? english[key as keyof Messages])(values),
  ]),
) as Messages;

const loaders: Record<Locale, () => Promise<{ default: Messages }>> = {
  en: async () => ({ default: english }),
  de: () => import('messages:de'),
  es: () => import('messages:es'),
  fr: () => import('messages:fr'),
  pt: () => import('messages:pt'),
  ja: () => import('messages:ja'),
  zh: () => import('messages:zh'),
  ar: () => import('messages:ar'),
};

/** Makes `m` speak a language; English while its sentences cannot be loaded. */
export async function speak(language: Language = useLanguage.getState().language): Promise<void> {
  const locale = localeOf(language);
  const loaded = await loaders[locale]().catch(() => null);
  current = loaded?.default ?? english;
  const spoken = loaded ? locale : 'en';
  document.documentElement.lang = spoken;
  document.documentElement.dir = spoken === 'ar' ? 'rtl' : 'ltr';
  useLanguage.setState({ language, spoken });
}

/** Speaks another language from now on, also after a reload. */
export async function chooseLanguage(language: Language): Promise<void> {
  keepLanguage(language);
  await speak(language);
}
