/**
 * "It is not switched on", where AWS has no code for that: the code is the one of a denial, and the sentence alone tells the two apart.
 * Such a refusal gets a code of its own, for `absentOn`; any other sentence stays the denial that it is.
 */
interface Sentence {
  readonly code: string;
  readonly sentence: RegExp;
  readonly as: string;
}

/** By IAM's prefix. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  /** https://docs.aws.amazon.com/macie/latest/APIReference/macie.html: AccessDeniedException is all that a session which does not exist has. */
  macie2: { code: 'AccessDeniedException', sentence: /^Macie is not enabled\.?$/, as: 'Macie is not enabled' },
  /** https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html: InvalidAccessException, also of members that may not ask. */
  securityhub: {
    code: 'InvalidAccessException',
    sentence: /^Account \d{12} is not subscribed to AWS Security Hub\.?$/,
    as: 'not subscribed to AWS Security Hub',
  },
};
export const MACIE_NOT_ENABLED = (SENTENCES['macie2'] as Sentence).as;
export const HUB_NOT_SUBSCRIBED = (SENTENCES['securityhub'] as Sentence).as;

/** The code of a refusal, or what stands for it when the whole sentence says that the service is not switched on. */
export function codeOrSentence(operation: string, code: string, message: string): string {
  const known = SENTENCES[operation.split(':')[0] as string];
  return known !== undefined && known.code === code && known.sentence.test(message.trim()) ? known.as : code;
}
