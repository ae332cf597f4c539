/**
 * The sequence that asks the user's own terminal, at the other end of the line, to take a text into its clipboard
 * (OSC 52). tmux swallows it unless told otherwise, so that it also gets it wrapped up, to be passed through; GNU
 * screen gets it wrapped only.
 */
export function copySequence(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const plain = `\u{1b}]52;c;${Buffer.from(text).toString('base64')}\u{7}`;
  if (environment['TMUX']) {
    return `${plain}\u{1b}Ptmux;${plain.replaceAll('\u{1b}', '\u{1b}\u{1b}')}\u{1b}\\`;
  }
  if (environment['STY']) return `\u{1b}P${plain}\u{1b}\\`;
  return plain;
}
