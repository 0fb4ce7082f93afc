// Draws the page from the run's data in #run; the only place that knows how it looks.
(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const main = document.querySelector("main");
  const charts = [];
  const MANY = 12; // classes, whose matrix has the width of the page

  const element = (name, attributes = {}, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };
  const section = (title, ...children) => element("section", {}, element("h2", { textContent: title }), ...children);
  // 0.0025, 1,234,567, 254.46M, 4.8876e57: written as what is of that size.
  const short = (value, size = Math.abs(value), digits = 5) => {
    if (value === 0) return "0";
    const notation = size < 1e-3 || size >= 1e15 ? "scientific" : size < 1e7 ? "standard" : "compact";
    const whole = notation === "standard" ? Math.floor(Math.log10(size)) + 1 : 0;
    return value.toLocaleString("en", { notation, maximumSignificantDigits: Math.max(digits, whole) }).replace("E", "e");
  };
  const share = (value, digits = 4) => (value == null ? "–" : Math.abs(value) < 100 ? value.toFixed(digits) : short(value));
  const fixed = (value, digits = 4) => (value && Math.abs(value) < 1e-3 ? short(value) : share(value, digits));
  const count = (value) => (value == null ? "–" : Math.round(value).toLocaleString("en"));
  const seconds = (value) => (value < 120 ? `${value.toFixed(1)} s` : `${(value / 60).toFixed(1)} min`);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // Long names keep their ends, which often tell them apart.
  const cut = (value, most = 30) => (value.length <= most ? value : `${value.slice(0, most - 6)}…${value.slice(-5)}`);
  const plain = (kind, value, attributes = {}) => {
    const all = `${value ?? ""}`;
    return element(kind, { textContent: cut(all), title: cut(all) === all ? "" : all, ...attributes });
  };

  const table = (head, rows, attributes = {}) =>
    element("table", attributes,
      element("thead", {}, element("tr", {}, ...head.map((name, c) =>
        name instanceof Node ? name : plain("th", name, { className: rows[0]?.[c]?.className ?? "" })))),
      element("tbody", {}, ...rows.map((row) =>
        element("tr", {}, ...row.map((cell, c) =>
          cell instanceof Node ? cell : plain(c ? "td" : "th", cell))))));
  const name = (value) => element("th", { className: "name", textContent: cut(value, 18), title: value });
  const text = (value) => element("td", { className: "text", textContent: value });
  const facts = (map) => table([], Object.entries(map).map(([key, value]) => [key.replaceAll("_", " "), text(typeof value !== "number" ? String(value) : key === "r2" ? share(value) : Number.isInteger(value) && Math.abs(value) < 1e15 ? count(value) : fixed(value))]));

  const whole = Array.from({ length: 8 }, (_, power) => [1, 2, 5].map((n) => n * 10 ** power)).flat(); // steps of epochs

  // Written alike, with the digits that tell them apart.
  const ticks = (values, step) => {
    const size = Math.max(...values.map(Math.abs));
    return values.map((value) => short(value, size, Math.min(15, Math.max(5, Math.floor(Math.log10(size / step)) + 3))));
  };
  // At least what it has: uPlot asks until nothing changes.
  const room = (plot, values, at) => {
    const axis = plot.axes[at];
    plot.ctx.font = axis.font[0];
    return Math.max(62, axis._size ?? 0, ...(values ?? []).map((value) => Math.ceil(plot.ctx.measureText(value).width / devicePixelRatio) + axis.ticks.size + axis.gap));
  };

  // A chart of columns of metrics.jsonl over the epochs.
  const chart = (title, keys) => {
    const value = (epoch, key) => (Number.isFinite(epoch[key]) ? epoch[key] : null); // JSON has text for NaN
    const shown = keys.filter(([key]) => run.epochs.some((epoch) => value(epoch, key) != null));
    if (!shown.length || run.epochs.length < 2) return null;
    // uPlot takes what differs by less than 1e-9 for equal, and counts in steps of 1e-16 to 1e16.
    const unit = 10 ** Math.floor(Math.log10(Math.max(...shown.flatMap(([key]) => run.epochs.map((epoch) => Math.abs(value(epoch, key))))))) || 1;
    const place = element("div");
    const draw = () => {
      const axis = { stroke: colour("soft"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
      place.replaceChildren();
      new uPlot({
        width: place.clientWidth || 320, height: 240,
        scales: { x: { time: false } },
        axes: [{ ...axis, label: "epoch", labelSize: 18, incrs: whole }, { ...axis, size: room, values: (_, places, axis, space, step) => ticks(places.map((place) => place * unit), step * unit) }],
        series: [{ label: "epoch" }, ...shown.map(([, label, hue]) => ({
          label, stroke: colour(hue), width: 2, points: { size: 5, show: run.epochs.length < 40 },
          value: (_, value) => (value == null ? "–" : short(value * unit)),
        }))],
      }, [run.epochs.map((epoch) => epoch.epoch), ...shown.map(([key]) => run.epochs.map((epoch) => { const y = value(epoch, key); return y == null ? null : y / unit; }))], place);
    };
    charts.push(draw);
    return section(title, place);
  };

  const confusion = (evaluation) => {
    const names = evaluation.classes.map((one) => one.class);
    const turned = names.some((one) => one.length > 5);
    const heads = names.map((one) => element("th", { className: turned ? "turned" : "", title: one }, element("span", { textContent: cut(one, 14) })));
    return table(["true ╲ pred.", ...heads], evaluation.confusion_matrix.map((row, i) => {
      const all = row.reduce((a, b) => a + b, 0) || 1;
      return [name(names[i]), ...row.map((n, j) => {
        const cell = element("td", { textContent: n || "·", title: `${names[i]}, predicted ${names[j]}: ${n} of ${all}` });
        if (n) cell.style.background = `rgba(var(--heat), ${0.08 + 0.72 * n / all})`;
        return cell;
      })];
    }), { className: names.length > MANY ? "confusion dense" : "confusion" });
  };

  const scores = (evaluation) => table(["class", "precision", "recall", "F1", "examples"],
    [...evaluation.classes.map((one) => [one.class, one]),
      ["macro average", evaluation.macro_average], ["weighted average", evaluation.weighted_average]]
      .map(([title, of]) => [name(title), share(of.precision), share(of.recall), share(of.f1), count(of.support)]));

  const wrong = (examples) => element("div", { className: "examples" }, ...examples.map((one) => {
    const caption = "error" in one
      ? `${short(one.true)}, predicted ${short(one.predicted)} (error ${short(one.error)})`
      : `${one.true}, predicted ${one.predicted} (${share(one.probability, 3)}, loss ${fixed(one.loss, 2)})`;
    return element("figure", {}, element("img", { src: one.image, alt: caption }), element("figcaption", { textContent: caption }));
  }));

  // Classes with what the model thought of them, numbers with their error; then the values of the row.
  const wrongRows = (examples) => {
    const judged = "error" in examples[0]
      ? [["true", (one) => short(one.true)], ["predicted", (one) => short(one.predicted)], ["error", (one) => short(one.error)]]
      : [["true", (one) => one.true], ["predicted", (one) => plain("td", one.predicted, { className: "text" })],
        ["probability", (one) => share(one.probability, 3)], ["loss", (one) => fixed(one.loss, 2)]];
    return table([...judged.map(([name]) => name), ...run.wrong_names],
      examples.map((one) => [...judged.map(([, cell]) => cell(one)), ...one.values]));
  };

  // What the training rows hold: numbers or categories, each column of the table where some row has it.
  const profile = (rows) => {
    const moment = (key) => (row) => (row[key] == null ? "" : short(row[key]) + (row.logarithms && key !== "min" && key !== "max" ? " *" : ""));
    const share = (n) => `${count(n)} (${(100 * n / run.summary.examples).toFixed(1)} %)`;
    const frequent = (row) => {
      const categories = row.frequent ?? [];
      const made = text(categories.map((one) => `${cut(one.category)} ${share(one.rows)}`).join(", ") +
        (row.categories > categories.length ? `, ... (${count(row.categories)} categories)` : ""));
      made.title = categories.map((one) => one.category).filter((one) => cut(one) !== one).join(", ");
      return made;
    };
    const head = [["", (row) => row.name, () => true],
      ["missing", (row) => (row.missing == null ? "" : row.missing ? share(row.missing) : "0"), (row) => row.missing != null],
      ...["min", "mean", "deviation", "max"].map((key) => [key, moment(key), (row) => row[key] != null]),
      ["most frequent", frequent, (row) => row.frequent]].filter(([, , has]) => rows.some(has));
    return section("Data profile of the training examples",
      table(head.map(([name]) => name), rows.map((row) => head.map(([, cell]) => cell(row)))),
      rows.some((row) => row.logarithms) ? element("p", { className: "note", textContent: "* of log(1 + x), which the column's preparation takes" }) : "");
  };

  const tiles = () => {
    const s = run.summary;
    const all = [
      ["validation accuracy", s.validation_accuracy, share], ["validation R²", s.validation_r2, share],
      ["validation RMSE", s.validation_rmse, fixed], ["validation loss", s.validation_loss, fixed],
      ["training accuracy", s.train_accuracy, share], ["training loss", s.train_loss, fixed],
      ["epochs", s.epochs, count], ["steps", s.steps, count], ["training time", s.seconds, seconds],
      ["examples per second", s.examples_per_second, count], ["parameters", s.parameters, count],
    ];
    const tile = (name, value) => element("div", { className: "tile" },
      element("b", { textContent: value, className: value.length > 8 ? "long" : "" }), element("span", { textContent: name }));
    return element("div", { className: "tiles" }, ...all.filter(([, value]) => value != null).map(([name, value, shown]) => tile(name, shown(value))));
  };

  // The seconds of summary.json's seconds_... keys, the most first, and the advice of its line.
  const times = () => {
    const parts = Object.entries(run.summary).filter(([key, value]) => key.startsWith("seconds_") && value > 0)
      .map(([key, value]) => [key.replace("seconds_", ""), value]).sort((a, b) => b[1] - a[1]);
    const all = parts.reduce((sum, [, value]) => sum + value, 0);
    return section("Where the time went", table(["", "time", "share"],
      parts.map(([name, value]) => [name, seconds(value), `${(100 * value / all).toFixed(1)} %`])),
    element("p", { className: "note", textContent: run.summary.time }));
  };

  const build = () => {
    document.title = `${run.title} – ${run.output} – Kindling`;
    const s = run.summary;
    const status = element("b", { className: s.status === "done" ? "done" : "failed", textContent: s.status });
    main.append(element("h1", {}, run.title, " ", element("small", { textContent: run.output })), element("p", { className: "sub" }, status,
      ` · ${count(s.examples)} training and ${count(s.validation_examples)} validation examples · ${run.finished}`,
      ...(s.ended_because ? [element("br"), `${s.status === "done" ? "ended early: " : ""}${s.ended_because}`] : [])), tiles());
    const parts = [element("div", { className: "columns" }, ...[
      chart("Loss", [["train_loss", "training", "first"], ["validation_loss", "validation", "second"]]),
      chart("Accuracy", [["train_accuracy", "training", "first"], ["validation_accuracy", "validation", "second"]]),
      chart("Validation R²", [["validation_r2", "R²", "second"]]),
      chart("Validation RMSE", [["validation_rmse", "RMSE", "second"]]),
      chart("Learning rate", [["learning_rate", "rate", "first"]]),
    ].filter(Boolean))];
    const evaluation = run.evaluation;
    if (evaluation?.confusion_matrix) {
      parts.push(element("div", { className: evaluation.classes.length > MANY ? "" : "columns wide" },
        section("Confusion matrix of the validation split", confusion(evaluation)),
        section("Classes in the validation split", scores(evaluation))));
    } else if (evaluation) {
      parts.push(section("Validation split", facts(evaluation)));
    }
    if (run.wrong?.length) {
      parts.push(section(`Validation examples with the greatest ${"error" in run.wrong[0] ? "error" : "loss"}`,
        (run.wrong[0].values ? wrongRows : wrong)(run.wrong),
        run.features > run.wrong_names.length && run.wrong[0].values ? element("p", { className: "note", textContent: `The first ${run.wrong_names.length} of ${count(run.features)} features; those without a name by their place, counted from 0.` }) : ""));
    }
    if (run.filters) {
      parts.push(section("Filters of the first convolution", element("img", { src: run.filters, className: "filters", alt: "filters" }),
        element("p", { className: "note", textContent: "Middle grey is a weight of zero, white the greatest absolute value, black its negative." })));
    }
    if (s.bad_rows.length) {
      parts.push(section("Bad rows, left out", table(["input", "reason", "rows", "first"],
        s.bad_rows.map((some) => [text(some.input), text(some.reason), count(some.rows), text(some.first)]))));
    }
    if (run.profile.length) {
      parts.push(profile(run.profile));
    }
    if (run.columns) {
      parts.push(section("Columns", table(["column", "preparation", "inputs", "fitted to the training rows"],
        run.columns.map((one) => [one.column, text(one.preparation), count(one.inputs), text(one.fitted)]))));
    }
    parts.push(section("Network", table(["layer", "kind", "options", "output", "parameters"],
      run.network.map((layer, i) => [i + 1, text(layer.kind), text(Object.entries(layer.options).map(([key, value]) => `${key}=${value}`).join(" ")), text(layer.output), count(layer.parameters)]))));
    parts.push(element("div", { className: "columns" },
      section("Configuration", element("pre", { textContent: run.configuration })),
      section("Environment", facts(run.environment)),
      run.summary.time ? times() : "",
      run.training_classes ? section("Training examples", table(["class", "examples", "share"],
        run.training_classes.map((one) => [name(one.class), count(one.examples), `${(100 * one.examples / s.examples).toFixed(1)} %`]))) : ""));
    main.append(...parts);
  };

  build();
  const redraw = () => charts.forEach((draw) => draw());
  redraw();
  let waiting;
  addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(redraw, 150); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();
