// Allocation: while figures are typed, say how much is given and what is missing (目标 30，已分 29，差 1).
// The server judges again; this only spares a round trip.

const HINTS = {
    cumulative: (target) => `累计口径：各下级目标之和不少于 ${target}。`,
    point: (target) => `时点口径：各下级目标之和不少于 ${target}。`,
    ratio: (target) => `比率口径：每个下级都不低于 ${target}，不相加。`,
};

const plain = (value) => String(Math.round(value * 100) / 100);

function given(form) {
    const asked = Number(form.dataset.asked);
    const isChosenOnly = form.querySelector('[name="reach"]:checked')?.value === "chosen";
    const figures = [];
    for (const row of form.querySelectorAll("[data-share]")) {
        if (isChosenOnly && !row.querySelector('[type="checkbox"]').checked) continue;
        const typed = row.querySelector('[name^="target_"]')?.value.trim();
        figures.push(typed ? Number(typed) : asked);
    }
    return figures;
}

function describe(form) {
    const { kind, direction, unit } = form.dataset;
    const asked = Number(form.dataset.asked);
    const figures = given(form);
    const atLeast = direction === "at_least";
    const isRatio = kind === "ratio";
    const weakest = atLeast ? Math.min(...figures) : Math.max(...figures);
    const reached = isRatio ? weakest : figures.reduce((sum, figure) => sum + figure, 0);
    const gap = figures.length ? (atLeast ? asked - reached : reached - asked) : asked;
    const word = isRatio ? "最弱一项" : "已分";
    const verdict = gap > 0 ? `，${atLeast ? "差" : "超"} ${plain(gap)}` : "，已满足";
    const sum = form.querySelector("[data-sum]");
    sum.textContent = `目标 ${plain(asked)} ${unit}，${word} ${figures.length ? plain(reached) : 0}${verdict}`;
    sum.classList.toggle("is-short", gap > 0);
}

function hint(form) {
    const note = form.querySelector("[data-target-hint]");
    const kind = form.querySelector('[name="indicator_kind"]')?.value;
    const target = form.querySelector('[name="target_value"]')?.value.trim();
    const unit = form.querySelector('[name="indicator_unit"]')?.value.trim();
    if (!note) return;
    note.hidden = !(kind && target);
    if (!note.hidden) note.textContent = HINTS[kind](`${target} ${unit ?? ""}`.trim());
}

function refresh(form) {
    if (form?.matches("[data-allocation]")) describe(form);
    if (form?.matches(".item-form")) hint(form);
}

const prepare = (root) => root.querySelectorAll("[data-allocation], .item-form").forEach(refresh);

document.addEventListener("input", (event) => refresh(event.target.form));
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt.parentElement ?? document));
prepare(document);
