import type { ReadStream, WriteStream } from 'node:tty';
import { Refusal } from '../errors.ts';

/** One line from the terminal, of which nothing is shown. Ctrl-C and Ctrl-D give up. */
export function askSecret(question: string, input: ReadStream, output: Pick<WriteStream, 'write'>): Promise<string> {
  output.write(question);
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void): void => {
      input.off('data', hear);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
      settle();
    };
    const hear = (keys: string): void => {
      for (const key of keys) {
        if (key === '\r' || key === '\n') {
          end(() => resolve(typed));
          return;
        }
        if (key === '\u0003' || key === '\u0004') {
          end(() => reject(new Refusal('USAGE', 'no passphrase was given')));
          return;
        }
        if (key === '\u007f' || key === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += key;
      }
    };
    input.on('data', hear);
  });
}
