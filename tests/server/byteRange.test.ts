import { describe, expect, it } from 'vitest';
import { byteRangeOf } from '../../src/server/byteRange.ts';

const part = (start: number, end: number) => ({ start, end });

describe('a Range header for 1000 bytes (RFC 9110, section 14)', () => {
  it.each([
    // 14.1.2: ranges from a first byte
    ['bytes=0-0', part(0, 1)],
    ['bytes=0-499', part(0, 500)],
    ['bytes=500-999', part(500, 1000)],
    ['bytes=999-999', part(999, 1000)],
    ['bytes=0-', part(0, 1000)],
    ['bytes=999-', part(999, 1000)],
    ['bytes=0-999', part(0, 1000)],
    ['bytes=0-1000', part(0, 1000)],
    ['bytes=500-99999999999999999999999999', part(500, 1000)],
    ['bytes=007-09', part(7, 10)],
    // suffixes
    ['bytes=-1', part(999, 1000)],
    ['bytes=-500', part(500, 1000)],
    ['bytes=-1000', part(0, 1000)],
    ['bytes=-2000', part(0, 1000)],
    ['bytes=-99999999999999999999999999', part(0, 1000)],
    // 14.1: units have no case; white space around the range
    ['BYTES=0-1', part(0, 2)],
    ['bytes= 0-1', part(0, 2)],
    ['bytes=0-1 ', part(0, 2)],
    // 14.1.2: nothing of it is there
    ['bytes=1000-', 'unsatisfiable'],
    ['bytes=1000-1000', 'unsatisfiable'],
    ['bytes=99999999999999999999999999-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-000', 'unsatisfiable'],
    // 14.2: what is malformed, or in an unknown unit, is ignored
    [undefined, 'whole'],
    ['', 'whole'],
    ['bytes', 'whole'],
    ['bytes=', 'whole'],
    ['bytes=-', 'whole'],
    ['bytes=5', 'whole'],
    ['bytes=5-4', 'whole'],
    ['bytes=1001-1000', 'whole'],
    ['bytes=99999999999999999999999999-99999999999999999999999998', 'whole'],
    ['bytes=a-b', 'whole'],
    ['bytes=0x1-0x2', 'whole'],
    ['bytes=+1-2', 'whole'],
    ['bytes=--1', 'whole'],
    ['bytes=0 -1', 'whole'],
    ['bytes 0-1', 'whole'],
    ['bytes =0-1', 'whole'],
    ['items=0-1', 'whole'],
    // several ranges may be answered with everything
    ['bytes=0-1,5-6', 'whole'],
    ['bytes=0-1, -1', 'whole'],
    ['bytes=0-1,', 'whole'],
  ])('%j means %j', (header, expected) => {
    expect(byteRangeOf(header, 1000)).toEqual(expected);
  });

  it.each([
    ['bytes=0-', 'unsatisfiable'],
    ['bytes=0-0', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=-1', 'whole'],
  ])('of an empty archive: %j means %j', (header, expected) => {
    expect(byteRangeOf(header, 0)).toEqual(expected);
  });
});
