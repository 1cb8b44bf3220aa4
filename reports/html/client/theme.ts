/** Automatic, light or dark. Remembered where the browser allows it; where it does not, for as long as the page is open. */
const THEMES = ['automatic', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'claimcheck-theme';

export function openTheme(): void {
  const button = document.getElementById('theme');
  if (button === null) return;
  let theme = remembered();
  const wear = (): void => {
    if (theme === 'automatic') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    const label = button.querySelector('[data-theme-name]');
    if (label !== null) label.textContent = button.dataset[theme] ?? '';
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'automatic';
    remember(theme);
    wear();
  });
  button.hidden = false;
  wear();
}

function remembered(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'automatic';
  } catch {
    // storage is refused to a file, or by the reader's settings
    return 'automatic';
  }
}
function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // as above: the page wears it until it is closed
  }
}
