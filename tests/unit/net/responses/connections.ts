import { cases, refused } from './case.ts';

const empty = 'Content-Length: 0↵↵';
const interim = 'HTTP/1.1 100 Continue↵↵';
const final = `HTTP/1.1 200 OK↵${empty}`;

/** What precedes a response, what follows it, and where it breaks off. */
export const connections = cases([
  [
    '9112 §9.3',
    'HTTP/1.1 keeps the connection, also after an error',
    `HTTP/1.1 404 Not Found↵${empty}`,
    { keepsAlive: true },
  ],
  ['9112 §9.6', 'HTTP/1.1 with close', `HTTP/1.1 200 OK↵Connection: close↵${empty}`, { keepsAlive: false }],
  ['9112 §9.6', 'close in capitals', `HTTP/1.1 200 OK↵Connection: CLOSE↵${empty}`, { keepsAlive: false }],
  [
    '9112 §9.6',
    'close in a list',
    `HTTP/1.1 200 OK↵Connection: foo ,close, bar↵${empty}`,
    { keepsAlive: false },
  ],
  [
    '9112 §9.6',
    'close on a second line',
    `HTTP/1.1 200 OK↵Connection: a↵Connection: close↵${empty}`,
    { keepsAlive: false },
  ],
  [
    '9112 §9.3',
    'close beside keep-alive',
    `HTTP/1.1 200 OK↵Connection: keep-alive, close↵${empty}`,
    { keepsAlive: false },
  ],
  [
    '9112 §9.6',
    'a word that only holds close',
    `HTTP/1.1 200 OK↵Connection: disclose↵${empty}`,
    { keepsAlive: true },
  ],
  ['9112 §9.3', 'HTTP/1.0 does not keep it', `HTTP/1.0 404 Not Found↵${empty}`, { keepsAlive: false }],
  [
    '9112 §9.3',
    'HTTP/1.0 with keep-alive',
    `HTTP/1.0 200 OK↵Connection: Keep-Alive↵${empty}`,
    { keepsAlive: true },
  ],
  [
    '9112 §9.3',
    'HTTP/1.0 with keep-alive, without a length',
    'HTTP/1.0 200 OK↵Connection: keep-alive↵↵x',
    { keepsAlive: false },
  ],
  [
    '9112 §9.3',
    'a second response that nobody asked for',
    `${final}${final}`,
    { keepsAlive: true, rest: 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n' },
  ],

  ['9110 §15.2', 'a 100 before the response', `${interim}${final}`, { status: 200 }],
  [
    '9110 §15.2',
    'a 103 with fields of its own',
    `HTTP/1.1 103 Early Hints↵Link: x↵↵${final}`,
    { status: 200, fields: { 'content-length': ['0'] } },
  ],
  ['9110 §15.2', 'an interim status that nobody knows', `HTTP/1.1 199 ?↵↵${final}`, { status: 200 }],
  [
    '9110 §15.2',
    'an interim response that tells of a body it cannot have',
    `HTTP/1.1 100 Continue↵Content-Length: 9↵↵${final}`,
    { status: 200 },
  ],
  ['9110 §15.2', 'ten of them', `${interim.repeat(10)}${final}`, { status: 200 }],
  ['9110 §15.2', 'eleven of them', `${interim.repeat(11)}${final}`, refused('too many interim responses')],
  [
    '9110 §15.2',
    'a malformed field in one of them',
    `HTTP/1.1 100 Continue↵A↵↵${final}`,
    refused('a malformed field name'),
  ],
  ['9110 §15.2', 'an interim response and nothing more', interim, 'incomplete'],
  [
    '9110 §7.8',
    'a switch of protocols',
    'HTTP/1.1 101 Switching Protocols↵Upgrade: h2c↵↵',
    refused('a switch of protocols'),
  ],

  ['9112 §8', 'nothing', '', 'incomplete'],
  ['9112 §8', 'an end within the status line', 'HTTP/1.1 20', 'incomplete'],
  ['9112 §8', 'an end after the status line', 'HTTP/1.1 200 OK↵', 'incomplete'],
  ['9112 §8', 'an end within a field', 'HTTP/1.1 200 OK↵Content-Le', 'incomplete'],
  [
    '9112 §8',
    'an end before the line that ends the head',
    'HTTP/1.1 200 OK↵Content-Length: 0↵',
    'incomplete',
  ],
  [
    '9112 §8',
    'an end within the line that ends the head',
    'HTTP/1.1 200 OK↵Content-Length: 0↵\r',
    'incomplete',
  ],
  [
    '9112 §2.2',
    'a head that ends lines without CR',
    'HTTP/1.1 200 OK\nContent-Length: 0\n\n',
    { status: 200 },
  ],
  ['9112 §2.2', 'noise', '\x16\x03\x01\x02\0\n', refused('its first line is no HTTP/1.1 status line')],
  [
    '9112 §2.2',
    'a page without a head',
    '<!DOCTYPE html>\n<html>',
    refused('its first line is no HTTP/1.1 status line'),
  ],
]);
