/** True where the sidebar is a drawer. */
export const phone = '(max-width: 767px)';
