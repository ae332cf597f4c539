import { writeFileAtomically } from '../../common/atomicFile.ts';
import { asUserError } from '../../common/diskErrors.ts';
import type { EntryStatus } from './entryStatus.ts';

/**
 * Writes the state for the textfile collector of Prometheus, atomically, and readable by it (0644).
 *
 * @throws {UserError} `disk-full`, `write-refused`
 */
export async function writeMetricsFile(path: string, statuses: readonly EntryStatus[]): Promise<void> {
  // Loaded here, because hardly anybody asks for it.
  const { metricsText } = await import('./metricsText.ts');
  const text = await metricsText(statuses);
  await asUserError(path, () => writeFileAtomically(path, text, 0o644));
}
