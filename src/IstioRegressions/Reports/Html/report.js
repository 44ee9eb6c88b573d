(() => {
  'use strict';
  const $ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const table = document.querySelector('.matrix');
  const heads = $('thead tr:nth-child(2) th', table);
  const versions = heads.map(th => th.dataset.v);
  const rows = $('tbody tr', table).map(tr => {
    const link = tr.querySelector('th a');
    return {
      tr, name: link.textContent, words: tr.querySelector('th').textContent.toLowerCase(),
      section: document.getElementById(link.hash.slice(1)), cells: $('td', tr).map(td => ({ td, links: [...td.children] })),
    };
  });

  const shows = {
    all: ['all', () => true],
    surprise: ['surprises', a => a.classList.contains('s')],
    inconclusive: ['inconclusive', a => a.classList.contains('q')],
    reproduced: ['reproduced', a => a.classList.contains('r')],
    absent: ['absent', a => a.classList.contains('a')],
    notrun: ['not run', a => a.classList.contains('n')],
    ...(table.querySelector('.k') ? { quarantined: ['quarantined', a => a.classList.contains('k')] } : {}),
    ...(table.querySelector('.x') ? { changed: ['changed', a => a.classList.contains('x')] } : {}),
  };

  // The tools are made here: without a script there is nothing that does not work.
  const tools = document.createElement('div');
  tools.className = 'tools';
  tools.setAttribute('role', 'search');
  const input = Object.assign(document.createElement('input'), { type: 'search', placeholder: 'Versions and words: 1.6 port' });
  input.setAttribute('aria-label', 'Filter by version and by words of a regression');
  const buttons = Object.entries(shows).map(([key, [word]]) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: word });
    button.dataset.show = key;
    button.addEventListener('click', () => go(key, input.value));
    return button;
  });
  const said = document.createElement('output');
  tools.append(input, ...buttons, said);
  table.parentElement.before(tools);

  for (const sum of $('.sums span')) {
    const link = Object.assign(document.createElement('a'), { href: `#?show=${sum.dataset.show}` });
    link.append(...sum.childNodes);
    sum.replaceWith(link);
  }

  let show = 'all';

  function filter() {
    const words = input.value.toLowerCase().split(/[\s,]+/).filter(Boolean);
    const wanted = words.filter(w => /^v?\d/.test(w)).map(w => w.replace(/^v/, ''));
    const texts = words.filter(w => !/^v?\d/.test(w));
    const isWanted = versions.map(v => wanted.length === 0 || wanted.some(w => v === w || v.startsWith(w.endsWith('.') ? w : `${w}.`)));
    const isShown = shows[show][1];
    const used = versions.map(() => false);
    let regressions = 0, cells = 0;
    for (const row of rows) {
      let some = false;
      const isNamed = texts.every(t => row.words.includes(t));
      row.cells.forEach(({ links }, i) => {
        for (const link of links) {
          const on = isNamed && isWanted[i] && isShown(link);
          link.classList.toggle('off', !on);
          if (on) { some = true; used[i] = true; cells++; }
        }
      });
      row.tr.hidden = !some;
      row.section.hidden = !some;
      if (!some) continue;
      regressions++;
      const on = new Set(row.cells.flatMap(c => c.links).filter(a => !a.classList.contains('off')).map(a => a.hash.slice(1)));
      for (const group of $('.group', row.section)) {
        let left = 0;
        for (const li of $('.cells > li', group)) {
          li.hidden = !on.has(li.id);
          if (!li.hidden) left++;
        }
        group.hidden = left === 0;
      }
    }

    heads.forEach((th, i) => { th.hidden = !used[i]; });
    rows.forEach(row => row.cells.forEach(({ td }, i) => { td.hidden = !used[i]; }));
    let at = 0;
    for (const minor of $('thead tr:first-child th[scope=colgroup]', table)) {
      const all = minor.all ??= minor.colSpan;
      const left = used.slice(at, at += all).filter(Boolean).length;
      minor.hidden = left === 0;
      minor.colSpan = Math.max(1, left);
    }

    const isFiltered = show !== 'all' || words.length > 0;
    table.classList.toggle('few', used.filter(Boolean).length <= 12);
    said.textContent = isFiltered ? `${cells} cells of ${regressions} regressions` : '';
    for (const button of buttons) button.setAttribute('aria-pressed', button.dataset.show === show);
  }

  function go(nextShow, query) {
    const parts = new URLSearchParams();
    if (query.trim()) parts.set('q', query.trim());
    if (nextShow !== 'all') parts.set('show', nextShow);
    const hash = parts.size ? `#?${parts}` : '#?';
    if (hash !== location.hash) history.replaceState(null, '', hash);
    show = nextShow;
    if (input.value.trim() !== query.trim()) input.value = query;
    filter();
  }

  function follow() {
    const hash = location.hash.slice(1);
    if (hash.startsWith('?')) {
      const parts = new URLSearchParams(location.hash.slice(2));
      show = Object.hasOwn(shows, parts.get('show') ?? '') ? parts.get('show') : 'all';
      input.value = parts.get('q') ?? '';
      filter();
      if (parts.size) tools.scrollIntoView({ block: 'start' });
      return;
    }

    const target = document.getElementById(hash);
    if (!target) return;
    if (target.closest('[hidden]')) { show = 'all'; input.value = ''; filter(); }
    for (let at = target; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    const group = target.closest('.group');
    if (group && target.matches('.cells > li')) for (const place of $(':scope > p var', group)) place.textContent = target.querySelector('b').textContent;
    target.scrollIntoView({ block: target.matches('li') ? 'center' : 'start' });
  }

  input.addEventListener('input', () => go(show, input.value));
  document.addEventListener('keydown', e => {
    if (e.key === '/' && !e.ctrlKey && !e.metaKey && !(e.target instanceof HTMLInputElement)) { e.preventDefault(); input.focus(); }
    if (e.key === 'Escape' && e.target === input) { go('all', ''); }
  });

  // One stop for the tabulator; the arrows go from cell to cell.
  const links = $('td a', table);
  links.forEach((a, i) => { a.tabIndex = i === 0 ? 0 : -1; });
  table.addEventListener('focusin', e => {
    if (!e.target.matches('td a')) return;
    links.forEach(a => { a.tabIndex = -1; });
    e.target.tabIndex = 0;
  });
  table.addEventListener('keydown', e => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[e.key];
    const td = e.target.closest('td');
    if (!step || !td) return;
    e.preventDefault();
    let row = rows.findIndex(r => r.tr === td.parentElement), column = rows[row].cells.findIndex(c => c.td === td);
    for (;;) {
      row += step[0];
      column += step[1];
      const cell = rows[row]?.cells[column];
      if (!cell) return;
      const next = cell.links.find(a => !a.classList.contains('off') && a.offsetParent);
      if (next) { next.focus(); return; }
    }
  });

  for (const repeat of $('.repeat')) {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: 'copy' });
    button.setAttribute('aria-label', 'Copy the command');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(repeat.querySelector('code').textContent);
        button.textContent = 'copied';
      } catch {
        getSelection().selectAllChildren(repeat.querySelector('code'));
        button.textContent = 'selected';
      }
    });
    repeat.querySelector('code').after(button);
  }

  addEventListener('hashchange', follow);
  filter();
  follow();
})();
