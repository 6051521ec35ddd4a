// SPDX-License-Identifier: BSD-2-Clause

/* Draw the sections below the map.  Each section shows one machine, or two with the differences. */

const BAR_COLOURS = { used: "var(--owner0)", free: "var(--owner5)", lost: "var(--owner1)" };

/* Match the rows of all machines by a key.  Returns for each key its id, and an array with the row of each machine or null. */
function joined(lists, keyOf) {
	const found = new Map();

	lists.forEach((rows, n) => {
		for (const row of rows) {
			const id = keyOf(row);

			if (!found.has(id))
				found.set(id, { id, rows: lists.map(() => null) });
			found.get(id).rows[n] = row;
		}
	});
	return [...found.values()];
}

function missing(text) {
	return el("p", { text });
}

/* Return a paragraph with the reason why no machine has a report, or null if a machine has it. */
function whyAbsent(name) {
	const rows = MACHINES.map((machine) => machine.absent.find((row) => row.name === name));

	return rows.every((row) => row) ? missing("No machine printed " + name + ": " + rows[0].why + ".") : null;
}

function showTotals() {
	const names = [["MemTotal_kB", "total"], ["MemFree_kB", "free"], ["MemAvailable_kB", "available"], ["Slab_kB", "objects"],
		["KernelStack_kB", "stacks"], ["PageTables_kB", "page tables"]];
	const facts = (machine) => [["board", machine.board], ["model", machine.model],
		["firmware", machine.version && "Quarry " + machine.version + " for " + machine.arch],
		["taken", machine.map.time_ms / 1000 + " s after boot" + (machine.source.startsWith("the ") ? "" : ", from " + machine.source)],
		["RAM", machine.ram.map(([start, end]) => hex(start) + " to " + hex(end - 1) + " (" + bytes(end - start) + ")").join(", ")]];

	section("totals", "Totals", null, forEachMachine((machine) => el("div", {},
		el("dl", {}, ...facts(machine).filter(([, value]) => value).flatMap(([name, value]) =>
			[el("dt", { text: name }), el("dd", { text: value })])),
		el("div", { class: "tiles" }, ...names.filter(([name]) => name in machine.meminfo).map(([name, text]) =>
			el("div", { class: "tile" }, el("b", { text: bytes(machine.meminfo[name] * 1024) }), el("span", { text: text + " " }),
				TWO && machine === MACHINES[1] ? change(MACHINES.map((m) => (m.meminfo[name] || 0) * 1024), bytes) : ""))))));
}

/* Return for each order the part of the free memory that is in smaller blocks, from 0 to 1. */
function unusable(nrFree) {
	const pages = nrFree.map((nr, order) => nr * 2 ** order), all = pages.reduce((a, b) => a + b, 0);

	return nrFree.map((nr, order) => all ? pages.slice(0, order).reduce((a, b) => a + b, 0) / all : 0);
}

/*
 * Return Linux's fragmentation index for requests of an order, or null if a request succeeds.  Requests fail for lack of
 * memory if the index is near 0, and because of fragmentation if it is near 1.
 */
function fragmentation(nrFree, order) {
	const blocks = nrFree.reduce((a, b) => a + b, 0), pages = nrFree.reduce((a, b, k) => a + b * 2 ** k, 0);

	if (nrFree.slice(order).some((nr) => nr))
		return null;
	return blocks ? 1 - (1 + pages / 2 ** order) / blocks : 0;
}

function heat(text, share, colour) {
	return el("td", { class: "heat", text,
		style: share ? "background:color-mix(in srgb, " + colour + " " + Math.round(12 + 48 * share) + "%, transparent)" : "" });
}

