/** Where moto differs from AWS, and what is done about it so that its contents can be read. */
import type { WireRequest, WireResponse } from '../../src/model.ts';

/** What moto asks for instead of s3:GetEncryptionConfiguration, GetBucketPolicyStatus and the two that read Block Public Access. */
export const NAMES_OF_MOTO = ['s3:ListBucket', 's3:GetPublicAccessBlock'];

/** moto's answer is right and its envelope is not. AWS's pages say otherwise, so claimcheck refuses it; here the envelope is put right. */
const MENDS: readonly ((request: WireRequest, answer: WireResponse, text: string) => WireResponse)[] = [
  // awsJson1_1 answers are application/x-amz-json-1.1 (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html); moto says text/html
  ({ headers }, answer) => (headers['x-amz-target'] ? typed(answer, 'application/x-amz-json-1.1') : answer),
  // GetBucketPolicy answers JSON (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html); moto calls it XML
  ({ url }, answer, text) => (url.searchParams.has('policy') && text.startsWith('{') ? typed(answer, 'application/json') : answer),
  // restJson1 answers are application/json (https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html); moto says text/html of most
  (_, answer, text) =>
    HTML.test(answer.headers['content-type'] ?? '') && text.startsWith('{') ? typed(answer, 'application/json') : answer,
  // ManagedPolicyDetail has a PolicyName (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ManagedPolicyDetail.html), which moto leaves
  // out; it ends the ARN
  (_, answer, text) =>
    text.startsWith('<GetAccountAuthorizationDetailsResponse')
      ? {
          ...answer,
          body: utf8(text.replace(/<member>(<Arn>[^<]*:policy\/(?:[^<]*\/)?([^<]+)<\/Arn>)/g, '<member><PolicyName>$2</PolicyName>$1')),
        }
      : answer,
  // moto made every credential report on 2 February 2015
  (_, answer, text) => {
    const body = text.replace(/<GeneratedTime>[^<]*/, `<GeneratedTime>${new Date().toISOString()}`);
    return text.includes('<GeneratedTime>') ? { ...answer, body: utf8(body) } : answer;
  },
];
const HTML = /^text\/html\b/;
function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
function typed(answer: WireResponse, type: string): WireResponse {
  return { ...answer, headers: { ...answer.headers, 'content-type': type } };
}
export function mend(request: WireRequest, answer: WireResponse): WireResponse {
  if (answer.status !== 200) return answer;
  return MENDS.reduce((so, one) => one(request, so, new TextDecoder().decode(so.body)), answer);
}
