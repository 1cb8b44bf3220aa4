/** Digits in groups of three, as a language has them. */
export const grouped = (value: number, separator: string): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, separator);