function showZone(zone, other) {
	const pages = (row) => row.nr_free.map((nr, order) => nr * 2 ** order);
	const most = Math.max(1, ...pages(zone));
	const counts = (row, before) => row.nr_free.map((nr, order) => {
		const cell = heat(count(nr), nr * 2 ** order / most, "var(--owner0)");

		if (before && before.nr_free[order] !== nr)
			cell.append(" ", change([before.nr_free[order], nr], count));
		return cell;
	});
	const total = (row) => el("td", { class: "number", text: bytes(pages(row).reduce((a, b) => a + b, 0) * MACHINES[0].map.page_size) });
	const rows = zone.types.map((row) => el("tr", {}, el("th", { scope: "row", text: row.type }),
		...counts(row, other && other.types.find((type) => type.type === row.type)), total(row)));

	rows.push(el("tr", {}, el("th", { scope: "row", text: "all" }), ...counts(zone, other), total(zone)));
	rows.push(el("tr", {}, el("th", { scope: "row", text: "free, but in smaller blocks" }), ...unusable(zone.nr_free).map((share) =>
		heat(percent(share), share, "var(--owner4)"))));
	rows.push(el("tr", {}, el("th", { scope: "row", text: "fragmentation index" }), ...zone.nr_free.map((_, order) => {
		const index = fragmentation(zone.nr_free, order);

		return heat(index === null ? "\u2013" : index.toFixed(2), index || 0, "var(--owner4)");
	})));
	return el("div", {}, el("h3", { text: "Node " + zone.node + ", zone " + zone.zone }), el("div", { style: "overflow-x:auto" },
		table([head("blocks of order"), ...zone.nr_free.map((_, order) => el("th", { class: "number", scope: "col", text: order })),
			el("th", { class: "number", scope: "col", text: "in all" })], rows, "Free blocks of zone " + zone.zone)));
}

function showFree() {
	section("free", "Free blocks", "Blocks by order and migrate type. \u201cFree, but in smaller blocks\u201d is the share of the free memory " +
		"that no request of the order can have. The fragmentation index is Linux's: \u2013 where a request succeeds, near 1 where it " +
		"fails although there is enough memory, near 0 where there is too little.",
		whyAbsent("buddyinfo") || el("div", {}, ...MACHINES.map((machine, n) => el("div", {}, TWO ? el("h3", { text: NAMES[n] }) : null,
			...machine.free.map((zone) => showZone(zone, n ? MACHINES[0].free.find((before) =>
				before.node === zone.node && before.zone === zone.zone) : null))))));
}

function cacheBar(cache, most) {
	const parts = cache ? ["used", "free", "lost"].filter((part) => cache[part]) : [];

	return el("div", { class: "bar", role: "img", "aria-label": parts.map((part) => part + " " + bytes(cache[part])).join(", "),
		style: "width:320px;margin:3px 0" }, ...parts.map((part) => el("i", { title: part + ": " + bytes(cache[part]),
		style: "width:" + 100 * cache[part] / most + "%;background:" + BAR_COLOURS[part] })));
}

function showCaches() {
	const rows = joined(MACHINES.map((machine) => machine.caches), (cache) => cache.name);
	const size = (cache) => cache ? cache.used + cache.free + cache.lost : 0;
	const most = Math.max(1, ...rows.flatMap((row) => row.rows.map(size)));

	rows.sort((a, b) => Math.max(...b.rows.map(size)) - Math.max(...a.rows.map(size)));
	section("caches", "Caches and pools of objects", null, whyAbsent("slabinfo") || el("div", {},
		key([[BAR_COLOURS.used, "in use"], [BAR_COLOURS.free, "free objects in slabs"], [BAR_COLOURS.lost, "rest of slabs"]]),
		el("div", { class: "scroll" }, table([head("cache"), head("memory"), el("th", { class: "number", text: "object" }),
			...heads("in use"), ...heads("memory")], rows.map((row) => {
			const some = row.rows.find((cache) => cache);

			return el("tr", {}, el("th", { scope: "row", text: row.id }), el("td", {}, ...row.rows.map((cache) => cacheBar(cache, most))),
				el("td", { class: "number", text: bytes(some.size) }),
				...cells(row.rows.map((cache) => cache && cache.used_objects), count), ...cells(row.rows.map((cache) => cache && size(cache)), bytes));
		}), "Caches"))));
}

