/// The page's small script: live pages, keys, narrowing lists down. Every page works without it.
enum Script {
  static let text = #"""
    'use strict';
    (() => {
      const find = (selector, root) => (root || document).querySelector(selector);
      const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
      const typing = (it) => it && /^(INPUT|TEXTAREA|SELECT)$/.test(it.tagName);

      // Somebody types: then nothing is swapped under their hands.
      const touched = () => all('main form input, main form textarea, main form select').some((it) => {
        if (it.type === 'hidden') return false;
        if (it.type === 'radio' || it.type === 'checkbox') return it.checked !== it.defaultChecked;
        if (it.tagName === 'SELECT') {
          const first = Math.max(0, Array.from(it.options).findIndex((one) => one.defaultSelected));
          return it.selectedIndex !== first;
        }
        return it.value !== it.defaultValue;
      });

      const pathTo = (it) => {
        if (!it || it === document.body) return null;
        if (it.id) return '#' + CSS.escape(it.id);
        if (it.getAttribute('href')) return 'a[href="' + CSS.escape(it.getAttribute('href')) + '"]';
        return null;
      };

      const swap = async () => {
        const main = find('main[data-live]');
        if (!main || touched()) return;
        const answer = await fetch(location.href, { headers: { 'Accept': 'text/html' }, credentials: 'same-origin' });
        if (!answer.ok || answer.redirected) return;
        const fresh = find('main', new DOMParser().parseFromString(await answer.text(), 'text/html'));
        if (!fresh || fresh.innerHTML === main.innerHTML || touched()) return;
        const open = all('details[id]', main).map((it) => [it.id, it.open]);
        const focused = main.contains(document.activeElement) ? pathTo(document.activeElement) : null;
        const at = window.scrollY;
        main.replaceChildren(...fresh.childNodes);
        stops();
        open.forEach(([id, isOpen]) => { const it = document.getElementById(id); if (it) it.open = isOpen; });
        const again = focused && find('main ' + focused);
        if (again) again.focus({ preventScroll: true });
        window.scrollTo(0, at);
        const note = find('#live-note');
        if (note) note.textContent = 'Brought up to date at ' + new Date().toISOString().slice(11, 19) + ' UTC';
      };

      let waiting = null;
      const soon = () => {
        if (waiting) return;
        waiting = setTimeout(() => { waiting = null; swap().catch(() => {}); }, 400);
      };
      if (find('main[data-live]') && 'EventSource' in window) {
        const events = new EventSource('/events');
        events.onmessage = soon;
        document.addEventListener('visibilitychange', () => { if (!document.hidden) soon(); });
      }

      document.addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
        if (event.key === '/') {
          const search = find('#search');
          if (search) { event.preventDefault(); search.focus(); search.select(); }
        } else if (event.key === 'j' || event.key === 'k') {
          const rows = all('[data-row]').filter((it) => find('a[href]', it));
          if (!rows.length) return;
          const now = rows.findIndex((it) => it.contains(document.activeElement));
          const step = event.key === 'j' ? 1 : -1;
          const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, now + step));
          event.preventDefault();
          find('a[href]', rows[next]).focus();
        }
      });

      // A long list of offers is narrowed down by words; what is ticked stays in sight.
      document.addEventListener('input', (event) => {
        const box = event.target.dataset && event.target.dataset.narrow
          && document.getElementById(event.target.dataset.narrow);
        if (!box) return;
        const words = event.target.value.toLowerCase().split(' ').filter(Boolean);
        all('.pick', box).forEach((it) => {
          const text = it.textContent.toLowerCase();
          it.hidden = !find('input', it).checked && !words.every((word) => text.includes(word));
        });
      });

      // A second press would only be a repeat of the same call; the button says that it is under way.
      document.addEventListener('submit', (event) => {
        const button = find('button[type=submit]', event.target);
        if (button && event.target.method === 'post') button.setAttribute('aria-busy', 'true');
      });

      // What does not scroll is no stop for the keyboard.
      const stops = () => all('.scroll').forEach((it) => {
        if (it.scrollWidth > it.clientWidth + 1) it.tabIndex = 0; else it.removeAttribute('tabindex');
      });
      window.addEventListener('resize', stops);
      stops();

      const problem = find('.problem');
      if (problem) problem.focus();
      document.documentElement.classList.add('js');
    })();

    """#
}
