'use strict';
// Before anything is painted, so that the other colours don't flash.
try {
  const theme = localStorage.getItem('theme');
  if (['light', 'dark'].includes(theme)) document.documentElement.dataset.theme = theme;
} catch { /* a page of a file may have no storage */ }
