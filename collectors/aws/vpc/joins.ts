/** Which other VPCs are joined to one, and what is known of them. What could not be read is a joint that may be there. Pure. */
import { isUnknown, type Known, missing, type Unknown, unknown } from '../../../src/kit.ts';
import {
  ATTACHMENTS,
  type Attachment,
  GATEWAYS,
  type Gateway,
  type Joined,
  PEERINGS,
  type Peering,
  type Side,
  type Tags,
} from './answers.ts';

export interface Region {
  readonly account: string;
  readonly peerings: Known<readonly Peering[]>;
  readonly attachments: Known<readonly Attachment[]>;
  readonly gateways: Known<readonly Gateway[]>;
  /** Undefined: it is not one of those listed here. */
  tagsOf(vpc: string): Known<Tags> | undefined;
}

export function joinedTo(vpc: string, region: Region): readonly Joined[] {
  return [...byPeering(vpc, region), ...byGateway(vpc, region)];
}
const doubt = (by: string, because: Unknown, from: readonly object[] = []): Joined => ({ vpc: '', by, tags: because, from });

function byPeering(vpc: string, region: Region): Joined[] {
  if (isUnknown(region.peerings)) return [doubt(PEERINGS, region.peerings)];
  return region.peerings.flatMap((peering): Joined[] => {
    const { VpcPeeringConnectionId: by, Status, RequesterVpcInfo, AccepterVpcInfo } = peering;
    // https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-lifecycle.html: only an active one carries traffic
    if (Status && Status.Code !== 'active') return [];
    const sides = [RequesterVpcInfo, AccepterVpcInfo];
    const ids = sides.map((side) => side?.VpcId);
    if (!ids.includes(vpc) && !ids.includes(undefined)) return [];
    if (!Status) return [doubt(by, missing(PEERINGS, 'VpcPeeringConnections[].Status'), [peering])];
    const other = sides.find((side) => side?.VpcId !== vpc);
    if (other?.VpcId === undefined) return [doubt(by, missing(PEERINGS, 'VpcPeeringConnections[].AccepterVpcInfo.VpcId'), [peering])];
    return [{ vpc: other.VpcId, by, tags: region.tagsOf(other.VpcId) ?? hidden(other), from: [peering] }];
  });
}
/** Tags are shown to the VPC's own account, in its own region. */
function hidden({ VpcId, OwnerId, Region: where }: Side): Unknown {
  const detail = `${PEERINGS}: ${VpcId} of account ${OwnerId} in ${where} is not one of those that were looked at, so its tags are not known`;
  return unknown({ operation: PEERINGS, reason: 'missing_member', detail });
}

/** Anything but these may carry traffic: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayVpcAttachment.html */
const DEAD = new Set([
  'initiating',
  'initiatingRequest',
  'pendingAcceptance',
  'pending',
  'rejected',
  'rejecting',
  'failed',
  'failing',
  'deleted',
]);

function byGateway(vpc: string, region: Region): Joined[] {
  if (isUnknown(region.attachments)) return [doubt(ATTACHMENTS, region.attachments)];
  const live = region.attachments.filter(({ State }) => State === undefined || !DEAD.has(State));
  return live
    .filter(({ VpcId }) => VpcId === vpc)
    .flatMap((own): Joined[] => {
      const by = own.TransitGatewayId;
      const others = live.filter((other) => other.TransitGatewayId === by && other.VpcId !== vpc);
      const known = others.map((other) => ({ vpc: other.VpcId, by, tags: tagsAt(own, other, region), from: [own, other] }));
      const unseen = beyond(by, region);
      return unseen ? [...known, doubt(by, unseen, [own])] : known;
    });
}
function tagsAt(own: Attachment, { VpcId, State }: Attachment, { tagsOf }: Region): Known<Tags> {
  if (own.State === undefined || State === undefined) return missing(ATTACHMENTS, 'TransitGatewayVpcAttachments[].State');
  const detail = `${ATTACHMENTS}: the tags of ${VpcId}, a VPC of another account, are not shown here`;
  return tagsOf(VpcId) ?? unknown({ operation: ATTACHMENTS, reason: 'missing_member', detail });
}
/** The owner of a transit gateway sees everything attached to it; others see what is theirs. */
function beyond(gateway: string, { gateways, account }: Region): Unknown | undefined {
  if (isUnknown(gateways)) return gateways;
  const owner = gateways.find(({ TransitGatewayId: id }) => id === gateway)?.OwnerId;
  if (owner === account) return undefined;
  if (owner === undefined)
    return unknown({ operation: GATEWAYS, reason: 'changed_during_collection', detail: `${GATEWAYS}: ${gateway} is not listed` });
  const detail = `${ATTACHMENTS}: ${gateway} belongs to account ${owner}, which alone sees everything attached to it`;
  return unknown({ operation: ATTACHMENTS, reason: 'population_incomplete', detail });
}
