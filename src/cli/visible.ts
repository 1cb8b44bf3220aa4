/** Names come from strangers: what would steer a terminal or reorder a line is shown, not obeyed. Newlines and tabs are ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not pass
const STEERING = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;
export function visible(text: string): string {
  return text.replace(STEERING, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
