/** The embedded estate: simulated AWS, GitHub and Hetzner on loopback, in one of three worlds. What asks it does not know that it is simulated. */
import type { Instant } from '../model.ts';

export const WORLDS = ['clean', 'drifted', 'denied'] as const;
export type WorldName = (typeof WORLDS)[number];
/** A planted violation: which check must fail, and on what. */
export interface Drift {
  readonly check: string;
  readonly resource: string;
  readonly what: string;
}
export interface EstateOptions {
  readonly world: WorldName;
  /** Ages in the worlds count back from here. */
  readonly now: () => Instant;
  /** Added to every answer, in ms. */
  readonly latencyMs?: number;
}
export interface Estate {
  /** Credentials that open this estate and nothing else. */
  readonly env: Readonly<Record<string, string>>;
  /** Complete: a check that is not named here must not fail. */
  readonly drift: readonly Drift[];
  /** A claimcheck.yaml that asks this estate; `claims` are paths as they shall stand in it. */
  yaml(claims: readonly string[]): string;
  /** Requests that arrived so far. */
  requests(): number;
  close(): Promise<void>;
}

/** AWS's own documentation example: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html */
const ENV = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  DEMO_GITHUB_TOKEN: 'demo-github-token-that-opens-nothing',
  DEMO_HCLOUD_TOKEN: 'demo-hetzner-token-that-opens-nothing',
};

export async function openEstate({ world, now, latencyMs }: EstateOptions): Promise<Estate> {
  const options = { now, ...(latencyMs !== undefined && { latencyMs }) };
  const [aws, github, hetzner] = await Promise.all([openAws(world, options), openGithub(world, options), openHetzner(world, options)]);
  const servers = [aws, github, hetzner];
  return {
    env: ENV,
    drift: world === 'drifted' ? servers.flatMap((server) => server.drift) : [],
    yaml: (claims) =>
      yaml(
        {
          aws: aws.url,
          github: github.url,
          hetzner: hetzner.url,
          organization: github.organization,
          params: { ...aws.params, ...github.params, ...hetzner.params },
        },
        claims,
      ),
    requests: () => servers.reduce((sum, server) => sum + server.requests.length, 0),
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

type Options = Omit<EstateOptions, 'world'>;

async function openAws(name: WorldName, options: Options) {
  const { startAws } = await import('./aws/server.ts');
  const { clean } = await import('./aws/worlds/clean.ts');
  const { drifted, drift } = await import('./aws/worlds/drifted.ts');
  const { denied } = await import('./aws/worlds/denied.ts');
  const { params } = await import('./aws/params.ts');
  return { drift, params, ...(await startAws({ world: { clean, drifted, denied }[name], ...options })) };
}
async function openGithub(name: WorldName, options: Options) {
  const { startGithub } = await import('./github/server.ts');
  const { clean, params } = await import('./github/worlds/clean.ts');
  const { drifted, drift } = await import('./github/worlds/drifted.ts');
  const { denied } = await import('./github/worlds/denied.ts');
  const { login } = clean.organization;
  return { drift, organization: login, params, ...(await startGithub({ world: { clean, drifted, denied }[name], ...options })) };
}
async function openHetzner(name: WorldName, options: Options) {
  const { startHetzner } = await import('./hetzner/server.ts');
  const { clean } = await import('./hetzner/worlds/clean.ts');
  const { drifted, drift } = await import('./hetzner/worlds/drifted.ts');
  const { denied } = await import('./hetzner/worlds/denied.ts');
  const { params } = await import('./hetzner/params.ts');
  return { drift, params, ...(await startHetzner({ world: { clean, drifted, denied }[name], ...options })) };
}

interface Addresses {
  readonly aws: string;
  readonly github: string;
  readonly hetzner: string;
  readonly organization: string;
  readonly params: object;
}

function yaml({ aws, github, hetzner, organization, params }: Addresses, claims: readonly string[]): string {
  return `# Written by \`claimcheck demo\`: the estate that it simulated. Its addresses answered while the demo ran.
sources:
  - type: aws
    name: production
    regions: [eu-central-1, us-east-1]
    endpoint: ${aws}
  - type: github
    organization: ${organization}
    token: { env: DEMO_GITHUB_TOKEN }
    baseUrl: ${github}
  - type: hetzner
    project: production
    token: { env: DEMO_HCLOUD_TOKEN }
    baseUrl: ${hetzner}
claims:${claims.length === 0 ? ' []' : claims.map((path) => `\n  - ${JSON.stringify(path)}`).join('')}
frameworks: [nist-csf-2.0, nist-800-53-r5, iso-27001-2022]
params:
${Object.entries(params)
  .map(([check, values]) => `  ${check}: ${JSON.stringify(values)}`)
  .join('\n')}
locker: ./locker
`;
}
