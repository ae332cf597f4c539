import { describe, expect, it } from 'vitest';
import type { Result } from '../../bench/contest.ts';
import { toMarkdown } from '../../bench/report.ts';

const machine = {
  processor: 'A processor',
  cores: 2,
  memoryGiB: 8,
  kernel: '6.1',
  disk: '/dev/sda ext4 1T',
  node: 'v24.0.0',
  commit: 'abc',
  peers: { rclone: 'not installed' },
};
const sample = { wallSeconds: 1, cpuSeconds: 2, peakMiB: 100, serverCpuSeconds: null, serverPeakMiB: null };

function reportOf(result: Partial<Result>): string {
  const whole: Result = { title: 'A work', runs: [], absent: [], verdicts: [], ...result };
  return toMarkdown({ startedAt: new Date(0), size: '1GiB', rounds: 5, machine, results: [whole] });
}

describe('the report', () => {
  it('has a row of medians for everybody, with the ratio', () => {
    const runs = [
      { name: 'ours', samples: [sample] },
      { name: 'tar | curl', samples: [{ ...sample, wallSeconds: 3 }] },
    ];
    expect(reportOf({ runs })).toContain('| tar \\| curl | 3.00 | 2.00 | – | 100 | – | 3.00 |');
  });

  it('says who was missing, and why', () => {
    expect(reportOf({ absent: [{ name: 'rclone crypt', reason: 'not installed: rclone' }] })).toContain(
      '- without rclone crypt: not installed: rclone',
    );
  });

  it('says which aims were met and which missed', () => {
    const verdict = { what: 'times as fast as restic', value: 2.5, aim: 'at least 3', met: false };
    expect(reportOf({ verdicts: [verdict] })).toContain(
      '- **MISSED**: times as fast as restic: 2.50 (at least 3)',
    );
  });

  it('says what could not be measured', () => {
    expect(reportOf({ failure: 'restic ended' })).toContain('**FAILED**: restic ended');
  });

  it('describes the machine and the versions of the peers', () => {
    const text = reportOf({});
    expect(text).toContain('- processor: A processor');
    expect(text).toContain('- rclone: not installed');
  });
});
