// Allocation: while figures are typed, say how much is given and what is missing (目标 30，已分 29，差 1).
// Nothing filled in means that each body owes the whole target; figures that add up are filled in for all
// bodies or for none. The server judges again; this only spares a round trip.

const HINTS = {
    cumulative: (target) => `累计口径：各下级目标之和不少于 ${target}。`,
    point: (target) => `时点口径：各下级目标之和不少于 ${target}。`,
    ratio: (target) => `比率口径：每个下级都不低于 ${target}，不相加。`,
};

const plain = (value) => String(Math.round(value * 100) / 100);

function given(form) {
    const isChosenOnly = form.querySelector('[name="reach"]:checked')?.value === "chosen";
    const figures = [];
    for (const row of form.querySelectorAll("[data-share]")) {
        if (isChosenOnly && !row.querySelector('[type="checkbox"]').checked) continue;
        const typed = row.querySelector('[name^="target_"]')?.value.trim();
        figures.push(typed ? Number(typed) : null);
    }
    return figures;
}

function verdict(form, figures) {
    const asked = Number(form.dataset.asked);
    const atLeast = form.dataset.direction === "at_least";
    const isRatio = form.dataset.kind === "ratio";
    const weakest = atLeast ? Math.min(...figures) : Math.max(...figures);
    const reached = isRatio ? weakest : figures.reduce((sum, figure) => sum + figure, 0);
    const gap = figures.length ? (atLeast ? asked - reached : reached - asked) : asked;
    const judged = gap > 0 ? `${atLeast ? "差" : "超"} ${plain(gap)}` : "已满足";
    return [`${isRatio ? "最弱一项" : "已分"} ${figures.length ? plain(reached) : 0}，${judged}`, gap > 0];
}

function told(form) {
    const asked = Number(form.dataset.asked);
    const all = given(form);
    const typed = all.filter((figure) => figure !== null);
    const empty = all.length - typed.length;
    if (form.dataset.kind === "ratio" || !empty) return verdict(form, all.map((figure) => figure ?? asked));
    if (!typed.length) return [`${empty} 个单位未填，各按 ${plain(asked)} 计，合计 ${plain(asked * empty)}`, true];
    const [sum] = verdict(form, typed);
    return [`${sum}；还有 ${empty} 个单位未填，请逐个填写（不承担的填 0）`, true];
}

function describe(form) {
    const [words, isWarning] = told(form);
    const sum = form.querySelector("[data-sum]");
    sum.textContent = `目标 ${plain(Number(form.dataset.asked))} ${form.dataset.unit}，${words}`;
    sum.classList.toggle("is-short", isWarning);
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