function showAreas() {
	const groups = MACHINES.map((machine) => {
		const found = new Map();

		for (const area of machine.areas) {
			// Stacks are numerous and similar, so all stacks of one purpose are in one row.
			const owner = area.kind === "stack" ? area.owner.replace(/\/\d+$/, "/*") : area.owner, id = area.kind + " " + owner;
			const group = found.get(id) || { id, kind: area.kind, owner, nr: 0, bytes: 0, areas: [] };

			group.nr++;
			group.bytes += area.bytes;
			group.areas.push(area);
			found.set(id, group);
		}
		return [...found.values()];
	});
	const rows = joined(groups, (group) => group.id).sort((a, b) => Math.max(...b.rows.map((g) => g ? g.bytes : 0)) -
		Math.max(...a.rows.map((g) => g ? g.bytes : 0)));

	section("areas", "Areas of the vmalloc window", null, whyAbsent("vmallocinfo") || el("div", { class: "scroll" },
		table([head("kind"), head("owner"), ...heads("areas"), ...heads("addresses"), head("where")], rows.map((row) => {
			const last = row.rows.findLast((group) => group);

			return el("tr", {}, el("td", { text: last.kind }), el("th", { scope: "row", text: last.owner }),
				...cells(row.rows.map((group) => group && group.nr), count), ...cells(row.rows.map((group) => group && group.bytes), bytes),
				el("td", {}, el("details", {}, el("summary", { text: last.areas[0].start }), ...last.areas.map((area) =>
					el("div", { text: area.start + " to " + area.end + " " + area.owner + (area.phys ? ", physical " + area.phys : "") })))));
		}), "Areas")));
}

/* Draw the banks of RAM side by side without the addresses between them, and below them the part that each device can address. */
function reachPicture(machine) {
	const left = TWO ? 160 : 190, width = TWO ? 350 : 760, gap = 14, height = 24, all = machine.ram.reduce((sum, [start, end]) => sum + end - start, 0);
	const scale = (width - gap * (machine.ram.length - 1)) / all, rows = machine.devices.length + 1;
	const picture = svg("svg", { viewBox: "0 0 " + (left + width + 90) + " " + (rows * height + 22), width: left + width + 90, role: "img",
		"aria-label": "RAM, and what each device reaches of it by DMA" });
	let x = left;

	picture.append(svg("text", { x: 0, y: 15, text: "RAM" }));
	machine.devices.forEach((device, n) => picture.append(svg("text", { x: 0, y: 15 + (n + 1) * height, text: device.device }),
		svg("text", { x: left + width + 8, y: 15 + (n + 1) * height, text: percent(device.share) })));
	for (const [start, end] of machine.ram) {
		const size = (end - start) * scale;

		picture.append(svg("rect", { x, y: 4, width: size, height: 14, fill: "var(--others)" }),
			svg("text", { class: "soft", x, y: rows * height + 14, text: hex(start) }));
		machine.devices.forEach((device, n) => {
			picture.append(svg("rect", { x, y: 4 + (n + 1) * height, width: size, height: 14, fill: "var(--untouched)", stroke: "var(--line)" }));
			for (const [first, last] of device.reach) {
				const from = Math.max(first, start), to = Math.min(last, end);

				if (from < to)
					picture.append(svg("rect", { x: x + (from - start) * scale, y: 4 + (n + 1) * height, width: (to - from) * scale,
						height: 14, fill: "var(--owner2)" }, svg("title", { text: device.device + ": " + hex(from) + " to " + hex(to - 1) })));
			}
		});
		x += size + gap;
	}
	return picture;
}

function deviceLimits(device) {
	const parts = ["mask " + device.mask];

	if (device.coherent_mask !== device.mask)
		parts.push("coherent memory: mask " + device.coherent_mask);
	if (device.limit)
		parts.push("its bus ends at " + device.limit);
	for (const window of device.windows)
		parts.push("window: RAM at " + window.cpu + " is " + window.bus + " on its bus, " + window.size + " bytes");
	if (device.own_size)
		parts.push("coherent memory of its own: " + bytes(device.own_used) + " of " + bytes(device.own_size) + " in use");
	if (device.restricted_slots)
		parts.push("restricted to its bounce buffers: " + device.restricted_used + " of " + device.restricted_slots + " slots in use");
	for (const pool of device.pools)
		parts.push("pool " + pool.name + ": " + pool.used + " of " + pool.blocks + " blocks of " + bytes(pool.block_size));
	return parts.join("; ");
}

