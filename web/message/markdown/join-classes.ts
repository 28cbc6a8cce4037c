/** Stands in for tailwind-merge inside streamdown (see vite.config.ts): its utility classes mean nothing here. */
export const twMerge = (...classes: string[]): string => classes.filter(Boolean).join(' ');
