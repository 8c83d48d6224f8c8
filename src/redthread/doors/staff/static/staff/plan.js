// The editor of a plan: arrow keys move the room in focus, with Shift they size it; the mouse drags it. The numbers are the truth.
(function () {
  "use strict";
  var form = document.querySelector("[data-plan]");
  if (!form) return;
  var edge = Number(form.getAttribute("data-plan"));
  var least = { x: 0, y: 0, w: 1, h: 1 };

  function field(room, part) { return form.elements[part + "-" + room.dataset.room]; }
  function value(room, part) { return Number(field(room, part).value) || least[part]; }
  function columns(grid) { return Number((/\bpc(\d+)/.exec(grid.className) || [0, edge])[1]); }

  function draw(room) {
    var grid = room.parentNode;
    ["x", "y", "w", "h"].forEach(function (part) {
      room.className = room.className.replace(new RegExp("\\bp" + part + "\\d+\\b"), "p" + part + value(room, part));
    });
    var reach = Math.min(value(room, "x") + value(room, "w"), edge);
    if (reach > columns(grid)) grid.className = grid.className.replace(/\bpc\d+\b/, "pc" + reach);
    room.dataset.door = field(room, "side").value;
  }
  function set(room, part, wanted) {
    var other = { x: "w", y: "h", w: "x", h: "y" }[part];
    field(room, part).value = Math.max(least[part], Math.min(wanted, edge - value(room, other)));
    draw(room);
  }

  form.querySelectorAll("[data-room]").forEach(function (room) {
    room.tabIndex = 0;
    room.addEventListener("keydown", function (e) {
      var step = { ArrowLeft: ["x", "w", -1], ArrowRight: ["x", "w", 1], ArrowUp: ["y", "h", -1], ArrowDown: ["y", "h", 1] }[e.key];
      if (!step) return;
      e.preventDefault();
      var part = step[e.shiftKey ? 1 : 0];
      set(room, part, value(room, part) + step[2]);
    });
    room.addEventListener("pointerdown", function (e) {
      if (e.button) return;
      var grid = room.parentNode, wide = grid.getBoundingClientRect().width / columns(grid), tall = room.offsetHeight / value(room, "h");
      var from = { x: e.clientX, y: e.clientY, left: value(room, "x"), top: value(room, "y") };
      function move(m) {
        set(room, "x", from.left + Math.round((m.clientX - from.x) / wide));
        set(room, "y", from.top + Math.round((m.clientY - from.y) / tall));
      }
      function end() {
        room.removeEventListener("pointermove", move);
        room.removeEventListener("pointerup", end);
        room.removeEventListener("pointercancel", end);
      }
      room.setPointerCapture(e.pointerId);
      room.addEventListener("pointermove", move);
      room.addEventListener("pointerup", end);
      room.addEventListener("pointercancel", end);
    });
    ["x", "y", "w", "h", "side"].forEach(function (part) {
      field(room, part).addEventListener("input", function () { draw(room); });
    });
  });
}());
