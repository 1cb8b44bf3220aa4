/** The exchanges of a sealed run, as its locker holds them, in the order in which they were sent. */
import { EVIDENCE_TYPE } from '../../dist/src/collect/evidence.js';
import { openLocker } from '../../dist/src/locker/index.js';

export async function readTape(locker, which = 'latest') {
  const run = await (await openLocker(locker)).run(which);
  const bytes = new Map();
  const records = [];
  for await (const { item, bytes: one } of run.evidence()) {
    bytes.set(`sha256:${item.sha256}`, one);
    if (item.mediaType === EVIDENCE_TYPE) records.push(JSON.parse(new TextDecoder().decode(one)));
  }
  const tape = records
    .map(({ response, requestedAt, receivedAt, ...rest }) => ({
      ...rest,
      status: response?.status,
      body: response ? new TextDecoder().decode(bytes.get(response.body)) : '',
      began: Date.parse(requestedAt),
      ended: Date.parse(receivedAt),
    }))
    .sort((a, b) => a.order - b.order);
  // two exchanges with the same words at the same millisecond are one object: the tape would be short of one
  if (tape.length !== run.manifest.requests.sent) throw new Error(`${run.manifest.requests.sent} sent, ${tape.length} on the tape`);
  return { tape, manifest: run.manifest };
}
