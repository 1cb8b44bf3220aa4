import { z } from 'zod';
import { defineCollector, isUnknown, known, missing } from '../../../src/kit.ts';
import type { Ask, Known, Paging } from '../../../src/model.ts';
import { call } from '../calls.ts';
import type { Aws } from '../client.ts';
import { DISTRIBUTIONS, distributionPages } from '../distributions.ts';
import { leads } from '../leading.ts';
import { turning } from '../paging.ts';

const ACM = 'acm:ListCertificates';
const IAM = 'iam:ListServerCertificates';

/**
 * All of them: without this list ACM leaves out every certificate whose key is not RSA_1024 or RSA_2048.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
 * Certificates that ACME clients ordered are left out by default too; their keys are with those clients, so no service here can use them.
 */
export const KEY_TYPES = ['RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'] as const;
const INPUT = { Includes: { keyTypes: [...KEY_TYPES] } };

/** https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateSummary.html */
const Summary = z.looseObject({
  CertificateArn: z.string().min(1),
  DomainName: z.string().min(1).optional(),
  SubjectAlternativeNameSummaries: z.array(z.string().min(1)).optional(),
  HasAdditionalSubjectAlternativeNames: z.boolean().optional(),
  NotAfter: z.date().optional(),
  InUse: z.boolean().optional(),
});
type Summary = z.infer<typeof Summary>;
/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServerCertificateMetadata.html */
const Server = z.looseObject({ Arn: z.string().min(1), ServerCertificateName: z.string().min(1), Expiration: z.date().optional() });
type Server = z.infer<typeof Server>;
type Raw = { readonly acm: Summary } | { readonly iam: Server };

const Resource = z.object({
  id: z.string().describe('CertificateArn or Arn'),
  name: z.string().describe('DomainName, or ServerCertificateName'),
  hostNames: known(z.array(z.string())).describe(
    'DomainName and SubjectAlternativeNameSummaries: what it may be shown for; unknown where there are more than the list tells, and for IAM',
  ),
  store: z.enum(['acm', 'iam']).describe('AWS Certificate Manager, or the older server certificates of IAM'),
  inUse: known(z.boolean().nullable()).describe('InUse; null: IAM does not say'),
  notAfter: known(z.string()).describe('NotAfter or Expiration, RFC 3339'),
});

export default defineCollector({
  id: 'aws/certificate',
  title: 'Certificates of ACM, and with the first region those of IAM and those that CloudFront uses',
  scope: 'region',
  calls: [call('acm', 'ListCertificates'), call('iam', 'ListServerCertificates'), call('cloudfront', 'ListDistributions')],
  freshFor: 'P1D',
  resource: Resource,
  async *fetch(aws: Aws, ask, { subject: { region } }): AsyncIterable<Raw> {
    const first = leads(aws, region);
    const servers = first ? ask.pages(IAM, {}, serverPages(aws)) : [];
    for await (const acm of ask.pages(ACM, { region }, certificatePages(aws, region))) yield { acm };
    for await (const iam of servers) yield { iam };
    if (first) yield* ofCloudFront(aws, ask, region);
  },
  normalise(raw) {
    if ('iam' in raw) {
      const { Arn: id, ServerCertificateName: name, Expiration } = raw.iam;
      const notAfter = Expiration?.toISOString() ?? missing(IAM, 'ServerCertificateMetadataList[].Expiration');
      const hostNames = missing(IAM, 'the names of the certificate');
      return { id, name, hostNames, store: 'iam' as const, inUse: null, notAfter };
    }
    const { CertificateArn: id, DomainName, InUse, NotAfter } = raw.acm;
    const member = (name: string) => missing(ACM, `CertificateSummaryList[].${name}`);
    return {
      id,
      name: DomainName ?? id,
      hostNames: hostNamesOf(raw.acm),
      store: 'acm' as const,
      inUse: InUse ?? member('InUse'),
      notAfter: NotAfter?.toISOString() ?? member('NotAfter'),
    };
  },
});

/** "The first 100 names"; HasAdditionalSubjectAlternativeNames says whether there are more: API_CertificateSummary.html */
function hostNamesOf({ DomainName, SubjectAlternativeNameSummaries, HasAdditionalSubjectAlternativeNames }: Summary): Known<string[]> {
  const names = SubjectAlternativeNameSummaries;
  if (names === undefined || HasAdditionalSubjectAlternativeNames !== false)
    return missing(ACM, 'CertificateSummaryList[].SubjectAlternativeNameSummaries');
  return [...new Set([...(DomainName === undefined ? [] : [DomainName]), ...names])].sort();
}

function certificatePages(aws: Aws, region: string | undefined) {
  return turning({
    list: 'CertificateSummaryList',
    token: 'NextToken',
    item: Summary,
    key: ({ CertificateArn }) => CertificateArn,
    send: (token) => aws.send('acm', 'ListCertificates', { ...INPUT, MaxItems: 1000, ...token }, region),
  });
}

const ServerPage = z
  .looseObject({ ServerCertificateMetadataList: z.array(Server), IsTruncated: z.boolean(), Marker: z.string().optional() })
  .refine(({ IsTruncated, Marker }) => !IsTruncated || Boolean(Marker), 'IsTruncated without a Marker');
function serverPages(aws: Aws): Paging<z.infer<typeof ServerPage>, Server> {
  return {
    page: ServerPage,
    send: (token) => aws.send('iam', 'ListServerCertificates', { MaxItems: 1000, ...(token !== undefined && { Marker: token }) }),
    items: ({ ServerCertificateMetadataList }) => ServerCertificateMetadataList,
    next: ({ IsTruncated, Marker }) => (IsTruncated ? Marker : undefined),
    key: ({ Arn }) => Arn,
  };
}

/**
 * CloudFront takes its certificates from us-east-1, whatever regions a run looks at: those in use are read there all the same.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
 */
async function* ofCloudFront(aws: Aws, ask: Ask, region: string | undefined): AsyncIterable<Raw> {
  const home = 'us-east-1';
  if (aws.partition !== 'aws' || aws.regions.includes(home)) return;
  const wanted = new Set<string>();
  for await (const { ViewerCertificate } of ask.pages(DISTRIBUTIONS, {}, distributionPages(aws, region)))
    if (ViewerCertificate?.ACMCertificateArn !== undefined) wanted.add(ViewerCertificate.ACMCertificateArn);
  if (wanted.size === 0) return;
  const certificates = await ask.list(ACM, { region: home }, certificatePages(aws, home));
  if (certificates === null || isUnknown(certificates))
    return ask.incomplete((certificates ?? missing(ACM, 'CertificateSummaryList')).$unknown);
  for (const acm of certificates) if (wanted.delete(acm.CertificateArn)) yield { acm };
  for (const arn of wanted)
    ask.incomplete({ operation: ACM, reason: 'population_mismatch', detail: `${ACM}: CloudFront uses ${arn}, which is not listed` });
}
