// SPDX-License-Identifier: BSD-2-Clause

/* Assign colours to the categories of all machines, so that an owner has the same colour in each machine. */

const OWNER_COLOURS = 10;

class Palette {
	constructor(machines) {
		const byKey = new Map();

		machines.forEach((machine, n) => {
			const pages = new Array(machine.map.categories.length).fill(0);

			for (const [nr, use] of machine.map.segments)
				pages[machine.map.uses[use][0]] += nr;
			machine.map.categories.forEach((category, i) => {
				const id = category.kind + "/" + category.name;

				if (!byKey.has(id))
					byKey.set(id, { ...category, bytes: machines.map(() => 0) });
				byKey.get(id).bytes[n] += pages[i] * machine.map.page_size;
				category.entry = byKey.get(id);
			});
		});
		this.entries = [...byKey.values()].sort((a, b) => Math.max(...b.bytes) - Math.max(...a.bytes));
		this.entries.forEach((entry, i) => { entry.index = i; });
		this.read();
	}

	/* Read the colours from the style sheet, which defines other colours for dark mode and for print. */
	read() {
		const style = getComputedStyle(document.documentElement);
		const colour = (name) => style.getPropertyValue("--" + name).trim();
		let owner = 0;

		this.back = colour("back");
		this.text = colour("text");
		this.soft = colour("soft");
		this.mark = colour("mark");
		for (const entry of this.entries) {
			if (entry.kind === "free")
				entry.variable = entry.name.includes("never") ? "untouched" : entry.name.includes("cached") ? "cached" : "free";
			else if (entry.kind === "absent")
				entry.variable = entry.name === "in no zone" ? "absent" : "others";
			else
				entry.variable = owner < OWNER_COLOURS ? "owner" + owner++ : "others";
			entry.rgb = rgb(colour(entry.variable));
		}
		this.freeRgb = rgb(colour("free"));
		this.backRgb = rgb(this.back);
		this.accentRgb = rgb(colour("accent"));
	}
}

/* Return [red, green, blue] of a colour in the form "#rgb" or "#rrggbb". */
function rgb(text) {
	const digits = text.length === 4 ? [...text.slice(1)].map((c) => c + c).join("") : text.slice(1);

	return [0, 2, 4].map((i) => parseInt(digits.slice(i, i + 2), 16));
}

function isDark(colour) {
	return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2] < 128;
}

function mix(from, to, share) {
	return from.map((value, i) => Math.round(value + (to[i] - value) * share));
}
