import { createInterface } from 'node:readline/promises';

/** Asks a question that is answered with yes or no; without a terminal the answer is no. */
export async function confirm(question: string): Promise<boolean> {
  const { stdin: input, stderr: output } = process;
  if (!input.isTTY || !output.isTTY) return false;
  const lines = createInterface({ input, output });
  try {
    return /^[yo]/i.test(await lines.question(question));
  } finally {
    lines.close();
  }
}
