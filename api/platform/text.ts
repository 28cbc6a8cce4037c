/** Whether PostgreSQL can keep it and give it back unchanged: no NUL, no half of a surrogate pair. */
export const storable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