function showDevices() {
	const rows = joined(MACHINES.map((machine) => machine.devices), (device) => device.device);
	const figure = (row, name, write) => cells(row.rows.map((device) => device && device[name]), write);

	section("dma", "DMA reach", "Green is the RAM that a device can address itself; what lies elsewhere is copied through bounce buffers.",
		whyAbsent("dmainfo") || el("div", {}, forEachMachine((machine) => machine.devices.length ? reachPicture(machine) :
			missing("No device has a driver.")), el("div", { style: "overflow-x:auto" }, rows.length ? table([head("device"), ...heads("coherent memory"), ...heads("mappings"),
			...heads("bounced"), ...heads("refused")], rows.map((row) => {
			const last = row.rows.findLast((device) => device);

			return el("tr", {}, el("th", { scope: "row" }, row.id,
				el("div", { class: "limits", text: last.coherence + "; " + deviceLimits(last) })),
				...figure(row, "coherent_bytes", bytes), ...figure(row, "mapped", count), ...figure(row, "bounced", count),
				...figure(row, "refused", count));
		}), "Devices") : ""), forEachMachine((machine) => missing("Cache maintenance: by " + machine.dma.cache_maintenance + ". Bounce buffers: " +
			machine.dma.swiotlb_used + " of " + machine.dma.swiotlb_slots + " slots of 2 KiB in use, at most " + machine.dma.swiotlb_used_hiwater + "."))));
}

/* Draw the histograms of calls with one size.  The x axis has durations, the y axis numbers of calls; both are logarithmic. */
function histogram(row) {
	const width = 270, height = 120, low = 26, some = row.rows.find((one) => one);
	const buckets = row.rows.flatMap((one) => one ? one.buckets : []);
	const first = Math.min(...buckets.map((bucket) => Math.log2(Math.max(bucket.from, 1))));
	const last = Math.max(...buckets.map((bucket) => Math.log2(bucket.to + 1)));
	const x = (value) => 6 + (Math.max(value, 0) - first) / Math.max(last - first, 1) * (width - 12);
	const most = Math.max(...buckets.map((bucket) => bucket.calls));
	const y = (calls) => calls ? (height - 18) * (0.12 + 0.88 * Math.log(calls) / Math.max(Math.log(most), 1)) : 0;
	const picture = svg("svg", { viewBox: "0 0 " + width + " " + (height + low), width, role: "img",
		"aria-label": row.id + ": " + row.rows.map((one) => one && "median " + one.median + ", most " + one.max + " " + one.unit).join("; ") });

	row.rows.forEach((one, n) => {
		for (const bucket of one ? one.buckets : []) {
			const from = x(Math.log2(Math.max(bucket.from, 1))), to = x(Math.log2(bucket.to + 1)), half = (to - from) / NAMES.length;

			picture.append(svg("rect", { x: from + n * half + 0.5, y: height - y(bucket.calls), width: Math.max(half - 1, 1), height: y(bucket.calls),
				fill: "var(--owner" + n + ")" }, svg("title", { text: (TWO ? NAMES[n] + ": " : "") + bucket.from + " to " + bucket.to + " " + one.unit + ": " +
					bucket.calls + " calls" })));
		}
	});
	picture.append(svg("line", { x1: 0, x2: width, y1: height, y2: height, stroke: "var(--line)" }),
		...[0, 0.5, 1].map((share) => svg("text", { class: "soft", x: x(first + share * (last - first)), y: height + 13,
			"text-anchor": ["start", "middle", "end"][2 * share], text: count(Math.round(2 ** (first + share * (last - first)))) })));
	return el("figure", {}, el("figcaption", { text: row.id }), picture, ...row.rows.map((one, n) => el("figcaption", {
		text: (TWO ? NAMES[n] + ": " : "") + (one ? "median " + count(one.median) + ", 99 % " + count(one.p99) + ", most " + count(one.max) + " " + one.unit : "\u2013") })));
}

