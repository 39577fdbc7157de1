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
  const main = document.getElementById('content');
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  // What an element says, also by the words that the schemas have for it.
  const said = (element) => [element.textContent, ...all('[data-also]', element).map((each) => each.dataset.also)].join(' ').toLowerCase();
  const entries = all('.entry').map((section) => {
    const rest = section.cloneNode(true);
    // Code and payloads have the words of everything.
    all('.fields, .calls, .exchanges', rest).forEach((each) => each.remove());
    return {
      section,
      title: section.querySelector('h2, h3').textContent.toLowerCase(),
      text: said(rest),
      fields: all('.field', section).map((field) => ({ field, text: said(field) })),
      samples: all('.call, details', section).map((sample) => ({ sample, text: sample.textContent.toLowerCase() })),
    };
  });
  const links = all('nav li a').map((link) => ({ link, id: decodeURIComponent(link.hash.slice(1)) }));
  const lists = all('nav ul');
  let readAt = null;
  // Only what nothing else has is looked for in code and payloads, and brought to light there.
  function samples(entry, has) {
    const those = entry.samples.filter((each) => has(each.text)).map((each) => each.sample);
    those.filter((each) => each.matches('details')).forEach((each) => { each.open = true; });
    const calls = those.filter((each) => each.matches('.call'));
    if (calls.length > 0 && calls.every((each) => each.hidden)) choose(calls[0].dataset.language);
    // The other languages stay within reach.
    return calls.length > 0 ? [...new Set([...those, ...all('.call', entry.section)])] : those;
  }
  function filter() {
    // Asked before anything is hidden: a browser moves with what it shows.
    const at = scrollY;
    const wanted = words(search.value);
    const has = (text) => wanted.every((word) => text.includes(word));
    let hits = entries.map((entry) => ({
      entry,
      whole: wanted.length === 0 || has(entry.text),
      those: wanted.length === 0 ? [] : entry.fields.filter((each) => has(`${entry.title} ${each.text}`)).map((each) => each.field),
    }));
    const inCode = !hits.some(({ whole, those }) => whole || those.length > 0);
    if (inCode) hits = entries.map((entry) => ({ entry, whole: false, those: samples(entry, has) }));
    const shown = new Set();
    let members = 0;
    for (const { entry: { section, fields }, whole, those } of hits) {
      const part = !whole && those.length > 0;
      if (!inCode) members += those.length;
      section.hidden = !whole && !part;
      section.classList.toggle('partial', part);
      all('.holds', section).forEach((each) => each.classList.remove('holds'));
      for (const { field } of fields) {
        // What is in a member that was found is shown with it.
        field.hidden = part && !those.some((each) => each.contains(field) || field.contains(each));
      }
      for (const each of part ? those : []) {
        for (let around = each; around !== section; around = around.parentElement) around.classList.add('holds');
      }
      if (!section.hidden) shown.add(section.id);
    }
    for (const { link, id } of links) link.parentElement.hidden = !shown.has(id);
    for (const list of lists) {
      list.hidden = [...list.children].every((item) => item.hidden);
      if (list.previousElementSibling.matches('h2')) list.previousElementSibling.hidden = list.hidden;
    }
    // A heading over sections is shown with any of them, and what is no section only without a search.
    let heading = null;
    for (const child of main.children) {
      if (child.matches('h2')) {
        heading = child;
        heading.hidden = wanted.length > 0;
      } else if (child.matches('.entry')) {
        if (heading && !child.hidden) heading.hidden = false;
      } else if (!child.matches('h1')) {
        child.hidden = wanted.length > 0;
      }
    }
    main.classList.toggle('searching', wanted.length > 0);
    document.querySelector('.nothing').hidden = shown.size > 0;
    const count = (number, word) => `${number} ${word}${number === 1 ? '' : 's'}`;
    const what = inCode ? 'in code' : count(members, 'member');
    if (wanted.length === 0) found.textContent = '';
    else found.textContent = shown.size === 0 ? 'Nothing found' : `${count(shown.size, 'section')} of ${entries.length}, ${what}`;
    mark(wanted);
    // What was found begins at the top; without a search the reader is back at what was read before.
    if (wanted.length > 0) {
      readAt ??= at;
      scrollTo(0, 0);
    } else if (readAt !== null) {
      scrollTo(0, readAt);
      readAt = null;
    }
  }
  // Marks what was found, where a browser can do so without changing the page.
  const marks = Boolean(window.Highlight && window.CSS?.highlights);
  if (marks) document.styleSheets[0].insertRule('::highlight(found) { background-color: var(--found); color: var(--text); }');
  function mark(wanted) {
    if (!marks) return;
    const ranges = [];
    if (wanted.length > 0) {
      const shown = (node) => (node.hidden ? NodeFilter.FILTER_REJECT : node.data === undefined ? NodeFilter.FILTER_SKIP : NodeFilter.FILTER_ACCEPT);
      const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT, shown);
      while (texts.nextNode() && ranges.length < 2000) {
        const node = texts.currentNode;
        const text = node.data.toLowerCase();
        // A few characters have another length in lower case; where they are is then unknown.
        if (text.length !== node.data.length) continue;
        for (const word of wanted) {
          for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
            ranges.push(new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + word.length }));
          }
        }
      }
    }
    CSS.highlights.set('found', new Highlight(...ranges));
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
    if (event.key === 'Escape' && search.value) {
      event.preventDefault();
      clear();
    } else if (event.key === 'Escape' && event.target === search) {
      search.blur();
    }
  });

  // Places: what a link leads to must not be hidden by a filter.
  const narrow = matchMedia('(max-width: 59.99rem)');
  const contents = document.querySelector('nav details');
  const fold = () => { contents.open = !narrow.matches; };
  narrow.addEventListener('change', fold);
  fold();
  const place = (hash) => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)));
    } catch {
      return null; // An address may have any text there.
    }
  };
  const reveal = (hash) => {
    const target = place(hash);
    if (!target || (target.getClientRects().length > 0 && !target.matches('.searching h1'))) return;
    readAt = null;
    clear();
    target.scrollIntoView();
  };
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    reveal(link.hash);
    if (narrow.matches && contents.contains(link)) contents.open = false;
  });
  addEventListener('hashchange', () => reveal(location.hash));
  // The section that is read now.
  if ('IntersectionObserver' in window) {
    const inView = new Set();
    const watch = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) inView[isIntersecting ? 'add' : 'delete'](target.id);
      const current = links.find(({ id }) => inView.has(id));
      for (const { link } of links) {
        if (link === current?.link) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    }, { rootMargin: '-20% 0px -75% 0px' });
    entries.forEach(({ section }) => watch.observe(section));
  }
})();
