import { describe, expect, it } from 'vitest';
import { mayReach } from '../../../collectors/aws/config.ts';
import { REST_READS, restOperation } from '../../../collectors/aws/rest-reads.ts';
import { SERVICES, type SpokenService, signingOf } from '../../../collectors/aws/services.ts';

interface Built {
  readonly config: {
    readonly protocol: { getShapeId(): string };
    readonly protocolSettings?: { readonly serviceTarget?: string };
    readonly defaultSigningName?: string;
    readonly endpointProvider: (parameters: object) => { readonly url: URL };
  };
}
type Described = readonly [9, string, string, { readonly http?: readonly [string, string, number] }];

const PROTOCOLS: Readonly<Record<string, SpokenService['protocol']>> = {
  awsQuery: 'query',
  ec2Query: 'query',
  awsJson1_0: 'json',
  awsJson1_1: 'json',
  restJson1: 'rest-json',
  restXml: 'rest-xml',
};
const moduleOf = (service: SpokenService) => service.load() as Readonly<Record<string, unknown>>;
function build(service: SpokenService): Built['config'] {
  const Client = moduleOf(service)[service.client] as new (config: object) => Built;
  return new Client({ region: 'eu-central-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } }).config;
}
const config = { type: 'aws', name: 'p' } as const;

describe.each(Object.entries<SpokenService>(SERVICES))('%s', (name, service) => {
  const built = build(service);
  it('is spoken to as its own client speaks', () => {
    expect(service.protocol).toBe(PROTOCOLS[built.protocol.getShapeId().replace('aws.protocols#', '')]);
    expect(signingOf(service)).toBe(name === 's3-control' ? 's3' : built.defaultSigningName);
    if (service.protocol === 'json') expect(service.target).toBe(built.protocolSettings?.serviceTarget);
  });
  it.each(['eu-central-1', 'us-east-1', 'cn-north-1', 'us-gov-west-1'])('has a host in %s that may be reached', (Region) => {
    const flags = { UseFIPS: false, UseDualStack: false, RequiresAccountId: false };
    const { url } = built.endpointProvider({ Region, ...flags });
    expect(
      mayReach(url, config, () => undefined),
      url.href,
    ).toBe(true);
    const evil = new URL(`https://${url.hostname}.evil.example/`);
    expect(mayReach(evil, config, () => undefined)).toBe(false);
  });
});

describe('the reads of REST services', () => {
  const lines = Object.entries(REST_READS).flatMap(([prefix, of]) =>
    Object.entries(of).map(([line, operation]) => ({ prefix, line, operation })),
  );
  it.each(lines)('$prefix: $line is $operation', ({ prefix, line, operation }) => {
    const service = Object.values<SpokenService>(SERVICES).find((one) => one.prefix === prefix) as SpokenService;
    const described = Object.values(moduleOf(service)).find(
      (one) => Array.isArray(one) && one[0] === 9 && one[2] === operation,
    ) as Described;
    const [method, template] = described[3].http as readonly [string, string, number];
    expect(line).toBe(`${method} ${template.split('?')[0]}`);
    const address = (template.split('?')[0] as string).replaceAll(/\{\w+\}/g, 'arn%3Aaws%3A1');
    expect(restOperation(prefix, method, address)).toBe(operation);
    expect(restOperation(prefix, method === 'GET' ? 'DELETE' : 'PUT', address)).toBeUndefined();
    expect(restOperation(prefix, method, `${address}/more`)).not.toBe(operation);
  });
});
