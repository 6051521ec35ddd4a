// SPDX-License-Identifier: BSD-2-Clause

/*
 * The map of memory.  A cell shows 2^level pages.  The level is 0 if all cells fit into MOST_ROWS rows.  The maps of two
 * machines show the same addresses.
 */

const MOST_ROWS = 256, LABEL = 84, LEAST_SHARE = 0.35, DIMMED = 0.15;

/* All pages of a machine in order of address. */
class Pages {
	constructor(machine) {
		const map = machine.map, nr = map.segments.length;
		let bank = 0, pfn = map.banks.length ? map.banks[0][0] : 0;

		this.machine = machine;
		this.map = map;
		this.first = new Float64Array(nr);
		for (let i = 0; i < nr; i++) {
			const end = map.banks[bank][0] + map.banks[bank][1];

			this.first[i] = pfn;
			pfn += map.segments[i][0];
			if (pfn >= end && ++bank < map.banks.length)
				pfn = map.banks[bank][0];
		}
	}

	/* Return the number of the last segment that starts at or before @pfn, or -1 if @pfn is below all segments. */
	segmentAt(pfn) {
		let low = -1, high = this.first.length - 1;

		while (low < high) {
			const middle = (low + high + 1) >> 1;

			if (this.first[middle] <= pfn)
				low = middle;
			else
				high = middle - 1;
		}
		return low;
	}

	/* Call @visit(entry, pages, segment, first page) for each segment in [@start, @end). */
	each(start, end, visit) {
		for (let i = Math.max(this.segmentAt(start), 0); i < this.first.length && this.first[i] < end; i++) {
			const from = Math.max(this.first[i], start), to = Math.min(this.first[i] + this.map.segments[i][0], end);

			if (from < to)
				visit(this.map.categories[this.map.uses[this.map.segments[i][1]][0]].entry, to - from, i, from);
		}
	}

	/* Describe the page at @pfn: the address, the type and the owner of its block. */
	describe(pfn) {
		const i = this.segmentAt(pfn), size = this.map.page_size;

		if (i < 0 || pfn >= this.first[i] + this.map.segments[i][0])
			return "no RAM";
		const [category, order, type, state, caller, thread, since, gfp] = this.map.uses[this.map.segments[i][1]];
		const { entry } = this.map.categories[category], block = pfn - pfn % 2 ** order, lines = [entry.name];

		if (entry.kind !== "absent" && entry.kind !== "reserved")
			lines.push("order " + order + (order ? ", block " + hex(block * size) + " to " + hex((block + 2 ** order) * size - 1) : ""));
		if (entry.kind === "reserved" || entry.kind === "used")
			lines.push(entry.kind + (state && state !== entry.kind && state !== entry.name ? ": " + state : ""));
		if (type)
			lines.push("page block: " + type);
		if (caller)
			lines.push("allocated by " + caller + ", thread " + thread + ", flags " + gfp,
				"age " + count(this.map.time_ms - since) + " ms (since " + count(since) + " ms after boot)");
		return lines.join("\n");
	}

	/* Describe the pages of a cell by the three categories that have the largest number of them. */
	describeCell(start, nr) {
		const pages = new Map();
		let all = 0;

		if (nr === 1)
			return this.describe(start);
		this.each(start, start + nr, (entry, n) => {
			pages.set(entry, (pages.get(entry) || 0) + n);
			all += n;
		});
		const rows = [...pages].sort((a, b) => b[1] - a[1]);

		return all ? rows.slice(0, 3).map(([entry, n]) => percent(n / all) + " " + entry.name).join("\n") +
			(rows.length > 3 ? "\nand " + (rows.length - 3) + " more" : "") : "no RAM";
	}
}

/* Return the ranges of pages, [start, end), that exist in both machines and have different categories there. */
function differences(one, other) {
	const found = [];

	one.each(0, Infinity, (entry, nr, i, start) => other.each(start, start + nr, (otherEntry, otherNr, j, from) => {
		const last = found[found.length - 1];

		if (otherEntry === entry)
			return;
		if (last && last[1] === from)
			last[1] = from + otherNr;
		else
			found.push([from, from + otherNr]);
	}));
	return found;
}

