// The desk: opens a request beside the queue without a new page, and a few keys. Every page works without it.
(function () {
  "use strict";
  var panel = document.getElementById("panel");
  var drafts = new Map();

  function wide() { return window.matchMedia("(min-width:64.01rem)").matches; }
  function fields() { return panel ? panel.querySelectorAll("form textarea:not([readonly])") : []; }
  function draftName(field) { return field.form.getAttribute("action") + "#" + field.id; }

  // What was typed stays in memory while one looks at another request; it is gone with the page.
  function keep() {
    fields().forEach(function (f) {
      if (f.value !== f.defaultValue) drafts.set(draftName(f), f.value); else drafts.delete(draftName(f));
    });
  }
  function restore() {
    fields().forEach(function (f) {
      if (!drafts.has(draftName(f)) || f.value) return;
      f.value = drafts.get(draftName(f));
      var act = f.closest("details.act");
      if (act) act.open = true;
    });
  }

  function show(link, push) {
    keep();
    panel.setAttribute("aria-busy", "true");
    return fetch(link, { headers: { "X-Desk": "panel" }, credentials: "same-origin" }).then(function (answer) {
      if (answer.redirected || !answer.ok) throw new Error("not here");
      return answer.text();
    }).then(function (html) {
      panel.innerHTML = html;
      panel.removeAttribute("aria-busy");
      panel.scrollTop = 0;
      document.querySelectorAll("[data-rows] tr.on").forEach(function (tr) { tr.classList.remove("on"); });
      var path = new URL(link, location.href).pathname;
      document.querySelectorAll("[data-rows] a[data-open]").forEach(function (a) {
        if (a.getAttribute("href") === path) { a.closest("tr").classList.add("on"); }
      });
      var title = panel.querySelector("h2");
      if (title) document.title = title.textContent.trim() + " · Redthread";
      if (push) history.pushState({}, "", link);
      document.dispatchEvent(new CustomEvent("htmx:afterSwap"));
      restore();
      panel.focus({ preventScroll: true });
    }).catch(function () { location.href = link; });
  }

  if (panel) {
    document.addEventListener("click", function (e) {
      var link = e.target.closest("a[data-open]");
      if (!link || e.ctrlKey || e.metaKey || e.shiftKey || e.button || !wide()) return;
      e.preventDefault();
      show(link.href, true);
    });
    window.addEventListener("popstate", function () { location.reload(); });
  }

  // One act is open at a time, also where the browser does not know details[name].
  document.addEventListener("toggle", function (e) {
    var act = e.target;
    if (!act.matches || !act.matches("details.act") || !act.open) return;
    document.querySelectorAll("details.act[open]").forEach(function (other) { if (other !== act) other.open = false; });
    // Inside the panel where it scrolls by itself, so that the list beside it stays where it is.
    if (panel && wide()) panel.scrollTop += Math.max(0, Math.min(
      act.getBoundingClientRect().bottom - panel.getBoundingClientRect().bottom + 16,
      act.getBoundingClientRect().top - panel.getBoundingClientRect().top - 16));
    else act.scrollIntoView({ block: "nearest" });
  }, true);

  // A text that is sent back names its reason; choosing it sets the list.
  document.addEventListener("change", function (e) {
    var box = e.target;
    if (box.dataset && box.dataset.reason && box.checked) {
      var list = box.form.querySelector("select[name=reason]");
      if (list && list.querySelector('option[value="' + box.dataset.reason + '"]')) list.value = box.dataset.reason;
    }
    if (box.closest && box.closest("[data-filters]") && box.matches("select")) box.form.submit();
    if (box.name === "id" && box.closest("[data-bulk]")) bulk();
  });

  // Equal cases: what the first one says goes to all the others, and can still be changed there.
  document.addEventListener("click", function (e) {
    if (!e.target.closest("[data-copy-first]")) return;
    var cases = Array.from(document.querySelectorAll(".case")).filter(function (c) { return c.querySelector("textarea"); });
    cases.slice(1).forEach(function (other) {
      var from = cases[0].querySelectorAll("textarea, .grounds input"), to = other.querySelectorAll("textarea, .grounds input");
      from.forEach(function (field, n) {
        if (!to[n]) return;
        if (field.type === "checkbox") to[n].checked = field.checked; else to[n].value = field.value;
      });
    });
  });

  function bulk() {
    var form = document.querySelector("[data-bulk]");
    if (!form) return;
    var bar = form.querySelector("[data-bulk-bar]");
    var count = form.querySelectorAll("input[name=id]:checked").length;
    if (!bar) return;
    bar.classList.toggle("on", count > 0);
    var words = bar.querySelector("[data-bulk-count]");
    words.textContent = count + " " + words.dataset.words;
  }
  bulk();

  document.addEventListener("keydown", function (e) {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      var typed = e.target.closest("form[data-send]");
      var open = typed || document.querySelector("details.act[open] form[data-send]");
      if (open) { e.preventDefault(); open.requestSubmit ? open.requestSubmit() : open.submit(); }
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest("textarea,select,input:not([type=checkbox])")) return;
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      var here = document.activeElement && document.activeElement.closest("[data-rows] tr");
      if (!here) return;
      e.preventDefault();
      here.dispatchEvent(new KeyboardEvent("keydown", { key: e.key === "ArrowDown" ? "j" : "k", bubbles: true }));
      return;
    }
    if (e.key === "Escape") document.querySelectorAll("details.act[open], details.help[open]").forEach(function (d) { d.open = false; });
    // A number picks a text of the open act, and leaves the keys free for the next one.
    if (/^[1-9]$/.test(e.key)) {
      var text = document.querySelector('details.act[open] [data-pick="' + e.key + '"] input');
      if (text) { text.click(); text.blur(); }
    }
    if (e.key.toLowerCase() === "x") {
      var row = document.activeElement && document.activeElement.closest("[data-rows] tr") || document.querySelector("[data-rows] tr.on");
      var box = row && row.querySelector("input[name=id]");
      if (box) { box.checked = !box.checked; bulk(); }
    }
  });

  // After an answer the hands stay where they are: Enter or N opens the next one, J and K choose another.
  var first = document.querySelector("[data-rows] a[data-first]") || document.querySelector("a[data-first]");
  if (first) first.focus();

  // What has come since the page was opened: asked for once a minute while somebody may see it.
  var news = document.querySelector("[data-news]"), known = "", asked = Date.now(), MINUTE = 60000;
  function ask() {
    if (document.hidden || Date.now() - asked < MINUTE - 1000) return;
    asked = Date.now();
    fetch(news.dataset.news, { headers: known ? { "If-None-Match": known } : {}, cache: "no-store", credentials: "same-origin" }).then(function (answer) {
      if (answer.status === 401) clearInterval(timer);
      if (answer.status !== 200) return;
      known = answer.headers.get("ETag") || "";
      return answer.text().then(function (html) { news.innerHTML = html; news.hidden = !html.trim(); });
    }).catch(function () {});
  }
  if (news) {
    var timer = setInterval(ask, MINUTE);
    document.addEventListener("visibilitychange", ask);
  }

  // Sent once: a second press of the button waits for the first.
  document.addEventListener("submit", function (e) {
    if (e.target.method !== "post") return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "1";
    drafts.clear();
    window.removeEventListener("beforeunload", warn);
  });
  function warn(e) {
    keep();
    if (drafts.size) { e.preventDefault(); e.returnValue = ""; }
  }
  if (panel) window.addEventListener("beforeunload", warn);
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });
})();
