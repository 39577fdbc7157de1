"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const OPERATION = 0, SITUATION = 1, NAME = 2, FILE = 3, LINE = 4, ORIGIN = 5, NOTE = 6, REQUEST = 7, ANSWER = 8, TESTS = 9;
  const KIND = 0, SPELLING = 1, SIDES = 2, OUTCOME = 3, FINDING = 4;
  const SYMBOL = { p: "✓", f: "✗", e: "~", u: "!" };
  const WORD = { p: "passed", f: "failed", k: "known to fail" };
  const RANK = { p: 0, e: 1, u: 2, f: 3 };
  const SIDE = [
    { letter: "C", word: "client", of: (test) => test[SIDES] & 1 },
    { letter: "S", word: "server", of: (test) => test[SIDES] & 2 },
    { letter: "D", word: "document and schemas", of: (test) => test[SIDES] === 0 },
  ];
  const byId = (id) => document.getElementById(id);
  // Everything is put in as text, so that no payload is ever read as HTML.
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  // Names have no spaces to be broken at.
  const breakable = (node, words) => {
    node.replaceChildren(...words.split(/(?<=[/:])(?=[^/:])/).flatMap((part) => [part, make("wbr")]));
    return node;
  };
  const text = (number) => data.pool.texts[number].map((line) => data.pool.lines[line]).join("\n");
  const idOf = (it) => data.operations[it[OPERATION]] + "/" + data.situations[it[SITUATION]] + (it[NAME] ? "/" + it[NAME] : "");
  const kindOf = (test) => data.kinds[test[KIND]][0] + (test[SPELLING] ? "-" + test[SPELLING] : "");
  const worst = (tests) => tests.reduce((a, t) => (RANK[t[OUTCOME]] > RANK[a] ? t[OUTCOME] : a), "p");
  const fails = (test) => RANK[test[OUTCOME]] > 1;

  // What a search looks at: the id and the kinds of a case.
  const haystack = data.cases.map((it) => (idOf(it) + " " + it[TESTS].map(kindOf).join(" ")).toLowerCase());

  const messages = (left, leftText, right, rightText) => {
    const sides = make("div", "sides");
    for (const [title, body] of [[left, leftText], [right, rightText]]) {
      const half = make("div");
      half.append(make("h4", "", title), make("pre", "", body));
      sides.append(half);
    }
    return sides;
  };

  const about = (it) => {
    const lines = make("p", "about");
    lines.append(breakable(make("span"), data.files[it[FILE]] + ":" + it[LINE]));
    for (const line of data.origins[it[ORIGIN]].split("\n")) {
      const span = make("span");
      if (/^https:\/\/\S+$/.test(line)) {
        const link = make("a", "", line);
        link.href = line;
        link.rel = "noreferrer";
        span.append(link);
      } else {
        span.textContent = line;
      }
      lines.append(span);
    }
    if (it[NOTE] >= 0) lines.append(make("span", "", text(it[NOTE])));
    return lines;
  };

  const difference = (test) => {
    const [place, expected, found, request, response, commands] = data.findings[test[FINDING]];
    const box = make("div", test[OUTCOME] === "f" ? "difference" : "difference odd");
    box.append(make("h4", "", SYMBOL[test[OUTCOME]] + " " + kindOf(test) + ": " + place));
    if (expected || found) box.append(messages("Expected", expected, "Found", found));
    if (request >= 0 || response >= 0) {
      const none = "none";
      box.append(messages("Request as it was", request < 0 ? none : text(request), "Response as it was", response < 0 ? none : text(response)));
    }
    if (commands.length) {
      box.append(make("h4", "", "Reproduce"), make("pre", "", commands.join("\n")));
    }
    return box;
  };

  const fill = (details, it, tests) => {
    const list = make("ul", "tests");
    for (const test of tests) {
      const item = make("li", test[OUTCOME] === "p" ? "passed" : fails(test) ? "failed" : "odd", SYMBOL[test[OUTCOME]] + " " + kindOf(test));
      item.title = data.kinds[test[KIND]][1];
      list.append(item);
    }
    details.append(list);
    for (const test of tests) if (test[FINDING] >= 0) details.append(difference(test));
    details.append(messages("Request of the case", text(it[REQUEST]), "Response of the case", text(it[ANSWER])), about(it));
  };

  const dialog = byId("cell");
  const open = (title, cases, side) => {
    breakable(byId("cell-title"), title);
    const body = byId("cell-body");
    body.replaceChildren();
    for (const it of cases) {
      const tests = side ? it[TESTS].filter(side.of) : it[TESTS];
      const state = worst(tests);
      const details = make("details");
      const summary = make("summary");
      summary.append(make("span", state === "p" ? "passed" : RANK[state] > 1 ? "failed" : "odd", SYMBOL[state] + " "),
        make("span", "case", it[NAME] || data.situations[it[SITUATION]]),
        make("span", "", " (" + tests.length + (tests.length === 1 ? " test)" : " tests)")));
      details.append(summary);
      details.addEventListener("toggle", () => {
        if (details.open && details.childElementCount === 1) fill(details, it, tests);
      });
      if (cases.length === 1 || RANK[state] > 1) details.open = true;
      body.append(details);
    }
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  };
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  // Findings, a screenful at a time.
  const failing = data.cases.flatMap((it) => it[TESTS].filter(fails).map((test) => [it, test]));
  if (failing.length) {
    const section = byId("findings"), list = section.querySelector("ul");
    section.hidden = false;
    section.querySelector("h2").textContent = "Findings (" + failing.length + ")";
    const PAGE = 10;
    let shown = 0;
    const more = () => {
      byId("more")?.parentElement.remove();
      for (const [it, test] of failing.slice(shown, shown + PAGE)) {
        const item = make("li"), button = make("button", "finding");
        breakable(button, SYMBOL[test[OUTCOME]] + " " + idOf(it) + "::" + kindOf(test));
        button.type = "button";
        const [place, expected, found] = data.findings[test[FINDING]];
        const cut = (words) => (words.length > 160 ? words.slice(0, 160) + "…" : words);
        button.append(make("small", "", expected || found ? place + ": expected " + cut(expected) + ", found " + cut(found) : place));
        button.addEventListener("click", () => open(idOf(it), [it]));
        item.append(button);
        list.append(item);
      }
      shown += PAGE;
      if (shown < failing.length) {
        const item = make("li"), button = make("button", "", "Show more (" + (failing.length - shown) + " left)");
        button.type = "button";
        button.id = "more";
        button.addEventListener("click", more);
        item.append(button);
        list.append(item);
      }
    };
    more();
  }

  // The matrix: what is in each cell.
  const cells = new Map();
  data.cases.forEach((it, index) => {
    const key = it[SITUATION] + " " + it[OPERATION];
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(index);
  });
  const operations = data.operations.map((name, index) => [name, index]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const situations = data.situations.map((name, index) => [name, index]).sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const select = byId("operation");
  for (const [name, index] of operations) {
    const option = make("option", "", name);
    option.value = index;
    select.append(option);
  }
  // Where there is one operation at a time, the first that fails is the one to see.
  if (failing.length) select.value = failing[0][0][OPERATION];

  const draw = () => {
    const query = byId("search").value.trim().toLowerCase();
    const only = byId("failing").checked;
    const wanted = Number(select.value);
    const narrow = matchMedia("(max-width: 900px)").matches;
    const matches = (index) => (!query || haystack[index].includes(query)) && (!only || data.cases[index][TESTS].some(fails));
    const table = make("table"), head = make("thead"), row = make("tr"), body = make("tbody");
    const corner = make("th", "", "Situation");
    corner.scope = "col";
    row.append(corner);
    for (const [name, index] of operations) {
      const cell = make("th", index === wanted ? "" : "away", name.replaceAll("_", " ").replaceAll("/", " / "));
      cell.scope = "col";
      row.append(cell);
    }
    head.append(row);
    let cases = 0;
    for (const [name, situation] of situations) {
      const line = make("tr"), title = make("th", "", name.replaceAll("_", " ").replaceAll("/", " / "));
      title.scope = "row";
      line.append(title);
      let any = false;
      for (const [operation, index] of operations) {
        const cell = make("td", index === wanted ? "" : "away");
        const found = (cells.get(situation + " " + index) || []).filter(matches).map((number) => data.cases[number]);
        if (!narrow || index === wanted) cases += found.length;
        for (const side of SIDE) {
          const tests = found.flatMap((it) => it[TESTS].filter(side.of));
          if (!tests.length) continue;
          if (!narrow || index === wanted) any = true;
          const state = worst(tests), bad = tests.filter(fails).length;
          const button = make("button", state, side.letter + " " + SYMBOL[state] + (bad ? " " + bad : ""));
          button.type = "button";
          button.title = operation + ", " + name + ", " + side.word + ": " + tests.length + " tests, " + (bad ? bad + " fail" : WORD[state]);
          button.setAttribute("aria-label", button.title);
          button.addEventListener("click", () => open(operation + " · " + name + " · " + side.word, found.filter((it) => it[TESTS].some(side.of)), side));
          cell.append(button);
        }
        line.append(cell);
      }
      if (any) body.append(line);
    }
    table.append(head, body);
    byId("matrix").replaceChildren(table);
    byId("count").textContent = cases.toLocaleString("en") + (cases === 1 ? " case" : " cases") + (query || only ? " found" : "");
  };
  let waiting;
  byId("search").addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(draw, 120);
  });
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("failing").addEventListener("change", draw);
  select.addEventListener("change", draw);
  matchMedia("(max-width: 900px)").addEventListener("change", draw);
  draw();

  // An address can name a case: report.html#transfer_reversals/create/documented
  const follow = () => {
    let id = "";
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const found = data.cases.filter((it) => id && idOf(it) === id);
    if (found.length) open(id, found);
  };
  addEventListener("hashchange", follow);
  follow();
})();