/* The visible part of the maps: its rows and level, the chosen category, and the page of the cursor. */
class View {
	constructor(machines) {
		const ranges = machines.flatMap((machine) => machine.map.banks.map(([first, nr]) => [first, first + nr]));

		this.pages = machines.map((machine) => new Pages(machine));
		this.pageSize = machines[0].map.page_size;
		this.columns = TWO ? 128 : 256;
		this.banks = [];
		for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
			const last = this.banks[this.banks.length - 1];

			if (last && start <= last[1])
				last[1] = Math.max(last[1], end);
			else
				this.banks.push([start, end]);
		}
		this.differs = TWO ? differences(...this.pages) : [];
		this.level = 0;
		while (this.countRows(this.level) > MOST_ROWS)
			this.level++;
		this.highest = this.level;
		this.top = 0;
		this.chosen = null;
		this.markDifferences = TWO;
		this.cursor = null;
	}

	countRows(level) {
		const size = this.columns * 2 ** level;

		return this.banks.reduce((rows, [start, end]) => rows + Math.ceil(end / size) - Math.floor(start / size), 0);
	}

	/* Return the first page of a row.  Row 0 has the lowest address. */
	rowStart(row) {
		const size = this.columns * 2 ** this.level;

		for (const [start, end] of this.banks) {
			const first = Math.floor(start / size), rows = Math.ceil(end / size) - first;

			if (row < rows)
				return (first + row) * size;
			row -= rows;
		}
		return null;
	}

	rowOf(pfn) {
		const size = this.columns * 2 ** this.level;
		let rows = 0;

		for (const [start, end] of this.banks) {
			const first = Math.floor(start / size), last = Math.ceil(end / size);

			if (pfn < last * size)
				return rows + Math.max(Math.floor(pfn / size), first) - first;
			rows += last - first;
		}
		return rows - 1;
	}

	get rows() {
		return Math.min(this.countRows(this.level) - this.top, MOST_ROWS);
	}

	/* Show 2^@level pages in each cell, and scroll so that @pfn is visible. */
	zoom(level, pfn) {
		this.level = Math.max(0, Math.min(level, this.highest));
		this.scrollTo(this.rowOf(pfn) - MOST_ROWS / 2);
	}

	scrollTo(row) {
		this.top = Math.max(0, Math.min(Math.floor(row), this.countRows(this.level) - MOST_ROWS));
	}

	differsIn(start, end) {
		let low = 0, high = this.differs.length;

		while (low < high) {
			const middle = (low + high) >> 1;

			if (this.differs[middle][1] <= start)
				low = middle + 1;
			else
				high = middle;
		}
		return low < this.differs.length && this.differs[low][0] < end;
	}
}

/* Return the colour of a cell, or null where there is no RAM. */
function cellColour(view, pages, palette, start, nr) {
	const used = new Map();
	let all = 0, taken = 0, matching = 0, free = null;

	pages.each(start, start + nr, (entry, n) => {
		all += n;
		if (view.chosen === entry)
			matching += n;
		if (entry.kind === "free" || entry.variable === "absent") {
			if (!free || n > free[1])
				free = [entry, n];
			return;
		}
		taken += n;
		used.set(entry, (used.get(entry) || 0) + n);
	});
	if (!all)
		return null;
	const ground = free ? free[0].rgb : palette.freeRgb;

	if (view.chosen && matching)
		return mix(ground, view.chosen.kind === "free" ? palette.accentRgb : view.chosen.rgb,
			LEAST_SHARE + (1 - LEAST_SHARE) * matching / all);
	if (!taken)
		return view.chosen ? mix(palette.backRgb, ground, 0.6) : ground;
	const [entry] = [...used].reduce((best, each) => each[1] > best[1] ? each : best);

	return mix(ground, entry.rgb, view.chosen ? DIMMED : LEAST_SHARE + (1 - LEAST_SHARE) * taken / all);
}

/* One machine's canvas. */
class MapCanvas {
	constructor(view, pages, palette, name) {
		this.view = view;
		this.pages = pages;
		this.palette = palette;
		this.canvas = el("canvas", { tabindex: 0, role: "img", "aria-label": "Map of physical memory" + (name ? ", " + name : "") +
			". Arrow keys move from cell to cell, plus and minus change the scale, Page Up and Page Down scroll." });
	}

