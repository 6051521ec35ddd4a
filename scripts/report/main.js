// SPDX-License-Identifier: BSD-2-Clause

/* Draw the section of the map, with canvases, legend and keys, and then all other sections. */

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class MapSection {
	constructor() {
		this.palette = new Palette(MACHINES);
		this.view = new View(MACHINES);
		this.maps = this.view.pages.map((pages, n) => new MapCanvas(this.view, pages, this.palette, NAMES[n]));
		this.scale = el("span", { role: "status" });
		this.buttons = {};
		section("map", "Map", this.about(), this.tools(),
			el("div", { class: TWO ? "maps two" : "maps" }, ...this.maps.map((map, n) => el("figure", {},
				TWO ? el("figcaption", { text: NAMES[n] + ": " + (MACHINES[n].board || MACHINES[n].source) }) : null, map.canvas))));
		this.addLegend();
		this.maps.forEach((map) => this.listen(map));
		this.paint();
	}

	about() {
		const owners = MACHINES.every((machine) => machine.map.has_owners);
		const differs = this.view.differs.reduce((sum, [from, to]) => sum + to - from, 0);

		return "Point at a cell for its address, owner, order and age. " + (owners ? "" : "Without page_owner=on in the boot arguments " +
			"the machine does not know who owns a page: colours are uses of pages. ") + (!TWO ? "" : !differs ?
			"No page has another owner or use than before." : count(differs) + (differs === 1 ? " page has" : " pages have") +
			" another owner or use than before: their cells are marked.");
	}

	tools() {
		const button = (name, text, action) => this.buttons[name] = el("button", { type: "button", text, onclick: action });
		const move = (rows) => () => { this.view.scrollTo(this.view.top + rows); this.paint(); };
		const parts = [button("in", "zoom in", () => this.zoom(-1)), button("out", "zoom out", () => this.zoom(1)),
			button("up", "lower addresses", move(-MOST_ROWS / 2)), button("down", "higher addresses", move(MOST_ROWS / 2)), this.scale];

		if (TWO)
			parts.push(el("label", {}, el("input", { type: "checkbox", checked: "", onchange: (event) => {
				this.view.markDifferences = event.target.checked;
				this.paint();
			} }), " mark differences"));
		return el("div", { class: "tools" }, ...parts);
	}

	zoom(steps) {
		const { view } = this, at = view.cursor === null ? view.rowStart(view.top + Math.floor(view.rows / 2)) : view.cursor;

		view.zoom(view.level + steps, at);
		this.paint();
	}

	/* Add the table of owners, which is the legend and chooses what the map shows. */
	addLegend() {
		const all = MACHINES.map((machine) => machine.ram.reduce((sum, [from, to]) => sum + to - from, 0));
		const rows = this.palette.entries.map((entry) => el("tr", {}, el("th", { scope: "row" },
			el("button", { type: "button", class: "owner", "aria-pressed": "false", onclick: (event) => this.choose(entry, event.currentTarget) },
				el("span", { class: "swatch", style: "background:var(--" + entry.variable + ")" }), entry.name)), el("td", { text: entry.kind === "absent" ? "not used" : entry.kind }),
		...cells(entry.bytes, bytes), el("td", { class: "number", text: percent(Math.max(...entry.bytes.map((size, n) => size / all[n]))) })));

		document.getElementById("map").append(el("h3", { text: "Owners and uses" }),
			el("p", { text: "By size. Click one to see where its pages are." }),
			el("div", { class: "scroll" }, table([head("owner"), head("kind"), ...heads("memory"), el("th", { class: "number", scope: "col", text: "of RAM" })], rows, "Owners and uses of pages")));
	}

	choose(entry, button) {
		const chosen = this.view.chosen === entry ? null : entry;

		this.view.chosen = chosen;
		document.querySelectorAll("button.owner").forEach((each) => each.setAttribute("aria-pressed", String(chosen !== null && each === button)));
		this.paint();
	}

	listen(map) {
		const { view } = this;

		map.canvas.addEventListener("mousemove", (event) => {
			const pfn = map.pageAt(event.clientX, event.clientY);

			tip(pfn === null ? "" : this.describe(pfn), event.pageX, event.pageY);
		});
		map.canvas.addEventListener("mouseleave", () => tip(""));
		map.canvas.addEventListener("blur", () => tip(""));
		map.canvas.addEventListener("click", (event) => this.moveTo(map, map.pageAt(event.clientX, event.clientY)));
		map.canvas.addEventListener("dblclick", () => this.zoom(-1));
		map.canvas.addEventListener("keydown", (event) => {
			const size = 2 ** view.level, step = STEPS[event.key];

			if (step)
				this.step(map, step[0] * size, step[1]);
			else if (event.key === "+" || event.key === "-")
				this.zoom(event.key === "+" ? -1 : 1);
			else if (event.key === "PageUp" || event.key === "PageDown")
				this.step(map, 0, event.key === "PageUp" ? -16 : 16);
			else if (event.key === "Escape")
				return tip("");
			else
				return undefined;
			event.preventDefault();
			return undefined;
		});
	}

	/* Move the cursor by @rows, and then by @pages, to a page that the map contains. */
	step(map, pages, rows) {
		const { view } = this, from = view.cursor === null ? view.rowStart(view.top) : view.cursor;
		const row = view.rowOf(from), wanted = Math.max(0, Math.min(row + rows, view.countRows(view.level) - 1));
		const at = view.rowStart(wanted) + from - view.rowStart(row) + pages;
		const last = view.rowStart(view.countRows(view.level) - 1) + view.columns * 2 ** view.level - 1;

		this.moveTo(map, Math.max(view.rowStart(0), Math.min(at, last)));
	}

	moveTo(map, pfn) {
		const { view } = this;

		if (pfn === null)
			return;
		view.cursor = pfn;
		const row = view.rowOf(pfn);

		if (row < view.top || row >= view.top + view.rows)
			view.scrollTo(row - MOST_ROWS / 2);
		this.paint();
		tip(this.describe(pfn), ...map.placeOf(pfn));
	}

	describe(pfn) {
		const { view } = this, size = 2 ** view.level, start = hex(pfn * view.pageSize);
		const where = size === 1 ? "page at " + start : start + " to " + hex((pfn + size) * view.pageSize - 1);

		return [where, ...view.pages.map((pages, n) => (TWO ? NAMES[n] + ": " : "") + pages.describeCell(pfn, size))].join("\n");
	}

	paint() {
		const { view, buttons } = this;

		this.maps.forEach((map) => map.paint());
		this.scale.textContent = "A cell is " + bytes(view.pageSize * 2 ** view.level) + (view.level ? "" : ", a page") + "; a row " +
			bytes(view.pageSize * view.columns * 2 ** view.level) + ".";
		buttons.in.disabled = view.level === 0;
		buttons.out.disabled = view.level === view.highest;
		buttons.up.disabled = view.top === 0;
		buttons.down.disabled = view.top + view.rows >= view.countRows(view.level);
	}
}

function start() {
	const errors = document.documentElement.dataset;

	showTotals();
	const map = new MapSection();

	showFree();
	showCaches();
	showAreas();
	showDevices();
	showLatency();
	showBoot();
	showOthers();
	const again = () => {
		map.palette.read();
		map.paint();
	};
	let width = innerWidth;

	addEventListener("resize", () => {
		if (innerWidth !== width) {
			width = innerWidth;
			map.paint();
		}
	});
	for (const media of ["(prefers-color-scheme: dark)", "print"])
		matchMedia(media).addEventListener("change", again);
	errors.ready = MACHINES.length;
}

start();
