"use strict";
// Values under the pointer and the keyboard, and the choice of a week. The page is complete without this script.
(() => {
  const tip = document.getElementById("tip");
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const dayLabel = day => { let m = 0; day %= 365; while (day >= lengths[m]) day -= lengths[m++]; return day + 1 + " " + months[m]; };
  const hourLabel = h => dayLabel(Math.floor(h / 24)) + " " + String(Math.floor(h % 24)).padStart(2, "0") + ":00";
  const grouped = (v, d = 0) => v.toLocaleString("en-US", { minimumFractionDigits: d, maximumFractionDigits: d });

  function show(words, x, y) {
    tip.textContent = words;
    tip.hidden = false;
    const w = tip.offsetWidth, h = tip.offsetHeight;
    tip.style.left = Math.max(4, Math.min(x + 14, innerWidth - w - 4)) + "px";
    tip.style.top = (y + 18 + h > innerHeight ? y - h - 12 : y + 18) + "px";
  }
  const hide = () => { tip.hidden = true; };

  // Native tooltips come late and only for a pointer: take their words and show them at once.
  function takeTitles(root) {
    for (const title of root.querySelectorAll(".strips title, .marks title")) { title.parentNode.words = title.textContent; title.remove(); }
  }
  function speakStrips(svg) {
    takeTitles(svg);
    const strips = () => [...svg.querySelectorAll(".strips rect")];
    let at = -1;
    const mark = i => { const all = strips(); all.forEach((r, k) => r.classList.toggle("on", k === i)); return all[i]; };
    svg.addEventListener("pointermove", e => { if (e.target.words) show(e.target.words, e.clientX, e.clientY); });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("keydown", e => {
      const all = strips(), step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 7, PageUp: -7 }[e.key];
      if (!all.length || (!step && e.key !== "Home" && e.key !== "End")) return;
      e.preventDefault();
      at = e.key === "Home" ? 0 : e.key === "End" ? all.length - 1 : Math.max(0, Math.min(all.length - 1, at + step));
      const box = mark(at).getBoundingClientRect();
      show(all[at].words, box.right, box.top + 20);
    });
    svg.addEventListener("blur", () => { mark(-1); hide(); });
    if (strips().length) svg.setAttribute("tabindex", "0");
  }

  // Heat maps: the picture itself is the data (a PNG stored without compression).
  function speakHeat(svg, image) {
    const d = image.dataset, bytes = atob(image.getAttribute("href").split(",")[1]);
    const days = +d.days, rows = +d.rows, low = +d.low, high = +d.high;
    let x = -1, y = 0;
    const words = () => {
      const v = bytes.charCodeAt(+d.at + y * (days + 1) + x), when = hourLabel(x * 24 + y * 24 / rows);
      return when + ": " + (v === 255 ? "no value" : grouped(low + v / 254 * (high - low), +d.decimals) + " " + d.unit);
    };
    svg.addEventListener("pointermove", e => {
      const b = image.getBoundingClientRect();
      x = Math.floor((e.clientX - b.left) / b.width * days); y = Math.floor((e.clientY - b.top) / b.height * rows);
      if (x < 0 || y < 0 || x >= days || y >= rows) return hide();
      show(words(), e.clientX, e.clientY);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", e => {
      const move = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageDown: [7, 0], PageUp: [-7, 0] }[e.key];
      if (!move) return;
      e.preventDefault();
      x = Math.max(0, Math.min(days - 1, x + move[0])); y = Math.max(0, Math.min(rows - 1, y + move[1]));
      const b = image.getBoundingClientRect();
      show(words(), b.left + (x + 1) / days * b.width, b.top + (y + .5) / rows * b.height);
    });
    svg.setAttribute("tabindex", "0");
  }

  // The week: the same stack as the page was written with, for any seven days.
  function weekChooser(plot) {
    const data = JSON.parse(document.getElementById(plot.dataset.week).textContent);
    for (const layer of data.layers) {
      const bytes = atob(layer.mw);
      layer.at = t => (bytes.charCodeAt(2 * t) + 256 * bytes.charCodeAt(2 * t + 1)) / 65535 * layer.largest;
    }
    const perDay = Math.round(24 / data.step_h), width = Math.min(data.steps, 7 * perDay), lastDay = Math.floor((data.steps - width) / perDay);
    if (lastDay < 1) return;
    const marks = plot.querySelector(".marks"), strips = plot.querySelector(".strips"), axes = plot.querySelector(".axes"), labels = plot.querySelector(".labels");
    const Y = v => Math.round((1 - (v - data.low) / (data.high - data.low)) * 1000);
    const esc = s => s.replace(/[&<>"]/g, c => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[c]));
    const edge = (values, forward) => {
      let path = "";
      for (let k = 0; k < width; ++k) path += "V" + Y(values[forward ? k : width - 1 - k]) + "h" + (forward ? 10 : -10);
      return path;
    };
    function draw(day) {
      const first = day * perDay, base = { true: new Array(width).fill(0), false: new Array(width).fill(0) };
      const up = new Array(width).fill(""), down = new Array(width).fill("");
      let paths = "";
      for (const layer of data.layers) {
        const lower = base[layer.up], upper = lower.map((v, i) => v + (layer.up ? 1 : -1) * layer.at(first + i));
        paths += `<path class="f-${esc(layer.kind)}" d="M0,${Y(lower[0])}${edge(upper, true)}${edge(lower, false)}z"/>`;
        base[layer.up] = upper;
        for (let i = 0; i < width; ++i) {
          const v = layer.at(first + i), list = layer.up ? up : down;
          if (v >= .5) list[i] += (list[i] ? ", " : "") + layer.name + " " + grouped(v);
        }
      }
      marks.innerHTML = paths + `<path class="zero" d="M0,${Y(0)}h${10 * width}"/>`;
      if (labels) labels.innerHTML = "";
      strips.innerHTML = up.map((u, i) => `<rect x="${10 * i}" width="10" height="1000"/>`).join("");
      strips.querySelectorAll("rect").forEach((r, i) => { r.words = hourLabel((first + i) * data.step_h) + ": " + up[i] + " MW\nto " + down[i] + " MW"; });
      axes.querySelectorAll(".xlab").forEach((t, i) => { t.textContent = dayLabel(day + i); });
    }
    const box = document.createElement("div"), input = document.createElement("input"), out = document.createElement("output"), label = document.createElement("label");
    box.className = "week";
    input.type = "range"; input.min = 0; input.max = lastDay; input.value = Math.round(data.first / perDay);
    input.id = plot.dataset.week + "-in"; label.htmlFor = input.id; label.textContent = "Week from";
    out.textContent = dayLabel(+input.value);
    input.addEventListener("input", () => { out.textContent = dayLabel(+input.value); input.setAttribute("aria-valuetext", out.textContent); draw(+input.value); });
    box.append(label, input, out);
    plot.before(box);
  }

  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));
  document.querySelectorAll(".plot").forEach(plot => {
    const svg = plot.querySelector("svg"), image = svg.querySelector("image.heat");
    if (plot.dataset.week) weekChooser(plot);
    if (image) speakHeat(svg, image); else speakStrips(svg);
  });
})();
