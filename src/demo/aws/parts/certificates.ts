/** Certificates of ACM, by region, and those that somebody once gave to IAM. */
import type * as Acm from '@aws-sdk/client-acm';
import type * as Iam from '@aws-sdk/client-iam';
import { PRODUCTION } from '../accounts.ts';
import { type Ask, ago, page } from '../answers/ask.ts';
import { AwsRefusal } from '../wire-errors.ts';
import type { Age } from '../world.ts';
import { certificateArn, EDGE_CERTIFICATE } from './cloudfront.ts';
import { type Holding, type Part, see } from './part.ts';

export interface Certificate {
  readonly id: string;
  readonly domain: string;
  readonly key: Acm.KeyAlgorithm;
  readonly inUse: boolean;
  /** Days for which it is good; negative: expired. Null: never issued. */
  readonly left: Age | null;
}
interface ServerCertificate {
  readonly name: string;
  readonly left: Age;
}
type Held = Holding<readonly ServerCertificate[], readonly Certificate[]>;
const nothing: Held = { account: [], regions: {}, elsewhere: [] };

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_ListCertificates.html */
function ListCertificates(input: Acm.ListCertificatesRequest, ask: Ask): Acm.ListCertificatesResponse {
  if (input.CertificateStatuses) throw new AwsRefusal('ValidationException', 'The simulator knows no filter by status');
  if (input.MaxItems !== undefined && (input.MaxItems < 1 || input.MaxItems > 1000))
    throw new AwsRefusal('ValidationException', 'MaxItems must be between 1 and 1000');
  // without a word about key types, ACM gives the two oldest: https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
  const keys = input.Includes?.keyTypes ?? ['RSA_1024', 'RSA_2048'];
  const all = see(ask, certificates.id, nothing).region.filter(({ key }) => keys.includes(key));
  const bad = () => new AwsRefusal('ValidationException', 'The token is not valid');
  const { items, next } = page(all, ask, { size: input.MaxItems, token: input.NextToken }, bad);
  return { CertificateSummaryList: items.map((one) => describe(one, ask)), NextToken: next };
}
function describe({ id, domain, key, inUse, left }: Certificate, ask: Ask): Acm.CertificateSummary {
  return {
    CertificateArn: certificateArn(ask.account.id, ask.regionName, id),
    DomainName: domain,
    SubjectAlternativeNameSummaries: [domain],
    HasAdditionalSubjectAlternativeNames: false,
    Status: left === null ? 'PENDING_VALIDATION' : left < 0 ? 'EXPIRED' : 'ISSUED',
    Type: 'AMAZON_ISSUED',
    KeyAlgorithm: key,
    InUse: inUse,
    RenewalEligibility: inUse ? 'ELIGIBLE' : 'INELIGIBLE',
    NotAfter: left === null ? undefined : ago(-left, ask),
    CreatedAt: ago(300, ask),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html */
function ListServerCertificates(input: Iam.ListServerCertificatesRequest, ask: Ask): Iam.ListServerCertificatesResponse {
  const bad = () => new AwsRefusal('ValidationError', 'Invalid Marker.', 400);
  const { items, next } = page(see(ask, certificates.id, nothing).account, ask, { size: input.MaxItems, token: input.Marker }, bad);
  const ServerCertificateMetadataList = items.map(({ name, left }) => ({
    Path: '/',
    ServerCertificateName: name,
    ServerCertificateId: `ASCA${Buffer.from(name).toString('hex').toUpperCase().padEnd(17, '0').slice(0, 17)}`,
    Arn: `arn:aws:iam::${ask.account.id}:server-certificate/${name}`,
    UploadDate: ago(300, ask),
    Expiration: ago(-left, ask),
  }));
  return { ServerCertificateMetadataList, IsTruncated: next !== undefined, Marker: next };
}

const web: Certificate = { id: 'web', domain: 'example.com', key: 'RSA_2048', inUse: true, left: 200 };
const mail: Certificate = { id: 'mail', domain: 'api.example.com', key: 'EC_prime256v1', inUse: true, left: 120 };
const spare: Certificate = { id: 'spare', domain: 'old.example.com', key: 'RSA_4096', inUse: false, left: -90 };
const pending: Certificate = { id: 'pending', domain: 'soon.example.com', key: 'RSA_2048', inUse: false, left: null };
const edge: Certificate = { id: EDGE_CERTIFICATE, domain: 'www.example.com', key: 'EC_secp384r1', inUse: true, left: 150 };
const clean: Held = {
  account: [{ name: 'legacy-vpn', left: 90 }],
  regions: { 'eu-central-1': [web, mail, spare, pending], 'us-east-1': [edge] },
  elsewhere: [],
};

export const certificates: Part<readonly ServerCertificate[], readonly Certificate[]> = {
  id: 'certificates',
  answers: { acm: { ListCertificates }, iam: { ListServerCertificates } },
  nothing,
  clean: { [PRODUCTION]: clean },
  drifted: { [PRODUCTION]: clean },
  drift: [],
  checks: ['aws.acm.certificate-expiry'],
  broken: {
    [PRODUCTION]: {
      account: [
        { name: 'legacy-vpn', left: 10 },
        { name: 'shop-2024', left: -1 },
      ],
      regions: { 'eu-central-1': [web, { ...mail, left: 20 }, spare], 'us-east-1': [{ ...edge, left: -3 }] },
      elsewhere: [],
    },
  },
  refusals: [{ operation: 'iam:ListServerCertificates', how: 'denied' }],
};
