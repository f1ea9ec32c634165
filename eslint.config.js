/** What eslint asks of the site's code and of the scripts around it. */
import js from '@eslint/js';
import globals from 'globals';

const RULES = {
  eqeqeq: 'error',
  'no-console': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
};

/** Text goes in as text: the content security policy would stop most of these, and none of them is needed. */
const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'dangerouslySetInnerHTML'].map((property) => ({ property }));

/** Imports go one way: screens → ui → data → core. */
const below = (folder, ...above) => ({
  files: [`frontend/js/${folder}/**`],
  rules: { 'no-restricted-imports': ['error', { patterns: above.map((name) => `**/${name}/**`) }] },
});

export default [
  { ignores: ['frontend/vendor.js', 'frontend/vendor-qr.js', 'build/', '.venv/', '.local/'] },
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: RULES },
  {
    files: ['frontend/js/**'],
    languageOptions: { globals: globals.browser },
    rules: { 'no-restricted-properties': ['error', ...MARKUP] },
  },
  below('core', 'data', 'texts', 'ui', 'screens'),
  below('texts', 'data', 'ui', 'screens'),
  below('data', 'texts', 'ui', 'screens'),
  below('ui', 'screens'),
  { files: ['frontend/sw.js'], languageOptions: { globals: globals.serviceworker } },
  { files: ['frontend/work.js'], languageOptions: { globals: globals.worker } },
  { files: ['tests/frontend/**'], languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  { files: ['**/*.mjs', 'eslint.config.js'], languageOptions: { globals: globals.node }, rules: { 'no-console': 'off' } },
];
