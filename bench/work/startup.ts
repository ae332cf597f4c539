import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { atMost, median, pairwiseRatios } from '../compare.ts';
import { hold, type Result } from '../contest.ts';
import { startCompanion } from '../peers/companion.ts';
import { Ours } from '../peers/ours.ts';
import type { Stage, Work } from '../stage.ts';
import { bareNode, leaveAlone, secondsOnTerminal, secondsToFirstFrame } from '../startup.ts';
import { inStages } from './inStages.ts';
import { ours } from './transfers.ts';

const bare = 'bare Node.js';
/** A start is so short that a few of them say little. */
const startsPerRound = 4;
/** Of the start of Node.js itself. */
const mostOfVersion = 1.6;
const mostOfFirstFrame = 4.5;
const mostMiB = 110;

/** How fast the program is there, and what the screens cost while nobody does anything. */
export const startup: Work = {
  title: 'Start and rest',
  run: (stage) =>
    inStages(
      { ...stage, rounds: stage.rounds * startsPerRound },
      { version: startVersion, frame: startScreens, idle: rest },
    ),
};

async function startVersion(stage: Stage): Promise<Result> {
  const program = await Ours.create(stage);
  return hold(stage, {
    title: 'Start of --version',
    ours: { name: ours, command: program.offline('--version') },
    others: [{ name: bare, command: bareNode }],
    aims: [{ kind: 'speed', than: bare, times: 1 / mostOfVersion }],
  });
}

async function startScreens(stage: Stage): Promise<Result> {
  const { place, rounds, signal, log } = stage;
  const title = 'First frame of the screens, on a terminal';
  log(title);
  const screens = (await Ours.create(stage)).offline();
  const [frames, nodes]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    signal.throwIfAborted();
    frames.push(await secondsToFirstFrame(place, screens));
    nodes.push(await secondsOnTerminal(place, bareNode));
    log(
      `  ${round + 1}. first frame: ${frames.at(-1)?.toFixed(3)} s, ${bare}: ${nodes.at(-1)?.toFixed(3)} s`,
    );
  }
  const verdicts = [
    atMost(`starts of ${bare} that it takes`, median(pairwiseRatios(frames, nodes)), mostOfFirstFrame),
  ];
  return { title, runs: [], absent: [], verdicts };
}

async function rest(stage: Stage): Promise<Result> {
  const { place, scale, signal, log } = stage;
  const title = `The screens with ${scale.listed} archives, ${scale.idleSeconds} s left alone`;
  log(title);
  const companion = await startCompanion(stage);
  for (let number = 0; number < scale.listed; number += 1) {
    await writeFile(join(companion.archives, `listed-${number}_2026-11-22T10-00-00.enc`), '');
  }
  const screens = (await Ours.create(stage)).command(companion);
  const milliseconds = scale.idleSeconds * 1000;
  const { bytes, cpuSeconds, memoryMiB } = await leaveAlone(place, screens, /listed-/, {
    milliseconds,
    signal,
  });
  const verdicts = [
    atMost('bytes written', bytes, 0),
    atMost('seconds of the processor', cpuSeconds, 0),
    atMost('memory', memoryMiB, mostMiB, 'MiB'),
  ];
  return { title, runs: [], absent: [], verdicts };
}