function showLatency() {
	const rows = joined(MACHINES.map((machine) => machine.latency), (row) => row.call + "() of " + bytes(row.size_bytes));
	const some = MACHINES.flatMap((machine) => machine.latency)[0];

	section("latency", "Latency", some ? "How long " + count(some.calls) + " calls of each size took, in " + (some.unit === "ns" ? "nanoseconds" : some.unit) +
		"; both axes are logarithmic. In QEMU this is the time of the emulator." : null,
		whyAbsent("kmalloc_latency") || el("div", {}, TWO ? key([["var(--owner0)", "old"], ["var(--owner1)", "new"]]) : "",
			el("div", { class: "small" }, ...rows.map(histogram))));
}

function bootPicture(machine) {
	const last = Math.max(1, ...machine.dmesg.map((row) => row.time_us)), width = 1000;
	const picture = svg("svg", { viewBox: "0 0 " + width + " 48", width, role: "img", "aria-label": "Messages of boot by time" });

	picture.append(svg("line", { x1: 0, x2: width, y1: 20, y2: 20, stroke: "var(--line)", "stroke-width": 2 }));
	for (const row of machine.dmesg)
		picture.append(svg("rect", { x: row.time_us / last * (width - 6), y: 8, width: 4, height: 24, fill: "var(--owner0)" },
			svg("title", { text: row.time_us / 1000 + " ms: " + row.text })));
	picture.append(svg("text", { class: "soft", x: 0, y: 44, text: "0" }),
		svg("text", { class: "soft", x: width, y: 44, "text-anchor": "end", text: count(last / 1000) + " ms" }));
	return picture;
}

function bootMessages(machine) {
	const gaps = machine.dmesg.map((row, i) => i ? row.time_us - machine.dmesg[i - 1].time_us : 0), most = Math.max(1, ...gaps);

	return el("div", { class: "scroll" }, table([el("th", { class: "number", scope: "col", text: "ms" }), head("since the one before"), head("message")],
		machine.dmesg.map((row, i) => el("tr", {}, el("td", { class: "number", text: (row.time_us / 1000).toFixed(3) }),
			el("td", {}, el("div", { class: "bar", style: "width:110px" }, el("i", { title: gaps[i] / 1000 + " ms",
				style: "width:" + 100 * gaps[i] / most + "%;background:var(--owner1)" }))), el("td", { text: row.text }))), "Messages"));
}

function showBoot() {
	const marks = [["page_allocator", "page allocator ready"], ["prompt", "prompt"]];
	const counted = MACHINES.some((machine) => machine.boottime && machine.boottime.prompt);
	const unit = counted ? MACHINES.find((machine) => machine.boottime && machine.boottime.prompt).boottime.unit : "";

	section("boot", "Boot", "The messages since boot, by their time stamps" + (counted ? "; and the milestones in " + unit + " since the kernel was entered." : "."),
		counted ? table([head("milestone"), ...heads(unit)], marks.map(([name, text]) => el("tr", {}, el("th", { scope: "row", text }),
			...cells(MACHINES.map((machine) => machine.boottime && machine.boottime[name] - machine.boottime.kernel), count))), "Milestones") : "",
		whyAbsent("dmesg") || forEachMachine((machine) => el("div", {}, bootPicture(machine), bootMessages(machine))));
}

function showOthers() {
	const lacks = MACHINES.flatMap((machine, n) => machine.absent.map((row) => (TWO ? NAMES[n] + ": " : "") + row.name + ": " + row.why));

	if (lacks.length)
		section("absent", "What is not here", null, el("ul", {}, ...lacks.map((text) => el("li", { text }))));
	if (MACHINES.some((machine) => machine.sysreport))
		section("system", "The machine", null, forEachMachine((machine) => machine.sysreport ? el("details", {},
			el("summary", { text: "sysreport" }), el("pre", { text: machine.sysreport })) : missing("There is no sysreport.")));
}
