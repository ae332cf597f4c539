import { expect, test } from 'vitest';
import { smallestWindow } from '../../src/common/terminal.ts';
import { contextOf } from '../../src/components/keys/context.ts';
import { availableCommands } from '../../src/components/keys/lookup.ts';
import { footerLine } from '../../src/components/layout/footerLine.ts';
import { languages } from '../../src/text/language.ts';
import { vocabularyOf } from '../../src/text/screens.ts';
import { scenes, stateOf } from './scenes.ts';

test.for(languages)('the help and the way out stay in the smallest footer: %s', (language) => {
  const { commands } = vocabularyOf(language).text;
  for (const [name, scene] of Object.entries(scenes)) {
    const state = stateOf(scene, language, smallestWindow);
    const { segments } = footerLine(state);
    const shown = segments.map(({ text }) => text).join('');
    for (const { id } of availableCommands(contextOf(state), state)) {
      if (id !== 'help' && id !== 'quit' && id !== 'back') continue;
      expect(shown, name).toContain(` ${commands[id].label} `);
    }
  }
});
