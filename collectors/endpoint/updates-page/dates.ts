/** Dates that a person would read on a page. Forms that leave day and month to be guessed (11/05/2026) are no dates here. Pure. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const FORMS: readonly { readonly form: RegExp; readonly order: readonly [year: number, month: number, day: number] }[] = [
  { form: /(?<![\d-])(\d{4})-(\d\d)-(\d\d)(?!\d|-\d)/g, order: [1, 2, 3] },
  { form: new RegExp(`(?<!\\d)(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+)?${MONTH},?\\s+(\\d{4})(?!\\d)`, 'gi'), order: [3, 2, 1] },
  { form: new RegExp(`(?<![a-z])${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?!\\d)`, 'gi'), order: [3, 1, 2] },
];

/** The latest day on the page that is not after `now`, as an instant at its beginning in UTC; null: no date is written there. */
export function newestEntry(html: string, now: string): string | null {
  const text = readable(html);
  const days = FORMS.flatMap(({ form, order: [year, month, day] }) =>
    [...text.matchAll(form)].flatMap((match) => dayOf(match[year] as string, match[month] as string, match[day] as string)),
  );
  // tomorrow somewhere on Earth is today
  const past = days.filter((at) => at <= Date.parse(now) + 864e5);
  return past.length === 0 ? null : new Date(Math.max(...past)).toISOString();
}

function dayOf(year: string, month: string, day: string): number[] {
  const index = /^\d/.test(month) ? Number(month) - 1 : MONTHS.indexOf(month.slice(0, 3).toLowerCase());
  const at = new Date(Date.UTC(Number(year), index, Number(day)));
  const real = at.getUTCMonth() === index && at.getUTCDate() === Number(day) && Number(year) >= 1990;
  return real ? [at.getTime()] : [];
}

/** What is shown, and the machine-readable dates of `<time>`; scripts, styles and comments are not read. */
function readable(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(script|style|template)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<time\b[^>]*?\bdatetime\s*=\s*["']?(\d{4}-\d\d-\d\d)[^>]*>/gi, ' $1 ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;|&#160;|&#xa0;/gi, ' ');
}
