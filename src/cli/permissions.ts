import type { Config } from '../config.ts';
import { nearest, Refusal } from '../errors.ts';
import { collectors, sources } from '../registry.ts';
import type { Command, Edge } from './edge.ts';
import { cloudFormation } from './permissions/cloudformation.ts';
import { appNeeds, manifestOf, reasonsOf } from './permissions/github-app.ts';
import { type Grant, type Needs, needsOf } from './permissions/grants.ts';
import { actionsOf, LISTS_ACCOUNTS, MOST_CHARACTERS, policiesOf, READS_RECORDED } from './permissions/iam.ts';
import { markdown } from './permissions/markdown.ts';
import { type Selection, select } from './permissions/select.ts';
import { terraform } from './permissions/terraform.ts';
import { readUserConfig } from './setup.ts';

const FORMATS = ['aws-iam', 'cloudformation', 'terraform', 'github-app-manifest', 'markdown'] as const;
type Format = (typeof FORMATS)[number];

export interface PermissionsOptions extends Selection {
  readonly config?: string;
  readonly format: string;
  /** Of several policies, this one; from 1. */
  readonly part?: string;
}

/** What has to be granted so that the chosen checks can be looked at, and not an action more. Nothing is asked for it. */
export const permissions: Command<PermissionsOptions> = async (options, edge) => {
  const format = formatOf(options.format);
  // its secrets are not needed: nothing is asked
  const config = options.config === undefined ? undefined : readUserConfig(options.config, edge, { sealed: true });
  const asks = ({ operation }: { readonly operation: string }) =>
    operation === LISTS_ACCOUNTS ? listsAccounts(config) : !READS_RECORDED.has(operation) || readsRecorded(config);
  const needs = needsOf(select(options, config, edge), collectors, sources, asks);
  if (options.part !== undefined && format !== 'aws-iam') throw new Refusal('USAGE', '--part goes with --format aws-iam');
  if (format === 'markdown') await edge.out(markdown(needs));
  else await edge.out(format === 'github-app-manifest' ? forGithub(needs, edge) : forAws(format, needs, options, edge));
  return 0;
};

function formatOf(format: string): Format {
  const found = FORMATS.find((one) => one === format);
  if (found) return found;
  const meant = nearest(format, FORMATS);
  throw new Refusal('USAGE', `permissions cannot be written as \`${format}\``, {
    hint: meant ? `did you mean \`${meant}\`?` : `known: ${FORMATS.join(', ')}`,
  });
}

function forAws(
  format: Exclude<Format, 'markdown' | 'github-app-manifest'>,
  needs: readonly Needs[],
  { part }: PermissionsOptions,
  edge: Edge,
): string {
  const aws = needs.find(({ source }) => source.id === 'aws');
  if (!aws) throw new Refusal('SELECTION_EMPTY', `no chosen check is about AWS, and ${format} is AWS's`, { hint: 'use --format markdown' });
  const grants = actionsOf(aws);
  const text = {
    cloudformation: () => cloudFormation(grants, aws.checks.length),
    terraform: () => terraform(grants, aws.checks.length),
    'aws-iam': () => json(grants, part, edge),
  }[format]();
  const others = needs.filter((one) => one !== aws).map(({ source }) => source.title);
  if (others.length > 0) edge.say(`note: the permissions for ${others.join(' and ')} are in --format markdown`);
  return text;
}

function forGithub(needs: readonly Needs[], edge: Edge): string {
  const github = needs.find(({ source }) => source.id === 'github');
  if (!github)
    throw new Refusal('SELECTION_EMPTY', "no chosen check is about GitHub, and github-app-manifest is GitHub's", {
      hint: 'use --format markdown',
    });
  const app = appNeeds(github);
  edge.say('note: send it as `manifest` to https://github.com/organizations/<organization>/settings/apps/new');
  for (const line of reasonsOf(app)) edge.say(`note: ${line}`);
  return `${JSON.stringify(manifestOf(app, github.checks.length), null, 2)}\n`;
}

/** Without a configuration nobody knows, so it is granted. */
function listsAccounts(config: Config | undefined): boolean {
  const entries = config?.sources.filter(({ source }) => source.id === 'aws').map((entry) => entry.config as { organization?: unknown });
  return entries === undefined || entries.some(({ organization }) => organization === true);
}

/** Without a configuration nobody has asked for it. */
function readsRecorded(config: Config | undefined): boolean {
  const entries = config?.sources
    .filter(({ source }) => source.id === 'aws')
    .map((entry) => entry.config as { collect?: { via?: unknown } });
  return entries?.some(({ collect }) => collect?.via === 'config') === true;
}

/** One policy as it is; several as a list, of which `--part` prints one as it is. */
function json(grants: readonly Grant[], part: string | undefined, edge: Edge): string {
  const policies = policiesOf(grants);
  const chosen = part === undefined ? undefined : policies[Number(part) - 1];
  if (part !== undefined && !chosen)
    throw new Refusal('USAGE', `there is no part ${part}`, { hint: `the parts are 1 to ${policies.length}` });
  edge.say('note: JSON has no comments: each Sid names the kinds of resource that need its actions; --format markdown names the checks');
  if (policies.length > 1 && !chosen)
    edge.say(
      `note: a list of ${policies.length} policies, as IAM takes ${MOST_CHARACTERS} characters in one; --part 1 prints the first alone`,
    );
  const [only] = policies;
  return `${JSON.stringify(chosen ?? (policies.length === 1 ? only : policies), null, 2)}\n`;
}
