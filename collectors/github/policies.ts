/** Which files are policy documents: a person declares them, since nothing at GitHub says so. */
import { z } from 'zod';

/** As git writes it, from the root. `*` stands for any characters of one name, `**` for any folders. */
const Path = z
  .string()
  .min(1)
  .superRefine((path, ctx) => {
    const parts = path.split('/');
    const bad = path.includes('\\') || parts.some((part) => part === '' || part === '.' || part === '..');
    if (bad) ctx.addIssue({ code: 'custom', message: 'a path from the root of the repository, such as `policies/password.md`' });
    if (parts.some((part) => part.includes('**') && part !== '**'))
      ctx.addIssue({ code: 'custom', message: '`**` stands for whole folders: `policies/**/*.md`' });
  });

const Login = z.string().regex(/^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,38}$/i, 'not the name of a GitHub user');
const PERIOD = /^P(?=\d)(?:(\d{1,2})Y)?(?:(\d{1,3})M)?$/;

const Policy = z.strictObject({
  repository: z.string().regex(/^[\w.-]+$/, 'the name of a repository without its owner'),
  /** A file, or a pattern for several. */
  path: Path,
  /** What people call it, where it is one file. Absent: its path. */
  title: z.string().trim().min(1).optional(),
  /** How often it promises to be reviewed: `P12M`, `P1Y`. Absent: as the check has it. */
  reviewEvery: z
    .string()
    .refine((text) => monthsOf(text) > 0, 'whole months or years, such as `P12M` or `P1Y`')
    .optional(),
  /** Whose approval counts. Absent: any other person's who may push. */
  approvers: z.array(Login).min(1).optional(),
});
export type Policy = z.infer<typeof Policy>;

export const Policies = z
  .array(Policy)
  .min(1)
  .superRefine((all, ctx) => {
    const seen = new Set<string>();
    for (const [at, { repository, path, title }] of all.entries()) {
      const key = `${repository.toLowerCase()}:${path}`;
      if (seen.has(key)) ctx.addIssue({ code: 'custom', path: [at], message: `\`${path}\` of ${repository} is declared twice` });
      seen.add(key);
      if (title !== undefined && isPattern(path))
        ctx.addIssue({
          code: 'custom',
          path: [at, 'title'],
          message: 'a pattern stands for several documents: one title would be wrong for most',
        });
    }
  });

/** 0: it is no such period. */
export function monthsOf(period: string): number {
  const [, years = '0', months = '0'] = PERIOD.exec(period) ?? [];
  return 12 * Number(years) + Number(months);
}

export const isPattern = (path: string): boolean => path.includes('*');

/** Whether a declared path means this file. Capitals count, as they do in git. */
export function means(pattern: string, path: string): boolean {
  const source = pattern
    .split('/')
    .map((part) => (part === '**' ? '(?:[^/]+/)*' : `${part.split('*').map(quoted).join('[^/]*')}/`))
    .join('');
  return new RegExp(`^${source}$`).test(`${path}/`);
}
const quoted = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
