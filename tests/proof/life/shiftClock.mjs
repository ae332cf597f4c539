/** Loaded before the program: its clock is `CLOCK_AHEAD` milliseconds ahead, or stands still at `CLOCK_STOPPED_AT`. */
const ahead = Number(process.env.CLOCK_AHEAD);
const stoppedAt = process.env.CLOCK_STOPPED_AT;
const RealDate = Date;
const now = () => Number(stoppedAt ?? RealDate.now() + ahead);

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(now());
    else super(...given);
  }

  static now() {
    return now();
  }
};
