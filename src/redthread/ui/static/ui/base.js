// Small helps for every page; each page works without them.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.remove("no-js");

  function counter(area) {
    var limit = Number(area.dataset.counter);
    var box = document.querySelector('[data-counter-for="' + area.id + '"]');
    if (!box) return;
    function show() {
      var left = limit - Array.from(area.value).length;
      box.textContent = (left < 0 ? box.dataset.over : box.dataset.left) + " " + Math.abs(left);
      box.classList.toggle("over", left < 0);
    }
    area.addEventListener("input", show);
    show();
  }

  function stepper(box) {
    var field = box.querySelector("input");
    function limits() {
      box.querySelectorAll("button").forEach(function (b) {
        var to = Number(field.value || 0) + Number(b.dataset.step);
        b.disabled = to < Number(field.min) || to > Number(field.max);
      });
    }
    box.addEventListener("click", function (e) {
      var b = e.target.closest("[data-step]");
      if (!b) return;
      var to = Number(field.value || 0) + Number(b.dataset.step);
      field.value = Math.min(Number(field.max), Math.max(Number(field.min), to));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    field.addEventListener("input", limits);
    limits();
  }

  function pinpad(box) {
    var field = box.querySelector("input");
    var length = Number(box.dataset.pinpad);
    box.addEventListener("click", function (e) {
      var b = e.target.closest("button");
      if (!b || b.type !== "button") return;
      if (b.dataset.keyDigit && field.value.length < length) field.value += b.dataset.keyDigit;
      if ("keyBack" in b.dataset) field.value = field.value.slice(0, -1);
      if ("keyClear" in b.dataset) field.value = "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }

  function each(where, selector, use) {
    if (where.matches && where.matches(selector)) use(where);
    where.querySelectorAll(selector).forEach(use);
  }
  function wake(where) {
    each(where, "textarea[data-counter]", counter);
    each(where, "[data-stepper]", stepper);
    each(where, "[data-pinpad]", pinpad);
  }
  function typing(e) {
    return e.target.closest("input,textarea,select,[contenteditable]");
  }

  // j and k go down and up through the rows of table[data-rows]; Enter opens the link.
  function row(step) {
    var links = Array.from(document.querySelectorAll("[data-rows] tbody tr")).map(function (tr) {
      return tr.querySelector("a[href]");
    }).filter(Boolean);
    var at = links.findIndex(function (a) { return a === document.activeElement; });
    if (at < 0) at = links.findIndex(function (a) { return a.closest("tr.on,[aria-selected=true]"); });
    var to = links[Math.min(links.length - 1, Math.max(0, at + step))];
    if (to) to.focus();
  }

  document.addEventListener("click", function (e) {
    var close = e.target.closest("[data-dismiss]");
    if (close) (close.closest(".toast,.notice,dialog") || close).remove();
  });
  // A key presses the first visible thing that carries it; never while somebody types.
  document.addEventListener("keydown", function (e) {
    if (e.key === "Escape" && typing(e)) return e.target.blur();
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e)) return;
    if (e.key === "j" || e.key === "k") return row(e.key === "j" ? 1 : -1);
    var key = e.key.toLowerCase().replace(/["\\]/g, "");
    var found = key && Array.from(document.querySelectorAll('[data-key="' + key + '"]')).find(function (x) {
      return x.offsetParent && !x.disabled;
    });
    if (!found) return;
    e.preventDefault();
    if (found.matches("input,textarea,select")) found.focus();
    else found.click();
  });

  wake(document);
  // htmx puts new content in: wake what came with it.
  document.addEventListener("htmx:after:swap", function (e) { wake(e.target); });
  document.addEventListener("htmx:afterSwap", function (e) { wake(e.target); });
  var errors = document.getElementById("errors");
  if (errors) errors.focus();
})();