	/* Paint each cell as one pixel of a small picture, and scale this picture to the size of the canvas. */
	paint() {
		const { view, palette, canvas } = this, rows = view.rows, nr = 2 ** view.level;
		const width = canvas.parentElement ? canvas.parentElement.clientWidth : 1000;
		const cell = Math.max(2, Math.min(16, Math.floor((width - LABEL) / view.columns)));
		const small = new OffscreenCanvas(view.columns, rows), image = new ImageData(view.columns, rows), ratio = devicePixelRatio || 1;
		const context = canvas.getContext("2d"), marks = [];

		for (let row = 0; row < rows; row++) {
			const start = view.rowStart(view.top + row);

			for (let column = 0; column < view.columns; column++) {
				const first = start + column * nr, colour = cellColour(view, this.pages, palette, first, nr);

				image.data.set(colour ? [...colour, 255] : [0, 0, 0, 0], 4 * (row * view.columns + column));
				if (view.markDifferences && view.differsIn(first, first + nr))
					marks.push([column, row, isDark(colour || palette.backRgb) ? "#fff" : "#000"]);
			}
		}
		small.getContext("2d").putImageData(image, 0, 0);
		this.cell = cell;
		canvas.width = (LABEL + view.columns * cell) * ratio;
		canvas.height = rows * cell * ratio;
		canvas.style.width = LABEL + view.columns * cell + "px";
		canvas.style.height = rows * cell + "px";
		context.scale(ratio, ratio);
		context.imageSmoothingEnabled = false;
		context.drawImage(small, LABEL, 0, view.columns * cell, rows * cell);
		this.paintLabels(context, rows, cell);
		for (const [column, row, colour] of marks) {
			context.fillStyle = colour;
			context.fillRect(LABEL + (column + 0.25) * cell, (row + 0.25) * cell, cell / 2, cell / 2);
		}
		this.paintCursor(context, cell);
	}

	paintLabels(context, rows, cell) {
		const { view, palette } = this, each = Math.max(1, Math.ceil(14 / cell));
		let before = null, lastLabel = -each;

		context.font = "11px ui-monospace, 'DejaVu Sans Mono', monospace";
		context.textBaseline = "top";
		for (let row = 0; row < rows; row++) {
			const start = view.rowStart(view.top + row), gap = before !== null && start !== before + view.columns * 2 ** view.level;

			if (gap) {
				context.fillStyle = palette.mark;
				context.fillRect(LABEL, row * cell - 0.5, view.columns * cell, 1);
			}
			if (row - lastLabel >= each && (gap || !row || (view.top + row) % (4 * each) === 0)) {
				context.fillStyle = palette.soft;
				context.fillText(hex(start * view.pageSize), 2, row * cell, LABEL - 4);
				lastLabel = row;
			}
			before = start;
		}
	}

	paintCursor(context, cell) {
		const { view } = this, at = view.cursor;

		if (at === null)
			return;
		const row = view.rowOf(at) - view.top, column = Math.floor((at - view.rowStart(view.rowOf(at))) / 2 ** view.level);

		context.strokeStyle = this.palette.text;
		context.lineWidth = 2;
		context.strokeRect(LABEL + column * cell - 1, row * cell - 1, cell + 2, cell + 2);
	}

	/* Return the first page of the cell at a point of the window, or null. */
	pageAt(x, y) {
		const box = this.canvas.getBoundingClientRect(), column = Math.floor((x - box.left - 1 - LABEL) / this.cell);
		const row = Math.floor((y - box.top - 1) / this.cell);

		if (column < 0 || column >= this.view.columns || row < 0 || row >= this.view.rows)
			return null;
		return this.view.rowStart(this.view.top + row) + column * 2 ** this.view.level;
	}

	/* Return the top left corner of a cell in the page's coordinates. */
	placeOf(pfn) {
		const box = this.canvas.getBoundingClientRect(), row = this.view.rowOf(pfn);
		const column = Math.floor((pfn - this.view.rowStart(row)) / 2 ** this.view.level);

		return [scrollX + box.left + LABEL + column * this.cell, scrollY + box.top + (row - this.view.top) * this.cell];
	}
}
