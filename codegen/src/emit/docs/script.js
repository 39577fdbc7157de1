'use strict';
// Everything is readable without this: it filters, makes tabs of the languages and switches the colours.
(() => {
  const root = document.documentElement;
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  // A page of a file may have no storage.
  const kept = (key, value) => {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch { /* then nothing is kept */ }
    return null;
  };
  document.querySelector('.tools').hidden = false;
  document.body.classList.remove('no-script');

  // Colours.
  const theme = document.getElementById('theme');
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const paint = () => {
    theme.textContent = isDark() ? 'Light' : 'Dark';
    theme.setAttribute('aria-label', `Show the page ${isDark() ? 'light' : 'dark'}`);
  };
  if (['light', 'dark'].includes(kept('theme'))) root.dataset.theme = kept('theme');
  theme.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    kept('theme', root.dataset.theme);
    paint();
  });
  system.addEventListener('change', paint);
  paint();

  // Languages: one choice for the whole page.
  const groups = all('.calls').map((group, number) => {
    const tabs = document.createElement('div');
    tabs.setAttribute('role', 'tablist');
    tabs.setAttribute('aria-label', 'Language');
    const panels = all('.call', group);
    panels.forEach((panel, index) => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.id = `tab-${number}-${index}`;
      tab.textContent = panel.dataset.language;
      tab.setAttribute('role', 'tab');
      panel.id = `panel-${number}-${index}`;
      tab.setAttribute('aria-controls', panel.id);
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', tab.id);
      tab.addEventListener('click', () => choose(panel.dataset.language, tab));
      tabs.append(tab);
    });
    tabs.addEventListener('keydown', (event) => {
      const buttons = all('[role="tab"]', tabs);
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      buttons[to].focus();
      buttons[to].click();
    });
    group.classList.add('tabbed');
    group.prepend(tabs);
    return { tabs: all('[role="tab"]', tabs), panels };
  });
  function choose(language, clicked) {
    // What is above may change its height; what was clicked stays where it is.
    const before = clicked?.getBoundingClientRect().top;
    for (const { tabs, panels } of groups) {
      const wanted = panels.findIndex((panel) => panel.dataset.language === language);
      const chosen = Math.max(0, wanted);
      panels.forEach((panel, index) => {
        panel.hidden = index !== chosen;
        tabs[index].setAttribute('aria-selected', String(index === chosen));
        tabs[index].tabIndex = index === chosen ? 0 : -1;
      });
    }
    if (clicked) {
      kept('language', language);
      scrollBy(0, clicked.getBoundingClientRect().top - before);
    }
  }
  choose(kept('language'));

  // Search: all words must be in a section by itself, or in one of its members with what the member is in.
  const search = document.getElementById('search');
  const found = document.getElementById('found');
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const entries = all('.entry').map((section) => {
    const fields = all('.field', section);
    const rest = section.cloneNode(true);
    // Payloads have the words of everything.
    all('.fields, pre, .exchanges', rest).forEach((each) => each.remove());
    return {
      section,
      title: section.querySelector('h2, h3').textContent.toLowerCase(),
      text: rest.textContent.toLowerCase(),
      fields: fields.map((field) => ({ field, text: field.textContent.toLowerCase() })),
    };
  });
  const links = all('nav li a').map((link) => ({ link, id: decodeURIComponent(link.hash.slice(1)) }));
  function filter() {
    const wanted = words(search.value);
    const has = (text) => wanted.every((word) => text.includes(word));
    const shown = new Set();
    let members = 0;
    for (const { section, title, text, fields } of entries) {
      const whole = wanted.length === 0 || has(text);
      const those = new Set(wanted.length === 0 ? [] : fields.filter((each) => has(`${title} ${each.text}`)).map((each) => each.field));
      const part = !whole && those.size > 0;
      members += those.size;
      section.hidden = !whole && !part;
      section.classList.toggle('partial', part);
      all('.holds', section).forEach((each) => each.classList.remove('holds'));
      for (const { field } of fields) {
        // What is in a member that was found is shown with it.
        field.hidden = part && !those.has(field) && ![...those].some((each) => each.contains(field) || field.contains(each));
      }
      for (const field of part ? those : []) {
        for (let at = field; at !== section; at = at.parentElement) at.classList.add('holds');
      }
      if (!section.hidden) shown.add(section.id);
    }
    for (const { link, id } of links) link.parentElement.hidden = !shown.has(id);
    for (const heading of all('main > h2, main > :not(.entry, h2, .nothing)')) heading.hidden = wanted.length > 0;
    document.querySelector('.nothing').hidden = shown.size > 0;
    found.textContent = wanted.length === 0 ? '' : `${shown.size} of ${entries.length} sections, ${members} members`;
  }
  search.addEventListener('input', filter);
  function clear() {
    search.value = '';
    filter();
  }
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === 'Escape' && (search.value || event.target === search)) {
      clear();
      if (event.target === search) search.blur();
    }
  });

  // Places: what a link leads to must not be hidden by a filter.
  const narrow = matchMedia('(max-width: 59.99rem)');
  const contents = document.querySelector('nav details');
  if (narrow.matches) contents.open = false;
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target && target.getClientRects().length === 0) clear();
    if (narrow.matches && contents.contains(link)) contents.open = false;
  });
  // The section that is read now.
  if ('IntersectionObserver' in window) {
    const byId = new Map(links.map(({ link, id }) => [id, link]));
    const watch = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        const link = byId.get(target.id);
        if (isIntersecting) link?.setAttribute('aria-current', 'true');
        else link?.removeAttribute('aria-current');
      }
    }, { rootMargin: '-20% 0px -75% 0px' });
    entries.forEach(({ section }) => watch.observe(section));
  }
})();
