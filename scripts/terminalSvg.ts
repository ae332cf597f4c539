import type { IBufferCell, Terminal } from '@xterm/headless';

/** Sizes in pixels of one cell, and of what surrounds them. */
const cell = { width: 8.4, height: 17 };
const margin = 14;
const bar = 30;

const background = '#1c2028';
const foreground = '#d6dae0';
/** The sixteen colours of a usual dark palette. */
const palette = [
  ['#3b4048', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
  ['#5c6370', '#f0808a', '#b5e08f', '#f5d79b', '#82c4ff', '#dda0f0', '#7fd4de', '#ffffff'],
].flat();

interface Look {
  readonly fill: string;
  readonly behind: string | null;
  readonly attributes: string;
}

interface Run extends Look {
  readonly column: number;
  readonly columns: number;
  readonly text: string;
}

/** What a terminal shows as an SVG picture: a window with a title, and text that stays text. */
export function terminalSvg(terminal: Terminal, title: string): string {
  const width = Math.ceil(terminal.cols * cell.width + 2 * margin);
  const height = Math.ceil(terminal.rows * cell.height + 2 * margin + bar);
  const rows = Array.from({ length: terminal.rows }, (_, row) => drawRow(terminal, row));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<rect width="${width}" height="${height}" rx="9" fill="${background}"/>
<path d="M0 ${bar}V9a9 9 0 0 1 9-9H${width - 9}a9 9 0 0 1 9 9V${bar}z" fill="#2a2f3a"/>
${['#e06c75', '#e5c07b', '#98c379'].map((fill, index) => `<circle cx="${18 + 20 * index}" cy="${bar / 2}" r="6" fill="${fill}"/>`).join('')}
<text x="${width / 2}" y="${bar / 2 + 4}" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" fill="#9aa2b1">${escaped(title)}</text>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="${foreground}" xml:space="preserve">
${rows.filter((row) => row !== '').join('\n')}
</g>
</svg>
`;
}

function drawRow(terminal: Terminal, row: number): string {
  const y = bar + margin + row * cell.height;
  return runsOf(terminal, row)
    .map(({ column, columns, text, fill, behind, attributes }) => {
      const x = rounded(margin + column * cell.width);
      const width = rounded(columns * cell.width);
      const field =
        behind === null
          ? ''
          : `<rect x="${x}" y="${y}" width="${width}" height="${cell.height}" fill="${behind}"/>`;
      const look = fill === foreground ? attributes : `${attributes} fill="${fill}"`;
      if (text.trim() === '' && !attributes.includes('underline')) return field;
      return `${field}<text x="${x}" y="${y + 13}" textLength="${width}"${look}>${escaped(text)}</text>`;
    })
    .join('');
}

/** The cells of a row, those in one look together; gaps are left out. */
function runsOf(terminal: Terminal, row: number): Run[] {
  const { active } = terminal.buffer;
  const line = active.getLine(active.baseY + row);
  const runs: Run[] = [];
  for (let column = 0; column < terminal.cols; column += 1) {
    const found = line?.getCell(column);
    if (found === undefined || found.getWidth() === 0) continue;
    const look = lookOf(found);
    const text = found.getChars().replace('\u{a0}', ' ') || ' ';
    const last = runs.at(-1);
    if (last !== undefined && isSame(last, look)) {
      runs[runs.length - 1] = { ...last, text: last.text + text, columns: last.columns + found.getWidth() };
    } else {
      runs.push({ ...look, column, columns: found.getWidth(), text });
    }
  }
  return runs.map(trimmed);
}

/** Without the spaces at both ends, where nothing shows them. */
function trimmed(run: Run): Run {
  if (run.behind !== null || run.attributes.includes('underline')) return run;
  const start = run.text.length - run.text.trimStart().length;
  const text = run.text.trim();
  return { ...run, text, column: run.column + start, columns: run.columns - (run.text.length - text.length) };
}

function lookOf(found: IBufferCell): Look {
  const colour = found.isFgDefault() ? foreground : (palette[found.getFgColor()] ?? foreground);
  const field = found.isBgDefault() ? null : (palette[found.getBgColor()] ?? null);
  const isInverse = found.isInverse() !== 0;
  return {
    fill: isInverse ? (field ?? background) : colour,
    behind: isInverse ? colour : field,
    attributes: [
      found.isBold() ? ' font-weight="bold"' : '',
      found.isDim() ? ' opacity=".6"' : '',
      found.isUnderline() ? ' text-decoration="underline"' : '',
    ].join(''),
  };
}

function isSame(one: Look, other: Look): boolean {
  return one.fill === other.fill && one.behind === other.behind && one.attributes === other.attributes;
}

function rounded(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
