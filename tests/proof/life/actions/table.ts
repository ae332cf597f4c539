import type { Action } from './action.ts';
import { changeSchedule } from './changeSchedule.ts';
import { changeSources } from './changeSources.ts';
import { deleteArchives } from './delete.ts';
import { download } from './download.ts';
import { fullDestination, fullHome, fullServer } from './fullDisk.ts';
import { jumpClock } from './jumpClock.ts';
import { renewClientCertificate, renewServerCertificate } from './renewCertificates.ts';
import { crashServer, restartServer } from './restartServer.ts';
import { restorePart } from './restorePart.ts';
import { rewrap } from './rewrap.ts';
import { runSchedule } from './runSchedule.ts';
import { discardTransfers, resumeTransfer } from './unfinished.ts';
import { upload, uploadWhileChanging } from './upload.ts';
import { uploadTwiceInOneSecond } from './uploadTwice.ts';
import { verify } from './verify.ts';

export interface NamedAction {
  readonly name: string;
  readonly run: Action;
  /** It needs a mount in a namespace of its own. */
  readonly mounts?: true;
}

/** What happens in a life, and how often. */
export const actions: readonly (readonly [weight: number, NamedAction])[] = [
  [22, { name: 'upload', run: upload }],
  [8, { name: 'upload while the sources change', run: uploadWhileChanging }],
  [4, { name: 'two uploads in one second', run: uploadTwiceInOneSecond }],
  [14, { name: 'download', run: download }],
  [9, { name: 'partial restore', run: restorePart }],
  [4, { name: 'verify or show', run: verify }],
  [7, { name: 'delete', run: deleteArchives }],
  [6, { name: 'rewrap', run: rewrap }],
  [12, { name: 'schedule run', run: runSchedule }],
  [5, { name: 'change of the schedule', run: changeSchedule }],
  [12, { name: 'change of the sources', run: changeSources }],
  [5, { name: 'resume by id', run: resumeTransfer }],
  [2, { name: 'discard', run: discardTransfers }],
  [3, { name: 'restart of the server', run: restartServer }],
  [2, { name: 'kill of the idle server', run: crashServer }],
  [4, { name: 'clock jump', run: jumpClock }],
  [2, { name: 'new certificate of the client', run: renewClientCertificate }],
  [2, { name: 'new certificate of the server', run: renewServerCertificate }],
  [2, { name: 'full disk at the destination', run: fullDestination, mounts: true }],
  [2, { name: 'full disk of the home', run: fullHome, mounts: true }],
  [2, { name: 'full disk of the server', run: fullServer, mounts: true }],
];
