import early from 'messages:en';
import type { Messages } from '../locales/messages.ts';
import { keepLanguage, type Language, type Locale, localeOf, useLanguage } from './locale.ts';

let english = early;
let current = english;

/** Every sentence that a person can read, in their language. */
export const m = new Proxy(early, {
  get: (_, key: keyof Messages) => (values: never) => (current[key] ?? english[key])?.(values) ?? '',
});

/** The English sentences that only parts of the page say: a part is shown when they are there. */
export async function loadLaterMessages(): Promise<void> {
  const { default: later } = await import('messages:later');
  const isSpoken = current === english;
  english = { ...early, ...later };
  if (isSpoken) current = english;
}

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
  await loadLaterMessages().catch(() => {});
  await speak(language);
}
