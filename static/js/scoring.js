// Scoring with a thumb: the steps of − and ＋, big choices and the number kept as one, and how many
// indicators are done. Without this the page works by its choices, numbers and boxes alone.

const CHOSEN = { full: (card) => card.full, half: null, zero: () => 0, absent: null, own: null };

function parts(card) {
    return {
        full: Number(card.dataset.full),
        step: Number(card.dataset.step),
        number: card.querySelector('input[type="number"]'),
        choices: [...card.querySelectorAll('input[type="radio"]')],
    };
}

function half({ full, step }) {
    return Math.floor(full / 2 / step + 1e-9) * step;
}

const tidy = (value) => String(Math.round(value * 10000) / 10000);

function valueOf(choice, card) {
    if (choice === "half") return half(card);
    return CHOSEN[choice]?.(card);
}

function choose(card, choice) {
    const value = valueOf(choice, card);
    if (choice === "absent") card.number.value = "";
    else if (value !== undefined) card.number.value = tidy(value);
}

// What was typed or stepped to is one of the big choices, or a number of its own.
function mark(card) {
    if (card.number.value === "") {
        for (const one of card.choices) if (one.value !== "absent") one.checked = false;
        return;
    }
    const value = Number(card.number.value);
    const fitting = ["full", "half", "zero"].find((choice) => valueOf(choice, card) === value);
    const wanted = card.choices.find((one) => one.value === (fitting ?? "own"));
    const other = card.choices.find((one) => one.value === "own");
    (wanted ?? other).checked = true;
}

function stepBy(card, steps) {
    const from = card.number.value === "" ? (steps < 0 ? card.full : 0) : Number(card.number.value);
    const started = card.number.value === "" && steps > 0 ? from : from + steps * card.step;
    card.number.value = tidy(Math.min(Math.max(started, 0), card.full));
    mark(card);
    card.number.dispatchEvent(new Event("input", { bubbles: true }));
}

function isDone(section) {
    const card = parts(section);
    const absent = card.choices.some((one) => one.value === "absent" && one.checked);
    return absent || card.number.value !== "";
}

function tell(form) {
    let done = form.querySelectorAll("[data-reading-card].is-done").length;
    for (const section of form.querySelectorAll("[data-score-card]")) {
        const here = isDone(section);
        section.classList.toggle("is-done", here);
        if (here) done += 1;
    }
    form.querySelector("[data-score-bar]").value = done;
    form.querySelector("[data-score-count]").textContent = String(done);
}

for (const form of document.querySelectorAll("[data-scoring]")) {
    for (const button of form.querySelectorAll("[data-step-by]")) button.hidden = false;
    form.addEventListener("click", (event) => {
        const button = event.target.closest("[data-step-by]");
        if (!button) return;
        stepBy(parts(button.closest("[data-score-card]")), Number(button.dataset.stepBy));
    });
    form.addEventListener("input", (event) => {
        const section = event.target.closest("[data-score-card]");
        if (section) {
            const card = parts(section);
            if (event.target.type === "radio" && event.target.checked) choose(card, event.target.value);
            if (event.target.type === "number") mark(card);
        }
        tell(form);
    });
    tell(form);
}
