// SPDX-License-Identifier: BSD-2-Clause
"use strict";

const MACHINES = JSON.parse(document.getElementById("data").textContent);
const TWO = MACHINES.length === 2;
const NAMES = TWO ? ["old", "new"] : [""];
const SVG = "http://www.w3.org/2000/svg";

/* Add attributes and children to an element.  The attribute "text" sets the text, and "on..." adds a listener. */
function fill(node, attributes, children) {
	for (const [name, value] of Object.entries(attributes)) {
		if (name === "text")
			node.textContent = value;
		else if (name.startsWith("on"))
			node.addEventListener(name.slice(2), value);
		else if (value !== null && value !== undefined && value !== false)
			node.setAttribute(name, value);
	}
	node.append(...children.filter((child) => child !== null));
	return node;
}

function el(tag, attributes = {}, ...children) {
	return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
	return fill(document.createElementNS(SVG, tag), attributes, children);
}

function hex(number) {
	return "0x" + number.toString(16);
}

/* Return a number of bytes as text, in the largest unit in which the number is at least 1. */
function bytes(number) {
	const sign = number < 0 ? "\u2212" : "";
	let value = Math.abs(number), unit = 0;
	const units = ["B", "KiB", "MiB", "GiB", "TiB"];

	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return sign + (value >= 1000 || Number.isInteger(value) ? Math.round(value).toLocaleString("en") : value.toFixed(1)) +
		" " + units[unit];
}

function count(number) {
	return number.toLocaleString("en");
}

function percent(share) {
	const value = share * 100;

	return (value && value < 0.1 ? "< 0.1" : value > 99.9 && value < 100 ? "> 99.9" : value.toFixed(value < 10 ? 1 : 0)) + " %";
}

/* Return an element with the difference of two values, the second minus the first. */
function change(values, write) {
	const delta = values[1] - values[0];

	return el("span", { class: delta ? "differs" : "same",
		text: delta ? (delta > 0 ? "+" : "\u2212") + write(Math.abs(delta)) : "=" });
}

/* Return cells of a table: the value of each machine, and the difference if there are two machines. */
function cells(values, write) {
	const found = values.map((value) => el("td", { class: "number", text: value === null ? "\u2013" : write(value) }));

	if (TWO)
		found.push(el("td", { class: "number" }, change(values.map((value) => value || 0), write)));
	return found;
}

/* Return the head cells of the columns that cells() fills. */
function heads(what) {
	return (TWO ? [what + ", old", what + ", new", "change"] : [what]).map((text) => el("th", { class: "number", scope: "col", text }));
}

function head(text) {
	return el("th", { scope: "col", text });
}

function table(headCells, rows, caption) {
	return el("table", caption ? { "aria-label": caption } : {}, el("thead", {}, el("tr", {}, ...headCells)),
		el("tbody", {}, ...rows));
}

/* Add a section to the page and to its list of sections. */
function section(id, title, about, ...children) {
	document.querySelector("nav").append(el("a", { href: "#" + id, text: title }));
	document.querySelector("main").append(el("section", { id }, el("h2", { text: title }), about ? el("p", { text: about }) : null,
		...children));
}

/* Return one block for each machine, with the machine's name if there are two. */
function forEachMachine(draw) {
	return el("div", { class: "machines" }, ...MACHINES.map((machine, n) => el("div", {},
		TWO ? el("h3", { text: NAMES[n] }) : null, draw(machine, n))));
}

function key(entries) {
	return el("div", { class: "key" }, ...entries.map(([colour, text]) =>
		el("span", {}, el("span", { class: "swatch", style: "background:" + colour }), text)));
}

/* Show a text beside a point of the page, or hide the box of this text if @text is empty. */
function tip(text, x, y) {
	const node = document.getElementById("tip");

	node.hidden = !text;
	if (!text)
		return;
	if (node.textContent !== text)
		node.textContent = text;
	node.style.left = Math.max(4, Math.min(x + 14, scrollX + innerWidth - node.offsetWidth - 12)) + "px";
	node.style.top = y + 16 + "px";
}
