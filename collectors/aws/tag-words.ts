/** Tags as checks name them: each as `key`, which fits any value, and as `key=value`. Pure. */
export function tagWords(tags: readonly { readonly Key: string; readonly Value: string }[]): string[] {
  return tags.flatMap(({ Key, Value }) => [Key, `${Key}=${Value}`]);
}
