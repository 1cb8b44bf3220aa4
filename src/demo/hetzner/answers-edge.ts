/** Load balancers and the certificates that they serve. */
import type { Before, Entry } from './answers.ts';
import { locationOf, marksOf } from './answers-shared.ts';
import type { Certificate, Health, LoadBalancer, Service, Target } from './world.ts';

export function loadBalancerOf(balancer: LoadBalancer, before: Before): Entry {
  const { id, name, place, services, targets } = balancer;
  return {
    id,
    name,
    ...marksOf(balancer),
    created: before(350),
    location: locationOf(place),
    algorithm: { type: 'round_robin' },
    services: services.map(serviceOf),
    targets: targets.map((target) => targetOf(target, services)),
    private_net: [],
    public_net: {
      enabled: balancer.private !== true,
      ipv4: { ip: '198.51.100.250', dns_ptr: 'lb.example.com' },
      ipv6: { ip: '2001:db8:ffff::1', dns_ptr: 'lb.example.com' },
    },
    included_traffic: 21_990_232_555_520,
    ingoing_traffic: 1,
    outgoing_traffic: 2,
    load_balancer_type: {
      id: 1,
      name: 'lb11',
      description: 'LB11',
      max_connections: 10_000,
      max_services: 5,
      max_targets: 25,
      max_assigned_certificates: 10,
      deprecated: null,
      prices: [],
    },
  };
}

function serviceOf({ port, protocol, redirect, certificates }: Service): object {
  const http = {
    cookie_name: 'HCLBSTICKY',
    cookie_lifetime: 300,
    sticky_sessions: false,
    certificates: certificates ?? [],
    redirect_http: redirect === true,
  };
  return {
    protocol,
    listen_port: port,
    destination_port: 8080,
    proxyprotocol: false,
    health_check: { protocol: 'tcp', port: 8080, interval: 15, timeout: 10, retries: 3 },
    ...(protocol !== 'tcp' && { http }),
  };
}

/** A selector's own entry has no health: its servers have. */
function targetOf(target: Target, services: readonly Service[]): object {
  if ('selector' in target)
    return {
      type: 'label_selector',
      label_selector: { selector: target.selector },
      use_private_ip: true,
      targets: target.servers.map((one) => targetOf(one, services)),
    };
  const health_status = healthOf(target.health, services);
  if ('ip' in target) return { type: 'ip', ip: { ip: target.ip }, health_status };
  return { type: 'server', server: { id: target.server }, use_private_ip: true, health_status };
}
function healthOf(status: Health, services: readonly Service[]): object[] {
  return status === 'silent' ? [] : services.map(({ port }) => ({ listen_port: port, status }));
}

export function certificateOf(certificate: Certificate, before: Before): Entry {
  const { id, name, type, endsIn, usedBy } = certificate;
  const issued = endsIn !== null;
  return {
    id,
    name,
    labels: {},
    type,
    created: before(80),
    // https://docs.hetzner.cloud/reference/cloud#certificates: null until it is issued
    certificate: issued ? '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n' : null,
    fingerprint: issued ? Array.from({ length: 32 }, (_, index) => ((id + index) % 256).toString(16).padStart(2, '0')).join(':') : null,
    not_valid_before: issued ? before(endsIn > 90 ? 5 : 90 - endsIn) : null,
    not_valid_after: issued ? before(-endsIn) : null,
    domain_names: [`${name}.example.com`],
    status:
      type === 'uploaded'
        ? null
        : { issuance: certificate.issuance ?? 'completed', renewal: certificate.renewal ?? 'scheduled', error: null },
    used_by: usedBy.map((balancer) => ({ id: balancer, type: 'load_balancer' })),
  };
}
