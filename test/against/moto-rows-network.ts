/** What the network lets through: EC2, load balancers, endpoints and certificates. What moto shows of them, check by check. */
import { all, each, four, HTML, NONE, type Row } from './moto-rows.ts';

export const NETWORK: readonly Row[] = [
  {
    check: 'aws.acm.certificate-expiry',
    moto: all(HTML),
    mended: all(NONE),
  },
  {
    check: 'aws.cloudfront.https-tls',
    moto: each(NONE),
  },
  {
    check: 'aws.cognito.mfa-and-passwords',
    moto: all(NONE),
  },
  {
    // moto's default group lets its members talk and everything out, as AWS's does
    check: 'aws.ec2.default-sg-closed',
    moto: all('fail -default'),
  },
  {
    // nobody has tagged the default VPC with its environment
    check: 'aws.ec2.env-networks-separate',
    moto: four(
      'unknown ?eu vpc (missing_member)',
      'unknown ?us vpc (missing_member)',
      'unknown ?archive eu vpc (missing_member)',
      'unknown ?archive us vpc (missing_member)',
    ),
  },
  {
    // no network interface: the default VPC is not used
    check: 'aws.ec2.flow-logs',
    moto: all(NONE),
  },
  {
    check: 'aws.ec2.imdsv2',
    moto: all(NONE),
  },
  {
    // moto's default list lets everything in, as AWS's does
    check: 'aws.ec2.nacl-admin-ports',
    moto: four('fail -eu acl', 'fail -us acl', 'fail -archive eu acl', 'fail -archive us acl'),
  },
  {
    check: 'aws.ec2.sg-no-world-admin-ports',
    moto: all('pass +default'),
  },
  {
    check: 'aws.ec2.sg-no-world-data-ports',
    moto: all('pass +default'),
  },
  {
    // no group lets the world in
    check: 'aws.ec2.sg-only-authorised-world-ports',
    moto: all(NONE),
  },
  {
    // GetSnapshotBlockPublicAccessState is not implemented (HTML 500), and moto lists every snapshot as one that everybody may restore (it
    // does not know RestorableByUserIds): whether the block holds decides, and nobody knows
    check: 'aws.ec2.snapshots-amis-not-public',
    moto: four(
      'unknown ?open snapshot (provider_error) ?sealed snapshot (provider_error)',
      'unknown ?us snapshot (provider_error)',
      NONE,
      NONE,
    ),
  },
  {
    check: 'aws.elbv2.https-listeners',
    moto: all(NONE),
  },
  {
    check: 'aws.elbv2.tls-policy',
    moto: all(NONE),
  },
  {
    // nobody has declared a VPC that needs intrusion prevention
    check: 'aws.network-firewall.ips',
    moto: all(NONE),
  },
  {
    check: 'aws.wafv2.public-endpoints',
    moto: all(NONE),
  },
];
