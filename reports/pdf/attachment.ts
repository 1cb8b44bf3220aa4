/** Files inside the file, as PDF/A-3 has them: named, dated, and said to be the data of which this is the print. */
import { once } from 'node:events';
import { createDeflate } from 'node:zlib';
import type { FindingRow } from '../../src/model.ts';
import type { Doc } from './sheet.ts';

export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly description: string;
  /** As RFC 1950 has it (zlib), of `size` bytes. */
  readonly deflated: Uint8Array;
  readonly size: number;
}
interface Reference {
  end(data?: Uint8Array): void;
}
interface Insides {
  ref(data: object): Reference;
  addNamedEmbeddedFile(name: string, filespec: Reference): void;
  readonly _root: { readonly data: { AF?: Reference[] } };
}

/** Written here and not by pdfkit's `file()`, which wants the bytes whole: a million findings come deflated, piece by piece. */
export function attach(doc: Doc, { name, mediaType, description, deflated, size }: Attachment, at: Date): void {
  const insides = doc as unknown as Insides;
  const file = insides.ref({
    Type: 'EmbeddedFile',
    Subtype: mediaType.replace('/', '#2F'),
    Params: { Size: size, CreationDate: at, ModDate: at },
    Length: 0,
    Filter: 'FlateDecode',
  });
  file.end(deflated);
  const filespec = insides.ref({
    Type: 'Filespec',
    AFRelationship: 'Data',
    F: new String(name),
    UF: new String(name),
    Desc: new String(description),
    EF: { F: file, UF: file },
  });
  filespec.end();
  insides.addNamedEmbeddedFile(name, filespec);
  const { data } = insides._root;
  data.AF = [...(data.AF ?? []), filespec];
}

/** Beyond this many deflated bytes the rows are not attached: a reader's viewer must still open the file. */
export const MOST_ATTACHED = 24 * 1024 * 1024;
const PIECE = 1 << 18;

/** Lets rows by, and keeps them deflated on the way. */
export class RowKeeper {
  private readonly deflate = createDeflate();
  private chunks: Uint8Array[] = [];
  private kept = 0;
  private size = 0;
  private waiting: string[] = [];
  private length = 0;

  constructor() {
    this.deflate.on('data', (chunk: Uint8Array) => {
      this.kept += chunk.length;
      if (this.kept > MOST_ATTACHED) this.chunks = [];
      else this.chunks.push(chunk);
    });
  }

  async *through(rows: AsyncIterable<FindingRow>): AsyncIterable<FindingRow> {
    for await (const row of rows) {
      if (this.kept <= MOST_ATTACHED) {
        const line = `${JSON.stringify(row)}\n`;
        this.waiting.push(line);
        this.length += line.length;
        if (this.length > PIECE) await this.flush();
      }
      yield row;
    }
  }
  private async flush(): Promise<void> {
    const piece = Buffer.from(this.waiting.join(''));
    this.waiting = [];
    this.length = 0;
    this.size += piece.length;
    if (!this.deflate.write(piece)) await once(this.deflate, 'drain');
  }
  /** Undefined: there is too much of it. */
  async close(): Promise<Pick<Attachment, 'deflated' | 'size'> | undefined> {
    if (this.waiting.length > 0) await this.flush();
    const ended = once(this.deflate, 'end');
    this.deflate.end();
    await ended;
    return this.kept > MOST_ATTACHED ? undefined : { deflated: Buffer.concat(this.chunks), size: this.size };
  }
}
