/** The colour themes of the screens, in the order in which a key goes through them. */
export const themeNames = ['default', 'light', 'high-contrast', 'monochrome'] as const;
export type ThemeName = (typeof themeNames)[number];

/**
 * The theme to begin with: what was asked for, else monochrome where `NO_COLOR` is set, else what is remembered.
 */
export function chooseTheme(
  asked: ThemeName | undefined,
  remembered: ThemeName | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ThemeName {
  return asked ?? (environment['NO_COLOR'] ? 'monochrome' : (remembered ?? 'default'));
}
