/** For people, and for every source: what to grant, for which calls, for the sake of which checks. */
import type { Grant, Needs } from './grants.ts';
import { READS_RECORDED } from './iam.ts';

export function markdown(needs: readonly Needs[]): string {
  return `${needs.map(section).join('\n')}`;
}

function section({ source, checks, grants, signIn }: Needs): string {
  const count = `${checks.length} ${checks.length === 1 ? 'check' : 'checks'}`;
  return [
    `# ${source.title}: what ${count} ${checks.length === 1 ? 'needs' : 'need'}\n`,
    ...table(grants, count),
    ...(signIn.length === 0
      ? []
      : [
          '',
          'Where claimcheck signs in as somebody else (a role, an installation), whoever asks needs the one that fits, and nothing more:',
          '',
          ...table(signIn, count),
        ]),
    '',
  ].join('\n');
}

function table(grants: readonly Grant[], count: string): string[] {
  return [
    '| grant | for the calls | because of |',
    '|---|---|---|',
    ...grants.map((grant) => `| ${cell(grant.permission)} | ${grant.calls.map(linked).join('<br>')} | ${because(grant, count)} |`),
  ];
}
const linked = ({ operation, docs }: Grant['calls'][number]): string => `[${cell(operation)}](${docs})`;
const because = ({ collectors, checks, permission }: Grant, count: string): string =>
  collectors.length === 0
    ? `all ${count}: ${READS_RECORDED.has(permission) ? 'what AWS Config recorded, where that is read' : 'who answers, and where'}`
    : checks.map((id) => `\`${id}\``).join(' ');

/** Placeholders and pipes of the provider's own spelling, as text. */
const cell = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
