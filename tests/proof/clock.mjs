/**
 * Loaded into a server before its program: its clock is ahead by CLOCK_AHEAD milliseconds, and by as many more as its
 * parent process tells it.
 */
const { now } = Date;
let ahead = Number(process.env['CLOCK_AHEAD'] ?? 0);
Date.now = () => now() + ahead;
process.on('message', (milliseconds) => {
  ahead += Number(milliseconds);
  process.send?.('done');
});
// Nobody has to wait for the parent to say more.
process.channel?.unref();
// A server that nobody looks after any more is of no use.
process.on('disconnect', () => process.exit(1));
