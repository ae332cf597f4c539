import { z } from 'zod';
import { run } from '../../support/program.ts';

const signatures = z.object({ invalid: z.array(z.unknown()), missing: z.array(z.unknown()) });
const audit = z.object({ metadata: z.object({ vulnerabilities: z.object({ total: z.number() }) }) });
const refusal = z.union([
  z.object({ statusCode: z.number() }).transform(({ statusCode }) => `HTTP ${statusCode}`),
  z.object({ error: z.object({ summary: z.string().min(1) }) }).transform(({ error }) => error.summary),
  z.object({ message: z.string() }).transform(({ message }) => message),
]);

export interface Answer {
  /** For the report. */
  readonly said: string;
  /** True where the registry answered, and what it answered is bad. */
  readonly isBad: boolean;
}

/** Whether all packages are signed by the registry. What it does not answer is said, and no failure. */
export async function askForSignatures(folder: string): Promise<Answer> {
  const answer = await ask(folder, 'audit', 'signatures');
  const { data } = signatures.safeParse(answer);
  if (!data) return { said: `not answered: ${whyNot(answer)}`, isBad: false };
  const { invalid, missing } = data;
  return { said: `${invalid.length} invalid, ${missing.length} missing`, isBad: invalid.length > 0 };
}

/** Whether weaknesses of packages are known. */
export async function askForWeaknesses(folder: string): Promise<Answer> {
  const answer = await ask(folder, 'audit');
  const { data } = audit.safeParse(answer);
  if (!data) return { said: `not answered: ${whyNot(answer)}`, isBad: false };
  const { total } = data.metadata.vulnerabilities;
  return { said: `${total} known`, isBad: total > 0 };
}

/** The JSON that npm prints, or the text where it prints none. */
async function ask(folder: string, ...question: string[]): Promise<unknown> {
  const args = [...question, '--json', '--prefix', folder, '--fetch-retries', '0'];
  // How this machine reaches the registry is said there.
  const environment = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const { stdout, stderr } = await run('npm', args, environment);
  try {
    return JSON.parse(stdout);
  } catch {
    return stderr || stdout;
  }
}

function whyNot(answer: unknown): string {
  const { data = String(answer) } = refusal.safeParse(answer);
  return data.replace(/\s+/g, ' ').slice(0, 200);
}
