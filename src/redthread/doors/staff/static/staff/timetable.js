/* Moving a booking in the grid: drag it, or press Space on it, move it with the arrows, Space again to drop, Escape to
   give up. The server decides; a clash comes back as a page with ways out. Without script the booking's own page moves it. */
(() => {
  "use strict";
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  const form = document.getElementById("tt-move");
  const told = document.getElementById("tt-told");
  if (!form || !told) return;
  const say = (key, values = {}) => {
    told.textContent = Object.entries(values).reduce((t, [k, v]) => t.replace(`{${k}}`, v), told.dataset[key]);
  };
  const step = 15;
  let held = null;

  const minutesOf = (start) => Number(start.slice(11, 13)) * 60 + Number(start.slice(14, 16));
  const pad = (n) => String(n).padStart(2, "0");
  const grid = (block) => block.closest("[data-day]");
  const isWeek = (block) => grid(block).classList.contains("tt-day");
  const days = (block) => (isWeek(block) ? [...document.querySelectorAll(".tt-day[data-day]")] : [grid(block)]);

  function pick(block) {
    held = {block, day: grid(block), home: grid(block), first: minutesOf(block.dataset.start), row: block.className};
    held.at = held.first;
    block.classList.add("is-held");
    block.setAttribute("aria-pressed", "true");
    say("held");
  }

  function show() {
    const opens = Number(form.dataset.opens) * 60;
    const square = Math.min(Math.max(Math.floor((held.at - opens) / step) + 1, 1), 64);
    held.block.className = held.block.className.replace(/\br\d+\b/, `r${square}`).replace(/\bc\d\b/, "c0");
    if (held.block.parentElement !== held.day) {
      held.day.append(held.block);
      held.block.focus();
    }
    say("at", {day: held.day.dataset.label, time: `${pad(Math.floor(held.at / 60))}:${pad(held.at % 60)}`});
  }

  function shift(minutes, by) {
    const opens = Number(form.dataset.opens) * 60, closes = Number(form.dataset.closes) * 60;
    held.at = Math.min(Math.max(held.at + minutes, opens), closes - step);
    const all = days(held.block), here = all.indexOf(held.day);
    held.day = all[Math.min(Math.max(here + by, 0), all.length - 1)];
    show();
  }

  function let_go() {
    held.block.className = held.row;
    if (held.block.parentElement !== held.home) held.home.append(held.block);
    held.block.setAttribute("aria-pressed", "false");
    held.block.focus();
    held = null;
    say("back");
  }

  function drop() {
    if (held.at === held.first && held.day === held.home) return let_go();
    form.action = held.block.dataset.move;
    form.elements.day.value = held.day.dataset.day;
    form.elements.start.value = `${pad(Math.floor(held.at / 60))}:${pad(held.at % 60)}`;
    held = null;
    form.submit();
  }

  document.addEventListener("keydown", (event) => {
    const block = event.target.closest?.(".tt-b[data-move]");
    if (!block) return;
    if (event.key === " ") {
      event.preventDefault();
      return held ? drop() : pick(block);
    }
    if (!held) return;
    const turned = document.documentElement.dir === "rtl" ? -1 : 1;
    const week = isWeek(held.block);
    const moves = {
      ArrowUp: week ? [-step, 0] : [0, 0],
      ArrowDown: week ? [step, 0] : [0, 0],
      ArrowLeft: week ? [0, -turned] : [-step * turned, 0],
      ArrowRight: week ? [0, turned] : [step * turned, 0],
    };
    if (event.key in moves) {
      event.preventDefault();
      shift(...moves[event.key]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      let_go();
    } else if (event.key === "Enter") {
      event.preventDefault();
      drop();
    } else if (event.key === "Tab") let_go();
  });

  document.addEventListener("pointerdown", (event) => {
    const block = event.target.closest(".tt-b[data-move]");
    if (!block || event.button !== 0 || held) return;
    const from = {x: event.clientX, y: event.clientY};
    const week = isWeek(block), box = grid(block).getBoundingClientRect();
    const size = week ? box.height / 64 : (box.width / 64) * (document.documentElement.dir === "rtl" ? -1 : 1);
    let dragged = false;
    const move = (now) => {
      const far = Math.hypot(now.clientX - from.x, now.clientY - from.y);
      if (!dragged && far < 6) return;
      if (!dragged) {
        dragged = true;
        pick(block);
      }
      const by = Math.round((week ? now.clientY - from.y : now.clientX - from.x) / size) * step;
      if (week) {
        held.day = days(block).find((d) => {
          const b = d.getBoundingClientRect();
          return now.clientX >= b.left && now.clientX < b.right;
        }) ?? held.day;
      }
      held.at = held.first;
      shift(by, 0);
    };
    const end = (last) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      if (!dragged) return;
      block.addEventListener("click", (click) => click.preventDefault(), {once: true});
      if (last.type === "pointercancel") let_go();
      else drop();
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest(".tt-b[data-move]")) event.preventDefault();
  });
})();
