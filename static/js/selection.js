// Choosing rows for a bulk action: <form data-selectable> holds the table, its row boxes are
// [data-row-box], the box in the head is [data-select-all], the bar is [data-bulk-bar].
// Shift and a press choose the rows between. Without this script the bar simply stays visible.

const boxesOf = (form) => [...form.querySelectorAll("[data-row-box]")];

function refresh(form) {
    const boxes = boxesOf(form);
    const chosen = boxes.filter((box) => box.checked);
    for (const all of form.querySelectorAll("[data-select-all]")) {
        all.checked = boxes.length > 0 && chosen.length === boxes.length;
        all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    }
    for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    const bar = form.querySelector("[data-bulk-bar]");
    if (!bar) return;
    bar.hidden = chosen.length === 0;
    for (const count of bar.querySelectorAll("[data-selected-count]")) count.textContent = chosen.length;
}

let lastBox = null;

function stretch(form, box) {
    const boxes = boxesOf(form);
    const [from, to] = [boxes.indexOf(lastBox), boxes.indexOf(box)].sort((one, other) => one - other);
    if (from < 0) return;
    for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
}

document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-row-box]");
    const form = box?.closest("[data-selectable]");
    if (!form) return;
    if (event.shiftKey && lastBox) stretch(form, box);
    lastBox = box;
    refresh(form);
});

document.addEventListener("change", (event) => {
    const form = event.target.closest?.("[data-selectable]");
    if (!form) return;
    if (event.target.matches("[data-select-all]")) {
        for (const box of boxesOf(form)) box.checked = event.target.checked;
    }
    refresh(form);
});

function refreshAll() {
    document.querySelectorAll("[data-selectable]").forEach(refresh);
}

document.addEventListener("htmx:load", refreshAll);
window.addEventListener("pageshow", refreshAll);
refreshAll();
